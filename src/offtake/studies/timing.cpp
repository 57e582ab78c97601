#include "offtake/studies/timing.h"

#include <algorithm>
#include <limits>

namespace offtake {
namespace {

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return 0.5 * (values[(n - 1) / 2] + values[n / 2]);
}

}  // namespace

double Stopwatch::no_ticks() { return std::numeric_limits<double>::quiet_NaN(); }

void Stopwatch::add(double seconds, double ticks) {
  seconds_.push_back(seconds);
  ticks_.push_back(ticks);
}

Timing Stopwatch::of_each(double units) const {
  if (seconds_.empty()) return {0.0, 0.0, 0.0, no_ticks()};
  const auto [low, high] = std::minmax_element(seconds_.begin(), seconds_.end());
  return {median_of(seconds_) / units, *low / units, *high / units, median_of(ticks_) / units};
}

}  // namespace offtake
