#include "offtake/base/quantity.h"
#include "offtake/simulate/compile_parts.h"

namespace offtake {

LateTables late_tables(const Delivery& d) {
  LateTables late;
  late.first_months = d.ramp.first();
  if (d.long_stop) late.after_months = d.long_stop->after_months;
  if (!d.damages || d.damages->rate_per_month <= 0.0) return late;
  late.damages_per_month = kMonthsPerYear * d.damages->rate_per_month;
  late.damaged_months = d.damages->most / d.damages->rate_per_month;
  return late;
}

// It takes over what stands and was not given up: nothing is built, deposited or credited, and no
// fleet stands behind it.
void add_step_ins(const Model& model, Compiled& out) {
  const std::size_t bases = out.positions.size();
  std::vector<int> successor(bases, -1);
  for (std::size_t i = 0; i < bases; ++i) {
    Position p = out.positions[i];
    const auto& step_in = model.at(p.agreement).delivery()->step_in;
    const bool may_fail =
        model.at(p.provider).default_event.valid() || model.disruption.fails(p.provider) < kForever;
    if (!step_in || p.build || !may_fail) continue;
    p.step_in = {p.provider, step_in->after_months, step_in->share};
    p.provider = step_in->by;
    p.signed_step = -1;
    p.prepayment_months = p.credit_share = p.release.fee_months = 0.0;
    p.ramp = {};
    p.from_fleet = {};
    if (p.release.of >= 0) p.release.of = successor[std::size_t(p.release.of)];
    successor[i] = static_cast<int>(out.positions.size());
    out.positions.push_back(std::move(p));
  }
}

void add_lateness(const CapacityTerms& terms, Position& p, Compiled& out) {
  if (!p.delay.valid() && p.slip_months <= 0.0) return;
  const auto line = [&](Account account) {
    return add_line(out, {p.agreement, {}, account, p.provider, p.user});
  };
  if (p.late.damages_per_month > 0.0) p.late.damages_line = line(Account::late_damages);
  if (terms.delivery.long_stop && terms.price.prepayment > 0.0) {
    p.late.prepayment_return_line = line(Account::prepayment_return);
  }
}

// What is extended stands, and nothing is paid for it in advance.
void add_late(const CapacityTerms& terms, Position& p, Compiled& out) {
  if (p.exercise == Exercise::extension || p.step_in.failed.valid()) return;
  const auto line = [&](Account account, PartyId payer, PartyId payee) {
    return add_line(out, {p.agreement, {}, account, payer, payee});
  };
  add_lateness(terms, p, out);
  if (!terms.deposit || terms.deposit->share <= 0.0) return;
  p.deposit.months =
      terms.deposit->share * escalated_mw_months(out.clock, p, terms.price.escalator_per_year);
  p.deposit.line = line(Account::deposit, p.user, p.provider);
  p.deposit.return_line = line(Account::deposit_return, p.provider, p.user);
}

}  // namespace offtake
