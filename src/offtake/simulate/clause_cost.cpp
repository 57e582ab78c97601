#include <algorithm>
#include <cmath>

#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

// Share of the capex that is spent until t months after signing, with a spend of L months before
// each MW is installed: (R(t + L) − R(t)) / L, and installed share itself for L = 0.
void spent_share(const Position& p, const Lanes& t, Lanes& out) {
  const double months = p.cost.spend_months;
  if (months <= 0.0) return p.ramp.share(t, out);
  Lanes later, until, from;
  for_lanes([&](std::size_t i) { later[i] = t[i] + months; });
  p.ramp.integral(later, until);
  p.ramp.integral(t, from);
  for_lanes([&](std::size_t i) { out[i] = (until[i] - from[i]) / months; });
}

struct CapexLanes {
  Lanes chips{}, rest{};  // USD per MW
};

// Chips are a part of the capex, so where that has fallen under their price they cost no more. What
// was paid at signing comes off.
CapexLanes capex_per_mw(const Workspace& w, const Position& p) {
  CapexLanes out;
  w.factor(p.cost.capex_drivers, std::max(p.signed_step, 0), out.rest.data());
  for (std::size_t i = 0; i < kLanes; ++i) {
    const double capex = out.rest[i] * p.cost.capex_usd_per_mw;
    out.chips[i] = std::min(p.cost.chips_usd_per_mw, capex);
    out.rest[i] = (capex - out.chips[i]) * (1.0 - p.cost.deposit);
  }
  return out;
}

bool is_one(const Lanes& of) {
  bool same = true;
  for (const double x : of) same &= x == of[0];
  return same;
}

// Calls use(step, share of the capex spent in it [lane]).
template <class F>
void for_each_spend(const Workspace& w, const Position& p, F use) {
  const std::vector<Lanes>& spent = w.fixed().spent;
  auto row = std::size_t(p.cost.spend_row);
  for (int k = p.cost.first_spend; k < p.cost.last_spend; ++k) use(k, spent[row++]);
}

// What is given up is not built: its share counts the other way.
double sign_of(const Position& p) { return p.release.of < 0 ? 1.0 : -1.0; }

void pay_capex(Workspace& w, const Position& p, const PositionLanes& lanes) {
  const CapexLanes capex = capex_per_mw(w, p);
  const int first = p.cost.first_spend, last = p.cost.last_spend;
  if (first >= last) return;
  const double* share = w.fixed().spent[std::size_t(p.cost.spend_row)].data();
  const auto pay = [&](int line, const Lanes& usd_per_mw) {
    Lanes of;  // what is spent is a share of
    for_lanes(
        [&, sign = sign_of(p)](std::size_t i) { of[i] = sign * lanes.mw[i] * usd_per_mw[i]; });
    double* usd = w.scratch[0].at(0, 0);
    rows::multiply(rows::same(of), {share}, std::size_t(last - first), usd);
    w.spent(p.provider, first, last, usd, 1.0);
    w.post(line, first, last, usd);
  };
  if (p.cost.chips_line >= 0) pay(p.cost.chips_line, capex.chips);
  pay(p.cost.capex_line, capex.rest);
}

// Of what is bought, at signing; per MW.
bool deposit_per_mw(const Workspace& w, const Position& p, Lanes& usd) {
  if (p.cost.deposit <= 0.0 || p.signed_step < 0) return false;
  w.factor(p.cost.capex_drivers, p.signed_step, usd.data());
  for (double& x : usd) x *= p.cost.deposit * p.cost.capex_usd_per_mw;
  return true;
}

void pay_deposit(Workspace& w, const Position& p, const PositionLanes& lanes) {
  Lanes usd;
  if (!deposit_per_mw(w, p, usd)) return;
  for (std::size_t i = 0; i < kLanes; ++i) usd[i] *= lanes.mw[i];
  if (p.build) w.spent(p.user, p.signed_step, usd.data(), 1.0);
  w.post(p.cost.capex_line, p.signed_step, usd.data());
}

