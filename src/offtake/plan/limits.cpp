#include "offtake/plan/limits.h"

#include <algorithm>
#include <map>
#include <set>

#include "offtake/base/text.h"
#include "offtake/plan/exercise.h"
#include "offtake/simulate/compile.h"

namespace offtake {
namespace {

constexpr double kUsdPerMillion = 1e6;

// Mean MW installed in step k.
double installed_mw(const Clock& clock, const Position& p, int k) {
  return p.mw * p.expected() * installed_share(clock, p, k);
}

double ready_mw(const Clock& clock, const Position& p, int k) {
  return p.mw * p.expected() * ready_share(clock, p, k);
}

// What a layer of a site that is put together costs beside what any position does.
double layer_usd(const Clock& clock, const Position& p, int k) {
  const StepTable& charge = p.pool.charge_usd_per_mw_month;
  const double at_once = p.signed_step == k ? p.cost.deposit * p.cost.capex_usd_per_mw : 0.0;
  const double ready = charge.given() ? charge.base[std::size_t(k)] * clock.months_per_step : 0.0;
  return at_once * p.mw * p.expected() + ready * installed_mw(clock, p, k);
}

// What whoever builds it spends, for itself or for a tenant.
double building_usd(const Clock& clock, const Position& p, int k) {
  const double months = clock.months_per_step;
  const double t = clock.begin_of(k) - p.signed_month;
  const double opex = p.cost.opex_usd_per_mw_month.given()
                          ? p.cost.opex_usd_per_mw_month.base[std::size_t(k)]
                          : 0.0;
  const double spent = spent_share(p, t + months) - spent_share(p, t);
  return p.mw * p.expected() * p.cost.capex_usd_per_mw * (1.0 - p.cost.deposit) * spent +
         opex * months * installed_mw(clock, p, k);
}

// What its tenant owes.
double owed_usd(const Clock& clock, const Position& p, int k) {
  if (p.escalation.empty()) return 0.0;
  const double mw_months = clock.months_per_step * installed_mw(clock, p, k);
  const auto step = std::size_t(k);
  const double fee = p.take_or_pay * p.escalation[step] - p.credit_share;
  double at_once = p.signed_step == k ? p.prepayment_months : 0.0;
  if (p.release.notice_step == k) at_once += p.release.fee_months;
  return p.price_usd_per_mw_month * (fee * mw_months + at_once * p.mw * p.expected());
}

class LimitMaker {
 public:
  LimitMaker(const Model& model, const Plan& signed_already, const Columns& columns)
      : model_(model), clock_(model.clock), signed_(signed_already), columns_(columns) {
    // A MW of every slot: the simulator's own positions say what it brings.
    Plan plan = signed_already;
    for (const Slot& slot : columns.slots) plan.signings.push_back(signing_of(slot, 1.0));
    positions_ = compile(model, plan).positions;
    std::erase_if(positions_, [](const Position& p) { return p.step_in.failed.valid(); });
    std::erase_if(positions_, [](const Position& p) { return p.pool.is == PoolPart::Is::source; });
    for (const Position& p : positions_) {
      if (planned(p) && p.pool.is_layer()) counted_[p.site] = PoolPart::Is::shell;
    }
  }

  std::vector<Limit> make() {
    add_totals();
    add_exercised();
    for (std::size_t r = 0; r < model_.resources.size(); ++r) {
      add_stock(ResourceId{r});
      add_flow(ResourceId{r});
    }
    for (std::size_t i = 0; i < model_.planner.concentration.size(); ++i) add_concentration(i);
    for (const Budget& budget : model_.planner.budgets) add_budget(budget);
    for (const CapacityTarget& target : model_.planner.targets) add_target(target);
    for (const Agreement& a : model_.agreements) add_loan(a);
    number();
    return std::move(limits_);
  }

