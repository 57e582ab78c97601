#include "offtake/simulate/statistics.h"

#include <algorithm>
#include <cmath>

namespace offtake {

Estimate estimate(const double* values, std::int64_t n, SampleOptions options) {
  // The last path of an odd number has no twin and stands for itself.
  const std::int64_t group = options.pairs ? 2 : 1;
  const std::int64_t count = (n + group - 1) / group;
  const auto observation = [&](std::int64_t i) {
    const std::int64_t first = i * group;
    if (group == 1 || first + 1 >= n) return values[first];
    return 0.5 * (values[first] + values[first + 1]);
  };
  Estimate e;
  if (n <= 0) return e;
  double sum = 0.0;
  for (std::int64_t i = 0; i < n; ++i) sum += values[i];
  e.mean = sum / double(n);
  if (count < 2) return e;
  double squares = 0.0;
  for (std::int64_t i = 0; i < count; ++i) {
    const double d = observation(i) - e.mean;
    squares += d * d;
  }
  e.standard_error = std::sqrt(squares / double(count - 1) / double(count));
  return e;
}

void quantiles(double* values, std::int64_t n, double* out) {
  double* from = values;
  double* const end = values + n;
  for (int q = 0; q < kQuantileCount; ++q) {
    const double at = kQuantiles[q] * double(n - 1);
    const auto below = static_cast<std::int64_t>(at);
    double* const nth = values + below;
    if (nth >= from) std::nth_element(from, nth, end);
    from = nth;
    double value = *nth;
    if (below + 1 < n) {
      const double above = *std::min_element(nth + 1, end);
      value += (at - double(below)) * (above - value);
    }
    out[q] = value;
  }
}

double quantile(std::vector<double> values, double probability) {
  if (values.empty()) return 0.0;
  const double at = probability * double(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const auto nth = values.begin() + std::ptrdiff_t(below);
  std::nth_element(values.begin(), nth, values.end());
  double value = *nth;
  if (below + 1 < values.size()) {
    value += (at - double(below)) * (*std::min_element(nth + 1, values.end()) - value);
  }
  return value;
}

double cvar_low(std::vector<double> values, double tail) {
  if (values.empty()) return 0.0;
  const double weight = tail * double(values.size());
  if (weight <= 0.0) return *std::min_element(values.begin(), values.end());
  const auto whole = std::min(values.size(), static_cast<std::size_t>(weight));
  std::sort(values.begin(), values.end());
  double sum = 0.0;
  for (std::size_t i = 0; i < whole; ++i) sum += values[i];
  if (whole < values.size()) sum += (weight - double(whole)) * values[whole];
  return sum / std::min(weight, double(values.size()));
}

double cvar_high(std::vector<double> values, double tail) {
  for (double& v : values) v = -v;
  return -cvar_low(std::move(values), tail);
}

}  // namespace offtake
