#include "offtake/simulate/clauses.h"

namespace offtake {

void set_shares(Workspace& w) {
  Lanes alive;
  for (const ShareTables& s : w.c.shares) {
    const PartyId payee = w.c.lines[std::size_t(s.line)].payee;
    for (int k = 0; k < w.c.all_steps; ++k) {
      double* total = w.share.at(s.payer.index(), k);
      w.alive(payee, k, alive.data());
      for (std::size_t i = 0; i < kLanes; ++i) total[i] += s.share[std::size_t(k)] * alive[i];
    }
  }
}

void earn(Workspace& w, std::size_t workload) {
  const WorkloadTables& t = w.c.workloads[workload];
  const double months = w.c.clock.months_per_step;
  const int steps = w.c.steps, all = w.c.all_steps;
  double *price = w.scratch[0].at(0, 0), *lost = w.scratch[1].at(0, 0);
  w.value(t.revenue, 0, all, price);
  w.value(t.shortage, 0, all, lost);
  const double* served = w.served.at(workload, 0);
  rows::scale(months, served, std::size_t(all), price);
  for (int k = 0; k < all; ++k) {
    // After the clock nobody else's contract may lengthen one's own shortage: what is served still
    // spares its cost, and what is not costs nothing.
    const double *s = w.served.at(workload, k), *demand = w.demand_at(workload, k);
    double* usd = w.scratch[1].at(0, k);
    for_lanes([=, asked = k < steps ? 1.0 : 0.0](std::size_t i) {
      usd[i] *= months * (asked * demand[i] - s[i]);
    });
  }
  if (t.revenue_line >= 0) {
    rows::add(1.0, price, std::size_t(all), w.revenue.at(t.party.index(), 0));
    w.post(t.revenue_line, 0, all, price);
  } else {
    w.value_alone(t.party, 0, all, price, 1.0);
  }
  if (t.penalty_line >= 0) w.post(t.penalty_line, 0, steps, lost);
  const int from = t.penalty_line >= 0 ? steps : 0;
  w.value_alone(t.party, from, all, w.scratch[1].at(0, from), -1.0);
}

namespace {

// Of what is owed, `usd`, what is paid: until all that is paid reaches the most.
void cap(Workspace& w, const ShareTables& s, int k, Lanes& usd, Lanes& owed) {
  double* until = w.owed.at(std::size_t(s.capped), k);
  for_lanes([&, limit = s.most_usd](std::size_t i) {
    const double before = least(owed[i], limit);
    owed[i] += usd[i];
    until[i] = owed[i];
    usd[i] = least(owed[i], limit) - before;
  });
}

// What a dollar more owed in the step is worth, `usd` being what a dollar paid in it is. While the
// cap is not reached it is paid now; where that is reached later, so much less is paid then.
void cap_slope(const Workspace& w, const ShareTables& s, int k, Lanes& usd, Lanes& at_cap) {
  const double* until = w.owed.at(std::size_t(s.capped), k);
  for_lanes([&, limit = s.most_usd](std::size_t i) {
    const bool reached = until[i] >= limit;
    const double now = usd[i];
    usd[i] = reached ? 0.0 : now - at_cap[i];
    at_cap[i] = reached ? now : at_cap[i];
  });
}

}  // namespace

void share_revenue(Workspace& w) {
  Lanes usd, alive;
  for (const ShareTables& s : w.c.shares) {
    Lanes owed{};
    const PartyId payee = w.c.lines[std::size_t(s.line)].payee;
    for (int k = 0; k < w.c.all_steps; ++k) {
      const double part = s.share[std::size_t(k)];
      if (part <= 0.0) continue;
      const double* earned = w.revenue.at(s.payer.index(), k);
      w.alive(payee, k, alive.data());
      for (std::size_t i = 0; i < kLanes; ++i) usd[i] = part * earned[i] * alive[i];
      if (s.capped >= 0) cap(w, s, k, usd, owed);
      w.post(s.line, k, usd.data());
    }
  }
}

void share_slope(const Workspace& w, Slopes& s) {
  Lanes usd, alive;
  for (const ShareTables& t : w.c.shares) {
    const PartyId payee = w.c.lines[std::size_t(t.line)].payee;
    Lanes at_cap{};
    for (int k = w.c.all_steps - 1; k >= 0; --k) {
      const double part = t.share[std::size_t(k)];
      if (part <= 0.0) continue;
      std::copy_n(s.of_line(w.c, t.line, k), kLanes, usd.begin());
      if (t.capped >= 0) cap_slope(w, t, k, usd, at_cap);
      double* earned = s.earned.at(t.payer.index(), k);
      w.alive(payee, k, alive.data());
      for (std::size_t i = 0; i < kLanes; ++i) earned[i] += usd[i] * part * alive[i];
    }
  }
}

void earn_slope(const Workspace& w, Slopes& s, std::size_t workload) {
  const WorkloadTables& t = w.c.workloads[workload];
  const double months = w.c.clock.months_per_step;
  const std::size_t party = t.party.index();
  Lanes value;
  w.value(t.revenue, 0, w.c.all_steps, s.scratch[0].at(0, 0));
  w.value(t.shortage, 0, w.c.all_steps, s.scratch[1].at(0, 0));
  for (int k = 0; k < w.c.all_steps; ++k) {
    const double *price = s.scratch[0].at(0, k), *lost = s.scratch[1].at(0, k);
    const double* earned = s.earned.at(party, k);
    double* served = s.served.at(workload, k);
    s.of_value(w.c, t.party, k, value.data());
    if (t.revenue_line >= 0) {
      const double* cash = s.of_line(w.c, t.revenue_line, k);
      for (std::size_t i = 0; i < kLanes; ++i) served[i] = price[i] * (cash[i] + earned[i]);
    } else {
      for (std::size_t i = 0; i < kLanes; ++i) served[i] = price[i] * value[i];
    }
    if (t.penalty_line >= 0 && k < w.c.steps) {
      const double* cash = s.of_line(w.c, t.penalty_line, k);
      for (std::size_t i = 0; i < kLanes; ++i) served[i] -= lost[i] * cash[i];
    } else {
      for (std::size_t i = 0; i < kLanes; ++i) served[i] += lost[i] * value[i];
    }
    for (std::size_t i = 0; i < kLanes; ++i) served[i] *= months;
  }
}

}  // namespace offtake
