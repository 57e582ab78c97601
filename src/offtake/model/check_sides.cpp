// What a provider serves from its own sources.
#include <algorithm>
#include <functional>

#include "offtake/base/text.h"
#include "offtake/model/check_parts.h"
#include "offtake/model/sides.h"

namespace offtake {
namespace {

// Whether the party has, or may sign, a source that may serve the agreement.
bool has_source(const Model& model, PartyId party, SiteId site) {
  return std::any_of(model.agreements.begin(), model.agreements.end(), [&](const Agreement& a) {
    const Delivery* d = a.delivery();
    const bool uses = a.kind == AgreementKind::capacity || a.kind == AgreementKind::build;
    return d && uses && a.first == party && (!site.valid() || d->site == site);
  });
}

// What the fleet's own agreements say already.
void check_own(const CapacityTerms& c, const std::string& path, Problems& problems) {
  const auto refuse = [&](const char* key, const char* what) {
    problems
        .error("E1310", path + key, what,
               "delete it, or delete `served_from`: then it has capacity of its own")
        .related_path = path + ".served_from";
  };
  const Delivery& d = c.delivery;
  if (d.cost) refuse(".provider_cost", "what serving costs is what the fleet's builds cost");
  if (!d.uses.empty()) refuse(".uses", "what it uses up is what the fleet's builds use up");
  if (d.delay.valid()) refuse(".delay", "what is late is the fleet's own builds");
  if (d.long_stop) refuse(".long_stop", "without a delay of its own it is never late");
  if (d.damages) refuse(".late_damages", "what is not delivered costs `shortfall`, late or not");
  if (c.power_pass_through > 0.0) {
    refuse(".power_pass_through", "the fleet's own halls draw the power, for whomever they serve");
  }
  if (d.step_in) refuse(".step_in", "nobody takes over a part of a fleet");
}

// As its provider, or as one who may take over an offer.
bool serves(const Model& model, const Agreement& a, PartyId party) {
  if (!from_fleet(a)) return false;
  return a.second == party ||
         std::any_of(model.agreements.begin(), model.agreements.end(), [&](const Agreement& x) {
           return a.is_offer && x.kind == AgreementKind::first_refusal && x.first == a.first &&
                  x.second == party;
         });
}

}  // namespace

void check_fleet_terms(const Model& model, const Agreement& a, const CapacityTerms& c,
                       const std::string& path, Problems& problems) {
  if (hangs_on_another(model, a)) {
    const bool provides = a.second == model.planner.party;
    problems.warn("W1314", path + (provides ? ".take_or_pay" : ".served_from"),
                  fmt::format("what it brings the planner hangs on what '{}' {}: the value is not "
                              "concave, and a plan's bound is no proof",
                              model.at(provides ? a.first : a.second).name,
                              provides ? "uses" : "has to deliver"),
                  provides ? "write `take_or_pay: 100 %`, at a site without a price of power or "
                             "from the fleet, or take the bound as an estimate"
                           : "give it capacity of its own, or take the bound as an estimate");
  }
  if (!c.from_fleet) {
    if (c.shortfall <= 0.0) return;
    problems.error("E1311", path + ".shortfall",
                   "it has capacity of its own, all of which is delivered: nothing falls short",
                   "write `served_from: fleet`, or delete `shortfall`");
    return;
  }
  check_own(c, path, problems);
  if (has_source(model, a.second, c.delivery.site)) return;
  problems.warn(
      "W1313", path + ".served_from",
      fmt::format("'{}' has no build and no lease{}: nothing will be delivered",
                  model.at(a.second).name, c.delivery.site.valid() ? " at this site" : ""),
      "give it a build or a lease, or delete `served_from`");
}

// Whom a fleet serves must not serve it in turn: each is dispatched before those whom it serves.
void check_fleets(const Model& model, Problems& problems) {
  std::vector<char> state(model.parties.size(), 0);  // 1: on the way down, 2: done
  const std::function<const Agreement*(PartyId)> circle = [&](PartyId p) -> const Agreement* {
    state[p.index()] = 1;
    for (const Agreement& a : model.agreements) {
      if (!serves(model, a, p) || state[a.first.index()] == 2) continue;
      if (state[a.first.index()] == 1) return &a;
      if (const Agreement* found = circle(a.first)) return found;
    }
    state[p.index()] = 2;
    return nullptr;
  };
  for (std::size_t p = 0; p < model.parties.size(); ++p) {
    if (state[p] != 0) continue;
    const Agreement* a = circle(PartyId{p});
    if (!a) continue;
    problems.error("E1312", path_of(*a) + ".served_from",
                   fmt::format("the fleet of '{}' serves that of '{}', which serves it in turn",
                               model.at(a->second).name, model.at(a->first).name),
                   "delete one `served_from`, so that one of them comes first");
    return;
  }
}

}  // namespace offtake
