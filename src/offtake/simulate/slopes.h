// The backward pass: what one unit more of a flow is worth to the value that is sought,
//
//   V = Σ_p weight_p · npv_p,   weight 1 for the planner, and for who it has a stake in its share
//
// on the paths of a Workspace that the forward pass has just filled. Each clause adds, beside its
// formula, what a unit more of what it is computed from is worth (the adjoint): from payments to
// what is used and delivered, from there to MW signed. At a kink this is one of the one-sided
// slopes or lies between them.
#pragma once

#include <vector>

#include "offtake/simulate/workspace.h"

namespace offtake {

struct Slopes {
  // `compiled` keeps the value of the planner only.
  explicit Slopes(const Compiled& compiled);
  // Clears all; the seeds of V from the values of the forward pass.
  void start(const Workspace& w);
  // dV/d(1 USD posted on the line in the step) [lane].
  const double* of_line(const Compiled& c, int line, int step) const {
    return line_worth.at(std::size_t(c.line_class[std::size_t(line)]), step);
  }
  // dV/d(1 USD of value of the party that is not cash) [lane].
  void of_value(const Compiled& c, PartyId party, int step, double* out) const;

  std::vector<Lanes> weight;   // [party]
  LaneArray cash;              // [party] of cash, through emergency funding; without its value
  LaneArray line_worth;        // [line class]
  LaneArray earned;            // [party] of revenue, through the shares owed on it
  LaneArray served;            // [workload], H100e
  LaneArray delivered;         // [position], MW; of what fleets serve, once that is undone: MW due
  LaneArray due;               // [FromFleet::index], MW
  LaneArray used;              // [position], MW used,
  LaneArray let, beyond;       // and besides, of such a part: each written by one clause, else 0
  std::vector<char> has_used;  // [position], some clause writes `used`
  std::vector<Lanes> mw;       // [position]
  std::vector<Lanes> size;     // [signing]
  std::array<LaneArray, 2> scratch;  // [0][step − first] of what a clause works out
  LaneArray more;                    // of a fleet: what capacity at no cost is worth, per H100e
  DispatchScratch dispatch;
  PoolScratch pool;
};

// Everything, in the order that undoes the forward pass: s.size holds dV/d(size of each signing).
void slopes(const Workspace& w, Slopes& s);

}  // namespace offtake
