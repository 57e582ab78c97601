// Estimates over paths. All sums run in index order.
#pragma once

#include <cstdint>
#include <vector>

#include "offtake/simulate/simulation.h"

namespace offtake {

// Mean and standard error of values[0..n). With `pairs` the values 2i and 2i+1 are one observation
// (antithetic).
struct SampleOptions {
  bool pairs = false;
};
Estimate estimate(const double* values, std::int64_t n, SampleOptions options);

// Quantiles kQuantiles of values[0..n), linear between order statistics (Hyndman and Fan's type 7).
// Reorders `values`.
void quantiles(double* values, std::int64_t n, double* out);
double quantile(std::vector<double> values, double probability);

// Mean of the worst `tail` of the values, the part of a path at the edge counted in proportion.
// `low`: the smallest are the worst.
double cvar_low(std::vector<double> values, double tail);
double cvar_high(std::vector<double> values, double tail);

}  // namespace offtake
