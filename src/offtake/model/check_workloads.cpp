#include <set>

#include "offtake/base/text.h"
#include "offtake/model/check_parts.h"
#include "offtake/model/use.h"

namespace offtake {
namespace {

// A series that begins within the clock holds its first value before; that may not be meant.
void check_begin(const Model& model, const Series& series, const std::string& path,
                 Problems& problems) {
  if (series.points.size() < 2 || series.points.front().month < model.clock.begin_of(1)) return;
  problems.warn(
      "W0312", path,
      fmt::format("it begins in {}, after the clock: its first value holds from the start",
                  to_string(month_date(series.points.front().month))),
      "give a value for the start of the clock");
}

// Whether work that earns no cash is ever worth more than work of its party that does.
void check_order(const Model& model, const Workload& w, const std::string& path,
                 Problems& problems) {
  const std::vector<Worth> worth = worth_by_step(model, w);
  for (const Workload& other : model.workloads) {
    if (!other.earns_cash || other.party != w.party) continue;
    const std::vector<Worth> of_other = worth_by_step(model, other);
    for (std::size_t k = 0; k < worth.size(); ++k) {
      if (worth[k].all <= of_other[k].all) continue;
      problems
          .warn("W0730", path + ".earns",
                fmt::format("it earns no cash but is served before '{}', which does: the slope "
                            "of the value is no longer exact, and a plan's bound no proof",
                            other.name),
                "give it a lower worth, or let a budget pay for it (`earns: cash`)")
          .related_path = "workloads." + other.name + ".revenue";
      return;
    }
  }
}

// Whether work is ever served at a loss of cash while cash is short at a premium.
void check_use_cost(const Model& model, const Workload& w, const std::string& path,
                    Problems& problems) {
  const Party& party = model.at(w.party);
  if (!party.emergency_funding || party.emergency_premium <= 0.0) return;
  for (const Agreement& a : model.agreements) {
    if (a.first != w.party || !work_before_use(model, a, w)) continue;
    problems
        .warn("W0738", path + ".shortage_cost",
              fmt::format("it is worth what using '{}' costs but brings less cash, in the clock or "
                          "after it: the slope of the value is no longer exact, and a plan's bound "
                          "no proof",
                          a.name),
              "give a smaller `shortage_cost`, or more revenue")
        .related_path = std::string(a.is_offer ? "offers." : "agreements.") + a.name;
    return;
  }
}

}  // namespace

void check_workloads(const Model& model, Problems& problems) {
  std::set<std::string> places;
  for (const Site& s : model.sites) places.insert(s.jurisdiction);
  for (const Workload& w : model.workloads) {
    const std::string path = "workloads." + w.name;
    if (w.party == kOutside) {
      problems.error("E0409", path + ".party", "work of the outside is not planned",
                     "name a party of the model");
    }
    check_multipliers(model, w.volume_h100e, path + ".volume", problems);
    check_multipliers(model, w.revenue_usd_per_h100e_month, path + ".revenue", problems);
    check_multipliers(model, w.shortage_usd_per_h100e_month, path + ".shortage_cost", problems);
    check_begin(model, w.volume_h100e, path + ".volume", problems);
    check_begin(model, w.revenue_usd_per_h100e_month, path + ".revenue", problems);
    if (w.shortage_is_cash && !w.shortage_usd_per_h100e_month.given()) {
      problems.warn("W0737", path + ".shortage_is",
                    "a penalty of nothing: there is no shortage_cost",
                    "give `shortage_cost`, or delete this key");
    }
    for (const std::string& j : w.jurisdictions) {
      if (places.count(j)) continue;
      problems.error("E0408", path + ".jurisdictions", fmt::format("no site lies in {}", quote(j)),
                     "name the jurisdiction of a site");
    }
    if (!w.earns_cash) check_order(model, w, path, problems);
    if (w.earns_cash) check_use_cost(model, w, path, problems);
  }
}

}  // namespace offtake
