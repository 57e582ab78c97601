#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

// Calls use(payment) for what is paid in each step.
template <class F>
void for_each_payment(const Workspace& w, const Tranche& t, F use) {
  const Line& line = w.c.lines[std::size_t(t.line)];
  const bool sold = t.dilution_line >= 0;
  const PartyId giver = sold ? w.c.lines[std::size_t(t.dilution_line)].payer : line.payer;
  const double* happens = t.condition.valid() ? w.block->event_month(t.condition) : nullptr;
  const Lanes &payer = w.default_month[giver.index()], &payee = w.default_month[line.payee.index()];
  Lanes price;
  AccruedPayment p;
  for (int k = t.of.first_step; k < t.of.last_step; ++k) {
    const double begin = w.c.clock.begin_of(k), end = w.c.clock.begin_of(k + 1);
    if (!sold && w.c.funding_stop.holds(begin)) continue;
    w.value(t.share_price_usd, k, price.data());
    p.terms[0].boundary = k + 1;
    for (std::size_t i = 0; i < kLanes; ++i) {
      const double fails = least(payer[i], payee[i]);
      const double unit = sold ? most(price[i] - t.strike_usd, 0.0) : 1.0;
      const double alive = begin < fails ? unit : 0.0;
      const double until = alive > 0.0 ? least(end, fails) : end;
      if (until < end) p.terms[0].boundary = -1;
      p.terms[0].at(i, until, !happens || happens[i] < until ? alive : 0.0);
      p.terms[1].at(i, begin, !happens || happens[i] < begin ? -alive : 0.0);
    }
    p.terms[1].boundary = k;
    p.step = k;
    p.line = t.line;
    use(p);
    if (!sold) continue;
    p.line = t.dilution_line;
    use(p);
  }
}

}  // namespace

void pay_tranches(Workspace& w) {
  for (const Tranche& t : w.c.tranches) {
    for_each_payment(w, t, [&](const AccruedPayment& p) { pay(w, t.of, p); });
  }
}

void tranche_slope(const Workspace& w, Slopes& s) {
  for (const Tranche& t : w.c.tranches) {
    for_each_payment(w, t, [&](const AccruedPayment& p) { pay_slope(w, s, t.of, p); });
  }
}

}  // namespace offtake
