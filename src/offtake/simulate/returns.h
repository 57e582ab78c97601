// What every agreement is worth to each of its sides.
#pragma once

#include <vector>

#include "offtake/simulate/simulation.h"
#include "offtake/simulate/workspace.h"

namespace offtake {

// Of the sums over all paths. `line_usd` [line][step]: the mean payments, of which paid, received
// and the internal rate are.
std::vector<AgreementReturn> measure_returns(const Compiled& compiled, const BlockSums& sums,
                                             const std::vector<double>& line_usd);

// The rate r per year at which Σ flow_k · (1 + r)^(−(k + ½)Δ/12) = 0, with steps of Δ months. NaN
// unless the flows change sign exactly once: then there is exactly one (Descartes).
double internal_rate(const std::vector<double>& flow_usd, double months_per_step);

}  // namespace offtake
