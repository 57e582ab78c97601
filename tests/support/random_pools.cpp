#include "support/random_pools.h"

#include <random>

#include "offtake/base/quantity.h"

namespace offtake::testing {
namespace {

constexpr double kSome = 0.4;  // of all models

class PoolMaker {
 public:
  PoolMaker(std::uint64_t seed, RandomModel& out) : random_(seed + 15485863), out_(out) {}

  void make() {
    if (!chance(kSome)) return;
    Model& m = out_.model;
    site_ = SiteId{m.sites.size()};
    Site yard;
    yard.name = "yard";
    yard.jurisdiction = chance(0.5) ? "north" : "south";
    yard.pue = uniform(1.0, 1.5);
    yard.assembled = true;
    if (chance(0.6)) yard.power_price_usd_per_mwh = energy();
    m.sites.push_back(yard);
    chip_ = AcceleratorId{m.accelerators.size()};
    Accelerator chip;
    chip.name = "yard-chip";
    chip.h100e_per_mw = Series::constant(uniform(500, 1500));
    chip.vendor = PartyId{4};
    m.accelerators.push_back(chip);
    for (int i = pick(1, 2); i > 0; --i) add_shell();
    for (int i = pick(1, 2); i > 0; --i) add_supply();
    for (int i = pick(1, 3); i > 0; --i) add_power();
  }

 private:
  double uniform(double a, double b) {
    return std::uniform_real_distribution<double>(a, b)(random_);
  }
  int pick(int a, int b) { return std::uniform_int_distribution<int>(a, b)(random_); }
  bool chance(double p) { return uniform(0, 1) < p; }
  double begin() const { return out_.model.clock.start_month; }

  Series energy() {
    Series price = Series::constant(uniform(20, 300));
    if (chance(0.5)) price.drivers = {DriverId{pick(0, 1)}};
    return price;
  }

  Delivery delivery() {
    Delivery d;
    d.capacity_mw = uniform(20, 80);
    d.ramp.first_months = uniform(0, 6);
    d.ramp.full_months = d.ramp.first_months + (chance(0.5) ? uniform(1, 12) : 0.0);
    if (chance(0.2)) d.ramp.steps = {{2.0, 0.4}, {7.0, 1.0}};
    d.term_months = uniform(14, 60);
    if (chance(0.4)) d.delay = DriverId{2};
    d.site = site_;
    return d;
  }

  Cost cost(const Delivery& d, double usd_per_mw) {
    Cost c;
    c.capex_usd_per_mw = Series::constant(usd_per_mw);
    if (chance(0.3)) c.capex_usd_per_mw.drivers = {DriverId{1}};
    c.spend_months = chance(0.5) ? uniform(0, 1) * d.ramp.first() : 0.0;
    if (chance(0.5)) c.opex_usd_per_mw_month = Series::constant(uniform(1e3, 3e4));
    if (chance(0.5)) c.residual = Series::constant(uniform(0, 0.4));
    return c;
  }

  template <class Terms>
  void add(AgreementKind kind, PartyId seller, const Terms& terms) {
    Agreement a;
    a.name = "y" + std::to_string(out_.model.agreements.size());
    a.kind = kind;
    a.first = out_.model.planner.party;
    a.second = seller;
    a.is_offer = chance(0.6);
    a.signed_month = begin() + uniform(-6, 3);
    a.from_month = begin();
    a.until_month = out_.model.clock.end();
    a.most_mw = terms.delivery.capacity_mw;
    if (a.is_offer && chance(0.3)) a.tranche_mw = a.most_mw / pick(2, 5);
    if (chance(0.15)) {
      a.binding = Binding::letter_of_intent;
      a.converts = uniform(0.3, 0.9);
    }
    a.terms = terms;
    const AgreementId id{out_.model.agreements.size()};
    if (a.is_offer && chance(0.8)) {
      const double month = begin() + out_.model.clock.months_per_step * pick(0, 1);
      out_.plan.signings.push_back({id, month, a.most_mw * uniform(0.2, 1.0)});
    }
    out_.model.agreements.push_back(std::move(a));
  }

  void add_shell() {
    BuildTerms b;
    b.delivery = delivery();
    b.delivery.cost = cost(b.delivery, uniform(2e6, 1e7));
    add(AgreementKind::build, kOutside, b);
  }

  void add_supply() {
    SupplyTerms s;
    s.delivery = delivery();
    s.delivery.accelerator = chip_;
    if (chance(0.5)) {
      s.lease.emplace();
      s.lease->amount = Series::constant(uniform(2e5, 8e5));
      if (chance(0.3)) s.lease->amount.drivers = {DriverId{1}};
      if (chance(0.5)) s.lease->escalator_per_year = uniform(0, 0.05);
    } else {
      s.delivery.cost = cost(s.delivery, uniform(5e6, 2.5e7));
      if (chance(0.5)) s.deposit = Deposit{uniform(0, 1)};
    }
    add(AgreementKind::supply, PartyId{pick(3, 4)}, s);
  }

  void add_power() {
    PowerTerms p;
    p.from = static_cast<PowerTerms::From>(pick(0, 2));
    p.delivery = delivery();
    if (p.from == PowerTerms::From::on_site) p.delivery.cost = cost(p.delivery, uniform(5e5, 3e6));
    if (chance(0.6)) p.charge_usd_per_mw_month = Series::constant(uniform(1e3, 3e4));
    if (chance(0.6)) p.energy_usd_per_mwh = energy();
    if (chance(0.5)) p.availability = uniform(0.7, 1.0);
    add(AgreementKind::power, PartyId{pick(0, 1) == 0 ? 0 : 3}, p);
  }

  std::mt19937_64 random_;
  RandomModel& out_;
  SiteId site_;
  AcceleratorId chip_;
};

}  // namespace

void add_random_pools(std::uint64_t seed, RandomModel& out) { PoolMaker(seed, out).make(); }

}  // namespace offtake::testing
