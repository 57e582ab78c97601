#include "offtake/futures/sobol.h"

#include <bit>
#include <boost/random/sobol.hpp>

#include "offtake/base/random.h"
#include "offtake/base/result.h"
#include "offtake/base/text.h"

namespace offtake {

Sobol::Sobol(int dimensions, std::uint64_t seed) {
  OFFTAKE_CHECK(dimensions <= kMostDimensions, fmt::format("{} Sobol dimensions", dimensions));
  if (dimensions == 0) return;
  directions_.resize(std::size_t(dimensions) * kBits);
  // Points 2^j − 1 and 2^j differ by V[j] alone. Boost's engine, seeded with n, gives point n+1
  // next.
  boost::random::sobol_engine<std::uint32_t, kBits> engine(static_cast<std::size_t>(dimensions));
  std::vector<std::uint32_t> before(static_cast<std::size_t>(dimensions), 0u);
  for (int j = 0; j < kBits; ++j) {
    if (j > 0) {
      engine.seed((std::uint32_t{1} << j) - 2u);
      for (std::uint32_t& x : before) x = engine();
    }
    for (int d = 0; d < dimensions; ++d) directions_[d * kBits + j] = engine() ^ before[d];
  }
  const StreamKey key{seed, stream_of("\x1fsobol shift")};
  for (int d = 0; d < dimensions; ++d) {
    shift_.push_back(philox(key, static_cast<std::uint64_t>(d), 0)[0]);
  }
}

void Sobol::uniforms(int dimension, std::int64_t first, double* u) const {
  OFFTAKE_CHECK(first >= 0 && first + kLanes <= kMostPaths, fmt::format("Sobol path {}", first));
  const std::uint32_t* v = directions_.data() + std::size_t(dimension) * kBits;
  auto n = static_cast<std::uint32_t>(first + 1);
  std::uint32_t x = shift_[dimension];
  for (std::uint32_t gray = n ^ (n >> 1); gray != 0; gray &= gray - 1) {
    x ^= v[std::countr_zero(gray)];
  }
  for (int l = 0; l < kLanes; ++l) {
    u[l] = (double(x) + 0.5) * 0x1p-32;
    x ^= v[std::countr_zero(++n)];
  }
}

}  // namespace offtake
