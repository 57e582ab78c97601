#include <limits>

#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

// Rounding of (2) far behind the last knot; a share of a MW for a step below it is none.
constexpr double kNothing = 1e-10;

void set_lanes(Workspace& w, const Position& p, PositionLanes& lanes) {
  w.factor(p.price_drivers, std::max(p.signed_step, 0), lanes.price.data());
  for (std::size_t i = 0; i < kLanes; ++i) {
    const int lane = static_cast<int>(i);
    lanes.price[i] *= p.price_usd_per_mw_month;
    lanes.mw[i] = p.mw * w.converted(p.converts, p.conversion_stream, lane);
    const double failed =
        std::min(w.default_month[p.user.index()][i], w.default_month[p.provider.index()][i]);
    lanes.stop[i] = failed - p.signed_month;
    if (lanes.stop[i] <= 0.0) lanes.mw[i] = 0.0;  // never signed
    lanes.delay[i] =
        p.delay.valid() ? std::clamp(w.block.at(p.delay, 0)[i], 0.0, p.most_delay_months) : 0.0;
  }
}

}  // namespace

void deliver(Workspace& w, std::size_t position) {
  const Position& p = w.c.positions[position];
  PositionLanes& lanes = w.position[position];
  set_lanes(w, p, lanes);
  const double months = w.c.clock.months_per_step;
  Lanes before{}, after{};
  const auto integrate = [&](double t, Lanes& out) {
    out.fill(0.0);
    for (const Profile::Knot& knot : p.installed.knots) {
      for (std::size_t i = 0; i < kLanes; ++i) {
        const double past = std::max(std::min(t, lanes.stop[i]) - lanes.delay[i] - knot.at, 0.0);
        out[i] += past * (knot.jump + 0.5 * knot.slope * past);
      }
    }
  };
  const double start = w.c.clock.start_month - p.signed_month;
  integrate(start + p.first_step * months, before);
  for (int k = p.first_step; k < p.last_step; ++k) {
    integrate(start + (k + 1) * months, after);
    double* out = w.delivered.at(position, k);
    for (std::size_t i = 0; i < kLanes; ++i) {
      const double share = (after[i] - before[i]) / months;
      out[i] = share < kNothing ? 0.0 : lanes.mw[i] * share;
    }
    before = after;
    double sum = 0.0;
    for (int i = 0; i < w.counted; ++i) sum += out[i];
    w.sums.delivered_mw[position * std::size_t(w.c.all_steps) + std::size_t(k)] += sum;
  }
}

}  // namespace offtake
