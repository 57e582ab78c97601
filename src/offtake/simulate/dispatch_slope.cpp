#include <algorithm>
#include <cmath>

#include "offtake/simulate/dispatch_parts.h"

namespace offtake {
namespace {

// What one MW more of such a part in use moves besides s.used [lane]; null: nothing.
const double* of_part(const Slopes& s, std::size_t position, Tier tier, int k) {
  if (tier == Tier::paid) return nullptr;
  return (tier == Tier::let ? s.let : s.beyond).at(position, k);
}

// Of one H100e of a segment in use.
double use_slope(const Slopes& s, const Fleet::Segment& segment, int k, std::size_t lane) {
  const auto index = std::size_t(segment.position);
  const double* part = of_part(s, index, segment.tier, k);
  return segment.mw_per_h100e * (s.used.at(index, k)[lane] + (part ? part[lane] : 0.0));
}

// What capacity at no cost is worth in a step: it spares the last segment in use, or serves more
// where work waits.
void set_more(Slopes& s, const Fleet& fleet, int k, const double* marginal) {
  const double* served = s.served.at(std::size_t(fleet.workloads[0]), k);
  double* more = s.more.at(0, k);
  for (std::size_t i = 0; i < kLanes; ++i) {
    more[i] = served[i];
    if (marginal[i] == kApart) {
      more[i] = 0.0;
    } else if (!std::isinf(marginal[i])) {
      more[i] = -use_slope(s, fleet.merit[std::size_t(marginal[i])], k, i);
    }
  }
}

// Where a segment comes earlier in the order than the last in use, and is worth its cost.
void slope_together(const Workspace& w, Slopes& s, const Fleet& fleet, std::size_t index) {
  for (int k = 0; k < w.c.all_steps; ++k) set_more(s, fleet, k, w.marginal.at(index, k));
  const auto need = std::size_t(fleet.workloads[0]);
  for (std::size_t m = 0; m < fleet.merit.size(); ++m) {
    const Fleet::Segment& segment = fleet.merit[m];
    const auto source = std::size_t(segment.position);
    const int k = segment.first_step;
    rows::spare(part_of(w, segment, double(m), need), s.more.at(0, k),
                s.has_used[source] ? s.used.at(source, k) : nullptr,
                of_part(s, source, segment.tier, k), w.marginal.at(index, k),
                std::size_t(segment.last_step - k), s.delivered.at(source, k));
  }
}

void slope_of_due(const Workspace& w, Slopes& s, const Fleet& fleet, PathStep at) {
  DispatchScratch& f = s.dispatch;
  demand_slope(f, fleet.restricted ? Places::by_need : Places::any);
  for (std::size_t n = 0; n < fleet.sold.size(); ++n) {
    const Position& p = w.c.positions[std::size_t(fleet.sold[n])];
    if (!p.delivers(at.step)) continue;
    s.due.at(std::size_t(p.from_fleet.index), at.step)[at.lane] +=
        p.h100e_per_mw * f.slopes.demand[fleet.workloads.size() + n];
  }
}

void slope_path(const Workspace& w, Slopes& s, const Fleet& fleet, PathStep at) {
  DispatchScratch& f = s.dispatch;
  solve_path(w, fleet, at, Idle::kept, f);
  const std::size_t own = fleet.workloads.size();
  for (std::size_t j = 0; j < own; ++j) {
    f.slopes.served[j] = s.served.at(std::size_t(fleet.workloads[j]), at.step)[at.lane];
  }
  for (std::size_t n = 0; n < fleet.sold.size(); ++n) {
    const auto index = std::size_t(fleet.sold[n]);
    const Position& p = w.c.positions[index];
    const bool any = p.delivers(at.step) && p.h100e_per_mw > 0.0;
    f.slopes.served[own + n] = any ? s.delivered.at(index, at.step)[at.lane] / p.h100e_per_mw : 0.0;
  }
  const auto position_of = [&](const Segment& segment) {
    return std::size_t(fleet.positions[std::size_t(segment.source)]);
  };
  f.slopes.used.clear();
  for (const Segment& segment : f.segments) {
    const std::size_t p = position_of(segment);
    const double* part = of_part(s, p, segment.tier, at.step);
    const double used = s.used.at(p, at.step)[at.lane] + (part ? part[at.lane] : 0.0);
    const double h100e = w.c.positions[p].h100e_per_mw;
    f.slopes.used.push_back(h100e > 0.0 ? used / h100e : 0.0);
  }
  fleet.restricted ? network_slope(f) : merit_slope(f);
  for (std::size_t i = 0; i < f.segments.size(); ++i) {
    const Segment& segment = f.segments[i];
    const std::size_t p = position_of(segment);
    s.delivered.at(p, at.step)[at.lane] +=
        segment.share * w.c.positions[p].h100e_per_mw * f.slopes.capacity[i];
  }
  if (!fleet.sold.empty()) slope_of_due(w, s, fleet, at);
}

// deliver_slope() goes by what is due.
void pass_due_on(const Workspace& w, Slopes& s, const Fleet& fleet) {
  for (const int i : fleet.sold) {
    const auto index = std::size_t(i);
    const Position& p = w.c.positions[index];
    if (p.first_step >= p.last_step) continue;
    std::copy_n(s.due.at(std::size_t(p.from_fleet.index), p.first_step),
                std::size_t(p.last_step - p.first_step) * kLanes,
                s.delivered.at(index, p.first_step));
  }
}

}  // namespace

void dispatch_slope(const Workspace& w, Slopes& s, const Fleet& fleet) {
  if (fleet.workloads.empty() && fleet.sold.empty()) return;
  fit(fleet, s.dispatch);
  const std::size_t index = std::size_t(&fleet - w.c.fleets.data());
  const LaneSet* apart = w.fixed().apart.data() + index * std::size_t(w.c.all_steps);
  if (!fleet.merit.empty()) slope_together(w, s, fleet, index);
  for (int k = 0; k < w.c.all_steps; ++k) {
    if (apart[k] == 0) continue;
    set_costs(w, fleet, k, s.dispatch);
    for (int lane = 0; lane < kLanes; ++lane) {
      if (apart[k] >> lane & 1) slope_path(w, s, fleet, {k, lane});
    }
  }
  pass_due_on(w, s, fleet);
}

}  // namespace offtake
