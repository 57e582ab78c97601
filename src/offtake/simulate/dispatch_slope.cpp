#include "offtake/simulate/dispatch_parts.h"

namespace offtake {
namespace {

// Of one H100e of a segment in use [lane].
void use_slope(const Workspace& w, const Slopes& s, const Fleet::Segment& segment, int k,
               double* out) {
  const auto index = std::size_t(segment.position);
  const double per_h100e = 1.0 / w.c.positions[index].h100e_per_mw;
  const double* used = s.used.at(index, k);
  const double* rest = s.rest.at(index, k);
  for (std::size_t i = 0; i < kLanes; ++i) {
    out[i] = per_h100e * (used[i] + (segment.owed ? 0.0 : rest[i]));
  }
}

// Capacity that comes earlier in the order than the last segment in use spares that one; where work
// waits, what is worth its cost serves more.
void slope_together(const Workspace& w, Slopes& s, const Fleet& fleet, int k,
                    const double* marginal) {
  const auto need = std::size_t(fleet.workloads[0]);
  const auto& merit = fleet.merit[std::size_t(k)];
  const double* worth = w.worth.at(need, k);
  Lanes more, use, cost;  // `more`: of capacity at no cost
  std::copy_n(s.served.at(need, k), kLanes, more.begin());
  for (std::size_t m = 0; m < merit.size(); ++m) {
    int here = 0;
    for (std::size_t i = 0; i < kLanes; ++i) here += marginal[i] == double(m);
    if (here == 0) continue;
    use_slope(w, s, merit[m], k, use.data());
    for (std::size_t i = 0; i < kLanes; ++i) more[i] = marginal[i] == double(m) ? -use[i] : more[i];
  }
  for (std::size_t m = 0; m < merit.size(); ++m) {
    const Fleet::Segment& segment = merit[m];
    const auto index = std::size_t(segment.position);
    const double h100e = segment.share * w.c.positions[index].h100e_per_mw;
    use_slope(w, s, segment, k, use.data());
    cost_of(w, segment, k, cost.data());
    double* d = s.delivered.at(index, k);
    for (std::size_t i = 0; i < kLanes; ++i) {
      const bool taken = double(m) < marginal[i] && cost[i] <= worth[i];
      d[i] += taken ? h100e * (more[i] + use[i]) : 0.0;
    }
  }
}

void slope_path(const Workspace& w, Slopes& s, const Fleet& fleet, PathStep at) {
  DispatchScratch& f = s.dispatch;
  solve_path(w, fleet, at, Idle::kept, f);
  for (std::size_t j = 0; j < f.needs.size(); ++j) {
    f.slopes.served[j] = s.served.at(std::size_t(fleet.workloads[j]), at.step)[at.lane];
  }
  const auto position_of = [&](const Segment& segment) {
    return std::size_t(fleet.positions[std::size_t(segment.source)]);
  };
  f.slopes.used.clear();
  for (const Segment& segment : f.segments) {
    const std::size_t p = position_of(segment);
    const double used = s.used.at(p, at.step)[at.lane];
    const double rest = segment.owed ? 0.0 : s.rest.at(p, at.step)[at.lane];
    const double h100e = w.c.positions[p].h100e_per_mw;
    f.slopes.used.push_back(h100e > 0.0 ? (used + rest) / h100e : 0.0);
  }
  fleet.restricted ? network_slope(f) : merit_slope(f);
  for (std::size_t i = 0; i < f.segments.size(); ++i) {
    const Segment& segment = f.segments[i];
    const std::size_t p = position_of(segment);
    s.delivered.at(p, at.step)[at.lane] +=
        segment.share * w.c.positions[p].h100e_per_mw * f.slopes.capacity[i];
  }
}

}  // namespace

void dispatch_slope(const Workspace& w, Slopes& s, const Fleet& fleet) {
  if (fleet.workloads.empty()) return;
  fit(fleet, s.dispatch);
  const std::size_t index = std::size_t(&fleet - w.c.fleets.data());
  for (int k = 0; k < w.c.all_steps; ++k) {
    if (w.in_order[index * std::size_t(w.c.all_steps) + std::size_t(k)]) {
      slope_together(w, s, fleet, k, w.marginal.at(index, k));
      continue;
    }
    set_costs(w, fleet, k, s.dispatch);
    for (int lane = 0; lane < kLanes; ++lane) slope_path(w, s, fleet, {k, lane});
  }
}

}  // namespace offtake
