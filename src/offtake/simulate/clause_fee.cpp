#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

void pay_prepayment(Workspace& w, const Position& p, const PositionLanes& lanes) {
  if (p.prepayment_line < 0 || p.signed_step < 0) return;
  Lanes usd;
  double* spend = w.spend.at(p.user.index(), p.signed_step);
  for (std::size_t i = 0; i < kLanes; ++i) {
    usd[i] = lanes.price[i] * p.prepayment_months * lanes.mw[i];
    spend[i] += usd[i];
  }
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
    const double* worked = w.worked.at(position, k);
    double* spend = w.spend.at(p.user.index(), k);
    double* stranded = w.stranded.at(p.user.index(), k);
    const double scale = p.escalation[std::size_t(k)] * months;
    for (std::size_t i = 0; i < kLanes; ++i) {
      const double price = lanes.price[i] * scale;
      fee[i] = price * std::max(u[i], p.take_or_pay * d[i]);
      credit[i] = lanes.price[i] * p.credit_share * months * d[i];
      spend[i] += fee[i] - credit[i];
      stranded[i] += std::max(0.0, fee[i] - price * worked[i]);
    }
    w.post(p.fee_line, k, fee.data());
    if (p.credit_line >= 0) w.post(p.credit_line, k, credit.data());
  }
}

}  // namespace offtake
