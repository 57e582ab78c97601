// What accrues until a date: evenly between two dates, or with each MW that is installed, up to a
// most. What is invested by milestone, drawn of a loan and vests of a warrant goes by it:
//
//   accrued(t) = most · S(t)                                                 by dates
//   accrued(t) = min(most, per_mw · Σ_p mw_p · (R_p(t) − R_p(signed)))       by MW installed  (1)
//
// S and R_p, the ramp of a position on the path, as they stand just before t. A failure of its
// sides stops a ramp; that its term ends does not undo it.
#pragma once

#include <cstdint>
#include <vector>

#include "offtake/simulate/profile.h"

namespace offtake {

// Multipliers of a probability, as they are at a step.
struct DriversAt {
  std::vector<DriverId> drivers;
  int step = 0;
};

struct Accrual {
  double most = 0.0;
  Profile schedule;  // by months since signed_month
  double signed_month = 0.0;
  bool by_mw = false;
  double per_mw = 0.0;
  std::vector<int> positions;         // Compiled::positions
  int first_step = 0, last_step = 0;  // it changes in [first, last) at most
  // By MW: of Fixed::ramps, rows [position][step boundary in [first, last]].
  int ramp_row = -1;
  std::size_t ramp_at(std::size_t position, int boundary) const {
    const auto boundaries = std::size_t(last_step - first_step + 1);
    return std::size_t(ramp_row) + position * boundaries + std::size_t(boundary - first_step);
  }

  int signing = -1;  // of the plan: then all of it times its size
  double converts = 1.0;
  DriversAt converts_by = {};
  std::uint64_t conversion_stream = 0;
};

}  // namespace offtake
