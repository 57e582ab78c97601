// Sites that are put together, and what is supplied to them.
#include <algorithm>

#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/model/check_parts.h"
#include "offtake/model/pools.h"
#include "offtake/model/use.h"

namespace offtake {
namespace {

bool supplies(const Agreement& a) {
  return a.kind == AgreementKind::supply || a.kind == AgreementKind::power;
}

bool in_effect(const Agreement& a) { return !a.is_offer || a.until_month > a.from_month; }

// What is wrong with one agreement at its site.
class AtSite {
 public:
  AtSite(const Model& model, const Agreement& a, std::string path, Problems& problems)
      : model_(model), a_(a), d_(*a.delivery()), path_(std::move(path)), problems_(problems) {}

  void check() {
    const Site* site = d_.site.valid() ? &model_.at(d_.site) : nullptr;
    if (site && site->assembled) {
      at_assembled(*site);
    } else if (supplies(a_) && site) {
      problems_
          .error("E1202", path_ + ".site",
                 fmt::format("'{}' is not put together: it has no place for {}", site->name,
                             a_.kind == AgreementKind::supply ? "chips alone" : "power alone"),
                 "write `assembled: yes` at the site, or a build or capacity with its chips")
          .related_path = "sites." + site->name;
    } else if (a_.kind == AgreementKind::build && !d_.accelerator.valid()) {
      Problem& problem = problems_.error(
          "E1203", path_, "a build without an accelerator is a shell: it computes nothing",
          "name its `accelerator`, or a `site` that is assembled");
      if (site) problem.related_path = "sites." + site->name;
    }
    if (supplies(a_)) money();
  }

 private:
  void at_assembled(const Site& site) {
    const std::string of_site = "sites." + site.name;
    if (a_.kind == AgreementKind::capacity) {
      problems_
          .error("E1204", path_ + ".site",
                 fmt::format("'{}' is put together by its owner: whole capacity is not delivered "
                             "there",
                             site.name),
                 "name another site; its owner holds builds, supplies and power there")
          .related_path = of_site;
      return;
    }
    if (a_.kind == AgreementKind::build && d_.accelerator.valid()) {
      problems_
          .error("E1205", path_ + ".accelerator",
                 fmt::format("'{}' is put together: a build there is a shell, its chips are a "
                             "supply",
                             site.name),
                 "delete `accelerator`, and add an agreement of kind supply")
          .related_path = of_site;
    }
    first_of_its_kind(site);
    if (a_.kind == AgreementKind::supply) density(site);
  }

  // One owner, one accelerator.
  void first_of_its_kind(const Site& site) {
    for (const Agreement& other : model_.agreements) {
      if (other.name == a_.name) return;
      const Delivery* d = other.delivery();
      if (!d || d->site != d_.site || other.kind == AgreementKind::capacity) continue;
      if (other.first != a_.first) {
        const char* side = a_.kind == AgreementKind::build ? ".owner" : ".buyer";
        problems_
            .error("E1206", path_ + side,
                   fmt::format("'{}' is put together by '{}': a site has one owner", site.name,
                               model_.at(other.first).name),
                   "name the same party, or another site")
            .related_path = path_of(other);
        return;
      }
      if (a_.kind == AgreementKind::supply && other.kind == AgreementKind::supply &&
          d->accelerator != d_.accelerator) {
        problems_
            .error("E1207", path_ + ".accelerator",
                   fmt::format("'{}' holds '{}': one accelerator at an assembled site", site.name,
                               model_.at(d->accelerator).name),
                   "give the other one a site of its own")
            .related_path = path_of(other);
        return;
      }
    }
  }

  void density(const Site& site) {
    if (!d_.accelerator.valid()) return;
    const Accelerator& chip = model_.at(d_.accelerator);
    const Series& h100e = chip.h100e_per_mw;
    const bool same = h100e.growth_per_year == 1.0 &&
                      std::all_of(h100e.points.begin(), h100e.points.end(), [&](const auto& p) {
                        return p.value == h100e.points.front().value;
                      });
    if (same) return;
    problems_
        .error("E1208", path_ + ".accelerator",
               fmt::format("'{}' is not always as dense, and which of it runs at '{}' is not told "
                           "apart",
                           chip.name, site.name),
               "give each generation an accelerator and a site of its own")
        .related_path = "accelerators." + chip.name + ".h100e_per_mw";
  }

