// Sublease and pass-through of power in some of the capacity agreements, and a backstop.
#pragma once

#include <cstdint>

#include "offtake/model/model.h"

namespace offtake::testing {

void add_use(std::uint64_t seed, Model& model);

}  // namespace offtake::testing
