// What it is worth to plan this way, against simpler ways and against knowing the future.
#pragma once

#include "offtake/plan/plan_oracle.h"
#include "offtake/plan/planner.h"

namespace offtake {

// [path] whose mean is the risk-adjusted value (1) of oracle.h:
//   mean_weight · v + tail_weight · (q − max(0, q − v) / tail)                              (1)
// q the value of the path at the edge of the tail (Rockafellar and Uryasev 2000). Differences of
// two plans are paired in these as they are in their values.
std::vector<double> risk_adjusted_paths(const std::vector<double>& value, const Risk& risk);

Valued valued(const std::vector<double>& value, const Risk& risk);

// Fills nothing, agreements_alone and, where comparisons are asked for, here_and_now,
// expected_value and perfect. All on the sample's paths, so differences are paired:
//   value of adapting              = in_sample − here_and_now
//   value of the stochastic solution = in_sample − expected_value
//   value of perfect information  ≤ E[max_x V_i(x)] − E[V_i(plan)]        (bounds of each path's
//   plan)
Status compare(const Futures& futures, PlanOracle& oracle, const PlanDomain& domain,
               const PlanOptions& options, PlanResult& out);

}  // namespace offtake
