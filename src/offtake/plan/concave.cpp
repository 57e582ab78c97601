#include "offtake/plan/concave.h"

#include <algorithm>

#include "offtake/model/pools.h"
#include "offtake/model/sides.h"
#include "offtake/model/use.h"

namespace offtake {
namespace {

bool ever_ahead_of_cash(const Model& model, const Workload& w, const Workload& other) {
  const std::vector<Worth> one = worth_by_step(model, w), two = worth_by_step(model, other);
  for (std::size_t k = 0; k < one.size(); ++k) {
    if (one[k].all > two[k].all && one[k].cash < two[k].cash) return true;
  }
  return false;
}

bool ever_ahead_of_use(const Model& model, const Workload& w) {
  return std::any_of(model.agreements.begin(), model.agreements.end(), [&](const Agreement& a) {
    return a.first == w.party && work_before_use(model, a, w);
  });
}

bool ever_ahead_of_rent(const Model& model, const Workload& w) {
  return std::any_of(model.agreements.begin(), model.agreements.end(), [&](const Agreement& a) {
    const auto* c = std::get_if<CapacityTerms>(&a.terms);
    return c && c->sublease && a.first == w.party && work_before_rent(model, *c, w);
  });
}

bool ever_ahead_of_energy(const Model& model, const Workload& w) {
  return std::any_of(model.agreements.begin(), model.agreements.end(), [&](const Agreement& a) {
    const auto* p = std::get_if<PowerTerms>(&a.terms);
    return p && a.first == w.party && work_before_energy(model, *p, w);
  });
}

// What it pays until a cap: less for each MW the more it signs. Shares that vest may be worth more
// later, so of those it is not concave to get them until a cap either.
bool pays_until_a_cap(const Model& model, const Agreement& a) {
  const PartyId planner = model.planner.party;
  const auto decides = [&](AgreementId of, double per_mw, double most) {
    return of.valid() && model.at(of).is_offer && may_pass(model, of, per_mw, most);
  };
  if (const auto* share = std::get_if<RevenueShareTerms>(&a.terms)) {
    return is_capped(*share) && a.first == planner && a.from_month < a.until_month;
  }
  if (const auto* i = std::get_if<InvestmentTerms>(&a.terms)) {
    return a.first == planner && decides(i->milestone, i->usd_per_mw, i->amount_usd);
  }
  if (const auto* w = std::get_if<WarrantTerms>(&a.terms)) {
    return (a.first == planner || a.second == planner) &&
           decides(w->on, w->shares / w->full_mw, w->shares);
  }
  return false;
}

// A share of what a tenant earns, who serves what it must not be short of ahead of what earns more:
// with more capacity it earns less at first and more later.
bool shares_out_of_order(const Model& model, const Agreement& a) {
  const PartyId planner = model.planner.party;
  if (a.kind != AgreementKind::revenue_share || a.second != planner) return false;
  const auto brings = [&](const Agreement& x) {
    const bool planned = x.is_offer ? x.until_month >= x.from_month : from_fleet(x) != nullptr;
    return x.kind == AgreementKind::capacity && planned && x.second == planner &&
           x.first == a.first;
  };
  if (std::none_of(model.agreements.begin(), model.agreements.end(), brings)) return false;
  const std::vector<Workload> works = work_of_party(model, a.first);
  const auto earned = [](const Workload& w, double month) {
    return w.earns_cash ? base_value(w.revenue_usd_per_h100e_month, month) : 0.0;
  };
  const auto all = [&](const Workload& w, double month) {
    return base_value(w.revenue_usd_per_h100e_month, month) +
           base_value(w.shortage_usd_per_h100e_month, month);
  };
  for (int k = 0; k < model.clock.steps; ++k) {
    const double month = model.clock.begin_of(k);
    for (const Workload& one : works) {
      for (const Workload& two : works) {
        if (all(one, month) > all(two, month) && earned(one, month) < earned(two, month)) {
          return true;
        }
      }
    }
  }
  return false;
}

}  // namespace

bool value_is_concave(const Model& model) {
  const auto open = [](const Agreement& a) { return a.until_month >= a.from_month; };
  if (std::any_of(model.agreements.begin(), model.agreements.end(), [&](const Agreement& a) {
        return pays_until_a_cap(model, a) || (open(a) && hangs_on_another(model, a)) ||
               shares_out_of_order(model, a);
      })) {
    return false;
  }
  const Party& planner = model.at(model.planner.party);
  if (!planner.emergency_funding || planner.emergency_premium <= 0.0) return true;
  if (planner.cash_yield_per_year > discount_of(model, model.planner.party)) return false;
  const std::vector<Workload> own = work_of_party(model, model.planner.party);
  for (const Workload& w : own) {
    if (ever_ahead_of_rent(model, w) || ever_ahead_of_energy(model, w) ||
        ever_ahead_of_use(model, w)) {
      return false;
    }
    for (const Workload& other : own) {
      if (ever_ahead_of_cash(model, w, other)) return false;
    }
  }
  return true;
}

}  // namespace offtake
