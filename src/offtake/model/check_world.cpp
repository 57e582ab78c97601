#include <algorithm>
#include <cmath>
#include <set>

#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/model/check_parts.h"

namespace offtake {
namespace {

constexpr int kMostSteps = 2400;

struct DriverCheck {
  const std::string path;
  Problems& problems;

  void ordered(double least, double mode, double most) const {
    if (least <= mode && mode <= most && least < most) return;
    problems.error("E0605", path + ".mode", "least, mode and most are not in this order",
                   "give least ≤ mode ≤ most, with least below most");
  }
  void operator()(const Triangular& t) const { ordered(t.least, t.mode, t.most); }
  void operator()(const Pert& t) const { ordered(t.least, t.mode, t.most); }
  void operator()(const Lognormal& l) const {
    if (l.median > 0.0 && l.p90 >= l.median) return;
    problems.error("E0606", path + ".p90", "the 90th percentile is below the median",
                   "give a p90 of at least the median, and a median above 0");
  }
  void operator()(const Delay& d) const {
    if (d.none >= 1.0 && d.mean_months > 0.0) {
      problems.error("E0605", path + ".none", "it is never late, yet its mean is not 0",
                     "give `none` below 100 %");
    }
    if (d.most_months < d.mean_months) {
      problems.error("E0606", path + ".most", "the most is below the mean",
                     "give a `most` above the mean");
      return;
    }
    // Of an exponential tail the cap takes θe^{−most/θ}; of the lognormal one it takes more.
    const double theta = d.none < 1.0 ? d.mean_months / (1.0 - d.none) : 0.0;
    const double kept = theta > 0.0 ? 1.0 - std::exp(-d.most_months / theta) : 1.0;
    if (kept < 0.9) {
      problems.warn("W0618", path + ".most",
                    fmt::format("cut at {}, the mean delay is no more {} but {}",
                                format_quantity(d.most_months, dim::time),
                                format_quantity(d.mean_months, dim::time),
                                format_quantity(kept * d.mean_months, dim::time)),
                    "give a larger `most`, a smaller `mean` or less `none`");
    }
  }
  void operator()(const Hazard& h) const {
    if (h.until_month <= h.from_month) {
      problems.error("E0310", path + ".until", "until is not after from",
                     "give an `until` that is later than `from`");
    }
  }
  void operator()(const Regimes& r) const {
    for (const Regimes::State& s : r.states) {
      double sum = 0.0;
      for (const double p : s.next) sum += p;
      if (r.states.size() > 1 && std::abs(sum - 1.0) > 1e-9) {
        problems.error("E0601", path + ".states." + s.name + ".next",
                       fmt::format("the probabilities of the next state sum to {:g} %", 100 * sum),
                       "make them sum to 100 %");
      }
    }
  }
  template <class T>
  void operator()(const T&) const {}
};

}  // namespace

void check_clock(const Model& model, Problems& problems) {
  if (model.clock.steps < 1) {
    problems.error("E0313", "clock.end", "the clock has no step: it ends before it starts",
                   "give an `end` after `start`");
  } else if (model.clock.steps > kMostSteps) {
    problems.error("E0321", "clock",
                   fmt::format("{} steps are more than {}", model.clock.steps, kMostSteps),
                   "take a longer step or a nearer end");
  }
}

void check_multipliers(const Model& model, const Series& series, const std::string& path,
                       Problems& problems) {
  for (const DriverId id : series.drivers) {
    if (!is_duration(model.at(id))) continue;
    problems
        .error("E0411", path + ".driver",
               fmt::format("'{}' is a duration: it cannot multiply a value", model.at(id).name),
               "name a driver whose values are ratios")
        .related_path = "drivers." + model.at(id).name;
  }
  std::set<DriverId> once(series.drivers.begin(), series.drivers.end());
  if (once.size() < series.drivers.size()) {
    problems.error("E0414", path + ".driver", "a driver stands here twice, so its square would act",
                   "name it once");
  }
  if (series.rule != Series::Rule::geometric) return;
  for (const Series::Point& p : series.points) {
    if (p.value > 0.0) continue;
    problems.error("E0225", path, "geometric interpolation needs values above 0",
                   "write `interpolate: linear`, or replace the 0");
    return;
  }
}

void check_parties(const Model& model, Problems& problems) {
  if (model.planner.party == kOutside) {
    problems.error("E0409", "planner.party", "the outside has no side to take",
                   "name a party of the model");
  }
  for (std::size_t i = 0; i < model.parties.size(); ++i) {
    const Party& p = model.parties[i];
    const std::string path = "parties." + p.name;
    check_multipliers(model, p.other_income_usd_per_month, path + ".other_income", problems);
    check_multipliers(model, p.other_cost_usd_per_month, path + ".other_cost", problems);
    if (p.default_event.valid() && !is_event(model.at(p.default_event))) {
      problems
          .error("E0412", path + ".default",
                 fmt::format("'{}' is no event", model.at(p.default_event).name),
                 "name a driver of kind default, hazard or bernoulli")
          .related_path = "drivers." + model.at(p.default_event).name;
    }
    if (p.cash_usd < p.minimum_cash_usd && !p.emergency_funding) {
      problems.warn("W0733", path + ".cash",
                    fmt::format("cash of {} is under the minimum of {} and there is no emergency "
                                "funding",
                                format_quantity(p.cash_usd, dim::money),
                                format_quantity(p.minimum_cash_usd, dim::money)),
                    "raise the cash, or give `emergency_funding`");
    }
    if (discount_of(model, PartyId{i}) < p.cash_yield_per_year) {
      problems.warn("W0734", path + ".cash_yield",
                    "cash yields more than the discount rate: hoarding would pay, and the slope of "
                    "the value is no longer exact",
                    "give a yield of at most the discount rate");
    }
  }
  for (const Site& s : model.sites) {
    check_multipliers(model, s.power_price_usd_per_mwh, "sites." + s.name + ".power_price",
                      problems);
  }
  const auto certain = [&](const Series& series, const std::string& path) {
    check_multipliers(model, series, path, problems);
    if (!series.uncertain()) return;
    problems.error("E0413", path + ".driver", "this series takes no driver",
                   "put the driver on the workload's volume or on the agreement's price");
  };
  for (const Accelerator& a : model.accelerators) {
    certain(a.h100e_per_mw, "accelerators." + a.name + ".h100e_per_mw");
    certain(a.price_usd_per_mw, "accelerators." + a.name + ".price");
  }
  for (const Resource& r : model.resources) {
    certain(r.stock_mw, "resources." + r.name + ".limit");
    certain(r.flow_mw_per_month, "resources." + r.name + ".rate");
  }
}

void check_drivers(const Model& model, Problems& problems) {
  for (const Driver& d : model.drivers) {
    std::visit(DriverCheck{"drivers." + d.name, problems}, d.process);
  }
  std::set<std::pair<DriverId, DriverId>> seen;
  for (std::size_t i = 0; i < model.correlations.size(); ++i) {
    const Correlation& c = model.correlations[i];
    const std::string path = fmt::format("correlations[{}]", i);
    if (c.a == c.b) {
      problems.error("E0602", path + ".between", "a driver cannot be correlated with itself",
                     "name two different drivers");
    } else if (!seen.insert(std::minmax(c.a, c.b)).second) {
      problems.error("E0603", path + ".between", "this pair stands twice", "delete one of them");
    }
  }
}

// More than the whole cannot be given away: revenue by its payer at any time, an investee by
// stakes.
void check_shares(const Model& model, Problems& problems) {
  const auto share_of = [](const Agreement& a) {
    const auto* r = std::get_if<RevenueShareTerms>(&a.terms);
    return r && !a.is_offer ? r->share : 0.0;
  };
  const auto stake_of = [](const Agreement& a) {
    const auto* i = std::get_if<InvestmentTerms>(&a.terms);
    return i && !a.is_offer ? i->stake : 0.0;
  };
  for (const Agreement& a : model.agreements) {
    double shares = 0.0, stakes = 0.0;
    for (const Agreement& b : model.agreements) {
      if (share_of(a) > 0.0 && b.first == a.first && b.from_month <= a.from_month &&
          a.from_month < b.until_month) {
        shares += share_of(b);
      }
      if (stake_of(a) > 0.0 && b.second == a.second) stakes += stake_of(b);
    }
    if (shares > 1.0 + 1e-12) {
      problems.error("E0723", path_of(a) + ".share",
                     fmt::format("from then on '{}' owes {:g} % of its revenue",
                                 model.at(a.first).name, 100 * shares),
                     "give shares that sum to at most 100 %");
    }
    if (stakes > 1.0 + 1e-12) {
      problems.error(
          "E0724", path_of(a) + ".stake",
          fmt::format("{:g} % of '{}' are given away", 100 * stakes, model.at(a.second).name),
          "give stakes that sum to at most 100 %");
    }
  }
}

void check_stakes(const Model& model, Problems& problems) {
  // Value flows from investee to investor; a cycle of stakes would define a value by itself.
  const std::size_t n = model.parties.size();
  std::vector<std::vector<const Agreement*>> stakes(n);
  for (const Agreement& a : model.agreements) {
    const auto* i = std::get_if<InvestmentTerms>(&a.terms);
    if (i && i->stake > 0.0) stakes[a.first.index()].push_back(&a);
  }
  std::vector<int> state(n, 0);
  std::vector<const Agreement*> trail;
  const auto visit = [&](const auto& self, std::size_t party) -> bool {
    state[party] = 1;
    for (const Agreement* a : stakes[party]) {
      trail.push_back(a);
      const std::size_t next = a->second.index();
      if (state[next] == 1 || (state[next] == 0 && self(self, next))) return true;
      trail.pop_back();
    }
    state[party] = 2;
    return false;
  };
  for (std::size_t p = 0; p < n; ++p) {
    if (state[p] != 0 || !visit(visit, p)) continue;
    std::string cycle;
    for (const Agreement* a : trail) cycle += model.at(a->first).name + " → ";
    cycle += model.at(trail.back()->second).name;
    problems.error("E0404", path_of(*trail.back()) + ".stake", "stakes form a cycle: " + cycle,
                   "drop the stake of one of these investments");
    return;
  }
}

void check_unused(const Model& model, Problems& problems) {
  std::set<DriverId> drivers;
  std::set<AcceleratorId> accelerators;
  std::set<SiteId> sites;
  std::set<ResourceId> resources;
  const auto use = [&](const Series& s) { drivers.insert(s.drivers.begin(), s.drivers.end()); };
  for (const Party& p : model.parties) {
    use(p.other_income_usd_per_month);
    use(p.other_cost_usd_per_month);
    drivers.insert(p.default_event);
  }
  drivers.insert(model.planner.signals.begin(), model.planner.signals.end());
  for (const Site& s : model.sites) use(s.power_price_usd_per_mwh);
  for (const Resource& r : model.resources) {
    use(r.stock_mw);
    use(r.flow_mw_per_month);
  }
  for (const Workload& w : model.workloads) {
    use(w.volume_h100e);
    use(w.revenue_usd_per_h100e_month);
    use(w.shortage_usd_per_h100e_month);
    sites.insert(w.sites.begin(), w.sites.end());
  }
  const auto use_agreement = [&](const Agreement& a) {
    drivers.insert(a.converts_drivers.begin(), a.converts_drivers.end());
    if (const Delivery* d = a.delivery()) {
      drivers.insert(d->delay);
      accelerators.insert(d->accelerator);
      sites.insert(d->site);
      for (const ResourceUse& u : d->uses) resources.insert(u.resource);
      if (d->cost) {
        use(d->cost->capex_usd_per_mw);
        use(d->cost->opex_usd_per_mw_month);
        use(d->cost->residual);
      }
    }
    if (const auto* s = std::get_if<SupplyTerms>(&a.terms); s && s->lease) use(s->lease->amount);
    if (const auto* p = std::get_if<PowerTerms>(&a.terms)) {
      use(p->charge_usd_per_mw_month);
      use(p->energy_usd_per_mwh);
    }
    if (const auto* c = std::get_if<CapacityTerms>(&a.terms)) {
      use(c->price.amount);
      if (c->price.reset) use(c->price.reset->index);
      if (c->expansion) use(c->expansion->amount);
      if (c->extension) use(c->extension->amount);
      if (c->sublease) use(c->sublease->amount);
    }
    if (const auto* b = std::get_if<BackstopTerms>(&a.terms)) {
      use(b->volume_h100e);
      use(b->price_usd_per_h100e_month);
    }
    if (const auto* i = std::get_if<InvestmentTerms>(&a.terms)) drivers.insert(i->condition);
    if (const auto* l = std::get_if<LoanTerms>(&a.terms)) use(l->base_rate_per_year);
    if (const auto* w = std::get_if<WarrantTerms>(&a.terms)) use(w->share_price_usd);
    if (const auto* l = std::get_if<LicenceTerms>(&a.terms)) {
      use(l->worth_usd_per_month);
      use(l->fee_usd_per_month);
    }
  };
  for (const Agreement& a : model.agreements) use_agreement(a);
  for (const Strategy& s : model.strategies) {
    for (const Strategy::Change& c : s.change) use_agreement(c.agreement);
  }
  const auto report = [&](const char* table, const auto& all, const auto& used) {
    using Key = typename std::decay_t<decltype(used)>::key_type;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (used.count(Key{i})) continue;
      problems.warn("W0405", std::string(table) + "." + all[i].name,
                    fmt::format("'{}' is not used by anything", all[i].name),
                    "use it, or delete it");
    }
  };
  report("drivers", model.drivers, drivers);
  report("accelerators", model.accelerators, accelerators);
  report("sites", model.sites, sites);
  report("resources", model.resources, resources);
}

}  // namespace offtake
