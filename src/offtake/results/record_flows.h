// The money and the compute between all parties as tables, as a document and as a Sankey diagram.
// docs/reference/flows.md.
#pragma once

#include <vector>

#include "offtake/results/record_simulation.h"
#include "offtake/studies/circularity.h"
#include "offtake/studies/flows.h"

namespace offtake {

// All that a run of `offtake flows` found. `model` is the one that was simulated.
struct FlowsRecord {
  const Model& model;
  const Simulation& simulation;
  SimulationFacts facts;
  Flows flows;
  std::vector<Circularity> circularity;
};

// money            payer × payee × account: in the clock, in the run-off and in all
// money_by_year    the same by calendar year, run-off too
// compute          provider × user: what stood ready and what worked, in all
// compute_by_year  the same by calendar year, run-off too
// circularity      of what those earn who gave others money: what was their own, and after how many
//                  payments it came back; with nobody who gave any it has no rows
// circularity_by_year
std::vector<Table> flows_tables(const FlowsRecord& record);

// "offtake.flows" version 1.
Json flows_json(const FlowsRecord& record);

// "offtake.sankey" version 1: for money and for compute, nodes and links between their indices.
// Every party stands on both sides, so that no links go in circles.
Json sankey_json(const FlowsRecord& record);

}  // namespace offtake
