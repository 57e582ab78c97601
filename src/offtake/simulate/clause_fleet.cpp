#include "offtake/simulate/clauses.h"

namespace offtake {

void pay_shortfall(Workspace& w, std::size_t position) {
  const Position& p = w.c.positions[position];
  if (p.from_fleet.line < 0) return;
  Lanes usd;
  for (int k = p.first_step; k < p.last_step; ++k) {
    const double* due = w.due.at(std::size_t(p.from_fleet.index), k);
    const double* d = w.delivered.at(position, k);
    const StepPrice price = price_in(w, position, k);
    const double scale = p.from_fleet.shortfall * price.factor * w.c.clock.months_per_step;
    for_lanes([&](std::size_t i) { usd[i] = scale * price.usd[i] * most(due[i] - d[i], 0.0); });
    w.spent(p.user, k, usd.data(), -1.0);
    w.post(p.from_fleet.line, k, usd.data());
  }
}

void shortfall_slope(const Workspace& w, Slopes& s, std::size_t position) {
  const Position& p = w.c.positions[position];
  if (p.from_fleet.line < 0) return;
  for (int k = p.first_step; k < p.last_step; ++k) {
    const double* usd = s.of_line(w.c, p.from_fleet.line, k);
    double* due = s.due.at(std::size_t(p.from_fleet.index), k);
    double* d = s.delivered.at(position, k);
    const StepPrice price = price_in(w, position, k);
    const double scale = p.from_fleet.shortfall * price.factor * w.c.clock.months_per_step;
    for_lanes([&](std::size_t i) {
      const double per_mw = usd[i] * scale * price.usd[i];
      due[i] += per_mw;
      d[i] -= per_mw;
    });
  }
}

}  // namespace offtake
