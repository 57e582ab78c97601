#include <algorithm>
#include <list>

#include "offtake/base/result.h"
#include "offtake/simulate/compile_parts.h"

namespace offtake {
namespace {

// USD per H100e-month of using such a part, without drivers.
double use_cost(const Position& p, Tier tier, int step) {
  const auto k = std::size_t(step);
  const double price = p.price_usd_per_mw_month;
  double usd = 0.0;
  if (tier == Tier::beyond) usd = price * p.escalation[k];
  if (tier == Tier::let) {
    const StepTable& rent = p.sublease.rent_usd_per_mw_month;
    usd = p.sublease.kept * (rent.given() ? rent.base[k] : price * p.escalation[k]);
  }
  if (p.bears_power()) usd += p.user_power * p.power_usd_per_mwh.base[k] * p.mwh_per_mw_month;
  return usd / p.h100e_per_mw;
}

bool cost_varies(const Position& p, Tier tier) {
  const StepTable& rent = p.sublease.rent_usd_per_mw_month;
  const bool rented = tier == Tier::let && rent.given();
  const bool priced = tier == Tier::beyond || (tier == Tier::let && !rent.given());
  const bool moved = !p.price_drivers.empty() || p.moves.row >= 0;
  return (rented && !rent.drivers.empty()) || (priced && moved) ||
         (p.bears_power() && !p.power_usd_per_mwh.drivers.empty());
}

// Work without cash takes all that is delivered, so that nothing is left to choose.
void divide(Position& p, Compiled& out) {
  const bool owes = !p.build && !p.always_runs;
  const double owed = owes ? p.take_or_pay : 1.0, let = owes ? p.sublease.share : 0.0;
  p.tiers = {{{owed - let}, {let}, {1.0 - owed}}};
  for (const Tier tier : kTiers) {
    TierShare& part = p.tier(tier);
    if (part.share > 0.0 && cost_varies(p, tier)) part.cost_row = out.use_cost_rows++;
  }
}

// By rising cost in the step.
std::vector<Fleet::Segment> merit_in(const Compiled& c, const Fleet& fleet, int step) {
  std::vector<Fleet::Segment> order;
  for (const int i : fleet.positions) {
    const Position& p = c.positions[std::size_t(i)];
    if (!p.delivers(step) || p.h100e_per_mw <= 0.0) continue;
    for (const Tier tier : kTiers) {
      const TierShare& part = p.tier(tier);
      if (part.share <= 0.0) continue;
      order.push_back({i,
                       tier,
                       part.share,
                       part.cost_row,
                       p.h100e_per_mw,
                       1.0 / p.h100e_per_mw,
                       step,
                       step + 1,
                       {use_cost(p, tier, step)}});
    }
  }
  std::stable_sort(order.begin(), order.end(), [step](const auto& a, const auto& b) {
    const double x = a.cost_in(step), y = b.cost_in(step);
    return x < y || (x == y && a.tier < b.tier);
  });
  return order;
}

// Puts the orders of all steps into one: a part goes on from the step before unless that would pass
// over what comes before it now.
std::vector<Fleet::Segment> merit_order(const Compiled& c, const Fleet& fleet) {
  std::list<Fleet::Segment> all;
  for (int k = 0; k < c.all_steps; ++k) {
    auto from = all.begin();
    for (Fleet::Segment& s : merit_in(c, fleet, k)) {
      const bool is_new = k == c.positions[std::size_t(s.position)].first_step;
      const auto same = is_new ? all.end() : std::find_if(from, all.end(), [&](const auto& x) {
        return x.position == s.position && x.tier == s.tier && x.last_step == k;
      });
      if (same == all.end()) {
        all.insert(from, std::move(s));
        continue;
      }
      same->last_step = k + 1;
      same->cost_usd.push_back(s.cost_usd.front());
      from = std::next(same);
    }
  }
  return {all.begin(), all.end()};
}

Fleet make_fleet(const Compiled& c, PartyId party) {
  Fleet fleet;
  fleet.party = party;
  for (std::size_t i = 0; i < c.workloads.size(); ++i) {
    const WorkloadTables& w = c.workloads[i];
    if (w.party != party) continue;
    fleet.workloads.push_back(static_cast<int>(i));
    fleet.restricted |= !w.may_use.empty();
  }
  for (std::size_t i = 0; i < c.positions.size(); ++i) {
    const Position& p = c.positions[i];
    if (p.from_fleet.index >= 0 && p.provider == party) {
      fleet.sold.push_back(static_cast<int>(i));
      fleet.restricted |= p.site.valid();
    }
    if (p.user != party || p.pool.is_layer()) continue;
    if (p.release.of >= 0) {
      fleet.releases.push_back(static_cast<int>(i));
      continue;
    }
    fleet.positions.push_back(static_cast<int>(i));
  }
  for (std::size_t i = 0; i < c.pools.size(); ++i) {
    if (c.pools[i].owner == party) fleet.pools.push_back(static_cast<int>(i));
  }
  if (fleet.workloads.size() == 1 && !fleet.restricted && fleet.sold.empty()) {
    fleet.merit = merit_order(c, fleet);
  }
  return fleet;
}

// Whoever serves others comes before them; check() has refused cycles.
void order_fleets(std::vector<Fleet> left, Compiled& out) {
  const auto waits = [&](const Fleet& f) {
    return std::any_of(f.positions.begin(), f.positions.end(), [&](int p) {
      const Position& position = out.positions[std::size_t(p)];
      return position.from_fleet.index >= 0 &&
             std::any_of(left.begin(), left.end(),
                         [&](const Fleet& g) { return g.party == position.provider; });
    });
  };
  while (!left.empty()) {
    const auto ready = std::find_if_not(left.begin(), left.end(), waits);
    OFFTAKE_CHECK(ready != left.end(), std::string("fleets that serve each other in a circle"));
    out.fleets.push_back(std::move(*ready));
    left.erase(ready);
  }
}

}  // namespace

void compile_fleets(Compiled& out) {
  for (Position& p : out.positions) {
    if (p.release.of >= 0) continue;
    divide(p, out);
    out.lets_on |= p.lets_on();
  }
  std::vector<Fleet> left;
  for (int party = 0; party < out.parties; ++party) {
    Fleet fleet = make_fleet(out, PartyId{party});
    const bool none = fleet.workloads.empty() && fleet.positions.empty() && fleet.sold.empty();
    if (none && fleet.pools.empty()) continue;
    left.push_back(std::move(fleet));
  }
  order_fleets(std::move(left), out);
}

}  // namespace offtake
