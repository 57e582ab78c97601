#include "offtake/base/quantity.h"
#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

// Of what was drawn, until t: a(t), and ∫ a.
double repaid(const Loan& l, double t) {
  if (l.end_month - l.grace_month < 1e-9) return t >= l.end_month - 1e-9 ? 1.0 : 0.0;
  return std::clamp((t - l.grace_month) / (l.end_month - l.grace_month), 0.0, 1.0);
}
double repaid_months(const Loan& l, double t) {
  return 0.5 * repaid(l, t) * most(t - l.grace_month, 0.0);
}

struct Stops {
  Lanes draws, all;  // months
};

// One step of one loan, what is posted for it by use(payment).
template <class F>
void pay_step(const Workspace& w, const Loan& l, const Stops& stops, int k, F use) {
  const double begin = most(w.c.clock.begin_of(k), l.of.signed_month);
  const double end = w.c.clock.begin_of(k + 1);
  Lanes base;
  w.value(l.base_rate_per_year, k, base.data());
  AccruedPayment draw{l.draw_line, k, {}}, repay{l.repayment_line, k, {}};
  AccruedPayment interest{l.interest_line, k, {}}, loss{l.loss_line, k, {}};
  for (std::size_t i = 0; i < kLanes; ++i) {
    const double drawn = stops.draws[i], fails = stops.all[i];
    const double draws = begin < drawn ? 1.0 : 0.0;
    draw.terms[0].at(i, least(end, drawn), draws);
    draw.terms[1].at(i, least(begin, drawn), -draws);
    repay.terms[0].at(i, drawn, repaid(l, least(end, fails)) - repaid(l, least(begin, fails)));
    const bool now = begin <= fails && fails < end;
    loss.terms[0].at(i, drawn, now ? 1.0 - repaid(l, fails) : 0.0);
    // Outstanding: what is drawn so far until `full`, then all of it less what is repaid.
    const double until = least(least(end, fails), l.end_month), from = least(begin, until);
    const double full = std::clamp(drawn, from, until);
    const double rate = (base[i] + l.margin_per_year) / kMonthsPerYear;
    interest.terms[0].over(i, from, full, rate * (full - from));
    const double left = (until - full) - (repaid_months(l, until) - repaid_months(l, full));
    interest.terms[1].at(i, drawn, rate * left);
  }
  for (const AccruedPayment* p : {&draw, &interest, &repay, &loss}) use(*p);
}

template <class F>
void for_each_payment(const Workspace& w, const Loan& l, F use) {
  const Line& draw = w.c.lines[std::size_t(l.draw_line)];
  const Lanes& lender = w.default_month[draw.payer.index()];
  Stops stops;
  const FundingStop& closed = w.c.funding_stop;
  const bool cut = closed.from_month < closed.until_month && l.of.signed_month < closed.until_month;
  const double last = cut ? least(l.last_draw_month, closed.from_month) : l.last_draw_month;
  stops.all = w.default_month[draw.payee.index()];
  for (std::size_t i = 0; i < kLanes; ++i) {
    stops.draws[i] = least(last, least(lender[i], stops.all[i]));
  }
  for (int k = l.of.first_step; k < l.of.last_step; ++k) pay_step(w, l, stops, k, use);
}

}  // namespace

void pay_loans(Workspace& w) {
  for (const Loan& l : w.c.loans) {
    const std::size_t borrower = w.c.lines[std::size_t(l.draw_line)].payee.index();
    for_each_payment(w, l, [&](const AccruedPayment& p) {
      const Lanes usd = pay(w, l.of, p);
      if (w.c.covenants.empty() || p.line == l.loss_line) return;
      LaneArray& to = p.line == l.draw_line ? w.borrowed : w.debt_service;
      for (std::size_t i = 0; i < kLanes; ++i) to.at(borrower, p.step)[i] += usd[i];
    });
  }
}

namespace {

bool is_broken(const Workspace& w, const Covenant& c, int k, std::size_t i) {
  const Accrual& loan = w.c.loans[std::size_t(c.loan)].of;
  const std::size_t borrower = c.borrower.index();
  const double lent = w.size_of(loan.signing)[i] *
                      w.converted(loan.converts, loan.conversion_stream, static_cast<int>(i));
  if (lent <= 0.0 || w.default_month[borrower][i] < w.c.clock.begin_of(k + 1)) return false;
  if (c.kind == Covenant::Kind::cash) return w.cash.at(borrower, k)[i] < c.least - kCent;
  const double service = w.debt_service.at(borrower, k)[i];
  const double flow = w.net.at(borrower, k)[i] - w.emergency.at(borrower, k)[i] -
                      w.borrowed.at(borrower, k)[i] + service;
  return flow < c.least * service - kCent;
}

}  // namespace

void measure_covenants(Workspace& w) {
  for (std::size_t n = 0; n < w.c.covenants.size(); ++n) {
    const Covenant& c = w.c.covenants[n];
    const Accrual& loan = w.c.loans[std::size_t(c.loan)].of;
    double* breaches = w.sums.breaches.data() + n * std::size_t(w.c.all_steps);
    for (int k = loan.first_step; k < loan.last_step; ++k) {
      for (int i = 0; i < w.counted; ++i) breaches[k] += is_broken(w, c, k, std::size_t(i));
    }
  }
}

void loan_slope(const Workspace& w, Slopes& s) {
  for (const Loan& l : w.c.loans) {
    for_each_payment(w, l, [&](const AccruedPayment& p) { pay_slope(w, s, l.of, p); });
  }
}

}  // namespace offtake
