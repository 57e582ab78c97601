#include "offtake/futures/shocks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace offtake {
namespace {

// The two uniforms of base/random.h's uniform(key, path, step, 0 and 1) at the cost of one.
std::pair<double, double> two_uniforms(StreamKey key, std::uint64_t path, std::uint32_t step) {
  const std::array<std::uint32_t, 4> w = philox(key, path, step);
  const auto in_unit = [](std::uint32_t low, std::uint32_t high) {
    return (double((std::uint64_t{high} << 32 | low) >> 12) + 0.5) * 0x1p-52;
  };
  return {in_unit(w[0], w[1]), in_unit(w[2], w[3])};
}

// Numbers from..count-1 of each lane.
void philox_uniforms(StreamKey key, std::int64_t first, std::pair<int, int> range, double* u) {
  const auto [from, count] = range;
  for (int i = from - from % 2; i < count; i += 2) {
    for (int l = 0; l < kLanes; ++l) {
      const auto [a, b] = two_uniforms(key, std::uint64_t(first + l), std::uint32_t(i) / 2);
      if (i >= from) u[i * kLanes + l] = a;
      if (i + 1 < count) u[(i + 1) * kLanes + l] = b;
    }
  }
}

// The odd lanes are left for mirror().
void antithetic_uniforms(StreamKey key, std::int64_t first, int count, double* u) {
  for (int i = 0; i < count; i += 2) {
    for (int l = 0; l < kLanes; l += 2) {
      const auto [a, b] = two_uniforms(key, std::uint64_t(first + l) / 2, std::uint32_t(i) / 2);
      u[i * kLanes + l] = a;
      if (i + 1 < count) u[(i + 1) * kLanes + l] = b;
    }
  }
}

}  // namespace

Bridge::Bridge(int n) : n_(n) {
  // Breadth first: halves before quarters.
  std::vector<std::pair<int, int>> gaps;
  if (n > 1) gaps.push_back({0, n});
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const auto [from, to] = gaps[i];
    const int at = from + (to - from) / 2;
    const double width = to - from, right = (at - from) / width;
    points_.push_back(
        {at, from, to, 1.0 - right, right, std::sqrt((at - from) * double(to - at) / width)});
    if (at - from > 1) gaps.push_back({from, at});
    if (to - at > 1) gaps.push_back({at, to});
  }
}

void Bridge::apply(double* z) const {
  if (n_ <= 1) return;
  thread_local std::vector<double> path;  // W [0..n][lane]
  path.resize(std::size_t(n_ + 1) * kLanes);
  double* w = path.data();
  for (int l = 0; l < kLanes; ++l) {
    w[l] = 0.0;
    w[n_ * kLanes + l] = std::sqrt(double(n_)) * z[l];
  }
  for (std::size_t i = 0; i < points_.size(); ++i) {
    const Point& p = points_[i];
    for (int l = 0; l < kLanes; ++l) {
      w[p.at * kLanes + l] = p.left * w[p.from * kLanes + l] + p.right * w[p.to * kLanes + l] +
                             p.sd * z[(int(i) + 1) * kLanes + l];
    }
  }
  for (int i = 0; i < n_ * kLanes; ++i) z[i] = w[i + kLanes] - w[i];
}

ShockSource::ShockSource(const FuturesOptions& options, const std::vector<Request>& requests)
    : options_(options) {
  for (const Request& r : requests) {
    normals_.push_back({{options.seed, stream_of(r.name)}, r.normals, {}, Bridge(0)});
    extras_.push_back({{options.seed, stream_of(r.name + "\x1f"
                                                         "extra")},
                       r.extras,
                       {},
                       Bridge(0)});
  }
  if (options.sampling == Sampling::sobol) deal_dimensions(requests);
}

void ShockSource::deal_dimensions(const std::vector<Request>& requests) {
  std::vector<std::size_t> by_name(requests.size());
  std::iota(by_name.begin(), by_name.end(), std::size_t{0});
  std::sort(by_name.begin(), by_name.end(),
            [&](std::size_t a, std::size_t b) { return requests[a].name < requests[b].name; });
  int most = 0;
  for (const Request& r : requests) most = std::max({most, r.normals, r.extras});
  int dealt = 0;
  for (int rank = 0; rank < most; ++rank) {
    for (const std::size_t i : by_name) {
      for (Stream* s : {&normals_[i], &extras_[i]}) {
        if (rank < s->count && dealt < Sobol::kMostDimensions) s->dimension.push_back(dealt++);
      }
    }
  }
  for (Stream& s : normals_) s.bridge = Bridge(s.count);
  sobol_ = Sobol(dealt, options_.seed);
}

void ShockSource::uniforms(const Stream& s, std::int64_t first, double* u) const {
  const int sobol = int(s.dimension.size());
  for (int i = 0; i < sobol; ++i) sobol_.uniforms(s.dimension[i], first, u + i * kLanes);
  if (sobol < s.count) philox_uniforms(s.key, first, {sobol, s.count}, u);
}

void ShockSource::normals(std::size_t i, std::int64_t first, double* z) const {
  const Stream& s = normals_[i];
  const int numbers = s.count * kLanes;
  if (options_.sampling == Sampling::antithetic) {
    antithetic_uniforms(s.key, first, s.count, z);
    for (int j = 0; j < numbers; j += 2) {
      z[j] = normal_quantile(z[j]);
      z[j + 1] = -z[j];
    }
    return;
  }
  uniforms(s, first, z);
  for (int j = 0; j < numbers; ++j) z[j] = normal_quantile(z[j]);
  if (options_.sampling == Sampling::sobol) s.bridge.apply(z);
}

void ShockSource::extras(std::size_t i, std::int64_t first, double* u) const {
  const Stream& s = extras_[i];
  if (options_.sampling != Sampling::antithetic) return uniforms(s, first, u);
  antithetic_uniforms(s.key, first, s.count, u);
  for (int j = 0; j < s.count * kLanes; j += 2) u[j + 1] = 1.0 - u[j];
}

double ShockSource::words_per_path() const {
  double numbers = 0.0;
  for (const std::vector<Stream>* some : {&normals_, &extras_}) {
    for (const Stream& s : *some) numbers += double(s.count) - double(s.dimension.size());
  }
  return options_.sampling == Sampling::antithetic ? numbers : 2.0 * numbers;
}

}  // namespace offtake
