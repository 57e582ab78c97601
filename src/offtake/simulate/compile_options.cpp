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

namespace {

// f(end) − f(begin) over step k since signing, as far as the position is in effect.
template <class F>
double over_step(const Clock& clock, const Position& p, int k, F f) {
  const double begin = clock.begin_of(k) - p.signed_month, from = p.release.from_months;
  const double share = f(std::max(begin + clock.months_per_step, from)) - f(std::max(begin, from));
  return p.release.of < 0 ? share : -share;
}

}  // namespace

double installed_share(const Clock& clock, const Position& p, int k) {
  constexpr double kNothing = 1e-10;  // rounding
  const double share = over_step(clock, p, k, [&](double t) { return p.installed.integral(t); }) /
                       clock.months_per_step;
  return std::abs(share) < kNothing ? 0.0 : share;
}

double ready_share(const Clock& clock, const Position& p, int k) {
  return over_step(clock, p, k, [&](double t) { return p.ramp.share(t); });
}

void make_release(const Model& model, const InForce& f, const Compiled& out, Position& p) {
  const auto& terms = std::get<CapacityTerms>(f.agreement.terms);
  const Exit& x = *exit_of(terms, f.exercise);
  const Clock& clock = model.clock;
  for (std::size_t i = out.positions.size(); i-- > 0 && p.release.of < 0;) {
    const Position& base = out.positions[i];
    const bool is_base = base.agreement == p.agreement && base.provider == p.provider &&
                         base.exercise == Exercise::none &&
                         std::abs(base.signed_month - p.signed_month) < 1e-6;
    if (is_base) p.release.of = static_cast<int>(i);
  }
  Release& r = p.release;
  r.notice_months = f.month - p.signed_month;
  r.notice_step = f.month < clock.start_month ? -1 : clock.step_of(f.month);
  r.from_months = r.notice_months + x.notice_months;
  const double left = p.installed.integral(p.end_months) - p.installed.integral(r.from_months);
  const double owed = terms.price.take_or_pay *
                      escalated_mw_months(clock, p, terms.price.escalator_per_year, r.from_months);
  r.fee_months = x.fee * std::max(0.0, owed - p.credit_share * left);
  p.prepayment_months = 0.0;
  const double from = (f.month + x.notice_months - clock.start_month) / clock.months_per_step;
  p.first_step = std::max({p.first_step, 0, static_cast<int>(std::floor(from))});
  p.last_step = std::max(p.last_step, p.first_step);
}

}  // namespace offtake
