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
  if (p.first_step >= p.last_step) return;
  const auto steps = std::size_t(p.last_step - p.first_step);
  const double months = w.c.clock.months_per_step;
  const double mwh = p.mwh_per_mw_month * months;
  const double* u = used.at(position, p.first_step);
  if (w.purpose == Purpose::measure) {
    rows::add(mwh, u, steps, w.power.at(p.user.index(), p.first_step));
  }
  double* usd = w.scratch[0].at(0, 0);
  const auto pay = [&](int line, PartyId payer, double by) {
    w.value(p.power_usd_per_mwh, p.first_step, p.last_step, usd);
    rows::scale(by, u, steps, usd);
    w.spent(payer, p.first_step, p.last_step, usd, 1.0);
    w.post(line, p.first_step, p.last_step, usd);
  };
  if (p.power_line >= 0) pay(p.power_line, p.provider, mwh);
  if (p.pass_through_line >= 0) pay(p.pass_through_line, p.user, p.user_power * mwh);
}

void power_slope(const Workspace& w, Slopes& s, std::size_t position) {
  const Position& p = w.c.positions[position];
  if (p.power_line < 0 && p.pass_through_line < 0) return;
  if (p.first_step >= p.last_step) return;
  const double mwh = p.mwh_per_mw_month * w.c.clock.months_per_step;
  static constexpr Lanes nothing{};
  double* price = s.scratch[0].at(0, 0);
  w.value(p.power_usd_per_mwh, p.first_step, p.last_step, price);
  for (int k = p.first_step; k < p.last_step; ++k, price += kLanes) {
    const auto worth = [&](int line) {
      return line >= 0 ? s.of_line(w.c, line, k) : nothing.data();
    };
    const double* bought = worth(p.power_line);
    const double* passed = worth(p.pass_through_line);
    double* d = s.delivered.at(position, k);
    double* u = s.used.at(position, k);
    for_lanes([=, share = p.user_power](std::size_t i) {
      price[i] *= mwh * (bought[i] + share * passed[i]);
    });
    if (p.always_runs) {
      for_lanes([=](std::size_t i) { d[i] += price[i]; });
    } else {
      std::copy_n(price, kLanes, u);
    }
  }
}

}  // namespace offtake
