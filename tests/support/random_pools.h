#pragma once

#include "support/random_model.h"

namespace offtake::testing {

// Gives some models a site of the planner's that is put together, its layers in part signed and in
// part offers.
void add_random_pools(std::uint64_t seed, RandomModel& out);

}  // namespace offtake::testing
