// Sources to workloads, for one party, step and path.
//
// Every source has a segment for each of its tiers: what is paid for anyway, what could be let on,
// and what is paid for only if used.
// Both methods maximize Σ_j worth_j · served_j − Σ_s cost_s · used_s with 0 ≤ served_j ≤ demand_j
// and 0 ≤ used_s ≤ capacity_s; nothing is served whose cost exceeds its worth.
#pragma once

#include "offtake/simulate/dispatch_scratch.h"
#include "offtake/simulate/slopes.h"
#include "offtake/simulate/workspace.h"

namespace offtake {

// Both read segments (by rising cost), needs and may, and add to result, which is cleared before.
// Any source may serve any need.
void dispatch_merit(DispatchScratch& scratch);

// may[need][source]: exact by successive cheapest paths (the residual network has only needs and
// segments as nodes, and moving work between sources costs nothing).
void dispatch_network(DispatchScratch& scratch);

// After dispatch_merit() or dispatch_network() on the same segments: fills slopes.capacity.
// Segments without capacity tell what the first of it would be worth.
void merit_slope(DispatchScratch& scratch);
void network_slope(DispatchScratch& scratch);
// After either of them, the same of demand: fills slopes.demand. What waits gains nothing by asking
// for more.
enum class Places { any, by_need };  // whether `may` is read
void demand_slope(DispatchScratch& scratch, Places places);

// What no plan moves of the demand and worth of all work.
void keep_needs(Workspace& w, KeptPaths& kept);

// Fills use_cost and apart of what is the workspace's own of what is fixed.
void set_use_costs(Workspace& w);

// All steps of a fleet on the paths of the workspace: fills demand, served and worked, and of what
// it sells to others due and delivered.
void dispatch(Workspace& w, const Fleet& fleet);
// What a delivered MW of its sources is worth through what they serve: adds to s.delivered, from
// s.served, s.used and s.rest.
void dispatch_slope(const Workspace& w, Slopes& s, const Fleet& fleet);

}  // namespace offtake
