// Random models in which a cloud serves the lab from its own builds and leases, beside other
// customers: seen from either side.
#pragma once

#include "support/random_model.h"

namespace offtake::testing {

enum class Side { provider, tenant };

// The planner is the cloud or the lab. `places`: some of what is sold names a site.
struct SidesOptions {
  Side side = Side::provider;
  bool places = true;
};
RandomModel random_sides(std::uint64_t seed, const SidesOptions& options);

}  // namespace offtake::testing
