#include <limits>

#include "offtake/simulate/clauses.h"
#include "offtake/simulate/dispatch_parts.h"

namespace offtake {
namespace {

void set_needs(Workspace& w, const Fleet& fleet, int k) {
  Lanes lost;
  for (const int j : fleet.workloads) {
    const WorkloadTables& t = w.c.workloads[std::size_t(j)];
    double* demand = w.demand.at(std::size_t(j), k);
    double* worth = w.worth.at(std::size_t(j), k);
    w.value(t.volume_h100e, k, demand);
    w.value(t.revenue, k, worth);
    w.value(t.shortage, k, lost.data());
    const double* share = w.share.at(fleet.party.index(), k);
    for (int i = 0; i < kLanes; ++i) {
      demand[i] *= w.alive(fleet.party, k, i);
      worth[i] = worth[i] * (t.earns_cash ? 1.0 - share[i] : 1.0) + lost[std::size_t(i)];
    }
  }
}

void dispatch_path(Workspace& w, const Fleet& fleet, PathStep at, DispatchScratch& f) {
  solve_path(w, fleet, at, Idle::left_out, f);
  for (std::size_t j = 0; j < f.needs.size(); ++j) {
    w.served.at(std::size_t(fleet.workloads[j]), at.step)[at.lane] = f.result.served[j];
  }
  for (std::size_t i = 0; i < fleet.positions.size(); ++i) {
    const auto index = std::size_t(fleet.positions[i]);
    const double e = w.c.positions[index].h100e_per_mw;
    w.worked.at(index, at.step)[at.lane] = e > 0.0 ? f.result.worked[i] / e : 0.0;
  }
}

// Whether the order of merit at base costs is that of all these paths.
bool is_in_order(const Workspace& w, const std::vector<Fleet::Segment>& merit, int k) {
  Lanes before{}, cost;
  int disorder = 0;
  for (std::size_t m = 0; m < merit.size(); ++m) {
    const bool fixed = !merit[m].varies && (m == 0 || !merit[m - 1].varies);
    const bool last = m + 1 == merit.size() || !merit[m + 1].varies;
    if (fixed && last) continue;  // in order as they were compiled
    cost_of(w, merit[m], k, cost.data());
    for (std::size_t i = 0; i < kLanes && !fixed; ++i) disorder += before[i] > cost[i];
    before = cost;
  }
  return disorder == 0;
}

// One workload, and sources whose order of merit is the same on these paths, which go through it
// side by side. Keeps the segment that is the last in use, or none where work waits.
void dispatch_together(Workspace& w, const Fleet& fleet, int k, double* marginal) {
  const auto need = std::size_t(fleet.workloads[0]);
  const double* worth = w.worth.at(need, k);
  const double* demand = w.demand.at(need, k);
  Lanes missing, cost;
  std::copy(demand, demand + kLanes, missing.begin());
  std::fill(marginal, marginal + kLanes, std::numeric_limits<double>::infinity());
  const auto& merit = fleet.merit[std::size_t(k)];
  for (std::size_t m = 0; m < merit.size(); ++m) {
    const Fleet::Segment& s = merit[m];
    const auto index = std::size_t(s.position);
    if (w.position[index].idle) continue;
    const double h100e_per_mw = w.c.positions[index].h100e_per_mw;
    const double mw_per_h100e = 1.0 / h100e_per_mw;
    const double* delivered = w.delivered.at(index, k);
    double* worked = w.worked.at(index, k);
    cost_of(w, s, k, cost.data());
    for (std::size_t n = 0; n < kLanes; ++n) {
      const double capacity = delivered[n] * h100e_per_mw * s.share;
      const double take = cost[n] <= worth[n] ? std::min(missing[n], capacity) : 0.0;
      missing[n] -= take;
      worked[n] += take * mw_per_h100e;
      const bool spare = missing[n] <= 0.0 && take < capacity;
      marginal[n] = std::min(marginal[n], spare ? double(m) : marginal[n]);
    }
  }
  double* served = w.served.at(need, k);
  for (std::size_t n = 0; n < kLanes; ++n) served[n] = demand[n] - missing[n];
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

void dispatch(Workspace& w, const Fleet& fleet) {
  clear_worked(w, fleet);
  if (fleet.workloads.empty()) return;  // nothing to do with what is delivered
  DispatchScratch& f = w.dispatch;
  fit(fleet, f);
  const std::size_t index = std::size_t(&fleet - w.c.fleets.data());
  for (int k = 0; k < w.c.all_steps; ++k) {
    if (!w.knows_needs()) set_needs(w, fleet, k);
    char& in_order = w.in_order[index * std::size_t(w.c.all_steps) + std::size_t(k)];
    in_order = !fleet.merit.empty() && is_in_order(w, fleet.merit[std::size_t(k)], k);
    if (in_order) {
      dispatch_together(w, fleet, k, w.marginal.at(index, k));
      continue;
    }
    set_costs(w, fleet, k, f);
    for (int lane = 0; lane < kLanes; ++lane) dispatch_path(w, fleet, {k, lane}, f);
  }
}

}  // namespace offtake
