#include <cmath>

#include "offtake/simulate/compile.h"

namespace offtake {
namespace {

// Steps in which capex can fall.
void set_spend_steps(const Compiled& c, const Position& p, CostTables& cost) {
  const auto step = [&](double since) {
    return (p.signed_month + since - c.clock.start_month) / c.clock.months_per_step;
  };
  const double begin = p.ramp.knots.front().at - cost.spend_months;
  const double end = p.ramp.knots.back().at + p.most_delay_months;
  cost.first_spend = std::max(0, static_cast<int>(std::floor(step(begin))));
  cost.last_spend = std::min(c.all_steps, static_cast<int>(std::floor(step(end))) + 1);
}

}  // namespace

double spent_share(const Position& p, double t) {
  const double months = p.cost.spend_months;
  if (months <= 0.0) return p.ramp.share(t);
  return (p.ramp.integral(t + months) - p.ramp.integral(t)) / months;
}

void number_fixed(Compiled& c) {
  c.spend_rows = c.ramp_rows = 0;
  for (Position& p : c.positions) {
    p.cost.spend_row = -1;
    if (!p.has_cost || p.cost.capex_line < 0) continue;
    set_spend_steps(c, p, p.cost);
    p.cost.spend_row = c.spend_rows;
    c.spend_rows += std::max(0, p.cost.last_spend - p.cost.first_spend);
  }
  for (Tranche& t : c.tranches) {
    if (!t.of.by_mw) continue;
    t.of.ramp_row = c.ramp_rows;
    const int boundaries = std::max(0, t.of.last_step - t.of.first_step + 1);
    c.ramp_rows += static_cast<int>(t.of.positions.size()) * boundaries;
  }
}

}  // namespace offtake
