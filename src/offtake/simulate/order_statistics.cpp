// Quantiles and tails: what is told by the sorted values, without sorting all of them.
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "offtake/simulate/statistics.h"

namespace offtake {
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

constexpr int kRanks = 2 * kQuantileCount;

// Equal parts of the range of some finite values.
class Bins {
 public:
  static constexpr int kCount = 1024;
  static constexpr std::int64_t kChunk = 256;

  Bins(const double* values, std::int64_t n) {
    double least[kSide], most[kSide], odd[kSide] = {};
    std::fill_n(least, kSide, values[0]);
    std::fill_n(most, kSide, values[0]);
    const auto look = [&](std::size_t side, double x) {
      least[side] = x < least[side] ? x : least[side];
      most[side] = x > most[side] ? x : most[side];
      odd[side] += 0.0 * x;  // NaN where x is no number or infinite
    };
    std::int64_t i = 0;
    for (; i + std::int64_t(kSide) <= n; i += kSide) {
      for (std::size_t side = 0; side < kSide; ++side) look(side, values[i + std::int64_t(side)]);
    }
    for (; i < n; ++i) look(0, values[i]);
    least_ = *std::min_element(least, least + kSide);
    scale_ = double(kCount) / (*std::max_element(most, most + kSide) - least_);
    for (const double x : odd) scale_ += x;
  }
  // Not where the values are all the same, not finite, or too far apart or too close to tell.
  bool ok() const { return std::isfinite(scale_) && scale_ > 0.0; }

  // Of up to kChunk values. Rises with the value, whatever is rounded.
  void of(const double* values, std::int64_t count, std::int32_t* bin) const {
    for (std::int64_t i = 0; i < count; ++i) {
      const auto at = static_cast<std::int32_t>((values[i] - least_) * scale_);
      bin[i] = at < kCount ? at : kCount - 1;
    }
  }

 private:
  static constexpr std::size_t kSide = 8;  // accumulators side by side
  double least_ = 0.0, scale_ = 0.0;
};

// Calls use(value, its bin) for all values from front to back.
template <class Use>
void for_each_binned(const Bins& bins, const double* values, std::int64_t n, const Use& use) {
  std::int32_t bin[Bins::kChunk];
  for (std::int64_t first = 0; first < n; first += Bins::kChunk) {
    const std::int64_t count = std::min(Bins::kChunk, n - first);
    bins.of(values + first, count, bin);
    for (std::int64_t i = 0; i < count; ++i) use(values[first + i], std::size_t(bin[i]));
  }
}

// out[r] is the value at rank at[r] of the sorted values; the ranks rise. One pass counts the
// values in equal parts of their range, a second gathers those parts in which a rank lies, which
// are few; among them the search goes on. May reorder `values`.
void order_statistics(double* values, std::int64_t n, const std::int64_t* at, double* out) {
  constexpr std::int64_t kFew = 1024;
  std::vector<double> gathered;
  std::int64_t rank[kRanks];  // among those that are gathered
  const auto gather = [&] {
    const Bins bins(values, n);
    if (!bins.ok()) return false;
    std::uint32_t count[Bins::kCount] = {};
    for_each_binned(bins, values, n, [&](double, std::size_t bin) { ++count[bin]; });
    std::uint8_t wanted[Bins::kCount] = {};
    std::int64_t before = 0, left_out = 0, many = 0;
    int r = 0;
    for (std::size_t bin = 0; bin < Bins::kCount; ++bin) {
      const std::int64_t end = before + count[bin];
      for (; r < kRanks && at[r] < end; ++r) {
        rank[r] = at[r] - left_out;
        wanted[bin] = 1;
      }
      (wanted[bin] ? many : left_out) += count[bin];
      before = end;
    }
    if (many > n / 2) return false;
    gathered.resize(std::size_t(many) + 1);  // one more is written than is kept
    double* to = gathered.data();
    for_each_binned(bins, values, n, [&](double value, std::size_t bin) {
      *to = value;
      to += wanted[bin];
    });
    return true;
  };
  if (n > kFew && gather()) {
    return order_statistics(gathered.data(), std::int64_t(gathered.size()) - 1, rank, out);
  }
  double* nth[kRanks];
  for (int r = 0; r < kRanks; ++r) nth[r] = values + at[r];
  select(nth, nth + kRanks, values, values + n);
  for (int r = 0; r < kRanks; ++r) out[r] = *nth[r];
}

}  // namespace

void quantiles(double* values, std::int64_t n, double* out) {
  std::int64_t at[2 * kQuantileCount];
  for (int q = 0; q < kQuantileCount; ++q) {
    at[2 * q] = rank_of(kQuantiles[q], n).below;
    at[2 * q + 1] = std::min(at[2 * q] + 1, n - 1);
  }
  double value[2 * kQuantileCount];
  order_statistics(values, n, at, value);
  for (int q = 0; q < kQuantileCount; ++q) {
    const double part = rank_of(kQuantiles[q], n).part, nth = value[2 * q];
    out[q] = part <= 0.0 ? nth : nth + part * (value[2 * q + 1] - nth);
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

QuantileInterval quantile_interval(std::vector<double> values, double probability, double n) {
  if (values.empty()) return {};
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
  double* const begin = values.data();
  double* const edge = begin + std::min(whole, values.size() - 1);
  place(begin, edge, begin + values.size());
  std::sort(begin, edge);  // the sum is that of all sorted values
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

}  // namespace offtake
