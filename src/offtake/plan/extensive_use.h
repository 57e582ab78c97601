// Power and what may be let on, per MW of a commitment. Private to extensive_*.cpp.
#pragma once

#include "offtake/plan/extensive_terms.h"

namespace offtake::extensive {

// $M for the power of a MW through the step, as the site's provider pays it.
double site_power(const Path& path, const Delivery& delivery, int step);

// Adds to steps that hold what is delivered and what its use costs beyond what is owed. `sign`: −1
// for the tenant, 1 for the provider of a tenant without work. `soaked` as in terms_of().
void add_use(const Path& path, const CapacityTerms& x, double sign, bool soaked, Terms& terms);

}  // namespace offtake::extensive
