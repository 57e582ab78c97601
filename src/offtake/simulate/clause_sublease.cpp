#include "offtake/simulate/clauses.h"

namespace offtake {

void rent_in(const Workspace& w, std::size_t position, int k, double* out) {
  const Position& p = w.c.positions[position];
  const SubleaseTables& t = p.sublease;
  if (t.rent_usd_per_mw_month.given()) {
    w.value(t.rent_usd_per_mw_month, k, out);
    for_lanes([&, kept = t.kept](std::size_t i) { out[i] *= kept; });
    return;
  }
  const StepPrice price = price_in(w, position, k);
  for_lanes([&, kept = t.kept * price.factor](std::size_t i) { out[i] = price.usd[i] * kept; });
}

namespace {

// USD for a MW let on through the step: whoever takes it on pays for its power too.
void income_in(const Workspace& w, std::size_t position, int k, Lanes& usd) {
  Lanes power;
  rent_in(w, position, k, usd.data());
  passed_through_in(w, w.c.positions[position], k, power.data());
  for_lanes([&, months = w.c.clock.months_per_step](std::size_t i) {
    usd[i] = months * (usd[i] + power[i]);
  });
}

// MW let on. Where the rent is above the price it pays to let on what is not paid for otherwise.
void let_in(const Workspace& w, std::size_t position, int k, Lanes& mw) {
  const Position& p = w.c.positions[position];
  const double* d = w.delivered.at(position, k);
  const double* used = w.worked.at(position, k);
  const StepPrice price = price_in(w, position, k);
  Lanes rent;
  rent_in(w, position, k, rent.data());
  for_lanes([&, share = p.sublease.share, owed = p.take_or_pay](std::size_t i) {
    const double paid = rent[i] > price.usd[i] * price.factor ? d[i] : owed * d[i];
    mw[i] = least(share * d[i], most(0.0, paid - used[i]));
  });
}

}  // namespace

void sublet(Workspace& w, std::size_t position) {
  const Position& p = w.c.positions[position];
  Lanes mw, usd;
  for (int k = p.first_step; k < p.last_step; ++k) {
    const double* used = w.worked.at(position, k);
    double* taken = w.taken.at(position, k);
    let_in(w, position, k, mw);
    for_lanes([&](std::size_t i) { taken[i] = used[i] + mw[i]; });
    if (p.sublease.line < 0) continue;
    income_in(w, position, k, usd);
    for_lanes([&](std::size_t i) { usd[i] *= mw[i]; });
    w.spent(p.user, k, usd.data(), -1.0);
    w.post(p.sublease.line, k, usd.data());
  }
}

// let = share · delivered − what is used of the part that may be let on; what is let on draws power
// like any use.
void sublease_slope(const Workspace& w, Slopes& s, std::size_t position) {
  const Position& p = w.c.positions[position];
  if (!p.lets_on()) return;
  static constexpr Lanes nothing{};
  Lanes usd;
  for (int k = p.first_step; k < p.last_step; ++k) {
    double* d = s.delivered.at(position, k);
    double* let = s.let.at(position, k);
    const double* power = s.has_used[position] ? s.used.at(position, k) : nothing.data();
    const double* cash = p.sublease.line >= 0 ? s.of_line(w.c, p.sublease.line, k) : nothing.data();
    income_in(w, position, k, usd);
    for_lanes([&, share = p.sublease.share](std::size_t i) {
      const double worth = usd[i] * cash[i] + power[i];
      d[i] += share * worth;
      let[i] = -worth;
    });
  }
}

}  // namespace offtake
