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
  stops.all = w.default_month[draw.payee.index()];
  for (std::size_t i = 0; i < kLanes; ++i) {
    stops.draws[i] = least(l.last_draw_month, least(lender[i], stops.all[i]));
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

void measure_covenants(Workspace& w) {
  for (std::size_t n = 0; n < w.c.covenants.size(); ++n) {
    const Covenant& c = w.c.covenants[n];
    const Loan& loan = w.c.loans[std::size_t(c.loan)];
    const std::size_t borrower = c.borrower.index();
    for (int k = loan.of.first_step; k < loan.of.last_step; ++k) {
      double& breaches = w.sums.breaches[n * std::size_t(w.c.all_steps) + std::size_t(k)];
      for (int i = 0; i < w.counted; ++i) {
        const auto lane = std::size_t(i);
        const bool failed = w.default_month[borrower][lane] < w.c.clock.begin_of(k + 1);
        const double size = w.size_of(loan.of.signing)[lane];
        if (failed || size * w.converted(loan.of.converts, loan.of.conversion_stream, i) <= 0.0) {
          continue;
        }
        const double service = w.debt_service.at(borrower, k)[lane];
        const double before = w.net.at(borrower, k)[lane] - w.emergency.at(borrower, k)[lane] -
                              w.borrowed.at(borrower, k)[lane] + service;
        const bool broken = c.kind == Covenant::Kind::cash
                                ? w.cash.at(borrower, k)[lane] < c.least - kCent
                                : before < c.least * service - kCent;
        breaches += broken ? 1.0 : 0.0;
      }
    }
  }
}

void loan_slope(const Workspace& w, Slopes& s) {
  for (const Loan& l : w.c.loans) {
    for_each_payment(w, l, [&](const AccruedPayment& p) { pay_slope(w, s, l.of, p); });
  }
}

}  // namespace offtake