void pay_opex(Workspace& w, std::size_t position, const Position& p) {
  if (p.cost.opex_line < 0) return;
  if (p.first_step >= p.last_step) return;
  double* usd = w.scratch[0].at(0, 0);
  w.value(p.cost.opex_usd_per_mw_month, p.first_step, p.last_step, usd);
  rows::scale(w.c.clock.months_per_step, w.delivered.at(position, p.first_step),
              std::size_t(p.last_step - p.first_step), usd);
  w.spent(p.provider, p.first_step, p.last_step, usd, 1.0);
  w.post(p.cost.opex_line, p.first_step, p.last_step, usd);
}

void set_spent(Workspace& w, const Position& p, const PositionLanes& lanes) {
  const double m = w.c.clock.months_per_step;
  const double start = w.c.clock.start_month - p.signed_month;
  const bool together = is_one(lanes.delay) && is_one(lanes.stop);
  const auto share_at = [&](double t, Lanes& out) {
    if (together) {
      const double since = most(least(t, lanes.stop[0]), p.release.from_months) - lanes.delay[0];
      return out.fill(spent_share(p, since));
    }
    Lanes since;
    for_lanes([&, from = p.release.from_months](std::size_t i) {
      since[i] = most(least(t, lanes.stop[i]), from) - lanes.delay[i];
    });
    spent_share(p, since, out);
  };
  auto row = std::size_t(p.cost.spend_row);
  Lanes before, after;
  // Capacity that stood before the clock started was paid for before it.
  share_at(start + p.cost.first_spend * m, before);
  for (int k = p.cost.first_spend; k < p.cost.last_spend; ++k) {
    share_at(start + (k + 1) * m, after);
    Lanes& share = w.own.spent[row++];
    for_lanes([&](std::size_t i) { share[i] = after[i] - before[i]; });
    before = after;
  }
}

}  // namespace

void set_spent(Workspace& w) {
  for (std::size_t i = 0; i < w.c.positions.size(); ++i) {
    const Position& p = w.c.positions[i];
    if (p.cost.spend_row >= 0) set_spent(w, p, w.position[i]);
  }
}

void pay_costs(Workspace& w, std::size_t position) {
  const Position& p = w.c.positions[position];
  if (!p.has_cost) return;
  if (p.cost.capex_line >= 0) {
    pay_capex(w, p, w.position[position]);
    pay_deposit(w, p, w.position[position]);
  }
  pay_opex(w, position, p);
}

namespace {

void capex_slope(const Workspace& w, Slopes& s, std::size_t position) {
  const Position& p = w.c.positions[position];
  Lanes& mw = s.mw[position];
  const CapexLanes capex = capex_per_mw(w, p);
  for_each_spend(w, p, [&](int k, const Lanes& share) {
    const double* rest = s.of_line(w.c, p.cost.capex_line, k);
    const double* chips = p.cost.chips_line >= 0 ? s.of_line(w.c, p.cost.chips_line, k) : rest;
    for_lanes([&, sign = sign_of(p)](std::size_t i) {
      mw[i] += sign * share[i] * (chips[i] * capex.chips[i] + rest[i] * capex.rest[i]);
    });
  });
  Lanes deposit;
  if (!deposit_per_mw(w, p, deposit)) return;
  const double* usd = s.of_line(w.c, p.cost.capex_line, p.signed_step);
  for (std::size_t i = 0; i < kLanes; ++i) mw[i] += usd[i] * deposit[i];
}

}  // namespace

void cost_slope(const Workspace& w, Slopes& s, std::size_t position) {
  const Position& p = w.c.positions[position];
  if (!p.has_cost) return;
  if (p.cost.capex_line >= 0) capex_slope(w, s, position);
  if (p.cost.opex_line < 0 || p.first_step >= p.last_step) return;
  double* opex = s.scratch[0].at(0, 0);
  w.value(p.cost.opex_usd_per_mw_month, p.first_step, p.last_step, opex);
  rows::add_scaled(s.of_line(w.c, p.cost.opex_line, p.first_step), opex, w.c.clock.months_per_step,
                   std::size_t(p.last_step - p.first_step), s.delivered.at(position, p.first_step));
}

}  // namespace offtake