  void money() {
    if (d_.cost) {
      const bool bought = a_.kind == AgreementKind::supply;
      check_multipliers(model_, d_.cost->capex_usd_per_mw, path_ + (bought ? ".price" : ".capex"),
                        problems_);
      check_multipliers(model_, d_.cost->opex_usd_per_mw_month, path_ + ".opex", problems_);
      spend(bought);
    }
    if (const auto* s = std::get_if<SupplyTerms>(&a_.terms); s && s->lease) {
      check_multipliers(model_, s->lease->amount, path_ + ".lease", problems_);
    }
    if (const auto* p = std::get_if<PowerTerms>(&a_.terms)) {
      check_multipliers(model_, p->charge_usd_per_mw_month, path_ + ".charge", problems_);
      check_multipliers(model_, p->energy_usd_per_mwh, path_ + ".energy", problems_);
      worth_its_energy(*p);
    }
  }

  void worth_its_energy(const PowerTerms& power) {
    const Party& buyer = model_.at(a_.first);
    if (!buyer.emergency_funding || buyer.emergency_premium <= 0.0) return;
    for (const Workload& w : work_of_party(model_, a_.first)) {
      if (!work_before_energy(model_, power, w)) continue;
      problems_
          .warn("W1211", path_,
                fmt::format(
                    "'{}' is worth its energy here but brings less cash: the slope of the value "
                    "is no longer exact, and a plan's bound no proof",
                    w.name),
                "let it earn cash, or buy cheaper energy")
          .related_path = "workloads." + w.name;
      return;
    }
  }

  void spend(bool bought) {
    // What was signed before the clock may have been begun before it was signed.
    if (!a_.is_offer && a_.signed_month < model_.clock.start_month) return;
    if (d_.cost->spend_months <= d_.ramp.first()) return;
    problems_.error(
        "E0711", path_ + ".spend",
        fmt::format("{} is spent over {} before delivery, but the first delivery is {} "
                    "after signing",
                    bought ? "the price" : "capex",
                    format_quantity(d_.cost->spend_months, dim::time),
                    format_quantity(d_.ramp.first(), dim::time)),
        fmt::format("spend over at most {}", format_quantity(d_.ramp.first(), dim::time)));
  }

  const Model& model_;
  const Agreement& a_;
  const Delivery& d_;
  std::string path_;
  Problems& problems_;
};

}  // namespace

void check_pool_agreement(const Model& model, const Agreement& a, const std::string& path,
                          Problems& problems) {
  if (a.delivery()) AtSite(model, a, path, problems).check();
}

namespace {

// Limits on capacity have a row for each choice of a layer at each site.
void check_count(const Model& model, Problems& problems) {
  constexpr int kMost = 4;
  if (model.planner.concentration.empty() && model.planner.targets.empty()) return;
  int count = 0;
  for (const Site& site : model.sites) count += site.assembled ? 1 : 0;
  if (count <= kMost) return;
  problems.error("E1210", "planner.limits",
                 fmt::format("{} sites are put together: limits on capacity hold for {} at most",
                             count, kMost),
                 "write some of them as builds with their chips, or drop the limits on capacity");
}

}  // namespace

void check_pools(const Model& model, Problems& problems) {
  check_count(model, problems);
  for (std::size_t i = 0; i < model.sites.size(); ++i) {
    const Site& site = model.sites[i];
    if (!site.assembled) continue;
    const auto has = [&](AgreementKind kind) {
      return std::any_of(model.agreements.begin(), model.agreements.end(), [&](const Agreement& a) {
        return a.kind == kind && in_effect(a) && a.delivery()->site == SiteId{i};
      });
    };
    struct Layer {
      AgreementKind kind;
      const char* name;
    };
    std::vector<std::string> missing;
    for (const Layer& layer :
         {Layer{AgreementKind::build, "shells (build)"},
          Layer{AgreementKind::supply, "chips (supply)"}, Layer{AgreementKind::power, "power"}}) {
      if (!has(layer.kind)) missing.push_back(layer.name);
    }
    // Without any it is not used at all, which is said of every site.
    if (missing.empty() || missing.size() == 3) continue;
    problems.warn("W1209", "sites." + site.name,
                  fmt::format("it is put together, but lacks {}", fmt::join(missing, " and ")),
                  "add an agreement or offer of it, or nothing ever runs there");
  }
}

}  // namespace offtake
