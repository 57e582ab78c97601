// Several simulations of one model side by side, usually one per strategy: narrow tables that a
// terminal of 120 columns holds.
#pragma once

#include <string>
#include <vector>

#include "offtake/base/json.h"
#include "offtake/results/table.h"
#include "offtake/simulate/simulation.h"

namespace offtake {

struct NamedSimulation {
  std::string name;  // of the strategy
  const Simulation* simulation = nullptr;
};

struct ComparisonOptions {
  std::vector<PartyId> parties;  // whose values are compared; empty: all but the outside
  // The simulations drew the same futures (same seed and sampling): differences are paired.
  Sampling sampling = Sampling::plain;
};

// By year: "compute" (demand, delivered, short), "risk" (shortage probability, idle capacity),
// "money" (spend, planner's cash at the end of the year). Then "values": each party's net present
// value per simulation, and its difference from the first one with a 95 % interval.
// Keys of columns: "exclusive.delivered_h100e". All have the same clock and the same paths.
std::vector<Table> comparison_tables(const std::vector<NamedSimulation>& simulations,
                                     const Model& model, const ComparisonOptions& options = {});

// {"format": "offtake.comparison", "version": 1, "names": [name], then the rows of each table by
// its key}
Json comparison_json(const std::vector<NamedSimulation>& simulations, const Model& model,
                     const ComparisonOptions& options = {});

}  // namespace offtake
