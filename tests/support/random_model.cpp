#include "support/random_model.h"

#include <random>

#include "offtake/base/quantity.h"
#include "support/random_pools.h"
#include "support/random_price.h"
#include "support/random_use.h"

namespace offtake::testing {
namespace {

class Maker {
 public:
  Maker(std::uint64_t seed, const RandomOptions& options)
      : random_(seed), of_options_(seed + 7919), options_(options) {}

  RandomModel make() {
    Model& m = out_.model;
    m.clock = {double(12 * 54), step(), 0};
    m.clock.steps = 24 / m.clock.months_per_step * pick(1, 2);
    add_parties();
    add_drivers();
    add_world();
    add_workloads();
    const int agreements = pick(1, 4), offers = pick(1, 4);
    for (int i = 0; i < agreements; ++i) add_capacity(false);
    for (int i = 0; i < offers; ++i) add_capacity(true);
    if (chance(0.6)) add_build();
    if (chance(0.6)) add_share();
    if (chance(0.6)) add_investment();
    if (chance(0.6)) add_licence();
    sign();
    if (options_.decisions) add_decisions();
    std::swap(random_, of_options_);
    if (options_.tenant_options) add_options();
    return std::move(out_);
  }

 private:
  double uniform(double a, double b) {
    return std::uniform_real_distribution<double>(a, b)(random_);
  }
  int pick(int a, int b) { return std::uniform_int_distribution<int>(a, b)(random_); }
  bool chance(double p) { return uniform(0, 1) < p; }
  int step() {
    const int all[] = {1, 3, 3, 12};
    return all[pick(0, 3)];
  }
  double clock_month() { return out_.model.clock.start_month; }
  DriverId multiplier() { return DriverId{pick(0, 1)}; }
  DriverId delay() { return DriverId{2}; }
  DriverId failure() { return DriverId{3}; }

  void add_parties() {
    for (const char* name : {"outside", "lab", "cloud-a", "cloud-b", "vendor"}) {
      Party p;
      p.name = name;
      p.discount_per_year = uniform(0.05, 0.15);
      p.cash_usd = uniform(0, 5e8);
      p.cash_yield_per_year = chance(0.5) ? uniform(0.0, 0.04) : 0.0;
      p.emergency_funding = chance(0.6);
      p.minimum_cash_usd = p.emergency_funding ? uniform(0, 1e8) : 0.0;
      p.emergency_premium = p.emergency_funding ? uniform(0.05, 0.5) : 0.0;
      out_.model.parties.push_back(p);
    }
    out_.model.parties[1].other_cost_usd_per_month = Series::constant(uniform(0, 5e6));
    if (chance(0.4)) out_.model.parties[3].default_event = failure();
    out_.model.planner.party = lab_;
  }

  void add_drivers() {
    Gbm gbm;
    gbm.volatility_per_sqrt_year = uniform(0.1, 0.5);
    gbm.growth_per_year = uniform(0.9, 1.8);
    Ou ou;
    ou.volatility_per_sqrt_year = uniform(0.05, 0.3);
    Delay late;
    late.none = uniform(0.2, 0.7);
    late.mean_months = uniform(1, 4);
    late.most_months = 18;
    Hazard fails;
    fails.per_year = uniform(0.02, 0.2);
    const Process all[] = {gbm, ou, late, fails};
    const char* names[] = {"demand", "price", "late", "fails"};
    for (int i = 0; i < 4; ++i) out_.model.drivers.push_back({names[i], "", "", all[i]});
  }

  void add_world() {
    Accelerator chip;
    chip.name = "chip";
    chip.h100e_per_mw = {
        {{clock_month(), uniform(500, 1500)}}, Series::Rule::step, uniform(1.0, 1.4), {}};
    chip.vendor = PartyId{4};
    if (chance(0.5)) chip.price_usd_per_mw = Series::constant(uniform(1e7, 2e7));
    out_.model.accelerators.push_back(chip);
    for (const char* name : {"north", "south"}) {
      Site s;
      s.name = name;
      s.jurisdiction = name;
      s.pue = uniform(1.05, 1.5);
      if (chance(0.7)) s.power_price_usd_per_mwh = Series::constant(uniform(30, 90));
      if (chance(0.5)) s.power_price_usd_per_mwh.drivers = {DriverId{1}};
      out_.model.sites.push_back(s);
    }
  }

