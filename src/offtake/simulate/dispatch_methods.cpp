#include <algorithm>
#include <limits>
#include <numeric>

#include "offtake/simulate/dispatch.h"

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

// The residual network: which needs can hand work over to `target`, and through which segment.
class Network {
 public:
  enum class As { empty, it_stands };
  explicit Network(DispatchScratch& scratch, As as = As::empty) : x_(scratch) {
    if (as == As::it_stands) return;
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

  // After run(): what a unit of capacity is worth where it comes in, through the best of the ways
  // on from there: a need that waits, a segment that is spared, or another need that takes it over.
  void slope() {
    const std::size_t needs = x_.needs.size(), segments = x_.segments.size();
    std::vector<Way>& way = x_.ways;
    way.assign(needs, {});
    for (std::size_t j = 0; j < needs; ++j) {
      if (x_.unmet[j] > kTiny) way[j] = {x_.needs[j].worth, x_.slopes.served[j]};
      for (std::size_t s = 0; s < segments; ++s) {
        if (flow(j, s) <= kTiny || x_.segments[s].cost <= way[j].gain) continue;
        way[j] = {x_.segments[s].cost, -x_.slopes.used[s]};
      }
    }
    for (std::size_t round = 1; round < needs; ++round) {
      for (std::size_t j = 0; j < needs; ++j) {
        for (std::size_t s = 0; s < segments; ++s) {
          for (std::size_t to = 0; flow(j, s) > kTiny && to < needs; ++to) {
            if (allowed(to, s) && way[to].gain > way[j].gain) way[j] = way[to];
          }
        }
      }
    }
    x_.slopes.capacity.assign(segments, 0.0);
    x_.slopes.gain.assign(segments, 0.0);
    for (std::size_t s = 0; s < segments; ++s) {
      Way best{x_.segments[s].cost, -x_.slopes.used[s]};  // left idle
      for (std::size_t j = 0; j < needs; ++j) {
        if (allowed(j, s) && way[j].gain > best.gain) best = way[j];
      }
      if (x_.spare[s] > kTiny) continue;
      x_.slopes.capacity[s] = best.slope + x_.slopes.used[s];
      x_.slopes.gain[s] = best.gain - x_.segments[s].cost;
    }
  }

 private:
  static constexpr double kTiny = 1e-9;
  using Way = DispatchScratch::Way;

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
  x.next = s;
  x.left = left;
}

void merit_slope(DispatchScratch& x) {
  const std::vector<Segment>& segments = x.segments;
  x.slopes.capacity.assign(segments.size(), 0.0);
  x.slopes.gain.assign(segments.size(), 0.0);
  // More of what comes earlier spares the last segment in use, unless somebody waits for it.
  std::size_t last = x.next;
  const bool partly = last < segments.size() && x.left < segments[last].capacity;
  const auto waits = std::find_if(x.order.begin(), x.order.end(), [&](int j) {
    return x.result.served[std::size_t(j)] < x.needs[std::size_t(j)].demand;
  });
  while (!partly && last > 0 && segments[--last].capacity <= 0.0) {
  }
  const bool any = partly || (last < segments.size() && segments[last].capacity > 0.0);
  const bool none_spared = !any || (!partly && waits != x.order.end() &&
                                    segments[last].cost <= x.needs[std::size_t(*waits)].worth);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (!none_spared) {
      if (i >= last) continue;
      x.slopes.capacity[i] = x.slopes.used[i] - x.slopes.used[last];
      x.slopes.gain[i] = segments[last].cost - segments[i].cost;
    } else if (waits != x.order.end() && segments[i].cost <= x.needs[std::size_t(*waits)].worth) {
      x.slopes.capacity[i] = x.slopes.used[i] + x.slopes.served[std::size_t(*waits)];
      x.slopes.gain[i] = x.needs[std::size_t(*waits)].worth - segments[i].cost;
    }
  }
}

void dispatch_network(DispatchScratch& scratch) { Network(scratch).run(); }

void network_slope(DispatchScratch& scratch) { Network(scratch, Network::As::it_stands).slope(); }

// Capacity at its gain v is a dual solution of the dispatch, and demand takes the rest of it,
//   u_j = max(0, max_s (worth_j − cost_s − v_s))
// so that the two are slopes of one plane above the value, also where both are at a kink.
void demand_slope(DispatchScratch& x, Places places) {
  constexpr double kTiny = 1e-9;
  x.slopes.demand.assign(x.needs.size(), 0.0);
  for (std::size_t j = 0; j < x.needs.size(); ++j) {
    if (x.needs[j].demand - x.result.served[j] > kTiny) continue;
    const bool anywhere = places == Places::any || x.may[j].empty();
    double best = -1.0;
    for (std::size_t s = 0; s < x.segments.size(); ++s) {
      if (!anywhere && !x.may[j][std::size_t(x.segments[s].source)]) continue;
      const double rest = x.needs[j].worth - x.segments[s].cost - x.slopes.gain[s];
      if (rest < 0.0 || rest <= best) continue;
      best = rest;
      x.slopes.demand[j] = x.slopes.served[j] + x.slopes.used[s] - x.slopes.capacity[s];
    }
  }
}

}  // namespace offtake
