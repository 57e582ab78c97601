#include <algorithm>

#include "offtake/base/text.h"
#include "offtake/model/check_parts.h"

namespace offtake {
namespace {

class ShockCheck {
 public:
  ShockCheck(const Model& model, const Shock& shock, Problems& problems)
      : model_(model), shock_(shock), path_("shocks." + shock.name), problems_(problems) {}

  void all() {
    if (shock_.empty()) {
      problems_.error("E0781", path_, "nothing happens in this shock",
                      "give it an effect, as `demand: {times: 0.5x}`");
    }
    if (shock_.fails) fails(*shock_.fails);
    if (shock_.embargo) embargo(*shock_.embargo);
    if (shock_.cap) cap(*shock_.cap);
    if (shock_.slips) slips(*shock_.slips);
    if (shock_.demand) period(shock_.demand->from_month, shock_.demand->until_month, ".demand");
    if (shock_.growth) period(shock_.growth->from_month, shock_.growth->until_month, ".growth");
    if (shock_.new_capacity) begins(shock_.new_capacity->from_month, ".new_capacity.from");
    if (shock_.funding) {
      period(shock_.funding->from_month, shock_.funding->until_month, ".funding_stops");
    }
  }

 private:
  void begins(double month, const std::string& key) {
    if (month < model_.clock.end()) return;
    problems_.error("E0780", path_ + key, "the shock comes after the clock's end",
                    "give a date within the clock");
  }
  void period(double from, double until, const std::string& key) {
    begins(from, key + ".from");
    if (until > std::max(from, model_.clock.start_month)) return;
    problems_.error(
        "E0782", path_ + key + ".until",
        until > from ? "the shock is over before the clock starts" : "until is not after from",
        "give a later `until`");
  }
  void fails(const ProviderFailure& f) {
    begins(f.month, ".fails.date");
    for (const PartyId id : f.parties) {
      if (id != kOutside && id != model_.planner.party) continue;
      problems_.error("E0783", path_ + ".fails.parties",
                      id == kOutside ? "the outside cannot fail"
                                     : "if the planner fails there is nothing to plan",
                      "name a provider, lender or customer");
    }
  }
  void embargo(const Embargo& e) {
    begins(e.from_month, ".embargo.from");
    const bool known = std::any_of(model_.sites.begin(), model_.sites.end(), [&](const Site& s) {
      return !s.jurisdiction.empty() && s.jurisdiction == e.jurisdiction;
    });
    if (known) return;
    problems_.error("E0784", path_ + ".embargo.jurisdiction",
                    fmt::format("no site lies in {}", quote(e.jurisdiction)),
                    "name the jurisdiction of a site");
  }
  void cap(const ResourceCap& c) {
    begins(c.from_month, ".cap.from");
    if (!c.resource.valid()) return;
    if (model_.at(c.resource).stock_mw.given()) return;
    problems_
        .error("E0785", path_ + ".cap.resource",
               fmt::format("'{}' has a rate and no limit on what is in use",
                           model_.at(c.resource).name),
               "name a resource with a `limit`, or give another rate with `set`")
        .related_path = "resources." + model_.at(c.resource).name;
  }
  void slips(const Slip& s) {
    period(s.from_month, s.until_month, ".slips");
    const bool hits = std::any_of(model_.agreements.begin(), model_.agreements.end(),
                                  [&](const Agreement& a) { return slip_hits(s, a); });
    if (hits) return;
    problems_.warn("W0786", path_ + ".slips",
                   "nothing is delivered there by that party, so nothing slips",
                   "name another site or provider");
  }

  const Model& model_;
  const Shock& shock_;
  const std::string path_;
  Problems& problems_;
};

}  // namespace

bool slip_hits(const Slip& slip, const Agreement& agreement) {
  const Delivery* d = agreement.delivery();
  if (!d) return false;
  const auto* capacity = std::get_if<CapacityTerms>(&agreement.terms);
  if (capacity && capacity->from_fleet) return false;  // late is what the fleet is made of
  const PartyId by = agreement.kind == AgreementKind::build || agreement.second == kOutside
                         ? agreement.first
                         : agreement.second;
  return (!slip.site.valid() || d->site == slip.site) &&
         (!slip.provider.valid() || by == slip.provider);
}

void check_shocks(const Model& model, Problems& problems) {
  for (const Shock& shock : model.shocks) ShockCheck(model, shock, problems).all();
}

}  // namespace offtake
