// What moves prices along the term, for random models.
#pragma once

#include "support/random_model.h"

namespace offtake::testing {

void add_price_clauses(RandomModel& model, std::uint64_t seed);

}  // namespace offtake::testing
