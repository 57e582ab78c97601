// Clauses on the use of a capacity agreement.
#include <algorithm>

#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/model/check_parts.h"
#include "offtake/model/use.h"

namespace offtake {
namespace {

void check_pass_through(const Model& model, const CapacityTerms& c, const std::string& path,
                        Problems& problems) {
  if (c.power_pass_through <= 0.0) return;
  const SiteId site = c.delivery.site;
  if (site.valid() && model.at(site).power_price_usd_per_mwh.given()) return;
  Problem& p = problems.error(
      "E1280", path + ".power_pass_through",
      site.valid()
          ? fmt::format("site '{}' has no price of power to pass through", model.at(site).name)
          : "it stands at no site, so there is no price of power to pass through",
      site.valid() ? "give the site a `power_price`, or delete this"
                   : "name a `site` with a `power_price`, or delete this");
  if (site.valid()) p.related_path = "sites." + model.at(site).name;
}

// Work without cash takes whatever is idle.
bool nothing_idle(const Model& model, const Agreement& a) {
  return std::any_of(model.workloads.begin(), model.workloads.end(), [&](const Workload& w) {
    return w.party == a.first && !w.earns_cash && w.jurisdictions.empty() && w.sites.empty();
  });
}

void check_sublease(const Model& model, const Agreement& a, const CapacityTerms& c,
                    const std::string& path, Problems& problems) {
  const Sublease& s = *c.sublease;
  check_multipliers(model, s.amount, path + ".sublease.price", problems);
  if (c.price.take_or_pay <= 0.0) {
    problems
        .error("E1281", path + ".sublease",
               "nothing is paid for unless it is used, so nothing can be let on",
               "delete it, or give `take_or_pay`")
        .related_path = path + ".take_or_pay";
    return;
  }
  if (s.haircut >= 1.0) {
    problems.warn("W1282", path + ".sublease.haircut", "letting on brings nothing",
                  "give a haircut below 100 %, or delete the sublease");
  }
  if (s.most > c.price.take_or_pay && s.most < 1.0) {
    problems
        .warn("W1283", path + ".sublease.most",
              fmt::format("only the {} that is paid for whether used or not can be let on",
                          format_quantity(c.price.take_or_pay, dim::ratio)),
              fmt::format("write at most {}", format_quantity(c.price.take_or_pay, dim::ratio)))
        .related_path = path + ".take_or_pay";
  }
  if (nothing_idle(model, a)) {
    problems.warn("W1284", path + ".sublease",
                  "work without cash takes whatever is idle here, so nothing is ever let on",
                  "delete the sublease, or let that work earn cash");
  }
}

// Where cash is short at a premium, it is not what is worth more that should come first.
void check_order(const Model& model, const Agreement& a, const CapacityTerms& c,
                 const std::string& path, Problems& problems) {
  const Party& tenant = model.at(a.first);
  if (!tenant.emergency_funding || tenant.emergency_premium <= 0.0) return;
  for (const Workload& w : model.workloads) {
    if (w.party != a.first || !work_before_rent(model, c, w)) continue;
    problems
        .warn("W1285", path + ".sublease",
              fmt::format("'{}' is worth more than the rent but brings less cash: the slope of the "
                          "value is no longer exact, and a plan's bound no proof",
                          w.name),
              "give a larger `haircut`, or a smaller `shortage_cost`")
        .related_path = "workloads." + w.name;
  }
}

}  // namespace

void check_backstop(const Model& model, const Agreement& a, const std::string& path,
                    Problems& problems) {
  const auto* terms = std::get_if<BackstopTerms>(&a.terms);
  if (!terms) return;
  check_multipliers(model, terms->volume_h100e, path + ".volume", problems);
  check_multipliers(model, terms->price_usd_per_h100e_month, path + ".price", problems);
  if (a.is_offer) {
    problems.error("E1286", path + ".kind", "a backstop cannot be an offer: it is in force or not",
                   "make it an agreement, and change it in a strategy");
  }
  if (a.second == kOutside) {
    problems.error("E0409", path + ".seller", "the outside has no compute to sell here",
                   "name a party of the model");
    return;
  }
  const bool has_any = std::any_of(
      model.agreements.begin(), model.agreements.end(),
      [&](const Agreement& other) { return other.delivery() && other.first == a.second; });
  if (!has_any) {
    problems.warn(
        "W1287", path + ".seller",
        fmt::format("'{}' has no capacity: there is nothing to buy", model.at(a.second).name),
        "give it a build or capacity of its own");
  }
  if (a.until_month <= model.clock.start_month || a.from_month >= model.clock.end()) {
    problems.warn("W1288", path, "it is in force outside the clock alone: it has no effect",
                  "correct a date, or keep it for the record");
  }
}

void check_use(const Model& model, const Agreement& a, const CapacityTerms& c,
               const std::string& path, Problems& problems) {
  check_pass_through(model, c, path, problems);
  if (!c.sublease) return;
  check_sublease(model, a, c, path, problems);
  check_order(model, a, c, path, problems);
}

}  // namespace offtake
