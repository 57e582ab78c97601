// A frontier as a table: a row per plan.
#pragma once

#include "offtake/results/record_study.h"
#include "offtake/studies/frontier.h"

namespace offtake {

// frontier  weight, share or dearer, mean_usd, mean_low_usd, mean_high_usd, cvar_usd, cvar_low_usd,
//           cvar_high_usd, objective_usd (all on fresh futures), sample_mean_usd, sample_cvar_usd,
//           signed_now_mw, short_share, provider_hhi, gap, end, is
// steps     from the boldest plan to the knee and to the safest: given up, gained, with intervals
// plans     weight, share or dearer, and of its plan the columns of decisions (record_plan.h)
StudyReport frontier_report(const Frontier& frontier, const Model& model,
                            const StudyOptions& options);

}  // namespace offtake
