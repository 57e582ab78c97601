#include "offtake/simulate/dispatch.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "offtake/base/quantity.h"

namespace offtake {
namespace {

// By falling worth, the first named first among equals; a handful, so by insertion.
void order_by_worth(const std::vector<Need>& needs, std::vector<int>& order) {
  order.resize(needs.size());
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = 1; i < order.size(); ++i) {
    for (std::size_t j = i; j > 0; --j) {
      if (needs[std::size_t(order[j - 1])].worth >= needs[std::size_t(order[j])].worth) break;
      std::swap(order[j - 1], order[j]);
    }
  }
}

void order_by_cost(std::vector<Segment>& segments) {
  // Nearly sorted from step to step: insertion keeps the order of equals and is quick.
  for (std::size_t i = 1; i < segments.size(); ++i) {
    const Segment s = segments[i];
    std::size_t j = i;
    for (; j > 0 && segments[j - 1].cost > s.cost; --j) segments[j] = segments[j - 1];
    segments[j] = s;
  }
}

// The residual network: which needs can hand work over to `target`, and through which segment.
class Network {
 public:
  explicit Network(DispatchScratch& scratch) : x_(scratch) {
    x_.spare.clear();
    x_.unmet.clear();
    for (const Segment& s : x_.segments) x_.spare.push_back(s.capacity);
    for (const Need& n : x_.needs) x_.unmet.push_back(n.demand);
    x_.flow.assign(x_.needs.size() * x_.segments.size(), 0.0);
  }

  void run() {
    order_by_worth(x_.needs, x_.order);
    // A cheapest path ends at some unmet need; its cost is cost(segment) − worth(need).
    while (augment()) {
    }
    for (std::size_t j = 0; j < x_.needs.size(); ++j) {
      x_.result.served[j] = x_.needs[j].demand - x_.unmet[j];
    }
    for (std::size_t s = 0; s < x_.segments.size(); ++s) {
      x_.result.worked[std::size_t(x_.segments[s].source)] += x_.segments[s].capacity - x_.spare[s];
    }
  }

 private:
  static constexpr double kTiny = 1e-9;

  double& flow(std::size_t need, std::size_t segment) {
    return x_.flow[need * x_.segments.size() + segment];
  }
  bool allowed(std::size_t need, std::size_t segment) const {
    return x_.may[need].empty() || x_.may[need][std::size_t(x_.segments[segment].source)];
  }

  // Breadth first from `target` backwards over needs.
  void reach(std::size_t target) {
    x_.hops.assign(x_.needs.size(), {});
    x_.queue.assign(1, static_cast<int>(target));
    x_.seen.assign(x_.needs.size(), 0);
    x_.seen[target] = 1;
    for (std::size_t q = 0; q < x_.queue.size(); ++q) {
      const auto to = std::size_t(x_.queue[q]);
      for (std::size_t from = 0; from < x_.needs.size(); ++from) {
        for (std::size_t s = 0; !x_.seen[from] && s < x_.segments.size(); ++s) {
          if (flow(from, s) <= kTiny || !allowed(to, s)) continue;
          x_.seen[from] = 1;
          x_.hops[from] = {static_cast<int>(to), static_cast<int>(s)};
          x_.queue.push_back(static_cast<int>(from));
        }
      }
    }
  }

  bool augment() {
    double best = -std::numeric_limits<double>::infinity();
    std::size_t best_entry = 0, best_segment = 0, best_target = 0;
    for (const int j : x_.order) {
      const auto target = std::size_t(j);
      if (x_.unmet[target] <= kTiny) continue;
      reach(target);
      for (const int entry : x_.queue) {
        for (std::size_t s = 0; s < x_.segments.size(); ++s) {
          if (x_.spare[s] <= kTiny || !allowed(std::size_t(entry), s)) continue;
          const double gain = x_.needs[target].worth - x_.segments[s].cost;
          if (gain < 0.0 || gain <= best) continue;
          best = gain;
          best_entry = std::size_t(entry);
          best_segment = s;
          best_target = target;
          x_.best_hops = x_.hops;
        }
      }
    }
    if (best < 0.0) return false;
    push(best_entry, best_segment, best_target);
    return true;
  }

