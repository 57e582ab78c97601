// How much of each resource the agreements in force use, by year.
#pragma once

#include <vector>

#include "offtake/simulate/compile.h"
#include "offtake/simulate/simulation.h"

namespace offtake {

// Stock: Σ mw_per_mw · expected MW delivered, the most in the year, against the least limit of the
// year. Flow: Σ mw_per_mw · MW that become ready (as contracted) or are signed in the year, against
// the year's rate.
struct ExpectedUse {
  std::vector<double> delivered_mw;  // [position][step]
  std::vector<double> size_mw;       // [signing]
};
std::vector<ResourceYear> measure_resources(const Model& model, const Compiled& compiled,
                                            const ExpectedUse& expected);

}  // namespace offtake
