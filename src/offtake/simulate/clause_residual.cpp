#include <algorithm>

#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

// Of what is given up, the share of the capex that is never spent, taken away again; otherwise all.
double share_of_capex(const Position& p, double delay) {
  if (p.release.of < 0) return 1.0;
  const double effect = p.release.from_months - delay;
  return spent_share(p, effect) - 1.0;
}

// Calls use(step, capex per MW where it ends in this step, residual value as a share of it [lane])
// for the steps in which it ends on some path. Where one side has failed before, it never does.
template <class F>
void for_each_end(const Workspace& w, std::size_t position, F use) {
  const Position& p = w.c.positions[position];
  const PositionLanes& lanes = w.position[position];
  const double m = w.c.clock.months_per_step;
  const double start = w.c.clock.start_month - p.signed_month;
  Lanes factor, capex, residual;
  w.factor(p.cost.capex_drivers, std::max(p.signed_step, 0), factor.data());
  const auto [soonest, latest] = std::minmax_element(lanes.delay.begin(), lanes.delay.end());
  // The end may fall exactly on the boundary after the last step that delivers.
  const int first = static_cast<int>((p.end_months + *soonest - start) / m) - 1;
  const int last = static_cast<int>((p.end_months + *latest - start) / m) + 1;
  for (int k = std::max(p.first_step, first); k < std::min(p.last_step, last); ++k) {
    bool any = false;
    for (std::size_t i = 0; i < kLanes; ++i) {
      const double end = p.end_months + lanes.delay[i];
      const bool here = end > start + k * m && end <= start + (k + 1) * m && end <= lanes.stop[i];
      capex[i] =
          here ? p.cost.capex_usd_per_mw * factor[i] * share_of_capex(p, lanes.delay[i]) : 0.0;
      any |= capex[i] != 0.0;
    }
    if (!any) continue;
    w.value(p.cost.residual, k, residual.data());
    use(k, capex, residual);
  }
}

bool pays_residual(const Position& p) { return p.has_cost && p.cost.residual_line >= 0; }

}  // namespace

void pay_residual(Workspace& w, std::size_t position) {
  const Position& p = w.c.positions[position];
  if (!pays_residual(p) && p.guarantee.line < 0) return;
  const Lanes& mw = w.position[position].mw;
  Lanes usd;
  for_each_end(w, position, [&](int k, const Lanes& capex, const Lanes& residual) {
    if (pays_residual(p)) {
      for_lanes([&](std::size_t i) { usd[i] = residual[i] * capex[i] * mw[i]; });
      w.post(p.cost.residual_line, k, usd.data());
    }
    if (p.guarantee.line < 0) return;
    for_lanes([&, share = p.guarantee.share](std::size_t i) {
      usd[i] = most(share - residual[i], 0.0) * capex[i] * mw[i];
    });
    w.spent(p.user, k, usd.data(), 1.0);
    w.post(p.guarantee.line, k, usd.data());
  });
}

void residual_slope(const Workspace& w, Slopes& s, std::size_t position) {
  const Position& p = w.c.positions[position];
  if (!pays_residual(p) && p.guarantee.line < 0) return;
  Lanes& mw = s.mw[position];
  for_each_end(w, position, [&](int k, const Lanes& capex, const Lanes& residual) {
    if (pays_residual(p)) {
      const double* usd = s.of_line(w.c, p.cost.residual_line, k);
      for_lanes([&](std::size_t i) { mw[i] += usd[i] * residual[i] * capex[i]; });
    }
    if (p.guarantee.line < 0) return;
    const double* usd = s.of_line(w.c, p.guarantee.line, k);
    for_lanes([&, share = p.guarantee.share](std::size_t i) {
      mw[i] += usd[i] * most(share - residual[i], 0.0) * capex[i];
    });
  });
}

}  // namespace offtake
