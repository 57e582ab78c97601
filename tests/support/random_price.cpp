#include "support/random_price.h"

#include <random>

namespace offtake::testing {
namespace {

class Maker {
 public:
  Maker(RandomModel& of, std::uint64_t seed) : model_(of.model), random_(seed + 1260) {}

  void make() {
    if (chance(0.5)) add_peer();
    for (Agreement& a : model_.agreements) {
      if (auto* terms = std::get_if<CapacityTerms>(&a.terms)) clauses(*terms);
      if (auto* d = const_cast<Delivery*>(a.delivery()); d && d->cost) residual(*d->cost);
    }
  }

 private:
  double uniform(double a, double b) {
    return std::uniform_real_distribution<double>(a, b)(random_);
  }
  bool chance(double p) { return uniform(0, 1) < p; }
  DriverId market() { return DriverId{chance(0.5) ? 0 : 1}; }

  void clauses(CapacityTerms& terms) {
    if (chance(0.4)) terms.price.reset = reset();
    if (chance(0.4)) terms.most_favoured.emplace();
    if (terms.delivery.cost && chance(0.4)) terms.guarantee = ValueGuarantee{uniform(0.1, 0.5)};
  }

  // The two clouds deliver to each other, too, for less than they ask of the lab.
  void add_peer() {
    Agreement a;
    a.name = "peer";
    a.first = PartyId{2};
    a.second = PartyId{3};
    if (chance(0.5)) std::swap(a.first, a.second);
    a.signed_month = model_.clock.start_month + uniform(-10, 20);
    CapacityTerms c;
    c.delivery.capacity_mw = uniform(5, 50);
    c.delivery.ramp.first_months = c.delivery.ramp.full_months = uniform(0, 6);
    c.delivery.term_months = uniform(10, 40);
    if (chance(0.5)) c.delivery.delay = DriverId{2};
    c.delivery.accelerator = AcceleratorId{0};
    const bool per_mw = chance(0.5);
    c.price.basis = per_mw ? Price::Basis::per_mw_month : Price::Basis::per_h100e_month;
    c.price.amount = Series::constant(per_mw ? uniform(3e5, 1e6) : uniform(300, 1000));
    if (chance(0.5)) c.price.amount.drivers = {market()};
    if (chance(0.5)) c.price.escalator_per_year = uniform(-0.1, 0.1);
    if (chance(0.3)) {
      a.binding = Binding::letter_of_intent;
      a.converts = uniform(0.3, 0.9);
    }
    a.terms = c;
    model_.agreements.push_back(a);
  }

  PriceReset reset() {
    PriceReset x;
    x.index = {{{model_.clock.start_month - 6.0, uniform(1, 3)},
                {model_.clock.start_month + uniform(0, 20), uniform(1, 3)}},
               Series::Rule::linear,
               uniform(0.8, 1.2),
               {}};
    if (chance(0.7)) x.index.drivers = {market()};
    x.every_months = chance(0.5) ? 12.0 : uniform(2, 20);
    x.weight = uniform(0.2, 1.0);
    if (chance(0.5)) x.least = uniform(0.6, 1.0);
    if (chance(0.5)) x.most = uniform(1.0, 1.5);
    return x;
  }

  void residual(Cost& cost) {
    if (!cost.residual.given() || chance(0.4)) return;
    cost.residual.points.front().month = model_.clock.start_month;
    cost.residual.growth_per_year = uniform(0.6, 1.0);
    if (chance(0.7)) cost.residual.drivers = {market()};
  }

  Model& model_;
  std::mt19937_64 random_;
};

}  // namespace

void add_price_clauses(RandomModel& model, std::uint64_t seed) { Maker(model, seed).make(); }

}  // namespace offtake::testing
