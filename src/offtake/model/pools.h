// Sites that are put together, by base values.
#pragma once

#include "offtake/model/model.h"

namespace offtake {

// Whether, at some step of the clock, work is worth the energy that it takes at the site but brings
// less cash than that: capacity then earns less cash at first and more later.
bool work_before_energy(const Model& model, const PowerTerms& power, const Workload& work);

}  // namespace offtake