  void add_workloads() {
    const int count = pick(1, 3);
    for (int i = 0; i < count; ++i) {
      Workload w;
      w.name = "work" + std::to_string(i);
      w.party = lab_;
      w.volume_h100e = {
          {{clock_month(), uniform(2e4, 2e5)}}, Series::Rule::step, uniform(1, 2), {}};
      if (chance(0.8)) w.volume_h100e.drivers = {multiplier()};
      w.revenue_usd_per_h100e_month = {{{clock_month(), uniform(0.5, 4.0) * kHoursPerMonth}},
                                       Series::Rule::step,
                                       uniform(0.7, 1.0),
                                       {}};
      if (chance(0.4)) {
        w.shortage_usd_per_h100e_month = Series::constant(uniform(0.0, 0.5) * kHoursPerMonth);
        w.shortage_is_cash = true;
      }
      if (!options_.exact_domain && chance(0.3)) w.earns_cash = false;
      if (!options_.exact_domain && chance(0.4)) w.jurisdictions = {"north"};
      out_.model.workloads.push_back(w);
    }
  }

  Delivery delivery() {
    Delivery d;
    d.capacity_mw = uniform(5, 100);
    d.ramp.first_months = uniform(0, 9);
    d.ramp.full_months = d.ramp.first_months + (chance(0.5) ? uniform(1, 12) : 0.0);
    if (chance(0.2)) d.ramp.steps = {{1.0, 0.3}, {4.5, 0.6}, {11.0, 1.0}};
    d.term_months = uniform(14, 60);
    if (chance(0.5)) d.delay = delay();
    d.accelerator = AcceleratorId{0};
    d.site = SiteId{pick(0, 1)};
    return d;
  }

  Cost cost(const Ramp& ramp) {
    Cost c;
    c.capex_usd_per_mw = Series::constant(uniform(2e7, 4e7));
    c.spend_months = chance(0.7) ? uniform(0, 1) * ramp.first() : 0.0;
    c.opex_usd_per_mw_month = Series::constant(uniform(1e4, 1e5));
    if (chance(0.5)) c.residual = Series::constant(uniform(0, 0.4));
    return c;
  }

  Agreement& add(AgreementKind kind, PartyId first, PartyId second, bool offer) {
    Agreement a;
    a.name = "a" + std::to_string(out_.model.agreements.size());
    a.kind = kind;
    a.first = first;
    a.second = second;
    a.is_offer = offer;
    a.signed_month = clock_month() + uniform(-12, 6);
    a.from_month = clock_month();
    a.until_month = out_.model.clock.end();
    out_.model.agreements.push_back(a);
    return out_.model.agreements.back();
  }

  void add_capacity(bool offer) {
    Agreement& a = add(AgreementKind::capacity, lab_, PartyId{pick(2, 3)}, offer);
    CapacityTerms c;
    c.delivery = delivery();
    if (chance(0.6)) c.delivery.cost = cost(c.delivery.ramp);
    a.most_mw = c.delivery.capacity_mw;
    const int basis = pick(0, 2);
    c.price.basis = static_cast<Price::Basis>(basis);
    const double amount[] = {uniform(5e5, 1.5e6), uniform(0.8, 2.0) * kHoursPerMonth,
                             c.delivery.capacity_mw * uniform(2e7, 5e7)};
    c.price.amount = Series::constant(amount[basis]);
    if (chance(0.3)) c.price.amount.drivers = {DriverId{1}};
    if (chance(0.5)) c.price.escalator_per_year = uniform(0, 0.05);
    c.price.take_or_pay = chance(0.5) ? 1.0 : uniform(0.5, 1.0);
    c.price.prepayment = chance(0.5) ? uniform(0, 0.5) * c.price.take_or_pay : 0.0;
    if (chance(0.2)) {
      a.binding = Binding::letter_of_intent;
      a.converts = uniform(0.2, 0.9);
    }
    a.terms = c;
  }

  void add_build() {
    Agreement& a = add(AgreementKind::build, lab_, kOutside, true);
    BuildTerms b;
    b.delivery = delivery();
    b.delivery.cost = cost(b.delivery.ramp);
    a.most_mw = b.delivery.capacity_mw;
    a.terms = b;
  }
  void add_share() {
    add(AgreementKind::revenue_share, lab_, PartyId{2}, false).terms =
        RevenueShareTerms{uniform(0, 0.3)};
  }
  void add_investment() {
    InvestmentTerms i;
    i.amount_usd = uniform(1e7, 1e9);
    i.first_months = 3.0;
    i.full_months = uniform(3.0, 30.0);
    i.stake = uniform(0, 0.3);
    add(AgreementKind::investment, PartyId{4}, lab_, false).terms = i;
  }
  void add_licence() {
    LicenceTerms l;
    l.worth_usd_per_month = Series::constant(uniform(0, 1e7));
    l.fee_usd_per_month = Series::constant(uniform(0, 1e6));
    add(AgreementKind::licence, PartyId{2}, lab_, false).terms = l;
  }

  void sign() {
    for (std::size_t i = 0; i < out_.model.agreements.size(); ++i) {
      const Agreement& a = out_.model.agreements[i];
      if (!a.is_offer || chance(0.2)) continue;
      const double month = clock_month() + out_.model.clock.months_per_step *
                                               pick(0, std::min(4, out_.model.clock.steps - 1));
      out_.plan.signings.push_back({AgreementId{i}, month, a.most_mw * uniform(0.2, 1.0)});
    }
  }

