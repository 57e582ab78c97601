#include "offtake/simulate/clauses.h"

namespace offtake {

void pay_power(Workspace& w, std::size_t position, const LaneArray& used) {
  const Position& p = w.c.positions[position];
  const double months = w.c.clock.months_per_step;
  Lanes usd;
  for (int k = p.first_step; k < p.last_step; ++k) {
    const double* u = used.at(position, k);
    double* mwh = w.power.at(p.user.index(), k);
    double* spend = w.spend.at(p.user.index(), k);
    for (std::size_t i = 0; i < kLanes; ++i) mwh[i] += p.mwh_per_mw_month * months * u[i];
    if (p.power_line < 0) continue;
    w.value(p.power_usd_per_mwh, k, usd.data());
    for (std::size_t i = 0; i < kLanes; ++i) {
      usd[i] *= p.mwh_per_mw_month * months * u[i];
      if (p.build) spend[i] += usd[i];
    }
    w.post(p.power_line, k, usd.data());
  }
}

}  // namespace offtake
