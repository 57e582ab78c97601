#include <cmath>

#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

// Share of the capex that is spent until t months after signing, with a spend of L months before
// each MW is installed: (R(t + L) − R(t)) / L, and installed share itself for L = 0.
double spent_share(const Profile& ramp, double t, double spend_months) {
  if (spend_months <= 0.0) return ramp.share(t);
  return (ramp.integral(t + spend_months) - ramp.integral(t)) / spend_months;
}

// Steps in which capex can fall.
std::pair<int, int> spend_steps(const Workspace& w, const Position& p) {
  const double m = w.c.clock.months_per_step;
  const auto step = [&](double since) {
    return (p.signed_month + since - w.c.clock.start_month) / m;
  };
  const double begin = p.ramp.knots.front().at - p.cost.spend_months;
  const double end = p.ramp.knots.back().at + p.most_delay_months;
  return {std::max(0, static_cast<int>(std::floor(step(begin)))),
          std::min(w.c.all_steps, static_cast<int>(std::floor(step(end))) + 1)};
}

void pay_capex(Workspace& w, const Position& p, const PositionLanes& lanes) {
  const double m = w.c.clock.months_per_step;
  const double start = w.c.clock.start_month - p.signed_month;
  Lanes capex_per_mw, chips_per_mw, before{}, after{}, chips{}, rest{};
  w.factor(p.cost.capex_drivers, std::max(p.signed_step, 0), capex_per_mw.data());
  // Chips are a part of the capex, so where that has fallen under their price they cost no more.
  for (std::size_t i = 0; i < kLanes; ++i) {
    const double capex = capex_per_mw[i] * p.cost.capex_usd_per_mw;
    chips_per_mw[i] = std::min(p.cost.chips_usd_per_mw, capex);
    capex_per_mw[i] = capex - chips_per_mw[i];
  }
  const auto share_at = [&](double t, Lanes& out) {
    for (std::size_t i = 0; i < kLanes; ++i) {
      out[i] =
          spent_share(p.ramp, std::min(t, lanes.stop[i]) - lanes.delay[i], p.cost.spend_months);
    }
  };
  const auto [first, last] = spend_steps(w, p);
  // Capacity that stood before the clock started was paid for before it.
  share_at(start + first * m, before);
  for (int k = first; k < last; ++k) {
    share_at(start + (k + 1) * m, after);
    double* spend = w.spend.at(p.user.index(), k);
    for (std::size_t i = 0; i < kLanes; ++i) {
      const double mw = lanes.mw[i] * (after[i] - before[i]);
      chips[i] = mw * chips_per_mw[i];
      rest[i] = mw * capex_per_mw[i];
      if (p.build) spend[i] += chips[i] + rest[i];
    }
    if (p.cost.chips_line >= 0) w.post(p.cost.chips_line, k, chips.data());
    w.post(p.cost.capex_line, k, rest.data());
    before = after;
  }
}

void pay_opex(Workspace& w, std::size_t position, const Position& p) {
  if (p.cost.opex_line < 0) return;
  const double m = w.c.clock.months_per_step;
  Lanes usd;
  for (int k = p.first_step; k < p.last_step; ++k) {
    w.value(p.cost.opex_usd_per_mw_month, k, usd.data());
    const double* d = w.delivered.at(position, k);
    double* spend = w.spend.at(p.user.index(), k);
    for (std::size_t i = 0; i < kLanes; ++i) {
      usd[i] *= m * d[i];
      if (p.build) spend[i] += usd[i];
    }
    w.post(p.cost.opex_line, k, usd.data());
  }
}

void pay_residual(Workspace& w, const Position& p, const PositionLanes& lanes) {
  if (p.cost.residual_line < 0) return;
  const double m = w.c.clock.months_per_step;
  const double start = w.c.clock.start_month - p.signed_month;
  Lanes capex_per_mw, usd;
  w.factor(p.cost.capex_drivers, std::max(p.signed_step, 0), capex_per_mw.data());
  // The end may fall exactly on the boundary after the last step that delivers.
  for (int k = p.first_step; k < p.last_step; ++k) {
    bool any = false;
    for (std::size_t i = 0; i < kLanes; ++i) {
      const double end = p.end_months + lanes.delay[i];
      const bool here = end > start + k * m && end <= start + (k + 1) * m && end <= lanes.stop[i];
      usd[i] =
          here ? p.cost.residual * p.cost.capex_usd_per_mw * capex_per_mw[i] * lanes.mw[i] : 0.0;
      any |= here;
    }
    if (any) w.post(p.cost.residual_line, k, usd.data());
  }
}

}  // namespace

void pay_costs(Workspace& w, std::size_t position) {
  const Position& p = w.c.positions[position];
  if (!p.has_cost) return;
  pay_capex(w, p, w.position[position]);
  pay_opex(w, position, p);
  pay_residual(w, p, w.position[position]);
}

}  // namespace offtake
