#include <random>

#include "support/random_model.h"

namespace offtake::testing {
namespace {

class Financier {
 public:
  Financier(RandomModel& of, std::uint64_t seed, const RandomOptions& options)
      : model_(of.model), plan_(of.plan), random_(seed + 104729), options_(options) {}

  void add() {
    for (Agreement& a : model_.agreements) {
      // A cap on what the planner owes is not concave in the plan.
      auto* share = std::get_if<RevenueShareTerms>(&a.terms);
      if (share && !options_.exact_domain && chance(0.7)) cap(*share);
    }
    for (std::size_t i = 0; i < model_.agreements.size(); ++i) {
      if (model_.agreements[i].delivery()) installing_.push_back(AgreementId{i});
    }
    if (chance(0.5)) add_milestone();
    if (chance(0.3)) add_condition();
    if (chance(0.5)) add_loan(kLab, chance(0.5) ? PartyId{3} : PartyId{4});
    if (chance(0.5)) add_loan(PartyId{chance(0.5) ? 0 : 3}, kLab);
    if (chance(0.4)) add_warrant(PartyId{3}, kLab);
    if (chance(0.3)) add_warrant(kLab, PartyId{2});
  }

 private:
  double uniform(double a, double b) { return std::uniform_real_distribution<>(a, b)(random_); }
  bool chance(double p) { return uniform(0, 1) < p; }

  // Reached soon, late or never.
  void cap(RevenueShareTerms& share) {
    double usd = 0.0;
    for (const Workload& w : model_.workloads) {
      usd += base_value(w.volume_h100e, model_.clock.start_month) *
             base_value(w.revenue_usd_per_h100e_month, model_.clock.start_month);
    }
    share.most_usd = share.share * usd * uniform(1.0, 36.0);
    share.paid_before_usd = chance(0.3) ? 0.3 * share.most_usd : 0.0;
  }

  Agreement& add(AgreementKind kind, PartyId first, PartyId second) {
    Agreement a;
    a.name = "f" + std::to_string(model_.agreements.size());
    a.kind = kind;
    a.first = first;
    a.second = second;
    a.signed_month = model_.clock.start_month + uniform(-12, 6);
    a.from_month = model_.clock.start_month;
    a.until_month = model_.clock.end();
    if (chance(0.2)) {
      a.binding = Binding::option;
      a.converts = uniform(0.2, 0.9);
    }
    model_.agreements.push_back(a);
    return model_.agreements.back();
  }
  AgreementId any() {
    return installing_[std::uniform_int_distribution<std::size_t>(0,
                                                                  installing_.size() - 1)(random_)];
  }
  double most_mw(AgreementId id) const {
    const Agreement& a = model_.at(id);
    return a.is_offer ? a.most_mw : a.delivery()->capacity_mw;
  }
  // Of what is linear below an end: tests sign twice the most of an offer.
  double ample_mw(AgreementId id) { return uniform(2.1, 5.0) * most_mw(id); }

  // What the planner gets by milestone may end at its amount.
  void add_milestone() {
    InvestmentTerms t;
    t.milestone = any();
    t.usd_per_mw = uniform(1e6, 2e7);
    t.amount_usd = t.usd_per_mw * most_mw(t.milestone) * uniform(0.2, 1.5);
    if (chance(0.4)) t.condition = kFails;
    add(AgreementKind::investment, PartyId{4}, kLab).terms = t;
    if (chance(0.5)) return;
    t.amount_usd = t.usd_per_mw * ample_mw(t.milestone);
    add(AgreementKind::investment, kLab, PartyId{3}).terms = t;
  }
  void add_condition() {
    InvestmentTerms t{uniform(1e7, 1e9), 3.0, 3.0 + (chance(0.5) ? uniform(1, 30) : 0.0)};
    t.condition = kFails;
    add(AgreementKind::investment, PartyId{4}, kLab).terms = t;
  }

  // By MW never beyond its limit, where it is linear.
  void add_loan(PartyId lender, PartyId borrower) {
    LoanTerms t;
    t.limit_usd = uniform(1e7, 5e8);
    if (chance(0.7)) {
      t.base_rate_per_year = Series::constant(uniform(0.01, 0.06));
      if (chance(0.5)) t.base_rate_per_year.drivers = {DriverId{1}};
    }
    t.margin_per_year = uniform(0, 0.1);
    t.grace_months = uniform(0, 24);
    t.term_months = t.grace_months + (chance(0.2) ? 0.0 : uniform(1, 40));
    const bool by_mw = chance(0.5);
    if (by_mw) {
      t.funds = any();
      t.usd_per_mw = t.limit_usd / ample_mw(t.funds);
    } else {
      t.first_months = uniform(0, 0.5) * t.grace_months;
      t.full_months = t.first_months + (chance(0.5) ? uniform(0, 0.5) * t.grace_months : 0.0);
    }
    if (t.term_months < 1.0) t.term_months = 1.0;
    Agreement& a = add(AgreementKind::loan, lender, borrower);
    a.terms = t;
    if (by_mw || chance(0.5)) return;
    a.is_offer = true;
    const double month = model_.clock.start_month;
    plan_.signings.push_back({AgreementId{model_.agreements.size() - 1}, month, 1.0});
  }

  void add_warrant(PartyId issuer, PartyId holder) {
    WarrantTerms t;
    t.on = any();
    t.shares = uniform(1e5, 1e7);
    t.full_mw = ample_mw(t.on);
    t.share_price_usd = Series::constant(uniform(5, 50));
    if (chance(0.7)) t.share_price_usd.drivers = {DriverId{0}};
    t.strike_usd = uniform(0, 20);
    add(AgreementKind::warrant, issuer, holder).terms = t;
  }

  const PartyId kLab{1};
  const DriverId kFails{3};
  Model& model_;
  Plan& plan_;
  std::mt19937_64 random_;
  std::vector<AgreementId> installing_;
  RandomOptions options_;
};

}  // namespace

void add_finance(RandomModel& of, std::uint64_t seed, const RandomOptions& options) {
  Financier(of, seed, options).add();
}

}  // namespace offtake::testing
