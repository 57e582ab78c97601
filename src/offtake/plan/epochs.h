// When the planner decides and what it can tell apart then. Only the plan folder includes this.
#pragma once

#include <vector>

#include "offtake/plan/columns.h"

namespace offtake {

// The start of the clock, then every epoch_months while the clock runs.
std::vector<Epoch> make_epochs(const Model& model, const Futures& futures,
                               const CellOptions& options);

}  // namespace offtake
