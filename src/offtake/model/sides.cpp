#include "offtake/model/sides.h"

#include <algorithm>

#include "offtake/model/use.h"

namespace offtake {

const CapacityTerms* from_fleet(const Agreement& a) {
  const auto* c = std::get_if<CapacityTerms>(&a.terms);
  return c && c->from_fleet ? c : nullptr;
}

bool has_use(const Model& model, PartyId party) {
  return sells_to_backstop(model, party) ||
         std::any_of(model.workloads.begin(), model.workloads.end(),
                     [&](const Workload& w) { return w.party == party; }) ||
         std::any_of(model.agreements.begin(), model.agreements.end(),
                     [&](const Agreement& a) { return from_fleet(a) && a.second == party; });
}

bool hangs_on_another(const Model& model, const Agreement& a) {
  const auto* c = std::get_if<CapacityTerms>(&a.terms);
  const PartyId planner = model.planner.party;
  if (!c) return false;
  if (a.first == planner) return c->from_fleet && a.is_offer;
  // What it delivers is the plan's: signed by it, or served from the planner's sources.
  if (a.second != planner || (!a.is_offer && !c->from_fleet) || !has_use(model, a.first)) {
    return false;
  }
  const SiteId site = c->delivery.site;
  const bool pays_power =
      !c->from_fleet && site.valid() && model.at(site).power_price_usd_per_mwh.given();
  return c->price.take_or_pay < 1.0 || pays_power;
}

}  // namespace offtake
