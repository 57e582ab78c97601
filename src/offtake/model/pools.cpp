#include "offtake/model/pools.h"

#include "offtake/base/quantity.h"
#include "offtake/model/use.h"

namespace offtake {
namespace {

// Of the one accelerator at a site; 0 where there is none.
double h100e_per_it_mw(const Model& model, SiteId site) {
  for (const Agreement& a : model.agreements) {
    const auto* chips = std::get_if<SupplyTerms>(&a.terms);
    if (!chips || chips->delivery.site != site || !chips->delivery.accelerator.valid()) continue;
    return base_value(model.at(chips->delivery.accelerator).h100e_per_mw, a.signed_month);
  }
  return 0.0;
}

}  // namespace

bool work_before_energy(const Model& model, const PowerTerms& power, const Workload& w) {
  if (!power.delivery.site.valid()) return false;
  const Site& site = model.at(power.delivery.site);
  const Series& energy =
      power.energy_usd_per_mwh.given() ? power.energy_usd_per_mwh : site.power_price_usd_per_mwh;
  const double h100e = h100e_per_it_mw(model, power.delivery.site);
  if (!energy.given() || h100e <= 0.0) return false;
  const std::vector<Worth> worth = worth_by_step(model, w);
  for (std::size_t k = 0; k < worth.size(); ++k) {
    const double cost =
        base_value(energy, month_of_worth(model.clock, k)) * site.pue * kHoursPerMonth / h100e;
    if (worth[k].short_of(cost)) return true;
  }
  return false;
}

}  // namespace offtake
