#include "support/random_price.h"

#include <random>

namespace offtake::testing {
namespace {

class Maker {
 public:
  Maker(RandomModel& of, std::uint64_t seed) : model_(of.model), random_(seed + 1260) {}

  void make() {
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
    cost.residual.growth_per_year = uniform(0.6, 1.0);
    if (chance(0.7)) cost.residual.drivers = {market()};
  }

  Model& model_;
  std::mt19937_64 random_;
};

}  // namespace

void add_price_clauses(RandomModel& model, std::uint64_t seed) { Maker(model, seed).make(); }

}  // namespace offtake::testing
