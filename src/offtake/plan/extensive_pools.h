// Sites that are put together. Private to extensive_*.cpp.
#pragma once

#include "offtake/plan/extensive_terms.h"

namespace offtake::extensive {

// A layer of a site that is put together: chips, power, or a build there.
bool is_layer(const Model& model, const Agreement& agreement);

// Of a supply or of power, in force on this path. A MW of power is one of facility power: it_mw of
// it carries a MW of IT load, with what is used of it at its cost.
Terms pool_terms(const Path& path, const Commitment& commitment);

}  // namespace offtake::extensive
