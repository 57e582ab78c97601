// Counter-based random numbers (Philox4x32-10; Salmon et al., SC 2011, through Random123).
// A number is a pure function of (seed, stream, path, step): path 17 is the same on any thread,
// rank, machine and number of paths, and a new stream changes no other.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace offtake {

struct StreamKey {
  std::uint64_t seed = 0;
  std::uint64_t stream = 0;  // stream_of(name)
};

// FNV-1a of the name; the empty name is not used.
std::uint64_t stream_of(std::string_view name);

// Four words of 32 bits for the counter (path, step), of which any value will do.
std::array<std::uint32_t, 4> philox(StreamKey key, std::uint64_t path, std::uint32_t step);

// Uniform in the open interval (0, 1): an odd multiple of 2^-53, never 0 or 1, so that quantiles
// are finite, and 1-u is exact. `which` is 0 or 1: two numbers to a counter.
double uniform(StreamKey key, std::uint64_t path, std::uint32_t step, int which = 0);

// Standard normal by inversion (monotone in the uniform, which antithetic and Sobol need);
// Wichura's AS 241 (1988). -inf at 0, inf at 1, NaN outside.
double normal_quantile(double u);
double normal_cdf(double x);

}  // namespace offtake
