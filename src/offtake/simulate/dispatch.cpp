#include <array>
#include <limits>

#include "offtake/simulate/clauses.h"
#include "offtake/simulate/dispatch_parts.h"

namespace offtake {
namespace {

constexpr double kWaits = std::numeric_limits<double>::infinity();

void set_needs(Workspace& w, const Fleet& fleet, int k) {
  Lanes lost, alive;
  w.alive(fleet.party, k, alive.data());
  for (const int j : fleet.workloads) {
    const WorkloadTables& t = w.c.workloads[std::size_t(j)];
    double* demand = w.demand.at(std::size_t(j), k);
    double* worth = w.worth.at(std::size_t(j), k);
    w.value(t.volume_h100e, k, demand);
    w.value(t.revenue, k, worth);
    w.value(t.shortage, k, lost.data());
    if (t.payer != kOutside) {
      Lanes pays;
      w.alive(t.payer, k, pays.data());
      for_lanes([&](std::size_t i) { demand[i] *= pays[i]; });
    }
    const double* share = w.share.at(fleet.party.index(), k);
    for_lanes([&, cash = t.earns_cash ? 1.0 : 0.0](std::size_t i) {
      demand[i] *= alive[i];
      worth[i] = worth[i] * (1.0 - cash * share[i]) + lost[i];
    });
  }
}

void dispatch_path(Workspace& w, const Fleet& fleet, PathStep at, DispatchScratch& f) {
  solve_path(w, fleet, at, Idle::left_out, f);
  const std::size_t own = fleet.workloads.size();
  for (std::size_t j = 0; j < own; ++j) {
    w.served.at(std::size_t(fleet.workloads[j]), at.step)[at.lane] = f.result.served[j];
  }
  for (std::size_t n = 0; n < fleet.sold.size(); ++n) {
    const auto index = std::size_t(fleet.sold[n]);
    const double e = w.c.positions[index].h100e_per_mw;
    if (f.needs[own + n].demand <= 0.0) continue;
    w.delivered.at(index, at.step)[at.lane] = f.result.served[own + n] / e;
  }
  for (std::size_t i = 0; i < fleet.positions.size(); ++i) {
    const auto index = std::size_t(fleet.positions[i]);
    const double e = w.c.positions[index].h100e_per_mw;
    w.worked.at(index, at.step)[at.lane] = e > 0.0 ? f.result.worked[i] / e : 0.0;
  }
}

// Paths on which the order of merit at base costs does not hold [step].
void set_apart(Workspace& w, const Fleet& fleet, LaneSet* apart) {
  std::vector<Lanes> before(std::size_t(w.c.all_steps), Lanes{});
  std::vector<char> may_differ(before.size(), 0);  // what came before, by path
  std::fill_n(apart, before.size(), LaneSet{0});
  Lanes same;
  for (const Fleet::Segment& s : fleet.merit) {
    for (int k = s.first_step; k < s.last_step; ++k) {
      const auto step = std::size_t(k);
      const double* cost = cost_of(w, s, k, same);
      if (s.cost_row >= 0 || may_differ[step]) {
        for (std::size_t i = 0; i < kLanes; ++i) {
          apart[k] |= before[step][i] <= cost[i] ? 0 : LaneSet{1} << i;
        }
      }
      std::copy_n(cost, kLanes, before[step].begin());
      may_differ[step] = s.cost_row >= 0;
    }
  }
}

// One workload, and paths that go through the order of merit side by side. Keeps the segment that
// is the last in use, or none where work waits.
void dispatch_together(Workspace& w, const Fleet& fleet, std::size_t index) {
  const auto need = std::size_t(fleet.workloads[0]);
  const std::size_t all = std::size_t(w.c.all_steps) * kLanes;
  const double* demand = w.demand_at(need, 0);
  double* missing = w.served.at(need, 0);  // until all is served that can be
  std::copy_n(demand, all, missing);
  std::fill_n(w.marginal.at(index, 0), all, kWaits);
  for (std::size_t m = 0; m < fleet.merit.size(); ++m) {
    const Fleet::Segment& s = fleet.merit[m];
    const auto source = std::size_t(s.position);
    if (w.position[source].idle) continue;
    const int k = s.first_step;
    rows::take(part_of(w, s, double(m), need), w.delivered.at(source, k),
               std::size_t(s.last_step - k), w.served.at(need, k), w.worked.at(source, k),
               w.marginal.at(index, k));
  }
  for (std::size_t i = 0; i < all; ++i) missing[i] = demand[i] - missing[i];
}

void clear_worked(Workspace& w, const Fleet& fleet) {
  for (const int i : fleet.positions) {
    const auto index = std::size_t(i);
    const Position& p = w.c.positions[index];
    if (w.position[index].idle || p.first_step >= p.last_step) continue;
    std::fill_n(w.worked.at(index, p.first_step), std::size_t(p.last_step - p.first_step) * kLanes,
                0.0);
  }
}

// What deliver() says of what is sold is only due.
void take_due(Workspace& w, const Fleet& fleet) {
  for (const int i : fleet.sold) {
    const auto index = std::size_t(i);
    const Position& p = w.c.positions[index];
    if (p.first_step >= p.last_step) continue;
    double* due = w.due.at(std::size_t(p.from_fleet.index), p.first_step);
    const std::size_t n = std::size_t(p.last_step - p.first_step) * kLanes;
    if (w.position[index].idle) {
      std::fill_n(due, n, 0.0);
    } else {
      std::copy_n(w.delivered.at(index, p.first_step), n, due);
    }
  }
}

// The sums hold what is delivered.
void correct_sums(Workspace& w, const Fleet& fleet) {
  for (const int i : fleet.sold) {
    const auto index = std::size_t(i);
    const Position& p = w.c.positions[index];
    for (int k = p.first_step; k < p.last_step; ++k) {
      const double* due = w.due.at(std::size_t(p.from_fleet.index), k);
      const double* d = w.delivered.at(index, k);
      double& sum = w.sums.delivered_mw[index * std::size_t(w.c.all_steps) + std::size_t(k)];
      for (int lane = 0; lane < w.counted; ++lane) sum += d[lane] - due[lane];
    }
  }
}

}  // namespace

void keep_needs(Workspace& w, KeptPaths& kept) {
  if (w.c.workloads.empty()) return;
  set_shares(w);
  for (const Fleet& fleet : w.c.fleets) {
    for (int k = 0; k < w.c.all_steps; ++k) set_needs(w, fleet, k);
  }
  const std::size_t size = w.c.workloads.size() * std::size_t(w.c.all_steps) * kLanes;
  kept.demand.assign(w.demand.at(0, 0), w.demand.at(0, 0) + size);
  kept.worth.assign(w.worth.at(0, 0), w.worth.at(0, 0) + size);
}

void set_use_costs(Workspace& w) {
  for (std::size_t f = 0; f < w.c.fleets.size(); ++f) {
    const Fleet& fleet = w.c.fleets[f];
    if (fleet.merit.empty()) continue;
    for (const Fleet::Segment& s : fleet.merit) {
      for (int k = s.first_step; k < s.last_step && s.cost_row >= 0; ++k) {
        use_cost(w, s.position, s.tier, k, w.own.use_cost.at(std::size_t(s.cost_row), k));
      }
    }
    set_apart(w, fleet, w.own.apart.data() + f * std::size_t(w.c.all_steps));
  }
}

void dispatch(Workspace& w, const Fleet& fleet) {
  clear_worked(w, fleet);
  if (fleet.workloads.empty() && fleet.sold.empty())
    return;  // nothing to do with what is delivered
  take_due(w, fleet);
  DispatchScratch& f = w.dispatch;
  fit(fleet, f);
  const std::size_t index = std::size_t(&fleet - w.c.fleets.data());
  const LaneSet* apart = w.fixed().apart.data() + index * std::size_t(w.c.all_steps);
  for (int k = 0; k < w.c.all_steps && !w.knows_needs(); ++k) set_needs(w, fleet, k);
  if (!fleet.merit.empty()) dispatch_together(w, fleet, index);
  for (int k = 0; k < w.c.all_steps; ++k) {
    if (apart[k] == 0) continue;
    set_costs(w, fleet, k, f);
    double* marginal = w.marginal.at(index, k);
    for (int lane = 0; lane < kLanes; ++lane) {
      if ((apart[k] >> lane & 1) == 0) continue;
      marginal[lane] = kApart;
      dispatch_path(w, fleet, {k, lane}, f);
    }
  }
  if (w.purpose == Purpose::measure) correct_sums(w, fleet);
}

}  // namespace offtake