  void push(std::size_t entry, std::size_t segment, std::size_t target) {
    const auto& hops = x_.best_hops;
    double amount = std::min(x_.spare[segment], x_.unmet[target]);
    for (std::size_t j = entry; j != target; j = std::size_t(hops[j].next)) {
      amount = std::min(amount, flow(j, std::size_t(hops[j].segment)));
    }
    x_.spare[segment] -= amount;
    x_.unmet[target] -= amount;
    flow(entry, segment) += amount;
    for (std::size_t j = entry; j != target; j = std::size_t(hops[j].next)) {
      const auto s = std::size_t(hops[j].segment);
      flow(j, s) -= amount;
      flow(std::size_t(hops[j].next), s) += amount;
    }
  }

  DispatchScratch& x_;
};

}  // namespace

void dispatch_merit(DispatchScratch& x) {
  const std::vector<Segment>& segments = x.segments;
  order_by_worth(x.needs, x.order);
  std::size_t s = 0;
  double left = segments.empty() ? 0.0 : segments[0].capacity;
  for (const int j : x.order) {
    const Need& need = x.needs[std::size_t(j)];
    double missing = need.demand;
    while (missing > 0.0 && s < segments.size() && segments[s].cost <= need.worth) {
      const double take = std::min(missing, left);
      x.result.worked[std::size_t(segments[s].source)] += take;
      missing -= take;
      left -= take;
      if (left <= 0.0 && ++s < segments.size()) left = segments[s].capacity;
    }
    x.result.served[std::size_t(j)] = need.demand - missing;
  }
}

void dispatch_network(DispatchScratch& scratch) { Network(scratch).run(); }

