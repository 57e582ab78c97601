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
  Lanes payer, payee, price;
  AccruedPayment p;
  for (int k = t.of.first_step; k < t.of.last_step; ++k) {
    const double begin = w.c.clock.begin_of(k), end = w.c.clock.begin_of(k + 1);
    if (!sold && w.c.funding_stop.holds(begin)) continue;
    w.alive(giver, k, payer.data());
    w.alive(line.payee, k, payee.data());
    w.value(t.share_price_usd, k, price.data());
    for (std::size_t i = 0; i < kLanes; ++i) {
      const double unit = sold ? most(price[i] - t.strike_usd, 0.0) : 1.0;
      const double alive = unit * least(payer[i], payee[i]);
      p.terms[0].at(i, end, !happens || happens[i] < end ? alive : 0.0);
      p.terms[1].at(i, begin, !happens || happens[i] < begin ? -alive : 0.0);
    }
    p.terms[0].boundary = k + 1;
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
