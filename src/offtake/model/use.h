// What the use of capacity competes with, by base values.
#pragma once

#include "offtake/model/model.h"

namespace offtake {

// What letting on brings at a date, after the haircut.
double rent_usd_per_h100e_month(const Model& model, const CapacityTerms& terms, double month);

// What a backstop asks of its seller, as work of its own.
Workload work_of(const Agreement& backstop);
bool sells_to_backstop(const Model& model, PartyId party);
// All work of a party, with what backstops ask of it.
std::vector<Workload> work_of_party(const Model& model, PartyId party);

// Whether, at some step of the clock, work is worth more than the rent forgone and brings less
// cash: capacity then earns less cash at first and more later. (Where work without cash may run,
// nothing is let on.)
bool work_before_rent(const Model& model, const CapacityTerms& terms, const Workload& work);

}  // namespace offtake