 private:
  // `amount(position)` of all that is signed must be at most `most`.
  template <class Amount>
  void add(Limit limit, double most, Amount amount) {
    limit.per_mw.assign(columns_.slots.size(), 0.0);
    if (limit.of != Limit::Of::concentration) limit.written = std::abs(most);
    bool any = false;
    for (const Position& p : positions_) {
      const int slot = p.signing - static_cast<int>(signed_.signings.size());
      const double per_mw = amount(p);
      if (slot < 0) {
        most -= per_mw;
        continue;
      }
      limit.per_mw[std::size_t(slot)] += per_mw;
      any |= per_mw != 0.0;
    }
    limit.most = limit.violation_cost > 0.0 ? most : std::max(0.0, most);
    limit.over = limit.most - most;
    // What was asked for and nothing that can be signed helps is missed, not forgotten.
    const bool missed = limit.violation_cost > 0.0 && most < 0.0;
    if (any || missed) limits_.push_back(std::move(limit));
  }

  bool planned(const Position& p) const { return p.user == model_.planner.party; }

  // An elastic limit is charged for once, however many rows it takes.
  void number() {
    for (std::size_t i = 0; i < limits_.size(); ++i) {
      const bool same = i > 0 && limits_[i].violation_cost > 0.0 &&
                        limits_[i].name == limits_[i - 1].name &&
                        limits_[i].key_path == limits_[i - 1].key_path;
      limits_[i].index = same ? limits_[i - 1].index : static_cast<int>(i);
    }
  }

  // A site that is put together counts as the least of its layers: every row is there for each
  // choice of one layer at each of them.
  template <class F>
  void for_each_counting(F f) {
    using enum PoolPart::Is;
    for (auto& [site, layer] : counted_) layer = shell;
    for (bool more = true; more;) {
      f();
      more = false;
      for (auto& [site, layer] : counted_) {
        layer = layer == shell ? chips : layer == chips ? power : shell;
        if ((more = layer != shell)) break;
      }
    }
  }
  // MW of capacity that one MW of the position counts for.
  double counts(const Position& p) const {
    if (!planned(p)) return 0.0;
    if (!p.pool.is_layer()) return 1.0;
    return counted_.at(p.site) == p.pool.is ? p.pool.it_mw_per_mw : 0.0;
  }

  std::vector<std::pair<int, int>> years() const {  // the steps [first, second) of each year
    std::vector<std::pair<int, int>> all;
    for (int k = 0; k < clock_.steps; ++k) {
      if (k == 0 || clock_.year_of(k) != clock_.year_of(k - 1)) all.emplace_back(k, k);
      all.back().second = k + 1;
    }
    return all;
  }

  void add_totals() {
    std::set<AgreementId> offers;
    for (const Slot& slot : columns_.slots) {
      if (slot.exercise == Exercise::none) offers.insert(slot.offer);
    }
    for (const AgreementId id : offers) {
      const Agreement& offer = model_.at(id);
      Limit limit;
      for (const Slot& slot : columns_.slots) {
        const bool signs = slot.offer == id && slot.exercise == Exercise::none;
        limit.per_mw.push_back(signs ? 1.0 : 0.0);
      }
      limit.most = left_to_sign(model_, signed_, id);
      limit.written = offer.delivery() ? offer.most_mw : 1.0;
      limit.name = "most of " + offer.name;
      limit.key_path = "offers." + offer.name + (offer.delivery() ? ".quantity.most" : "");
      limits_.push_back(std::move(limit));
    }
  }

  void add_exercised() {
    for (ExerciseLimit& of : exercise_limits(model_, columns_)) {
      const std::string& agreement = model_.at(of.of).name;
      const std::string option(key_of(of.exercise));
      Limit limit =
          named(Limit::Of::exercise, (of.held ? "what is held" : option) + " of " + agreement,
                (of.base < 0 ? "agreements." : "offers.") + agreement + "." + option);
      if (of.base >= 0) {
        const double month = columns_.slots[std::size_t(of.base)].month;
        limit.name += " of " + clock_.label(clock_.step_of(month));
      }
      limit.per_mw = std::move(of.per_mw);
      limit.most = of.most;
      limit.written = of.share;
      limits_.push_back(std::move(limit));
    }
  }