namespace {

void set_costs(const Workspace& w, const Fleet& fleet, int k, DispatchScratch& f) {
  for (std::size_t i = 0; i < fleet.positions.size(); ++i) {
    const auto index = std::size_t(fleet.positions[i]);
    const Position& p = w.c.positions[index];
    Lanes& cost = f.use_cost[i];
    cost.fill(0.0);
    if (p.always_runs || p.h100e_per_mw <= 0.0) continue;
    if (p.build) {
      w.value(p.power_usd_per_mwh, k, cost.data());
      for (double& x : cost) x *= p.mwh_per_mw_month / p.h100e_per_mw;
    } else if (p.take_or_pay < 1.0) {
      const double scale = p.escalation[std::size_t(k)] / p.h100e_per_mw;
      for (std::size_t n = 0; n < kLanes; ++n) cost[n] = w.position[index].price[n] * scale;
    }
  }
}

void set_needs(Workspace& w, const Fleet& fleet, int k, DispatchScratch& f) {
  Lanes lost;
  for (std::size_t j = 0; j < fleet.workloads.size(); ++j) {
    const auto index = std::size_t(fleet.workloads[j]);
    const WorkloadTables& t = w.c.workloads[index];
    w.value(t.volume_h100e, k, f.volume[j].data());
    w.value(t.revenue, k, f.worth[j].data());
    w.value(t.shortage, k, lost.data());
    const double* share = w.share.at(fleet.party.index(), k);
    double* demand = w.demand.at(index, k);
    for (int n = 0; n < kLanes; ++n) {
      const auto i = std::size_t(n);
      f.volume[j][i] *= w.alive(fleet.party, k, n);
      f.worth[j][i] = f.worth[j][i] * (t.earns_cash ? 1.0 - share[n] : 1.0) + lost[i];
      demand[n] = f.volume[j][i];
    }
  }
}

// What is owed anyway, and the rest.
void add_segments(const Position& p, int source, double capacity, double cost,
                  std::vector<Segment>& out) {
  const double owed = p.build ? 0.0 : p.take_or_pay;
  if (cost <= 0.0) {
    out.push_back({source, capacity, 0.0});
    return;
  }
  if (owed > 0.0) out.push_back({source, owed * capacity, 0.0});
  if (owed < 1.0) out.push_back({source, (1.0 - owed) * capacity, cost});
}

// What a path offers.
void set_segments(const Workspace& w, const Fleet& fleet, int k, int lane, DispatchScratch& f) {
  f.segments.clear();
  for (std::size_t i = 0; i < fleet.positions.size(); ++i) {
    const auto index = std::size_t(fleet.positions[i]);
    const Position& p = w.c.positions[index];
    const double capacity = w.delivered.at(index, k)[lane] * p.h100e_per_mw;
    if (capacity <= 0.0) continue;
    add_segments(p, static_cast<int>(i), capacity, f.use_cost[i][std::size_t(lane)], f.segments);
  }
  order_by_cost(f.segments);
}

// A site counts for a workload once it holds the least that the workload needs in one place.
void set_allowed(const Workspace& w, const Fleet& fleet, int k, int lane, DispatchScratch& f) {
  f.may.resize(fleet.workloads.size());
  for (std::size_t j = 0; j < fleet.workloads.size(); ++j) {
    const WorkloadTables& t = w.c.workloads[std::size_t(fleet.workloads[j])];
    f.may[j].clear();
    if (t.may_use.empty()) continue;
    for (const int i : fleet.positions) {
      char may = t.may_use[std::size_t(i)];
      if (may && t.least_site_mw > 0.0) {
        double at_site = 0.0;
        for (const int other : fleet.positions) {
          if (w.c.positions[std::size_t(other)].site == w.c.positions[std::size_t(i)].site) {
            at_site += w.delivered.at(std::size_t(other), k)[lane];
          }
        }
        may = at_site >= t.least_site_mw;
      }
      f.may[j].push_back(may);
    }
  }
}

void dispatch_path(Workspace& w, const Fleet& fleet, int k, int lane, DispatchScratch& f) {
  set_segments(w, fleet, k, lane, f);
  for (std::size_t j = 0; j < f.needs.size(); ++j) {
    f.needs[j] = {f.volume[j][std::size_t(lane)], f.worth[j][std::size_t(lane)]};
  }
  std::fill(f.result.worked.begin(), f.result.worked.end(), 0.0);
  std::fill(f.result.served.begin(), f.result.served.end(), 0.0);
  if (fleet.restricted) {
    set_allowed(w, fleet, k, lane, f);
    dispatch_network(f);
  } else {
    dispatch_merit(f);
  }
  for (std::size_t j = 0; j < f.needs.size(); ++j) {
    w.served.at(std::size_t(fleet.workloads[j]), k)[lane] = f.result.served[j];
  }
  for (std::size_t i = 0; i < fleet.positions.size(); ++i) {
    const auto index = std::size_t(fleet.positions[i]);
    const double e = w.c.positions[index].h100e_per_mw;
    w.worked.at(index, k)[lane] = e > 0.0 ? f.result.worked[i] / e : 0.0;
  }
}

// One workload, and sources that cost the same on every path: the same order of merit for all, so
// that the paths go through dispatch_merit() side by side.
void dispatch_together(Workspace& w, const Fleet& fleet, int k, DispatchScratch& f) {
  f.segments.clear();
  for (std::size_t i = 0; i < fleet.positions.size(); ++i) {
    const Position& p = w.c.positions[std::size_t(fleet.positions[i])];
    if (k < p.first_step || k >= p.last_step) continue;
    add_segments(p, static_cast<int>(i), 1.0, f.use_cost[i][0], f.segments);
  }
  order_by_cost(f.segments);
  const Lanes& worth = f.worth[0];
  Lanes missing = f.volume[0];
  for (const Segment& s : f.segments) {
    const auto index = std::size_t(fleet.positions[std::size_t(s.source)]);
    const double h100e_per_mw = w.c.positions[index].h100e_per_mw;
    const double* delivered = w.delivered.at(index, k);
    double* worked = w.worked.at(index, k);
    for (std::size_t n = 0; n < kLanes; ++n) {
      const double capacity = delivered[n] * h100e_per_mw * s.capacity;
      const double take = s.cost <= worth[n] ? std::min(missing[n], capacity) : 0.0;
      missing[n] -= take;
      worked[n] += h100e_per_mw > 0.0 ? take / h100e_per_mw : 0.0;
    }
  }
  double* served = w.served.at(std::size_t(fleet.workloads[0]), k);
  for (std::size_t n = 0; n < kLanes; ++n) served[n] = f.volume[0][n] - missing[n];
}

}  // namespace

void dispatch(Workspace& w, const Fleet& fleet) {
  if (fleet.workloads.empty()) return;  // nothing to do with what is delivered
  DispatchScratch& f = w.dispatch;
  f.use_cost.resize(fleet.positions.size());
  f.worth.resize(fleet.workloads.size());
  f.volume.resize(fleet.workloads.size());
  f.needs.resize(fleet.workloads.size());
  f.result.worked.resize(fleet.positions.size());
  f.result.served.resize(fleet.workloads.size());
  const bool together = f.needs.size() == 1 && !fleet.restricted && !fleet.path_costs;
  for (int k = 0; k < w.c.all_steps; ++k) {
    set_costs(w, fleet, k, f);
    set_needs(w, fleet, k, f);
    if (together) {
      dispatch_together(w, fleet, k, f);
    } else {
      for (int lane = 0; lane < kLanes; ++lane) dispatch_path(w, fleet, k, lane, f);
    }
  }
}

}  // namespace offtake
