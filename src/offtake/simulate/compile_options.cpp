#include <algorithm>
#include <cmath>

#include "offtake/simulate/compile_parts.h"

namespace offtake {

// It stands when its base ends, with the base's delay, for the extension's term. Its price is the
// base's as escalated at the end without delay, or its own on the date of exercise.
void make_extension(const Model& model, const InForce& f, Position& p) {
  const auto& terms = std::get<CapacityTerms>(f.agreement.terms);
  const Extension& x = *terms.extension;
  if (x.amount.given()) {
    const bool by_compute = x.basis == Price::Basis::per_h100e_month;
    p.price_usd_per_mw_month = base_value(x.amount, f.month) * (by_compute ? p.h100e_per_mw : 1.0);
    p.price_drivers = x.amount.drivers;
    p.price_step = model.clock.step_of(f.month);
  } else {
    p.price_usd_per_mw_month *= escalation_at(terms.price.escalator_per_year, p.end_months);
  }
  p.prepayment_months = p.credit_share = 0.0;
  p.signed_step = -1;
  const double begin = p.end_months;
  p.end_months += x.term_months;
  p.ramp = {};
  p.installed = {{{begin, 1.0, 0.0}, {p.end_months, -1.0, 0.0}}};
  const auto step_at = [&](double since) {
    return (p.signed_month + since - model.clock.start_month) / model.clock.months_per_step;
  };
  p.first_step = std::max(0, static_cast<int>(std::floor(step_at(begin))));
  p.last_step =
      std::max(0, static_cast<int>(std::ceil(step_at(p.end_months + p.most_delay_months) - 1e-9)));
}

}  // namespace offtake
