// A Sobol sequence (direction numbers of Joe and Kuo 2008, through Boost.Random) under a random
// digital shift, with any point reached directly: the same numbers whichever thread asks.
//
//   point n, dimension d:  x = XOR over the set bits j of gray(n) of V[d][j],  gray(n) = n ^ (n >>
//   1) u = ((x ^ shift_d) + 1/2)/2^32
//
// Path p takes point p+1: the zero point is skipped.
#pragma once

#include <cstdint>
#include <vector>

#include "offtake/futures/futures.h"

namespace offtake {

class Sobol {
 public:
  static constexpr int kMostDimensions = 3667;
  static constexpr std::int64_t kMostPaths = std::int64_t{1} << 31;

  Sobol() = default;
  // At most kMostDimensions. The shift of a dimension is drawn from the seed and the dimension.
  Sobol(int dimensions, std::uint64_t seed);

  // u[lane] of the paths first..first+kLanes-1, in (0, 1).
  void uniforms(int dimension, std::int64_t first, double* u) const;

 private:
  static constexpr int kBits = 32;
  std::vector<std::uint32_t> directions_;  // [dimension][bit]
  std::vector<std::uint32_t> shift_;       // [dimension]
};

}  // namespace offtake
