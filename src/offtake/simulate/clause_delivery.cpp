#include <limits>

#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

// Rounding of (2) far behind the last knot; a share of a MW for a step below it is none.
constexpr double kNothing = 1e-10;

// Which of these paths it converts on, and is not taken over.
void set_alive(const Workspace& w, const Position& p, Lanes& alive) {
  const PartyId holder = p.refusal.holder;
  const bool refused = p.refusal.probability() < 1.0;
  for (std::size_t i = 0; i < kLanes; ++i) {
    alive[i] = w.converted(p, static_cast<int>(i));
    const bool lapsed = holder.valid() && w.default_month[holder.index()][i] <= p.signed_month;
    if (refused && !lapsed) alive[i] *= w.falls(p.refusal, static_cast<int>(i));
  }
}

void set_lanes(Workspace& w, const Position& p, PositionLanes& lanes) {
  const Lanes &user = w.default_month[p.user.index()],
              &provider = w.default_month[p.provider.index()];
  const Lanes& size = w.size_of(p.signing);
  w.factor(p.price_drivers, p.price_step, lanes.price.data());
  set_delay(*w.block, p, lanes.delay);
  const bool always = p.converts >= 1.0 && p.converts_by.drivers.empty();
  if (always && p.refusal.probability() >= 1.0) {
    lanes.alive.fill(1.0);
  } else {
    set_alive(w, p, lanes.alive);
  }
  for_lanes([&, usd = p.price_usd_per_mw_month, of = p.signing < 0 ? p.mw : 1.0](std::size_t i) {
    lanes.price[i] *= usd;
    lanes.stop[i] =
        least(p.late.stop_months(lanes.delay[i]), least(user[i], provider[i]) - p.signed_month);
    const double alive = lanes.alive[i];
    lanes.alive[i] = lanes.stop[i] <= p.release.notice_months ? 0.0 : alive;  // or never signed
    lanes.mw[i] = of * size[i] * lanes.alive[i];
  });
  lanes.idle = std::all_of(lanes.mw.begin(), lanes.mw.end(), [](double mw) { return mw == 0.0; });
}

// Where one side fails on the way, the shares after it.
void cut_shares(const Workspace& w, const Position& p, const PositionLanes& lanes, double* share) {
  const double months = w.c.clock.months_per_step;
  const double start = w.c.clock.start_month - p.signed_month;
  for (std::size_t i = 0; i < kLanes; ++i) {
    int k = p.first_step;
    while (k < p.last_step && start + (k + 1) * months <= lanes.stop[i]) ++k;
    if (k == p.last_step) continue;
    const double begin = std::max(start + k * months, p.release.from_months);
    const double stop = std::max(lanes.stop[i], p.release.from_months);
    const double until = p.installed.integral(stop - lanes.delay[i]);
    const double from = p.installed.integral(std::min(begin, stop) - lanes.delay[i]);
    const double cut = (until - from) / months;
    double* at = share + std::size_t(k - p.first_step) * kLanes + i;
    *at = cut < kNothing ? 0.0 : cut;
    while (++k < p.last_step) *(at += kLanes) = 0.0;
  }
}

void set_share(Workspace& w, std::size_t position) {
  const Position& p = w.c.positions[position];
  PositionLanes& lanes = w.position[position];
  const std::size_t size = std::size_t(p.last_step - p.first_step) * kLanes;
  const double horizon = w.c.clock.begin_of(p.last_step) - p.signed_month;
  const bool stops = *std::min_element(lanes.stop.begin(), lanes.stop.end()) < horizon;
  double* own = w.own_share(position);
  if (w.kept) {
    lanes.share = w.kept->shapes.data() + std::size_t(w.c.shape_row[std::size_t(p.shape)]) * kLanes;
    if (!stops) return;
    std::copy(lanes.share, lanes.share + size, own);
  } else {
    install(w.c, p, lanes.delay, own);
  }
  if (stops) cut_shares(w, p, lanes, own);
  lanes.share = own;
}

}  // namespace

void set_delay(const FuturesBlock& drawn, const Position& p, Lanes& delay) {
  delay.fill(p.slip_months);
  if (!p.delay.valid()) return;
  const double* months = drawn.at(p.delay, 0);
  for_lanes([&, longest = p.most_delay_months - p.slip_months](std::size_t i) {
    delay[i] += least(most(months[i], 0.0), longest);
  });
}

void install(const Compiled& c, const Position& p, const Lanes& delay, double* share) {
  const double months = c.clock.months_per_step;
  Lanes before{}, after{};
  const auto integrate = [&](double t, Lanes& out) {
    t = std::max(t, p.release.from_months);
    out.fill(0.0);
    for (const Profile::Knot& knot : p.installed.knots) {
      for (std::size_t i = 0; i < kLanes; ++i) {
        const double past = std::max(t - delay[i] - knot.at, 0.0);
        out[i] += past * (knot.jump + 0.5 * knot.slope * past);
      }
    }
  };
  const double start = c.clock.start_month - p.signed_month;
  integrate(start + p.first_step * months, before);
  for (int k = p.first_step; k < p.last_step; ++k, share += kLanes) {
    integrate(start + (k + 1) * months, after);
    for (std::size_t i = 0; i < kLanes; ++i) {
      const double part = (after[i] - before[i]) / months;
      share[i] = part < kNothing ? 0.0 : part;
    }
    before = after;
  }
}

void prepare(Workspace& w, std::size_t position) {
  const Position& p = w.c.positions[position];
  set_lanes(w, p, w.position[position]);
  p.step_in.failed.valid() ? take_over(w, position) : set_share(w, position);
}

void deliver(Workspace& w, std::size_t position) {
  const Position& p = w.c.positions[position];
  if (p.release.of >= 0) return release(w, position);
  const PositionLanes& lanes = w.position[position];
  if (lanes.idle && w.purpose == Purpose::value) return;
  if (p.first_step >= p.last_step) return;
  const double* out = w.delivered.at(position, p.first_step);
  rows::multiply(rows::same(lanes.mw), {lanes.share}, std::size_t(p.last_step - p.first_step),
                 w.delivered.at(position, p.first_step));
  if (w.purpose == Purpose::value) return;
  for (int k = p.first_step; k < p.last_step; ++k, out += kLanes) {
    double sum = 0.0;
    for (int i = 0; i < w.counted; ++i) sum += out[i];
    w.sums.delivered_mw[position * std::size_t(w.c.all_steps) + std::size_t(k)] += sum;
  }
}

void deliver_slope(const Workspace& w, Slopes& s, std::size_t position) {
  const Position& p = w.c.positions[position];
  if (p.release.of >= 0) return release_mw_slope(w, s, position);
  const PositionLanes& lanes = w.position[position];
  if (p.first_step >= p.last_step) return;
  rows::add_products(lanes.share, s.delivered.at(position, p.first_step),
                     std::size_t(p.last_step - p.first_step), s.mw[position]);
}

}  // namespace offtake
