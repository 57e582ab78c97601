#include "offtake/plan/extensive_use.h"

#include <algorithm>

#include "offtake/base/quantity.h"

namespace offtake::extensive {

double site_power(const Path& path, const Delivery& d, int k) {
  if (!d.site.valid()) return 0.0;
  const Site& site = path.model.at(d.site);
  return path.during(site.power_price_usd_per_mwh, k) * site.pue * kHoursPerMonth *
         path.model.clock.months_per_step / kUsdPerMoney;
}

namespace {

// $M for a MW let on through the step, before the haircut.
double market(const Path& path, const Sublease& s, int k, double agreed, double h100e) {
  if (!s.amount.given()) return agreed;
  const bool by_compute = s.basis == Price::Basis::per_h100e_month;
  return path.during(s.amount, k) * (by_compute ? h100e * kH100ePerUnit : 1.0) *
         path.model.clock.months_per_step / kUsdPerMoney;
}

}  // namespace

void add_use(const Path& path, const CapacityTerms& x, double sign, bool soaked, Terms& terms) {
  for (std::size_t i = 0; i < terms.steps.size(); ++i) {
    const int k = static_cast<int>(i);
    StepTerms& t = terms.steps[i];
    const double power = site_power(path, x.delivery, k), passed = x.power_pass_through * power;
    const double let = x.sublease ? std::min(x.sublease->most, x.price.take_or_pay) : 0.0;
    if (sign > 0.0) {
      // It lets on all that it may, and that draws power; a fleet's own builds draw it.
      if (!x.from_fleet) t.paid -= (power - passed) * let * t.delivered;
    } else if (soaked) {
      t.paid -= passed * t.delivered;
    } else {
      t.power = passed;
      t.let_share = let;
      if (let <= 0.0) continue;
      t.rent = (1.0 - x.sublease->haircut) * market(path, *x.sublease, k, t.use_cost, terms.h100e);
    }
  }
}

}  // namespace offtake::extensive
