// From paths to measures with their confidence intervals.
#pragma once

#include "offtake/simulate/path_store.h"
#include "offtake/simulate/simulation.h"

namespace offtake {

Simulation measure_all(const Model& model, const Compiled& compiled, PathStore& store,
                       const std::vector<BlockSums>& sums, const FuturesOptions& futures,
                       const SimulateOptions& options);

}  // namespace offtake
