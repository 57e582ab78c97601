// Sources to workloads, for one party, step and path.
//
// Every source has one or two segments: what is owed anyway (cost 0) and what costs more when used.
// Both methods maximize Σ_j worth_j · served_j − Σ_s cost_s · used_s with 0 ≤ served_j ≤ demand_j
// and 0 ≤ used_s ≤ capacity_s; nothing is served whose cost exceeds its worth.
#pragma once

#include <vector>

#include "offtake/simulate/workspace.h"

namespace offtake {

struct Segment {
  int source = 0;         // index into the fleet's positions
  double capacity = 0.0;  // H100e
  double cost = 0.0;      // USD per H100e-month
};
struct Need {
  double demand = 0.0;  // H100e
  double worth = 0.0;   // USD per H100e-month
};
struct DispatchResult {
  std::vector<double> worked;  // [source], H100e
  std::vector<double> served;  // [need], H100e
  std::vector<int> order;      // scratch: needs by falling worth
};

// Any source may serve any need. `segments` by rising cost.
void dispatch_merit(const std::vector<Segment>& segments, const std::vector<Need>& needs,
                    DispatchResult& out);

// may[need][source]: exact by successive cheapest paths (the residual network has only needs and
// segments as nodes, and moving work between sources costs nothing).
void dispatch_network(const std::vector<Segment>& segments, const std::vector<Need>& needs,
                      const std::vector<std::vector<char>>& may, DispatchResult& out);

// All steps of a fleet on the paths of the workspace: fills demand, served and worked.
void dispatch(Workspace& w, const Fleet& fleet);

}  // namespace offtake