  // `per_mw(use)` of the resource's uses by a position.
  template <class PerMw>
  double used(const Position& p, ResourceId resource, PerMw per_mw) const {
    double sum = 0.0;
    for (const ResourceUse& use : model_.at(p.agreement).delivery()->uses) {
      if (use.resource == resource) sum += use.mw_per_mw * per_mw(use.when);
    }
    return sum;
  }

  void add_stock(ResourceId id) {
    const Resource& resource = model_.at(id);
    if (!resource.stock_mw.given()) return;
    for (int k = 0; k < clock_.steps; ++k) {
      Limit limit = named(Limit::Of::stock, fmt::format("{} in {}", resource.name, clock_.label(k)),
                          "resources." + resource.name + ".limit");
      limit.resource = id;
      limit.year = clock_.year_of(k);
      add(std::move(limit), base_value(resource.stock_mw, clock_.begin_of(k)),
          [&](const Position& p) {
            return used(p, id, [&](ResourceUse::When when) {
              return when == ResourceUse::When::while_active ? installed_mw(clock_, p, k) : 0.0;
            });
          });
    }
  }

  void add_flow(ResourceId id) {
    const Resource& resource = model_.at(id);
    if (!resource.flow_mw_per_month.given()) return;
    for (const auto& [first, last] : years()) {
      const double begin = clock_.begin_of(first), end = clock_.begin_of(last);
      Limit limit =
          named(Limit::Of::flow, fmt::format("{} in {}", resource.name, clock_.year_of(first)),
                "resources." + resource.name + ".rate");
      limit.resource = id;
      limit.year = clock_.year_of(first);
      add(std::move(limit), (end - begin) * mean_value(resource.flow_mw_per_month, begin, end),
          [&, steps = std::pair(first, last)](const Position& p) {
            return used(p, id, [&](ResourceUse::When when) { return taken(p, when, steps); });
          });
    }
  }

  double taken(const Position& p, ResourceUse::When when, std::pair<int, int> steps) const {
    double mw = 0.0;
    for (int k = steps.first; k < steps.second; ++k) {
      if (when == ResourceUse::When::at_ready) mw += ready_mw(clock_, p, k);
      const bool signs = p.signed_step == k && p.release.of < 0;
      if (when == ResourceUse::When::at_signing && signs) mw += p.mw * p.expected();
    }
    return mw;
  }

  // Whose capacity it is for a concentration limit; empty: nobody's, but part of the whole.
  std::string owner(const Position& p, Concentration::By by) const {
    switch (by) {
      case Concentration::By::provider:
        return model_.at(p.pool.is_layer() ? p.user : p.provider).name;
      case Concentration::By::jurisdiction:
        return p.site.valid() ? model_.at(p.site).jurisdiction : "";
      case Concentration::By::vendor:
        break;
    }
    const AcceleratorId chips = accelerator(p);
    return chips.valid() ? model_.at(model_.at(chips).vendor).name : "";
  }
  AcceleratorId accelerator(const Position& p) const {
    for (const Position& other : positions_) {
      const bool there = p.pool.is_layer() && other.site == p.site && other.accelerator.valid();
      if (there) return other.accelerator;
    }
    return p.accelerator;
  }

  void add_concentration(std::size_t index) {
    const Concentration& c = model_.planner.concentration[index];
    std::set<std::string> owners;
    for (const Position& p : positions_) {
      if (planned(p)) owners.insert(owner(p, c.by));
    }
    owners.erase("");
    for (int k = 0; k < clock_.steps; ++k) {
      if (clock_.begin_of(k) < c.from_month || clock_.begin_of(k) >= c.until_month) continue;
      for (const std::string& one : owners) {
        Limit limit =
            named(Limit::Of::concentration, fmt::format("share of {} in {}", one, clock_.label(k)),
                  fmt::format("planner.limits.concentration[{}]", index));
        limit.violation_cost = kViolationUsdPerMw;
        limit.written = c.most;
        for_each_counting([&] {
          add(limit, 0.0, [&](const Position& p) {
            const double mw = counts(p) * installed_mw(clock_, p, k);
            return ((owner(p, c.by) == one ? 1.0 : 0.0) - c.most) * mw;
          });
        });
      }
    }
  }

