#include <algorithm>

#include "offtake/simulate/compile_parts.h"

namespace offtake {
namespace {

// USD per H100e-month of using a source beyond what is owed, without drivers.
double use_cost(const Position& p, int step) {
  if (p.always_runs || p.h100e_per_mw <= 0.0) return 0.0;
  if (p.build) {
    if (!p.power_usd_per_mwh.given()) return 0.0;
    return p.power_usd_per_mwh.base[std::size_t(step)] * p.mwh_per_mw_month / p.h100e_per_mw;
  }
  if (p.take_or_pay >= 1.0) return 0.0;
  return p.price_usd_per_mw_month * p.escalation[std::size_t(step)] / p.h100e_per_mw;
}

std::vector<Fleet::Segment> merit_order(const Compiled& c, const Fleet& fleet, int step) {
  std::vector<Fleet::Segment> order;
  for (const int i : fleet.positions) {
    const Position& p = c.positions[std::size_t(i)];
    if (step < p.first_step || step >= p.last_step || p.h100e_per_mw <= 0.0) continue;
    const double cost = use_cost(p, step);
    const double owed = cost <= 0.0 ? 1.0 : p.build ? 0.0 : p.take_or_pay;
    if (owed > 0.0) order.push_back({i, owed, 0.0, true});
    const bool moves = p.price_drivers.size() || p.moves.row >= 0;
    const bool varies = p.build ? p.power_usd_per_mwh.drivers.size() : moves;
    if (owed < 1.0) order.push_back({i, 1.0 - owed, cost, false, varies});
  }
  for (Fleet::Segment& s : order) {
    s.h100e_per_mw = c.positions[std::size_t(s.position)].h100e_per_mw;
    s.mw_per_h100e = 1.0 / s.h100e_per_mw;
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.cost_usd < b.cost_usd; });
  return order;
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
    if (p.user != party) continue;
    if (p.release.of >= 0) {
      fleet.releases.push_back(static_cast<int>(i));
      continue;
    }
    fleet.positions.push_back(static_cast<int>(i));
  }
  if (fleet.workloads.size() == 1 && !fleet.restricted) {
    for (int k = 0; k < c.all_steps; ++k) fleet.merit.push_back(merit_order(c, fleet, k));
  }
  return fleet;
}

}  // namespace

void compile_fleets(Compiled& out) {
  for (int party = 0; party < out.parties; ++party) {
    Fleet fleet = make_fleet(out, PartyId{party});
    if (fleet.workloads.empty() && fleet.positions.empty()) continue;
    out.fleets.push_back(std::move(fleet));
  }
}

}  // namespace offtake
