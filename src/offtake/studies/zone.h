// Where two gains are both at least nothing, as functions of one number of which every value costs
// a plan. Neither is assumed to be monotone, continuous or known everywhere.
//
// Between neighbours on a grid at which a gain has another sign the change is bracketed (regula
// falsi by the Illinois rule, bisection where that does not halve the bracket in two steps;
// Dowell & Jarratt, A modified regula falsi method, BIT 11, 1971) until the bracket is no wider
// than the tolerance; so is every further change that shows on the way. What lies inside one step
// of the grid and shows at none of its ends is not found.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace offtake {

using GainPair = std::array<double, 2>;

// One gain becomes nothing.
struct BreakEven {
  int side = 0;                 // 0 or 1
  double at = 0.0;              // by a straight line through the bracket's ends
  double from = 0.0, to = 0.0;  // the bracket
  double gain_from = 0.0, gain_to = 0.0;
  double slope = 0.0;  // between the values of the grid around it
  bool rises = false;  // nothing or more from here on
  bool jumps = false;  // more than half of its change over the grid's step is in the bracket
};

struct Zone {
  // Where it ends: the break-even that ends it, or -1: with the range, -2: no value beyond is
  // known.
  double from = 0.0, to = 0.0;
  int from_end = -1, to_end = -1;
  // The greatest product of the gains (Nash, The bargaining problem, Econometrica 18, 1950), to
  // the tolerance. Of a function with several tops it is that near the best point that is known.
  double nash = 0.0;
  GainPair nash_gain{};
};

struct Zones {
  std::vector<BreakEven> break_even;  // by value
  std::vector<Zone> zones;
  bool whole = true;  // false: stopped
};

struct ZoneSearch {
  std::vector<double> grid;  // rising, at least two
  double tolerance = 0.0;
  std::function<std::optional<GainPair>(double)> gains;  // nothing: it has none there
  std::function<bool()> stop;
};

// `known` are values that need no more work; all that are found are added.
using KnownGains = std::map<double, std::optional<GainPair>>;
Zones find_zones(const ZoneSearch& search, KnownGains& known);

}  // namespace offtake
