#include <random>

#include "support/random_model.h"

namespace offtake::testing {
namespace {

class LateMaker {
 public:
  LateMaker(RandomModel& out, std::uint64_t seed) : m_(out.model), random_(seed + 1240) {}

  void make() {
    for (Agreement& a : m_.agreements) {
      if (a.binding != Binding::firm && chance(0.5)) a.converts_drivers = {DriverId{0}};
      if (auto* terms = std::get_if<CapacityTerms>(&a.terms)) vary(*terms);
    }
  }

 private:
  double uniform(double a, double b) { return std::uniform_real_distribution<>(a, b)(random_); }
  bool chance(double p) { return uniform(0, 1) < p; }

  void vary(CapacityTerms& terms) {
    Delivery& d = terms.delivery;
    if (chance(0.3)) d.long_stop = LongStop{uniform(1, 8)};
    if (chance(0.3)) d.damages = LateDamages{uniform(0.005, 0.05), uniform(0.01, 0.3)};
    if (chance(0.3))
      d.step_in = StepIn{PartyId{chance(0.7) ? 2 : 4}, uniform(0, 9), uniform(0.3, 1)};
    if (chance(0.3)) terms.deposit = Deposit{uniform(0, 0.2)};
  }

  Model& m_;
  std::mt19937_64 random_;
};

}  // namespace

void add_late(RandomModel& out, std::uint64_t seed) { LateMaker(out, seed).make(); }

}  // namespace offtake::testing
