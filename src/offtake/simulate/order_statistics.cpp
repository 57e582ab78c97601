// Quantiles and tails: what is told by the sorted values, without sorting all of them.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>

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

// Some finite values, told apart by equal parts of their range.
class Bins {
 public:
  static constexpr int kCount = 1024;

  Bins(const double* values, std::int64_t n) : values_(values), n_(n) {
    double low[kSide], high[kSide], odd[kSide] = {};
    std::fill_n(low, kSide, values[0]);
    std::fill_n(high, kSide, values[0]);
    for_each_side([&](std::size_t side, double x) {
      low[side] = x < low[side] ? x : low[side];
      high[side] = x > high[side] ? x : high[side];
      odd[side] += 0.0 * x;  // NaN where x is no number or infinite
    });
    least = *std::min_element(low, low + kSide);
    most = *std::max_element(high, high + kSide);
    scale_ = double(kCount) / (most - least);
    finite_ = std::all_of(odd, odd + kSide, [](double x) { return x == 0.0; });
  }
  bool finite() const { return finite_; }
  // Else all are the same, or their range is no number.
  bool told_apart() const { return std::isfinite(scale_) && scale_ > 0.0; }

  std::int64_t count_equal(double value) const {
    std::int64_t count[kSide] = {};
    for_each_side([&](std::size_t side, double x) { count[side] += x == value; });
    return std::accumulate(count, count + kSide, std::int64_t(0));
  }

  // Calls use(value, its bin) for all values from front to back. A bin rises with the value,
  // whatever is rounded.
  template <class Use>
  void for_each(const Use& use) const {
    constexpr std::int64_t kChunk = 256;
    std::int32_t bin[kChunk];
    for (std::int64_t first = 0; first < n_; first += kChunk) {
      const std::int64_t count = std::min(kChunk, n_ - first);
      const double* const values = values_ + first;
      for (std::int64_t i = 0; i < count; ++i) {
        const auto at = static_cast<std::int32_t>((values[i] - least) * scale_);
        bin[i] = at < kCount ? at : kCount - 1;
      }
      for (std::int64_t i = 0; i < count; ++i) use(values[i], std::size_t(bin[i]));
    }
  }

  double least = 0.0, most = 0.0;

 private:
  static constexpr std::size_t kSide = 8;  // that do not wait for each other
  template <class Use>
  void for_each_side(const Use& use) const {
    std::int64_t i = 0;
    for (; i + std::int64_t(kSide) <= n_; i += kSide) {
      for (std::size_t side = 0; side < kSide; ++side) use(side, values_[i + std::int64_t(side)]);
    }
    for (; i < n_; ++i) use(0, values_[i]);
  }

  const double* values_;
  std::int64_t n_;
  double scale_ = 0.0;
  bool finite_ = true;
};

// Ranks that rise, and the values there.
struct Ranked {
  std::int64_t at[kRanks];
  double value[kRanks];
  int first = 0, last = kRanks;  // those that are still sought
};

// Gathers the values that lie in the same parts of the range as those that are sought, and sets the
// ranks to those among them. What is as the least or the most is found at once: much of a measure
// is nothing, or all that there is. False where nothing is gained.
bool gather(const double* values, std::int64_t n, Ranked& sought, std::vector<double>& gathered) {
  const Bins bins(values, n);
  if (!bins.finite()) return false;
  const std::int64_t at_least = bins.count_equal(bins.least);
  for (; sought.first < sought.last && sought.at[sought.first] < at_least; ++sought.first) {
    sought.value[sought.first] = bins.least;
  }
  const std::int64_t below_most = n - bins.count_equal(bins.most);
  for (; sought.first < sought.last && sought.at[sought.last - 1] >= below_most; --sought.last) {
    sought.value[sought.last - 1] = bins.most;
  }
  if (sought.first == sought.last) return true;
  if (!bins.told_apart()) return false;

  std::uint32_t count[Bins::kCount] = {};
  bins.for_each([&](double, std::size_t bin) { ++count[bin]; });
  count[0] -= std::uint32_t(at_least);
  count[Bins::kCount - 1] -= std::uint32_t(n - below_most);
  std::uint8_t wanted[Bins::kCount] = {};
  std::int64_t end = at_least, left_out = at_least, many = 0;
  std::int64_t rank[kRanks];
  int r = sought.first;
  for (std::size_t bin = 0; bin < Bins::kCount; ++bin) {
    end += count[bin];
    for (; r < sought.last && sought.at[r] < end; ++r) {
      rank[r] = sought.at[r] - left_out;
      wanted[bin] = 1;
    }
    (wanted[bin] ? many : left_out) += count[bin];
  }
  if (many > n - n / 4) return false;
  std::copy(rank + sought.first, rank + sought.last, sought.at + sought.first);
  gathered.resize(std::size_t(many) + 1);  // one more is written than is kept
  double* to = gathered.data();
  bins.for_each([&](double value, std::size_t bin) {
    *to = value;
    to += wanted[bin] & std::uint8_t(value > bins.least) & std::uint8_t(value < bins.most);
  });
  gathered.pop_back();
  return true;
}

// Finds the values at the ranks that are sought among `values` when these are sorted. May reorder
// them.
void order_statistics(double* values, std::int64_t n, Ranked& sought) {
  constexpr std::int64_t kFew = 1024;
  std::vector<double> gathered;
  if (n > kFew && gather(values, n, sought, gathered)) {
    if (sought.first == sought.last) return;
    return order_statistics(gathered.data(), std::int64_t(gathered.size()), sought);
  }
  double* nth[kRanks];
  for (int r = sought.first; r < sought.last; ++r) nth[r] = values + sought.at[r];
  select(nth + sought.first, nth + sought.last, values, values + n);
  for (int r = sought.first; r < sought.last; ++r) sought.value[r] = *nth[r];
}

}  // namespace

namespace {

// Up to kQuantileCount of them at once.
void quantiles_at(double* values, std::int64_t n, std::span<const double> probabilities,
                  double* out) {
  Ranked sought;
  sought.last = 0;
  for (const double p : probabilities) {
    const std::int64_t below = rank_of(p, n).below;
    for (const std::int64_t at : {below, std::min(below + 1, n - 1)}) sought.at[sought.last++] = at;
  }
  std::int64_t ranks[kRanks];  // order_statistics() changes its own
  std::sort(sought.at, sought.at + sought.last);
  std::int64_t* const end = std::copy_n(sought.at, sought.last, ranks);
  order_statistics(values, n, sought);
  const auto at = [&](std::int64_t rank) {
    return sought.value[std::lower_bound(ranks, end, rank) - ranks];
  };
  for (const double p : probabilities) {
    const Rank rank = rank_of(p, n);
    const double nth = at(rank.below);
    *out++ = rank.part <= 0.0 ? nth : nth + rank.part * (at(std::min(rank.below + 1, n - 1)) - nth);
  }
}

}  // namespace

void quantiles(double* values, std::int64_t n, double* out) {
  quantiles_at(values, n, kQuantiles, out);
}

double quantile(std::vector<double> values, double probability) {
  if (values.empty()) return 0.0;
  double out = 0.0;
  quantiles_at(values.data(), std::int64_t(values.size()), {&probability, 1}, &out);
  return out;
}

QuantileInterval quantile_interval(std::vector<double> values, double probability, double n) {
  if (values.empty()) return {};
  const double off = 1.959963984540054 * std::sqrt(probability * (1.0 - probability) / n);
  const double at[] = {std::max(0.0, probability - off), probability,
                       std::min(1.0, probability + off)};
  double out[3];
  quantiles_at(values.data(), std::int64_t(values.size()), at, out);
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
