// R_w[V] = (1 − w)·E[V] + w·CVaR_tail[V] of values on paths, and how sure differences of it are.
#pragma once

#include <vector>

#include "offtake/studies/study.h"

namespace offtake {

inline Risk risk_of(double weight, double tail) { return {1.0 - weight, weight, tail}; }

// [path] (1 − w)·V + w·(q + min(V − q, 0)/tail), q the quantile of the tail: what each path has to
// do with R_w (its influence). Their mean is R_w but for the path at the edge of the tail.
std::vector<double> influence(const std::vector<double>& value, const Risk& risk);

// R_w[a] − R_w[b], with the interval of the paired influences.
Estimate risk_adjusted_difference(const std::vector<double>& a, const std::vector<double>& b,
                                  const Risk& risk, const FuturesOptions& futures);

}  // namespace offtake
