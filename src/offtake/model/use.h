// What the use of capacity competes with, by base values.
#pragma once

#include "offtake/model/model.h"

namespace offtake {

// What letting on brings at a date, after the haircut.
double rent_usd_per_h100e_month(const Model& model, const CapacityTerms& terms, double month);

// Whether, at some step of the clock, work is worth more than the rent forgone and brings less
// cash: capacity then earns less cash at first and more later. (Where work without cash may run,
// nothing is let on.)
bool work_before_rent(const Model& model, const CapacityTerms& terms, const Workload& work);

}  // namespace offtake
