#include "offtake/simulate/clauses.h"

namespace offtake {

void take_over(Workspace& w, std::size_t position) {
  const Position& p = w.c.positions[position];
  PositionLanes& lanes = w.position[position];
  const StepInTables& by = p.step_in;
  Lanes stands{}, from{}, until{};
  bool any = false;
  for (std::size_t i = 0; i < kLanes; ++i) {
    const double failed = w.default_month[by.failed.index()][i] - p.signed_month;
    from[i] = most(failed + by.after_months, p.release.from_months);
    until[i] = least(p.end_months + lanes.delay[i], lanes.stop[i]);
    if (from[i] < until[i] && failed > p.release.notice_months)
      stands[i] = by.share * p.installed.share(failed - lanes.delay[i]);
    if (stands[i] <= 0.0) lanes.alive[i] = lanes.mw[i] = 0.0;
    any |= stands[i] > 0.0;
  }
  lanes.idle |= !any;
  const double months = w.c.clock.months_per_step;
  const double start = w.c.clock.start_month - p.signed_month;
  double* share = w.own_share(position);
  lanes.share = share;
  for (int k = p.first_step; k < p.last_step; ++k, share += kLanes) {
    const double begin = start + k * months, end = begin + months;
    for_lanes([&, out = share](std::size_t i) {
      const double inside = most(least(until[i], end) - most(from[i], begin), 0.0);
      out[i] = stands[i] * inside / months;
    });
  }
}

}  // namespace offtake
