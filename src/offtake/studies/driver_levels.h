// What the drivers were on every path, in one number each.
#pragma once

#include <vector>

#include "offtake/futures/futures.h"

namespace offtake {

// [driver][path]: the mean over the steps of the clock, of a duration its months, of an event its
// multiplier (the earlier it happens, the nearer the mean is to its effect).
std::vector<std::vector<double>> driver_levels(const Model& model, const Futures& futures,
                                               std::int64_t paths, int threads);

// How y goes with z over the paths: r = Cov[y, z] / (sd y · sd z); 0 where either does not vary.
double correlation(const std::vector<double>& y, const std::vector<double>& z);
double spread(const std::vector<double>& y);  // standard deviation

}  // namespace offtake
