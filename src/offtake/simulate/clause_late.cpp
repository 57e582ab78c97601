#include <algorithm>
#include <array>
#include <cmath>

#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

bool stopped_late(const Position& p, const PositionLanes& lanes, std::size_t i) {
  return lanes.delay[i] > p.late.after_months && lanes.stop[i] >= p.late.long_stop_months();
}

// Calls use(line, step, USD per MW [lane]) for what falls due once, at `month` [lane] since
// signing: in the step that ends there or holds it.
template <class F>
void at_month(const Workspace& w, const Position& p, int line, const Lanes& month,
              const Lanes& usd_per_mw, F use) {
  const Clock& clock = w.c.clock;
  std::array<int, kLanes> step;
  for (std::size_t i = 0; i < kLanes; ++i) {
    const double since = p.signed_month + month[i] - clock.start_month;
    const bool due = usd_per_mw[i] != 0.0 && since > 0.0;  // what was due before is past
    step[i] = due ? static_cast<int>(std::ceil(since / clock.months_per_step - 1e-9)) - 1 : -1;
  }
  const auto [first, last] = std::minmax_element(step.begin(), step.end());
  Lanes usd;
  for (int k = std::max(*first, 0); k <= *last; ++k) {
    if (std::find(step.begin(), step.end(), k) == step.end()) continue;
    for (std::size_t i = 0; i < kLanes; ++i) usd[i] = step[i] == k ? usd_per_mw[i] : 0.0;
    use(line, k, usd);
  }
}

// Of what was given up before, nothing comes back.
double prepaid_months(const Workspace& w, const Position& p) {
  if (p.release.of < 0) return p.prepayment_months;
  const bool before = p.release.from_months < p.late.long_stop_months();
  return before ? -w.c.positions[std::size_t(p.release.of)].prepayment_months : 0.0;
}

template <class F>
void for_each_return(const Workspace& w, const Position& p, const PositionLanes& lanes, F use) {
  Lanes end, deposit, prepaid;
  for (std::size_t i = 0; i < kLanes; ++i) {
    const bool late = stopped_late(p, lanes, i);
    end[i] = late ? p.late.long_stop_months() : p.end_months + lanes.delay[i];
    deposit[i] = end[i] <= lanes.stop[i] ? lanes.price[i] * p.deposit.months : 0.0;
    prepaid[i] = late ? lanes.price[i] * prepaid_months(w, p) : 0.0;
  }
  if (p.deposit.return_line >= 0) at_month(w, p, p.deposit.return_line, end, deposit, use);
  if (p.late.prepayment_return_line < 0) return;
  at_month(w, p, p.late.prepayment_return_line, end, prepaid, use);
}

template <class F>
void for_each_damage(const Workspace& w, const Position& p, const PositionLanes& lanes, F use) {
  if (p.late.damages_line < 0) return;
  const double months = w.c.clock.months_per_step;
  const double start = w.c.clock.start_month - p.signed_month, from = p.late.first_months;
  Lanes until, usd;
  for (std::size_t i = 0; i < kLanes; ++i) {
    until[i] = std::min(from + std::min(lanes.delay[i], p.late.damaged_months), lanes.stop[i]);
  }
  const double last = *std::max_element(until.begin(), until.end());
  for (int k = p.first_step; k < p.last_step && start + k * months < last; ++k) {
    const double begin = std::max({start + k * months, from, p.release.from_months});
    const double end = start + (k + 1) * months;
    const double sign = p.release.of < 0 ? 1.0 : -1.0;
    for_lanes([&, share = sign * p.late.damages_per_month](std::size_t i) {
      usd[i] = lanes.price[i] * share * most(least(until[i], end) - begin, 0.0);
    });
    use(p.late.damages_line, k, usd);
  }
}

// Calls use(line, step, USD per MW [lane]) for all that is paid.
template <class F>
void for_each_payment(const Workspace& w, std::size_t position, F use) {
  const Position& p = w.c.positions[position];
  const PositionLanes& lanes = w.position[position];
  for_each_damage(w, p, lanes, use);
  if (p.deposit.line >= 0 && p.signed_step >= 0) {
    Lanes usd;
    for (std::size_t i = 0; i < kLanes; ++i) usd[i] = lanes.price[i] * p.deposit.months;
    use(p.deposit.line, p.signed_step, usd);
  }
  if (p.deposit.return_line >= 0 || p.late.prepayment_return_line >= 0) {
    for_each_return(w, p, lanes, use);
  }
}

}  // namespace

void pay_late(Workspace& w, std::size_t position) {
  const Position& p = w.c.positions[position];
  const Lanes& mw = w.position[position].mw;
  for_each_payment(w, position, [&](int line, int step, Lanes& usd) {
    for (std::size_t i = 0; i < kLanes; ++i) usd[i] *= mw[i];
    // A deposit is not spent.
    const bool spares = line == p.late.damages_line || line == p.late.prepayment_return_line;
    if (spares) w.spent(p.user, step, usd.data(), -1.0);
    w.post(line, step, usd.data());
  });
}

void late_slope(const Workspace& w, Slopes& s, std::size_t position) {
  Lanes& mw = s.mw[position];
  for_each_payment(w, position, [&](int line, int step, const Lanes& usd) {
    const double* worth = s.of_line(w.c, line, step);
    for (std::size_t i = 0; i < kLanes; ++i) mw[i] += worth[i] * usd[i];
  });
}

}  // namespace offtake
