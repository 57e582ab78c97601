#include "offtake/model/pools.h"

#include "offtake/base/quantity.h"

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
  for (int k = 0; k < model.clock.steps; ++k) {
    const double month = model.clock.begin_of(k);
    const double revenue = base_value(w.revenue_usd_per_h100e_month, month);
    const double shortage = base_value(w.shortage_usd_per_h100e_month, month);
    const double cash = (w.earns_cash ? revenue : 0.0) + (w.shortage_is_cash ? shortage : 0.0);
    const double cost = base_value(energy, month) * site.pue * kHoursPerMonth / h100e;
    if (cost > cash && cost < revenue + shortage) return true;
  }
  return false;
}

}  // namespace offtake
