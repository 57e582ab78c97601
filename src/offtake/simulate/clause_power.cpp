#include "offtake/simulate/clauses.h"

namespace offtake {

void pay_power(Workspace& w, std::size_t position, const LaneArray& used) {
  const Position& p = w.c.positions[position];
  const double months = w.c.clock.months_per_step;
  Lanes usd;
  for (int k = p.first_step; k < p.last_step; ++k) {
    const double* u = used.at(position, k);
    if (w.purpose == Purpose::measure) {
      double* mwh = w.power.at(p.user.index(), k);
      for (std::size_t i = 0; i < kLanes; ++i) mwh[i] += p.mwh_per_mw_month * months * u[i];
    }
    if (p.power_line < 0) continue;
    w.value(p.power_usd_per_mwh, k, usd.data());
    for_lanes([&, mwh = p.mwh_per_mw_month](std::size_t i) { usd[i] *= mwh * months * u[i]; });
    if (p.build) w.spent(p.user, k, usd.data(), 1.0);
    w.post(p.power_line, k, usd.data());
  }
}

void power_slope(const Workspace& w, Slopes& s, std::size_t position) {
  const Position& p = w.c.positions[position];
  if (p.power_line < 0) return;
  const double mwh = p.mwh_per_mw_month * w.c.clock.months_per_step;
  Lanes price;
  for (int k = p.first_step; k < p.last_step; ++k) {
    const double* usd = s.of_line(w.c, p.power_line, k);
    w.value(p.power_usd_per_mwh, k, price.data());
    double* d = s.delivered.at(position, k);
    double* u = s.used.at(position, k);
    for_lanes([&](std::size_t i) { price[i] = usd[i] * price[i] * mwh; });
    if (p.always_runs) {
      for_lanes([&](std::size_t i) { d[i] += price[i]; });
    } else {
      std::copy(price.begin(), price.end(), u);
    }
  }
}

}  // namespace offtake
