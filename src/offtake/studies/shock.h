// Shocks put into effect, and those that every model has.
#pragma once

#include <string>
#include <vector>

#include "offtake/model/model.h"

namespace offtake {

// The model after the shock, but for `set`, which is a matter of the model's text. Plain data is
// changed where that says it all; what happens to agreements is Model::disruption:
//
//   fails         default date = min(its own, date)                                            (1)
//   slips         delay of what is contracted to come first in [from, until) = its own + by     (2)
//   demand        volume(t) · times, from ≤ t < until                                           (3)
//   growth        volume(t) · (G(t)/G(from))^(times − 1), G = base · Π growth of its drivers,   (4)
//                 t held at `until` from then on
//   embargo       installed(t) = installed as contracted until min(t, from), with its delay     (5)
//   cap           limit(t) = min(limit(t), most), t ≥ from: for what is planned                 (6)
//   new_capacity  price and capex of offers, and chips, · times at dates of signing ≥ from      (7)
//   funding_stops investments of steps that begin in [from, until) are not paid; loans signed
//                 before `until` are drawn until `from` at most                                 (8)
//
// (3) and (4) are taken as means over each step, by Gauss's rule with four points between the
// dates at which the volume bends. `strategy`: under which agreements are as (2) and (5) ask.
Model shocked(const Model& model, StrategyId strategy, const Shock& shock);

// The shocks of the model, and before them those derived from it, unless one of the model has the
// name. With t_i the beginning of the step at i quarters of the clock:
//   PARTY-fails           at t_2, who has an agreement or offer of capacity with the planner
//   slip-a-year           all, by 12 months
//   demand-halves         from t_1
//   growth-doubles        from t_1 for two years
//   JURISDICTION-embargo  from t_2
//   RESOURCE-capped       at what it is at t_1, where it has a limit that grows after that
//   new-capacity-halves   from t_1, where there are offers with a price or capex
//   funding-closes        from t_1 for two years, where there are investments or loans
struct ListedShock {
  Shock shock;
  bool own = false;     // of the model
  bool common = false;  // played without being asked for: own, the kinds above without a name,
                        // the three largest parties, the largest jurisdiction and resource
};
std::vector<ListedShock> list_shocks(const Model& model);

// Everything that the shock changes, with exact numbers: equal texts are equal shocks.
std::string describe(const Model& model, const Shock& shock);

}  // namespace offtake
