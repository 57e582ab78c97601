#include <algorithm>
#include <cmath>

#include "offtake/base/random.h"
#include "offtake/simulate/compile_parts.h"

namespace offtake {
namespace {

// In which it changes, by months.
void set_steps(double first, double last, const Compiled& c, Accrual& a) {
  const auto step_at = [&](double month) {
    return (month - c.clock.start_month) / c.clock.months_per_step;
  };
  a.first_step = std::max(0, static_cast<int>(std::floor(step_at(first))));
  a.last_step = std::min(c.all_steps, static_cast<int>(std::floor(step_at(last))) + 1);
}

Accrual make_accrual(const InForce& f, const Compiled& out, double most) {
  Accrual a;
  a.most = most;
  a.signed_month = f.month;
  a.signing = f.signing;
  a.converts = f.agreement.binding == Binding::firm ? 1.0 : f.agreement.converts;
  a.converts_by = converts_by(out.clock, f);
  a.conversion_stream = stream_of("conversion of " + f.agreement.name);
  return a;
}

void accrue_by_date(double first_months, double full_months, const Compiled& c, Accrual& a) {
  a.schedule = ramp_profile({first_months, full_months, {}});
  set_steps(a.signed_month + first_months, a.signed_month + full_months, c, a);
}

// Of all that is signed of an agreement or offer; options add nothing.
void accrue_by_mw(AgreementId of, double per_mw, const Compiled& c, Accrual& a) {
  a.by_mw = true;
  a.per_mw = per_mw;
  double first = 1e9, last = -1e9;
  for (std::size_t i = 0; i < c.positions.size(); ++i) {
    const Position& p = c.positions[i];
    const bool stands = p.pool.is == PoolPart::Is::source || p.step_in.failed.valid();
    const bool of_it = p.agreement == of || p.from_offer == of;
    if (!of_it || p.exercise != Exercise::none || stands) continue;
    a.positions.push_back(static_cast<int>(i));
    first = std::min(first, p.signed_month + p.ramp.knots.front().at);
    last = std::max(last, p.signed_month + p.ramp.knots.back().at + p.most_delay_months);
  }
  if (!a.positions.empty()) set_steps(std::max(first, a.signed_month), last, c, a);
}

void add_tranche(const InForce& f, const InvestmentTerms& terms, Compiled& out) {
  if (!is_tranche(terms)) return;
  Tranche t;
  t.of = make_accrual(f, out, terms.amount_usd);
  if (terms.milestone.valid()) {
    accrue_by_mw(terms.milestone, terms.usd_per_mw, out, t.of);
  } else {
    accrue_by_date(terms.first_months, terms.full_months, out, t.of);
  }
  t.condition = terms.condition;
  // What has accrued is paid once it has happened, and it happens within the clock.
  if (t.condition.valid()) t.of.last_step = std::max(t.of.last_step, out.steps);
  t.line = add_line(out, {f.id, {}, Account::investment, f.agreement.first, f.agreement.second});
  out.tranches.push_back(std::move(t));
}

void add_warrant(const InForce& f, const WarrantTerms& terms, Compiled& out) {
  Tranche t;
  t.of = make_accrual(f, out, terms.shares);
  accrue_by_mw(terms.on, terms.shares / terms.full_mw, out, t.of);
  t.share_price_usd = tabulate(terms.share_price_usd, out);
  t.strike_usd = terms.strike_usd;
  const PartyId issuer = f.agreement.first, holder = f.agreement.second;
  t.line = add_line(out, {f.id, {}, Account::warrant, kOutside, holder});
  t.dilution_line = add_line(out, {f.id, {}, Account::dilution, issuer, kOutside});
  out.tranches.push_back(std::move(t));
}

void add_loan(const InForce& f, const LoanTerms& terms, Compiled& out) {
  constexpr double kIncluded = 1e-6;  // what falls on the end of the grace period
  Loan l;
  l.of = make_accrual(f, out, terms.limit_usd);
  if (terms.funds.valid()) {
    accrue_by_mw(terms.funds, terms.usd_per_mw, out, l.of);
  } else {
    accrue_by_date(terms.first_months, terms.full_months, out, l.of);
  }
  l.grace_month = f.month + terms.grace_months;
  l.end_month = f.month + terms.term_months;
  l.last_draw_month = std::min(l.grace_month + kIncluded, l.end_month);
  set_steps(f.month, l.end_month - kIncluded, out, l.of);
  l.base_rate_per_year = tabulate(terms.base_rate_per_year, out);
  l.margin_per_year = terms.margin_per_year;
  const PartyId lender = f.agreement.first, borrower = f.agreement.second;
  const auto line = [&](Account account, PartyId payer, PartyId payee) {
    return add_line(out, {f.id, {}, account, payer, payee});
  };
  l.draw_line = line(Account::loan_draw, lender, borrower);
  l.interest_line = line(Account::loan_interest, borrower, lender);
  l.repayment_line = line(Account::loan_repayment, borrower, lender);
  l.loss_line = line(Account::loan_loss, lender, borrower);
  out.loans.push_back(std::move(l));
  const auto promise = [&](Covenant::Kind kind, double least) {
    const int loan = static_cast<int>(out.loans.size()) - 1;
    out.covenants.push_back({kind, f.id, loan, borrower, least});
  };
  if (has_minimum_cash(terms)) promise(Covenant::Kind::cash, terms.minimum_cash_usd);
  if (terms.least_coverage > 0.0) promise(Covenant::Kind::coverage, terms.least_coverage);
}

}  // namespace

void compile_finance(const InForce& f, Compiled& out) {
  if (const auto* i = std::get_if<InvestmentTerms>(&f.agreement.terms)) add_tranche(f, *i, out);
  if (const auto* w = std::get_if<WarrantTerms>(&f.agreement.terms)) add_warrant(f, *w, out);
  if (const auto* l = std::get_if<LoanTerms>(&f.agreement.terms)) add_loan(f, *l, out);
}

}  // namespace offtake
