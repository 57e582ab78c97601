#include "offtake/simulate/clauses.h"

namespace offtake {

void passed_through_in(const Workspace& w, const Position& p, int k, double* out) {
  if (p.pass_through_line < 0) {
    std::fill(out, out + kLanes, 0.0);
    return;
  }
  w.value(p.power_usd_per_mwh, k, out);
  for_lanes([&, mwh = p.user_power * p.mwh_per_mw_month](std::size_t i) { out[i] *= mwh; });
}

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
    if (p.power_line >= 0) {
      w.value(p.power_usd_per_mwh, k, usd.data());
      for_lanes([&, mwh = p.mwh_per_mw_month](std::size_t i) { usd[i] *= mwh * months * u[i]; });
      w.spent(p.provider, k, usd.data(), 1.0);
      w.post(p.power_line, k, usd.data());
    }
    if (p.pass_through_line < 0) continue;
    passed_through_in(w, p, k, usd.data());
    for_lanes([&](std::size_t i) { usd[i] *= months * u[i]; });
    w.spent(p.user, k, usd.data(), 1.0);
    w.post(p.pass_through_line, k, usd.data());
  }
}

void power_slope(const Workspace& w, Slopes& s, std::size_t position) {
  const Position& p = w.c.positions[position];
  if (p.power_line < 0 && p.pass_through_line < 0) return;
  const double mwh = p.mwh_per_mw_month * w.c.clock.months_per_step;
  static constexpr Lanes nothing{};
  Lanes price;
  for (int k = p.first_step; k < p.last_step; ++k) {
    const auto worth = [&](int line) {
      return line >= 0 ? s.of_line(w.c, line, k) : nothing.data();
    };
    const double* bought = worth(p.power_line);
    const double* passed = worth(p.pass_through_line);
    w.value(p.power_usd_per_mwh, k, price.data());
    double* d = s.delivered.at(position, k);
    double* u = s.used.at(position, k);
    for_lanes([&, share = p.user_power](std::size_t i) {
      price[i] *= mwh * (bought[i] + share * passed[i]);
    });
    if (p.always_runs) {
      for_lanes([&](std::size_t i) { d[i] += price[i]; });
    } else {
      std::copy(price.begin(), price.end(), u);
    }
  }
}

}  // namespace offtake
