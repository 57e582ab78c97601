// What a plan brings on fresh futures, in the few figures by which studies compare plans.
#pragma once

#include <vector>

#include "offtake/studies/study.h"

namespace offtake {

// What the planner has of it. Shares and ratios are of sums over the clock.
struct PlannerOutcome {
  double risk_adjusted_usd = 0.0;     // (1 − w) E[V] + w CVaR[V]
  double short_share = 0.0;           // of demand
  double shortage_probability = 0.0;  // of the worst year
  double idle_share = 0.0;            // of what was delivered
  double stranded_usd = 0.0;          // paid for it
  double spend_usd = 0.0;
  double provider_hhi = 0.0, jurisdiction_hhi = 0.0, vendor_hhi = 0.0;  // by delivered MW
  double spend_usd_per_h100e_month = 0.0;                               // served
  double served_h100e_hours_per_mwh = 0.0;                              // that were drawn
};
PlannerOutcome planner_outcome(const Model& model, const Simulation& simulation, const Risk& risk);

struct Measured {
  Estimate mean_usd, cvar_usd, objective_usd;  // of the planner
  // [path]: the value, and what has these means (risk_adjusted_paths)
  std::vector<double> value_usd, tail_usd, adjusted_usd;
  PlannerOutcome outcome;
};

// `model` is under its strategy.
Measured measured(const Model& model, const Simulation& played, const Risk& risk,
                  const FuturesOptions& futures);

// What the plan itself decides at its first epoch. Of kinds without capacity nothing counts.
double signed_now_mw(const PlanResult& plan);

}  // namespace offtake
