// What it is worth to plan this way, against simpler ways and against knowing the future.
#pragma once

#include "offtake/optimize/oracle.h"
#include "offtake/plan/planner.h"
#include "offtake/plan/problem.h"
#include "offtake/plan/team.h"

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
Status compare(const PlanProblem& problem, PlanTeam& team, Oracle& oracle,
               const PlanOptions& options, PlanResult& out);

// The plan's columns where it may not adapt.
Columns one_cell_columns(const PlanProblem& problem, const PlanOptions& options);

// For each of the paths from `first` to `last` the bound of max_x V_i(x), over the threads. Cut off
// where it was stopped.
Result<std::vector<double>> perfect_bounds(const PlanProblem& problem, const PlanOptions& options,
                                           std::int64_t first, std::int64_t last);

}  // namespace offtake
