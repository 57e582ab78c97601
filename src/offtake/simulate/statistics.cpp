#include "offtake/simulate/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

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
  if (count < 2) {
    e.standard_error = std::numeric_limits<double>::quiet_NaN();  // one value tells nothing of it
    return e;
  }
  double squares = 0.0;
  for (std::int64_t i = 0; i < count; ++i) {
    const double d = observation(i) - e.mean;
    squares += d * d;
  }
  e.standard_error = std::sqrt(squares / double(count - 1) / double(count));
  return e;
}

Estimate paired_difference(const std::vector<double>& a, const std::vector<double>& b,
                           SampleOptions options) {
  std::vector<double> d(a.size());
  for (std::size_t i = 0; i < d.size(); ++i) d[i] = a[i] - b[i];
  return estimate(d.data(), std::int64_t(d.size()), options);
}

namespace {

// Where the quantile lies among the sorted values: this one, and so far towards the next.
struct Rank {
  std::int64_t below;
  double part;
};
Rank rank_of(double probability, std::int64_t n) {
  const double at = probability * double(n - 1);
  const auto below = static_cast<std::int64_t>(at);
  return {below, at - double(below)};
}

// *nth is in its place; what follows it lies before `end`, and all of that is no smaller.
double between(const double* nth, double part, const double* end) {
  if (part <= 0.0 || nth + 1 == end) return *nth;
  return *nth + part * (*std::min_element(nth + 1, end) - *nth);
}

// Moves the values for which `first` holds to the front, without a branch that could be guessed
// wrong; returns where the others begin.
template <class Predicate>
double* partition(double* begin, double* end, Predicate first) {
  double* to = begin;
  for (double* from = begin; from != end; ++from) {
    const double value = *from;
    *from = *to;
    *to = value;
    to += first(value);
  }
  return to;
}

// What std::nth_element does, nearly three times as fast on paths in random order.
void place(double* begin, double* nth, double* end) {
  while (end - begin > 1) {
    const double a = *begin, b = begin[(end - begin) / 2], c = end[-1];
    const double pivot = std::max(std::min(a, b), std::min(std::max(a, b), c));
    double* const equal = partition(begin, end, [&](double x) { return x < pivot; });
    if (nth < equal) {
      end = equal;
      continue;
    }
    begin = partition(equal, end, [&](double x) { return !(pivot < x); });
    if (nth < begin) return;
  }
}

// Puts what belongs at each of the places first..last-1, which rise, there: the middle one first,
// so that each of the others is sought in a part only.
void select(double* const* first, double* const* last, double* begin, double* end) {
  if (first == last) return;
  double* const* const middle = first + (last - first) / 2;
  double* const nth = *middle;
  if (nth >= begin && nth < end) place(begin, nth, end);
  select(first, middle, begin, std::max(begin, nth));
  select(middle + 1, last, std::max(begin, nth + 1), end);
}

}  // namespace

void quantiles(double* values, std::int64_t n, double* out) {
  double* nth[kQuantileCount + 1];
  for (int q = 0; q < kQuantileCount; ++q) nth[q] = values + rank_of(kQuantiles[q], n).below;
  nth[kQuantileCount] = values + n - 1;
  select(nth, nth + kQuantileCount, values, values + n);
  for (int q = 0; q < kQuantileCount; ++q) {
    // The next value in order lies before or at the next one that is in its place.
    const double* const last = *std::upper_bound(nth + q, nth + kQuantileCount, nth[q]);
    out[q] = between(nth[q], rank_of(kQuantiles[q], n).part, last + 1);
  }
}

double quantile(std::vector<double> values, double probability) {
  if (values.empty()) return 0.0;
  const Rank rank = rank_of(probability, std::int64_t(values.size()));
  double* const end = values.data() + values.size();
  double* const nth = values.data() + rank.below;
  place(values.data(), nth, end);
  return between(nth, rank.part, end);
}

QuantileInterval quantile_interval(std::vector<double> values, double probability,
                                   SampleOptions options) {
  if (values.empty()) return {};
  const double n = double(values.size()) / (options.pairs ? 2.0 : 1.0);
  const double off = 1.959963984540054 * std::sqrt(probability * (1.0 - probability) / n);
  const double at[] = {std::max(0.0, probability - off), probability,
                       std::min(1.0, probability + off)};
  double out[3];
  double* begin = values.data();
  for (int q = 0; q < 3; ++q) {
    const Rank rank = rank_of(at[q], std::int64_t(values.size()));
    double* const nth = values.data() + rank.below;
    place(begin, nth, values.data() + values.size());
    out[q] = between(nth, rank.part, values.data() + values.size());
    begin = nth;  // what belongs before it is there
  }
  return {out[1], out[0], out[2]};
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

Estimate cvar_low_estimate(const std::vector<double>& values, double tail, SampleOptions options) {
  const double q = quantile(values, tail);
  std::vector<double> under(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) under[i] = std::max(0.0, q - values[i]);
  const Estimate e = estimate(under.data(), std::int64_t(under.size()), options);
  return {cvar_low(values, tail), tail > 0.0 ? e.standard_error / tail : 0.0};
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
