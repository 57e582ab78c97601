#include <cmath>

#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

void fund_party(Workspace& w, std::size_t party) {
  const Compiled& c = w.c;
  Lanes cash, yield, draw{};
  cash.fill(c.opening_cash_usd[party]);
  Lanes& npv = w.npv[party];
  for (int k = 0; k < c.all_steps; ++k) {
    const double* net = w.net.at(party, k);
    const double* flow = w.value_flow.at(party, k);
    const double discount = c.discount[party][std::size_t(k)];
    for (std::size_t i = 0; i < kLanes; ++i) {
      yield[i] = cash[i] * c.yield_per_step[party];
      cash[i] += yield[i] + net[i];
      npv[i] += discount * flow[i];
    }
    if (c.emergency_line[party] >= 0) {
      for (std::size_t i = 0; i < kLanes; ++i) {
        draw[i] = std::max(0.0, c.minimum_cash_usd[party] - cash[i]);
        cash[i] += draw[i];
        npv[i] -= discount * c.premium[party] * draw[i];
      }
      std::copy(draw.begin(), draw.end(), w.emergency.at(party, k));
      w.post(c.emergency_line[party], k, draw.data());
    }
    if (c.yield_line[party] >= 0) w.post(c.yield_line[party], k, yield.data());
    std::copy(cash.begin(), cash.end(), w.cash.at(party, k));
  }
}

void add_stakes(Workspace& w) {
  for (const Stake& s : w.c.stakes) {
    Lanes& mine = w.npv[s.investor.index()];
    const Lanes& theirs = w.npv[s.investee.index()];
    for (int i = 0; i < kLanes; ++i) {
      mine[std::size_t(i)] += s.share * w.converted(s.converts, s.conversion_stream, i) *
                              std::max(0.0, theirs[std::size_t(i)]);
    }
  }
}

void check_conservation(Workspace& w) {
  for (int k = 0; k < w.c.all_steps; ++k) {
    Lanes sum{};
    for (int p = 0; p < w.c.parties; ++p) {
      const double* net = w.net.at(std::size_t(p), k);
      for (std::size_t i = 0; i < kLanes; ++i) sum[i] += net[i];
    }
    double& worst = w.sums.imbalance_usd[std::size_t(k)];
    for (int i = 0; i < w.counted; ++i) worst = std::max(worst, std::abs(sum[std::size_t(i)]));
  }
}

}  // namespace

void fund(Workspace& w) {
  // The outside has no purse: its side of every payment is kept, and its cash is nobody's concern.
  for (std::size_t p = 1; p < std::size_t(w.c.parties); ++p) fund_party(w, p);
  add_stakes(w);
  check_conservation(w);
}

}  // namespace offtake