  void add_decisions() {
    for (Agreement& a : out_.model.agreements) {
      if (!a.is_offer) continue;
      if (chance(0.3)) a.from_month += pick(1, 14);
      if (chance(0.3)) a.until_month -= pick(1, 8);
      if (chance(0.5)) a.tranche_mw = a.most_mw / pick(2, 6);
      if (chance(0.3)) a.least_mw = a.tranche_mw > 0.0 ? a.tranche_mw : 0.3 * a.most_mw;
    }
    if (chance(0.4)) {
      add_licence();
      Agreement& a = out_.model.agreements.back();
      std::swap(a.first, a.second);
      a.is_offer = true;
    }
    if (chance(0.4)) {
      add_investment();
      out_.model.agreements.back().is_offer = true;
    }
  }

  // Options, and what is exercised of them, in agreements and in what is signed of offers.
  void add_options() {
    const std::vector<Signing> bases = out_.plan.signings;
    for (std::size_t i = 0; i < out_.model.agreements.size(); ++i) {
      Agreement& a = out_.model.agreements[i];
      auto* terms = std::get_if<CapacityTerms>(&a.terms);
      if (!terms) continue;
      add_expansion(*terms);
      add_extension(*terms);
      add_giving_up(*terms);
      const AgreementId id{i};
      if (!a.is_offer) exercise(*terms, {id, a.signed_month, terms->delivery.capacity_mw});
      for (const Signing& s : bases) {
        if (s.offer == id) exercise(*terms, s);
      }
    }
  }
  void add_expansion(CapacityTerms& terms) {
    if (chance(0.4)) return;
    Expansion x{uniform(0.1, 1.5), uniform(12, 36)};
    if (chance(0.5)) own_price(x.basis, x.amount);
    terms.expansion = x;
  }
  void add_extension(CapacityTerms& terms) {
    if (chance(0.4)) return;
    Extension x{uniform(3, 30), uniform(0, 12), uniform(0.2, 1.0)};
    if (chance(0.5)) own_price(x.basis, x.amount);
    terms.extension = x;
  }
  // Together, and with what is extended, at most all of it.
  void add_giving_up(CapacityTerms& terms) {
    if (chance(0.5)) return;
    terms.exit = Exit{uniform(0, 18), uniform(0, 12), uniform(0, 0.5), uniform(0.1, 0.3)};
    if (chance(0.5)) terms.step_down = Exit{uniform(0, 12), uniform(0, 9), 0.0, uniform(0.1, 0.2)};
    if (terms.extension) terms.extension->most *= 0.5;
  }
  void own_price(Price::Basis& basis, Series& amount) {
    basis = chance(0.5) ? Price::Basis::per_mw_month : Price::Basis::per_h100e_month;
    const bool per_mw = basis == Price::Basis::per_mw_month;
    amount = {{{clock_month(), per_mw ? uniform(5e5, 1.5e6) : uniform(0.8, 2.0) * kHoursPerMonth}},
              Series::Rule::step,
              uniform(0.8, 1.1),
              {}};
    if (chance(0.5)) amount.drivers = {DriverId{1}};
  }
  void exercise(const CapacityTerms& terms, const Signing& base) {
    for (const Exercise option :
         {Exercise::expansion, Exercise::extension, Exercise::exit, Exercise::step_down}) {
      const double most_mw = most_share(terms, option) * base.mw;
      if (most_mw > 0.0 && chance(0.7)) {
        add_exercise(option, base, most_mw, exercise_dates(terms, option, base.month));
      }
    }
  }
  // At the beginning of some step.
  void add_exercise(Exercise exercise, const Signing& base, double most_mw, ExerciseDates in) {
    std::vector<double> dates;
    for (int k = 0; k < out_.model.clock.steps; ++k) {
      const double t = out_.model.clock.begin_of(k);
      if (t > in.after && t <= in.until) dates.push_back(t);
    }
    if (dates.empty()) return;
    const double month = dates[std::size_t(pick(0, static_cast<int>(dates.size()) - 1))];
    out_.plan.signings.push_back(
        {base.offer, month, most_mw * uniform(0.2, 1.0), -1, {}, exercise, base.month});
  }

  std::mt19937_64 random_, of_options_;
  RandomOptions options_;
  RandomModel out_;
  const PartyId lab_{1};
};

}  // namespace

RandomModel random_model(std::uint64_t seed, const RandomOptions& options) {
  RandomModel out = Maker(seed, options).make();
  add_late(out, seed);
  add_price_clauses(out, seed);
  add_use(seed, out.model);
  add_finance(out, seed, options);
  add_random_pools(seed, out);
  return out;
}

}  // namespace offtake::testing
