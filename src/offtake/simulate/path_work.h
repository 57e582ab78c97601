// What there is to do on one path, counted and not measured: what a cost is divided by.
#pragma once

#include <cstdint>

#include "offtake/simulate/compile.h"

namespace offtake {

struct PathWork {
  std::int64_t steps = 0;  // of the clock and the run-off
  // One position of a fleet (an agreement, a signing, an option exercised) in one step in which it
  // may deliver or pay: from its first delivery to its last on the latest path, while its capex is
  // spent, and the step in which it is signed. What is no capacity (loans, investments, licences,
  // other income) counts nothing: its cost is part of what the others are said to cost.
  std::int64_t agreement_steps = 0;
};
PathWork path_work(const Compiled& compiled);

}  // namespace offtake
