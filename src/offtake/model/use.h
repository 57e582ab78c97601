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

// What work that is served brings: in all, and of it in cash.
struct Worth {
  double all = 0.0, cash = 0.0;  // USD per H100e-month
  // Worth what it costs in cash, but it brings less cash than that.
  bool short_of(double cost) const { return all > cost && cash < cost; }
};
// [step of the clock, then the run-off]: there a penalty that is spared is no cash (decision 0009).
std::vector<Worth> worth_by_step(const Model& model, const Workload& work);
// The month at which a step of these stands.
double month_of_worth(const Clock& clock, std::size_t step);

// Whether, at some step of these, work is worth more than what its use of capacity costs in cash,
// and brings less cash: capacity then earns less cash at first and more later.
//   rent forgone, where it could be let on (where work without cash may run, nothing is);
bool work_before_rent(const Model& model, const CapacityTerms& terms, const Workload& work);
//   energy, and the price of what is used beyond take-or-pay.
bool work_before_use(const Model& model, const Agreement& source, const Workload& work);

}  // namespace offtake
