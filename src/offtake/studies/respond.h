// What two parties do when each plans in turn, the other's decisions held.
//
//   x_s ← argmax R_w[V_s(x_s, x_other)]      s = first, second, first …                      (1)
//
// until neither moves: what it would gain by moving is within the gap that plans are made to, or
// its decisions come out the same. Each plans with one cell (what it signs is a list of dates and
// sizes, as in a strategy), at its own discount rate; limits of the planner (concentration,
// budgets, targets) bind the planner alone. An offer between the two is open to either. Where there
// is nothing for a party to decide it does not move.
#pragma once

#include <array>
#include <string>

#include "offtake/studies/study.h"

namespace offtake {

struct Response {
  Plan plan;      // what the strategy signs, then the decisions of both
  int turns = 0;  // until neither moved, the two last ones included
  bool proven = true;
};

// `sides[0]` begins; `weights` are their w. Errors: E0971 they go in a circle, or have not settled
// after 20 turns; those of the plans.
Result<Response> respond(const StudyOptions& options, const PlanJob& job,
                         const std::array<PartyId, 2>& sides, const std::array<double, 2>& weights);

}  // namespace offtake
