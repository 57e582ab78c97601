// A bottleneck as tables.
#pragma once

#include "offtake/results/record_study.h"
#include "offtake/studies/bottleneck.h"

namespace offtake {

// answer       possible or not, and by how much (a list)
// bottlenecks  what limits it: resources, budgets and offers with a worth, the most valuable first
// resources    by year and resource: used_mw, limit_mw, share, worth_mw_per_mw, worth_usd_per_mw
// budgets      likewise, in USD
// offers       likewise, of the whole clock
// reach        the most that can be installed by the end of each step
// relax        of what is impossible: the smallest changes that make it possible
// context      the facility power beside what is known
StudyReport bottleneck_report(const Bottleneck& found, const Model& model);

}  // namespace offtake
