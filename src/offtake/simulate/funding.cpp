#include <algorithm>
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
      if (w.purpose == Purpose::value) continue;
      w.post(c.emergency_line[party], k, draw.data());
    }
    if (w.purpose == Purpose::value) continue;
    if (c.yield_line[party] >= 0) w.post(c.yield_line[party], k, yield.data());
    std::copy(cash.begin(), cash.end(), w.cash.at(party, k));
  }
}

// Part of the investee's value per size of the signing.
double part_of(const Workspace& w, const Stake& s, int lane) {
  const auto i = std::size_t(lane);
  const double failed =
      std::min(w.default_month[s.investor.index()][i], w.default_month[s.investee.index()][i]);
  return failed > s.signed_month ? s.share * w.converted(s, lane) : 0.0;
}

void add_stakes(Workspace& w) {
  for (std::size_t n = 0; n < w.c.stakes.size(); ++n) {
    const Stake& s = w.c.stakes[n];
    const Lanes& theirs = w.npv[s.investee.index()];
    Lanes usd;
    for (int i = 0; i < kLanes; ++i) {
      usd[std::size_t(i)] = w.size_of(s.signing)[std::size_t(i)] * part_of(w, s, i) *
                            std::max(0.0, theirs[std::size_t(i)]);
    }
    const auto add = [&](Lanes& to) {
      for (std::size_t i = 0; i < kLanes; ++i) to[i] += usd[i];
    };
    add(w.npv[s.investor.index()]);
    if (w.purpose == Purpose::value) continue;
    double& sum = w.sums.stakes_usd[s.investor.index()];
    for (int i = 0; i < w.counted; ++i) sum += usd[std::size_t(i)];
    if (const int side = w.c.stake_side[n]; side >= 0) add(w.side_npv[std::size_t(side)]);
  }
}

// From investors to investees: add_stakes() backwards.
void set_weights(const Workspace& w, Slopes& s) {
  s.weight[w.c.planner.index()].fill(1.0);
  for (auto stake = w.c.stakes.rbegin(); stake != w.c.stakes.rend(); ++stake) {
    const Lanes& theirs = w.npv[stake->investee.index()];
    for (int n = 0; n < kLanes; ++n) {
      const auto i = std::size_t(n);
      const double per_size = s.weight[stake->investor.index()][i] * part_of(w, *stake, n);
      if (theirs[i] <= 0.0) continue;
      s.weight[stake->investee.index()][i] += per_size * w.size_of(stake->signing)[i];
      if (stake->signing >= 0) s.size[std::size_t(stake->signing)][i] += per_size * theirs[i];
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
  for (std::size_t p = 1; p < std::size_t(w.c.parties); ++p) {
    if (w.c.counts[p]) fund_party(w, p);
  }
  add_stakes(w);
  if (w.purpose == Purpose::value) return;
  check_conservation(w);
  w.sum_sides();
}

// A dollar more in step k spares the draw there, if there is one, with its premium; else it is
// carried on with its yield:
//   cash_k = draw_k > 0 ? weight · discount_k · premium : (1 + yield) · cash_{k+1}
void fund_slope(const Workspace& w, Slopes& s) {
  const Compiled& c = w.c;
  set_weights(w, s);
  for (std::size_t p = 1; p < std::size_t(c.parties); ++p) {
    if (!c.counts[p]) continue;
    Lanes later{};
    for (int k = c.all_steps - 1; k >= 0; --k) {
      double* cash = s.cash.at(p, k);
      const double* draw = w.emergency.at(p, k);
      const double spared = c.discount[p][std::size_t(k)] * c.premium[p];
      const bool may_draw = c.emergency_line[p] >= 0;
      for (std::size_t i = 0; i < kLanes; ++i) {
        cash[i] = may_draw && draw[i] > kCent ? s.weight[p][i] * spared : later[i];
        later[i] = cash[i] * (1.0 + c.yield_per_step[p]);
      }
    }
  }
}

}  // namespace offtake
