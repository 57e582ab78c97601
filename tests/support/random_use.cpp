#include "support/random_use.h"

#include <random>

#include "offtake/base/quantity.h"

namespace offtake::testing {
namespace {

class Maker {
 public:
  Maker(std::uint64_t seed, Model& model) : random_(seed + 104729), model_(model) {}

  void make() {
    for (Agreement& a : model_.agreements) {
      auto* terms = std::get_if<CapacityTerms>(&a.terms);
      if (!terms) continue;
      if (chance(0.3)) terms->power_pass_through = uniform(0.2, 1.0);
      if (chance(0.4)) terms->sublease = sublease();
    }
    if (chance(0.4)) add_backstop();
  }

 private:
  double uniform(double a, double b) { return std::uniform_real_distribution<>(a, b)(random_); }
  bool chance(double p) { return uniform(0, 1) < p; }

  Sublease sublease() {
    Sublease s{uniform(0.2, 1.0), chance(0.8) ? uniform(0.0, 0.6) : 0.0};
    if (chance(0.5)) return s;
    const bool per_mw = chance(0.5);
    s.basis = per_mw ? Price::Basis::per_mw_month : Price::Basis::per_h100e_month;
    s.amount = Series::constant(per_mw ? uniform(5e5, 2.5e6) : uniform(0.8, 3.0) * kHoursPerMonth);
    if (chance(0.6)) s.amount.drivers = {DriverId{1}};
    return s;
  }

  void add_backstop() {
    Agreement a;
    a.name = "backstop";
    a.kind = AgreementKind::backstop;
    a.first = PartyId{3};
    a.second = PartyId{1};
    if (chance(0.5)) a.from_month = model_.clock.start_month + uniform(-6, 9);
    if (chance(0.5)) a.until_month = model_.clock.start_month + uniform(10, 40);
    BackstopTerms terms{Series::constant(uniform(1e4, 1e5)),
                        Series::constant(uniform(0.2, 2.0) * kHoursPerMonth)};
    if (chance(0.3)) terms.volume_h100e.drivers = {DriverId{0}};
    if (chance(0.5)) terms.price_usd_per_h100e_month.drivers = {DriverId{1}};
    a.terms = terms;
    model_.agreements.push_back(a);
  }

  std::mt19937_64 random_;
  Model& model_;
};

}  // namespace

void add_use(std::uint64_t seed, Model& model) { Maker(seed, model).make(); }

}  // namespace offtake::testing
