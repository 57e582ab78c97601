// A sweep as a table: a row per variant.
#pragma once

#include "offtake/results/record_study.h"
#include "offtake/studies/sweep.h"

namespace offtake {

struct SweepAxes {
  std::vector<std::string> keys;                 // [axis]
  std::vector<std::vector<std::string>> values;  // [variant][axis]
  bool by_risk = false;                          // the weight of the risk is one of them
};

// sweep  a row per variant: a column per axis, then mean_usd, cvar_usd, objective_usd,
//        change_usd (against the first, paired), change_low_usd, change_high_usd, signed_now_mw,
//        spend_usd, short_share, stranded_usd, gap, end
StudyReport sweep_report(const Sweep& sweep, const SweepAxes& axes, const StudyOptions& options);

}  // namespace offtake
