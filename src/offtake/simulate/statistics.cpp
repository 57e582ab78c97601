#include "offtake/simulate/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace offtake {

namespace {

// kColumns columns of n values; each is added up from front to back.
template <int kColumns>
void estimates_of(const double* values, std::int64_t n, SampleOptions options, Estimate* out) {
  const double* column[kColumns];
  double mean[kColumns] = {}, squares[kColumns] = {};
  for (int c = 0; c < kColumns; ++c) column[c] = values + c * n;
  for (std::int64_t i = 0; i < n; ++i) {
    for (int c = 0; c < kColumns; ++c) mean[c] += column[c][i];
  }
  for (double& m : mean) m /= double(n);
  const auto add = [&](std::int64_t first, std::int64_t second) {
    for (int c = 0; c < kColumns; ++c) {
      const double a = column[c][first];
      const double d = (first == second ? a : 0.5 * (a + column[c][second])) - mean[c];
      squares[c] += d * d;
    }
  };
  if (options.pairs) {
    for (std::int64_t i = 0; i < n; i += 2) add(i, std::min(i + 1, n - 1));
  } else {
    for (std::int64_t i = 0; i < n; ++i) add(i, i);
  }
  const std::int64_t count = observations(n, options);
  for (int c = 0; c < kColumns; ++c) {
    // One value tells nothing of the error.
    out[c] = {mean[c], count < 2 ? std::numeric_limits<double>::quiet_NaN()
                                 : std::sqrt(squares[c] / double(count - 1) / double(count))};
  }
}

double squares_of(const Estimate& e, std::int64_t count) {
  return count < 2 ? 0.0 : e.standard_error * e.standard_error * double(count - 1) * double(count);
}

}  // namespace

Estimate estimate(const double* values, std::int64_t n, SampleOptions options) {
  Estimate e;
  if (n > 0) estimates_of<1>(values, n, options, &e);
  return e;
}

void estimate_columns(const double* values, int columns, std::int64_t n, SampleOptions options,
                      Estimate* out) {
  if (columns == 4 && n > 0) return estimates_of<4>(values, n, options, out);
  for (int c = 0; c < columns; ++c) out[c] = estimate(values + c * n, n, options);
}

Estimate estimate_of_both(const Estimate& left, std::int64_t left_paths, const Estimate& right,
                          std::int64_t right_paths, SampleOptions options) {
  const double paths = double(left_paths) + double(right_paths);
  const double mean = (double(left_paths) * left.mean + double(right_paths) * right.mean) / paths;
  const std::int64_t m = observations(left_paths, options), n = observations(right_paths, options);
  const double off_left = left.mean - mean, off_right = right.mean - mean;
  const double squares = squares_of(left, m) + squares_of(right, n) +
                         double(m) * off_left * off_left + double(n) * off_right * off_right;
  return {mean, std::sqrt(squares / double(m + n - 1) / double(m + n))};
}

Estimate paired_difference(const std::vector<double>& a, const std::vector<double>& b,
                           SampleOptions options) {
  std::vector<double> d(a.size());
  for (std::size_t i = 0; i < d.size(); ++i) d[i] = a[i] - b[i];
  return estimate(d.data(), std::int64_t(d.size()), options);
}

void Moments::add(double x) {
  const double off = x - mean;
  mean += off / double(++count);
  squares += off * (x - mean);
}

void Moments::add(const Moments& other) {
  if (other.count == 0) return;
  const double n = double(count), m = double(other.count), off = other.mean - mean;
  mean += off * m / (n + m);
  squares += other.squares + off * off * n * m / (n + m);
  count += other.count;
}

Estimate Moments::estimate() const {
  if (count < 2) return {mean, std::numeric_limits<double>::quiet_NaN()};
  return {mean, std::sqrt(squares / double(count - 1) / double(count))};
}

}  // namespace offtake
