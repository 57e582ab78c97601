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

// What is paid for and stands idle, of fees [step − first_step][lane].
void strand_fees(Workspace& w, std::size_t position, const LaneArray& busy, const double* fee) {
  const Position& p = w.c.positions[position];
  for (int k = p.first_step; k < p.last_step; ++k, fee += kLanes) {
    const StepPrice price = price_in(w, position, k);
    const double scale = price.factor * w.c.clock.months_per_step;
    const double* mw = busy.at(position, k);
    double* stranded = w.stranded.at(p.user.index(), k);
    for (std::size_t i = 0; i < kLanes; ++i) {
      stranded[i] += std::max(0.0, fee[i] - price.usd[i] * scale * mw[i]);
    }
  }
}

}  // namespace

void pay_fees(Workspace& w, std::size_t position, const LaneArray& used) {
  const Position& p = w.c.positions[position];
  if (p.fee_line < 0) return;
  const PositionLanes& lanes = w.position[position];
  pay_prepayment(w, p, lanes);
  if (p.first_step >= p.last_step) return;
  const auto steps = std::size_t(p.last_step - p.first_step);
  const double* d = w.delivered.at(position, p.first_step);
  double* fee = w.scratch[0].at(0, 0);
  rows::fee(prices_in(w, position), p.take_or_pay, used.at(position, p.first_step), d, steps, fee);
  w.spent(p.user, p.first_step, p.last_step, fee, 1.0);
  w.post(p.fee_line, p.first_step, p.last_step, fee);
  if (p.credit_line >= 0) {
    const int sold = p.from_fleet.index;
    double* credit = w.scratch[1].at(0, 0);
    rows::credit(lanes.price, p.credit_share, w.c.clock.months_per_step,
                 sold < 0 ? d : w.due.at(std::size_t(sold), p.first_step), steps, credit);
    w.spent(p.user, p.first_step, p.last_step, credit, -1.0);
    w.post(p.credit_line, p.first_step, p.last_step, credit);
  }
  if (w.purpose == Purpose::measure) strand_fees(w, position, p.lets_on() ? used : w.worked, fee);
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
  if (p.first_step >= p.last_step) return;
  const auto steps = std::size_t(p.last_step - p.first_step);
  double* d = s.delivered.at(position, p.first_step);
  rows::fee_slope(prices_in(w, position), s.of_line(w.c, p.fee_line, p.first_step),
                  p.always_runs ? 1.0 : p.take_or_pay, p.always_runs ? 0.0 : 1.0, steps, d,
                  p.tier(Tier::beyond).share > 0.0 ? s.beyond.at(position, p.first_step) : nullptr);
  if (p.credit_line < 0) return;
  const int sold = p.from_fleet.index;
  rows::credit_slope(lanes.price, p.credit_share, w.c.clock.months_per_step,
                     s.of_line(w.c, p.credit_line, p.first_step), steps,
                     sold < 0 ? d : s.due.at(std::size_t(sold), p.first_step));
}

}  // namespace offtake
