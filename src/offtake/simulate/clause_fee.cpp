#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

void pay_prepayment(Workspace& w, const Position& p, const PositionLanes& lanes) {
  if (p.prepayment_line < 0 || p.signed_step < 0) return;
  Lanes usd;
  for (std::size_t i = 0; i < kLanes; ++i) {
    usd[i] = lanes.price[i] * p.prepayment_months * lanes.mw[i];
  }
  w.spent(p.user, p.signed_step, usd.data(), 1.0);
  w.post(p.prepayment_line, p.signed_step, usd.data());
}

}  // namespace

void pay_fees(Workspace& w, std::size_t position, const LaneArray& used) {
  const Position& p = w.c.positions[position];
  if (p.fee_line < 0) return;
  const PositionLanes& lanes = w.position[position];
  pay_prepayment(w, p, lanes);
  const double months = w.c.clock.months_per_step;
  Lanes fee, credit;
  for (int k = p.first_step; k < p.last_step; ++k) {
    const double* d = w.delivered.at(position, k);
    const double* u = used.at(position, k);
    const StepPrice price = price_in(w, position, k);
    const double scale = price.factor * months;
    for_lanes([&, usd = price.usd, owed = p.take_or_pay](std::size_t i) {
      fee[i] = usd[i] * scale * most(u[i], owed * d[i]);
    });
    w.spent(p.user, k, fee.data(), 1.0);
    w.post(p.fee_line, k, fee.data());
    if (p.credit_line >= 0) {
      const double* due = p.from_fleet.index < 0 ? d : w.due.at(std::size_t(p.from_fleet.index), k);
      for_lanes([&, back = p.credit_share](std::size_t i) {
        credit[i] = lanes.price[i] * back * months * due[i];
      });
      w.spent(p.user, k, credit.data(), -1.0);
      w.post(p.credit_line, k, credit.data());
    }
    if (w.purpose == Purpose::value) continue;
    const double* busy = p.lets_on() ? u : w.worked.at(position, k);
    double* stranded = w.stranded.at(p.user.index(), k);
    for (std::size_t i = 0; i < kLanes; ++i) {
      stranded[i] += std::max(0.0, fee[i] - price.usd[i] * scale * busy[i]);
    }
  }
}

// What is owed, take_or_pay · delivered, moves with what is delivered; only use beyond it moves
// with use.
void fee_slope(const Workspace& w, Slopes& s, std::size_t position) {
  const Position& p = w.c.positions[position];
  if (p.fee_line < 0) return;
  const PositionLanes& lanes = w.position[position];
  if (p.prepayment_line >= 0 && p.signed_step >= 0) {
    const double* usd = s.of_line(w.c, p.prepayment_line, p.signed_step);
    for (std::size_t i = 0; i < kLanes; ++i) {
      s.mw[position][i] += usd[i] * lanes.price[i] * p.prepayment_months;
    }
  }
  const double months = w.c.clock.months_per_step;
  const double owed = p.always_runs ? 1.0 : p.take_or_pay;
  for (int k = p.first_step; k < p.last_step; ++k) {
    double* d = s.delivered.at(position, k);
    double* beyond = s.beyond.at(position, k);
    const StepPrice price = price_in(w, position, k);
    const double scale = price.factor * months;
    const double* usd = s.of_line(w.c, p.fee_line, k);
    for_lanes([&, per_mw = price.usd, moves = p.always_runs ? 0.0 : 1.0](std::size_t i) {
      const double fee = usd[i] * per_mw[i] * scale;
      d[i] += owed * fee;
      beyond[i] = moves * fee;
    });
    if (p.credit_line < 0) continue;
    const double* back = s.of_line(w.c, p.credit_line, k);
    double* due = p.from_fleet.index < 0 ? d : s.due.at(std::size_t(p.from_fleet.index), k);
    for_lanes([&, credit = p.credit_share](std::size_t i) {
      due[i] += back[i] * lanes.price[i] * credit * months;
    });
  }
}

}  // namespace offtake
