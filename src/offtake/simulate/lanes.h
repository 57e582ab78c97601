// The paths of a group side by side: the innermost loop of everything.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "offtake/futures/futures.h"

namespace offtake {

using Lanes = std::array<double, kLanes>;

// Bit i: lane i belongs to it.
using LaneSet = std::uint32_t;
inline constexpr LaneSet kAllLanes = (LaneSet{1} << kLanes) - 1;

// Calls f(i) for every lane. No lane reads what another one writes, which lets them go through
// vector instructions; so f has no branches, and picks with ?: among what it has worked out before.
template <class F>
[[gnu::always_inline]] inline void for_lanes(F f) {
#ifdef __GNUC__
#pragma GCC ivdep
#pragma GCC unroll 1
#endif
  for (std::size_t i = 0; i < kLanes; ++i) f(i);
}

// By value, where std::min and std::max keep a compiler from that.
inline double least(double a, double b) { return b < a ? b : a; }
inline double most(double a, double b) { return a < b ? b : a; }

}  // namespace offtake
