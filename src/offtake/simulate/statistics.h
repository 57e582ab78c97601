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
// The same of up to 4 columns of n values, one after the other in memory: the additions of one wait
// for each other, those of several do not.
void estimate_columns(const double* values, int columns, std::int64_t n, SampleOptions options,
                      Estimate* out);
// How many a sample of n paths is; the last path of an odd number has no twin and stands for
// itself.
inline std::int64_t observations(std::int64_t paths, SampleOptions options) {
  return options.pairs ? (paths + 1) / 2 : paths;
}
// Of a sample in two parts, of left_paths and right_paths.
Estimate estimate_of_both(const Estimate& left, std::int64_t left_paths, const Estimate& right,
                          std::int64_t right_paths, SampleOptions options);

// Of a − b, path by path.
Estimate paired_difference(const std::vector<double>& a, const std::vector<double>& b,
                           SampleOptions options);

// Quantiles kQuantiles of values[0..n), linear between order statistics (Hyndman and Fan's type 7).
// Reorders `values`.
void quantiles(double* values, std::int64_t n, double* out);
double quantile(std::vector<double> values, double probability);
// With its 95 % interval: the quantiles at probability ± 1.96 · √(p(1 − p)/n), n pairs where the
// values are pairs (the binomial interval of order statistics, by its normal approximation). The
// values may be a part of a sample of n: then it is their quantiles at the ends of its interval.
struct QuantileInterval {
  double value = 0.0, low = 0.0, high = 0.0;
};
QuantileInterval quantile_interval(std::vector<double> values, double probability, double n);

// Mean of the worst `tail` of the values, the part of a path at the edge counted in proportion.
// `low`: the smallest are the worst.
double cvar_low(std::vector<double> values, double tail);
double cvar_high(std::vector<double> values, double tail);
// cvar_low() with the standard error of q − E[max(0, q − x)]/tail at q, the quantile of the tail
// (Rockafellar and Uryasev 2000).
Estimate cvar_low_estimate(const std::vector<double>& values, double tail, SampleOptions options);

// Mean and spread of observations that come one after another, and of blocks of them put together
// (Chan, Golub and LeVeque 1983).
struct Moments {
  std::int64_t count = 0;
  double mean = 0.0, squares = 0.0;  // squares: Σ (x − mean)²
  void add(double x);
  void add(const Moments& other);
  Estimate estimate() const;
};

}  // namespace offtake
