#include "offtake/simulate/clauses.h"

namespace offtake {

void release(Workspace& w, std::size_t position) {
  const Position& p = w.c.positions[position];
  const auto base = std::size_t(p.release.of);
  const PositionLanes& lanes = w.position[position];
  if (lanes.idle || w.position[base].idle) return;
  const double* share = lanes.share;
  const double* mw = lanes.mw.data();
  for (int k = p.first_step; k < p.last_step; ++k, share += kLanes) {
    double* out = w.delivered.at(base, k);
    double sum = 0.0;
    for (int i = 0; i < w.counted; ++i) sum -= out[i];
    for_lanes([=](std::size_t i) { out[i] = most(out[i] - mw[i] * share[i], 0.0); });
    if (w.purpose == Purpose::value) continue;
    for (int i = 0; i < w.counted; ++i) sum += out[i];
    w.sums.delivered_mw[base * std::size_t(w.c.all_steps) + std::size_t(k)] += sum;
  }
}

void release_mw_slope(const Workspace& w, Slopes& s, std::size_t position) {
  const Position& p = w.c.positions[position];
  double* mw = s.mw[position].data();
  const double* share = w.position[position].share;
  for (int k = p.first_step; k < p.last_step; ++k, share += kLanes) {
    const double* d = s.delivered.at(std::size_t(p.release.of), k);
    for_lanes([=](std::size_t i) { mw[i] -= share[i] * d[i]; });
  }
}

void pay_release(Workspace& w, std::size_t position) {
  const Position& p = w.c.positions[position];
  const PositionLanes& lanes = w.position[position];
  if (lanes.idle) return;
  pay_costs(w, position);
  pay_residual(w, position);
  pay_late(w, position);
  if (p.release.fee_line < 0) return;
  Lanes usd;
  for_lanes([&, months = p.release.fee_months](std::size_t i) {
    usd[i] = lanes.price[i] * months * lanes.mw[i];
  });
  w.spent(p.user, p.release.notice_step, usd.data(), 1.0);
  w.post(p.release.fee_line, p.release.notice_step, usd.data());
}

void release_slope(const Workspace& w, Slopes& s, std::size_t position) {
  const Position& p = w.c.positions[position];
  cost_slope(w, s, position);
  residual_slope(w, s, position);
  late_slope(w, s, position);
  if (p.release.fee_line < 0) return;
  const double* usd = s.of_line(w.c, p.release.fee_line, p.release.notice_step);
  const Lanes& price = w.position[position].price;
  for_lanes([&, months = p.release.fee_months](std::size_t i) {
    s.mw[position][i] += usd[i] * price[i] * months;
  });
}

}  // namespace offtake