  void add_budget(const Budget& budget) {
    for (const auto& [first, last] : years()) {
      if (clock_.year_of(first) != budget.year) continue;
      Limit limit = named(Limit::Of::budget, fmt::format("budget of {}", budget.year),
                          fmt::format("planner.limits.budgets.{}", budget.year));
      limit.year = budget.year;
      add(std::move(limit), budget.most_usd / kUsdPerMillion,
          [&, begin = first, end = last](const Position& p) {
            double usd = 0.0;
            const bool builds =
                p.provider == model_.planner.party && p.has_cost && p.release.of < 0;
            for (int k = begin; k < end; ++k) {
              if (builds) usd += building_usd(clock_, p, k);
              if (planned(p)) usd += layer_usd(clock_, p, k);
              if (planned(p) && !p.build) usd += owed_usd(clock_, p, k);
            }
            return usd / kUsdPerMillion;
          });
    }
  }

  void add_target(const CapacityTarget& target) {
    Limit limit = named(Limit::Of::capacity,
                        "capacity by " + to_string(month_date(target.month - 1e-6)), kTargetKey);
    limit.violation_cost = kViolationUsdPerMw;
    limit.at_least = true;
    for_each_counting([&] {
      add(limit, -target.least_mw, [&](const Position& p) {
        const double since = target.month - p.signed_month;
        if (since < p.release.from_months) return 0.0;
        const double mw = counts(p) * p.mw * p.expected() * p.installed.share(since);
        return p.release.of < 0 ? -mw : mw;
      });
    });
  }

  // While no more is installed than it funds, what a loan brings is linear in the plan.
  void add_loan(const Agreement& a) {
    const auto* loan = std::get_if<LoanTerms>(&a.terms);
    const PartyId planner = model_.planner.party;
    if (!loan || !loan->funds.valid() || a.is_offer) return;
    if (a.first != planner && a.second != planner) return;
    add(named(Limit::Of::budget, "limit of " + a.name, "agreements." + a.name + ".limit"),
        loan->limit_usd / kUsdPerMillion, [&](const Position& p) {
          const bool draws = (p.agreement == loan->funds || p.from_offer == loan->funds) &&
                             p.exercise == Exercise::none;
          return draws ? p.mw * p.refusal.probability() * loan->usd_per_mw / kUsdPerMillion : 0.0;
        });
  }

  static Limit named(Limit::Of of, std::string name, std::string key_path) {
    Limit limit;
    limit.of = of;
    limit.name = std::move(name);
    limit.key_path = std::move(key_path);
    return limit;
  }

  const Model& model_;
  const Clock& clock_;
  const Plan& signed_;
  const Columns& columns_;
  std::vector<Position> positions_;         // what is in force, and a MW of each slot
  std::map<SiteId, PoolPart::Is> counted_;  // the planner's that are put together
  std::vector<Limit> limits_;
};

}  // namespace

double left_to_sign(const Model& model, const Plan& signed_already, AgreementId id) {
  const Agreement& offer = model.at(id);
  double left = (offer.delivery() ? offer.most_mw : 1.0) - taken_of(model, id);
  for (const Signing& s : signed_already.signings) {
    if (s.offer == id && s.exercise == Exercise::none) left -= offer.delivery() ? s.mw : 1.0;
  }
  return left > 1e-9 ? left : 0.0;
}

std::vector<Limit> make_limits(const Model& model, const Plan& signed_already,
                               const Columns& columns) {
  return LimitMaker(model, signed_already, columns).make();
}

}  // namespace offtake
