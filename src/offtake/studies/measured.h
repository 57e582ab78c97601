// What a plan brings on fresh futures, in the few figures by which studies compare plans.
#pragma once

#include <vector>

#include "offtake/studies/study.h"

namespace offtake {

// [path] whose mean is the risk-adjusted value (1) of oracle.h:
//   mean_weight · v + tail_weight · (q − max(0, q − v) / tail)                              (1)
// q the value of the path at the edge of the tail (Rockafellar and Uryasev 2000). Differences of
// two plans are paired in these as they are in their values.
std::vector<double> risk_adjusted_paths(const std::vector<double>& value, const Risk& risk);

struct Measured {
  Estimate mean_usd, cvar_usd, objective_usd;  // of the planner
  // [path]: the value, and what has these means (risk_adjusted_paths)
  std::vector<double> value_usd, tail_usd, adjusted_usd;
  double spend_usd = 0.0;     // over the clock
  double short_share = 0.0;   // of demand, over the clock
  double stranded_usd = 0.0;  // paid for what was neither used nor let on
  double provider_hhi = 0.0;  // of the years, each by what is delivered in it
};

// `model` is under its strategy.
Measured measured(const Model& model, const Simulation& played, const Risk& risk,
                  const FuturesOptions& futures);

Risk risk_of_study(const StudyOptions& options, const Model& model);

// What the plan itself decides at its first epoch. Of kinds without capacity nothing counts.
double signed_now_mw(const PlanResult& plan);

// Whether a limit that was asked for (a target, a concentration) is passed by more than a watt.
bool misses_limits(const PlanResult& plan);

}  // namespace offtake
