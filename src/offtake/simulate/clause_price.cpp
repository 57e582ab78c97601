#include <algorithm>

#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

constexpr double kRounding = 1e-9;  // of months

void index_at(const Workspace& w, const ResetTables& reset, int step, Lanes& out) {
  if (step < 0) {
    out.fill(1.0);
  } else {
    w.factor(reset.drivers, step, out.data());
  }
}

// As asked: price · escalation · reset.
void ask(Workspace& w, std::size_t position) {
  const Position& p = w.c.positions[position];
  const ResetTables& reset = p.moves.reset;
  const bool resets = !reset.at.empty();
  const Lanes& price = w.position[position].price;
  const int first = std::max(p.signed_step, 0);
  Lanes at_signing, index, factor;
  factor.fill(1.0);
  if (resets) index_at(w, reset, reset.signed_step, at_signing);
  for (int k = first; k < p.last_step; ++k) {
    const auto step = std::size_t(k);
    if (resets && (k == first || reset.at[step] != reset.at[step - 1])) {
      const ResetTables::At& at = reset.at[step];
      index_at(w, reset, at.step, index);
      for (std::size_t i = 0; i < kLanes; ++i) {
        const double moved = at_signing[i] > 0.0 ? index[i] / at_signing[i] : 1.0;
        factor[i] = reset.factor(at.ratio * moved);
      }
    }
    double* out = w.prices.at(std::size_t(p.moves.asked_row), k);
    for_lanes([&, escalation = p.moves.escalation[step]](std::size_t i) {
      out[i] = price[i] * escalation * factor[i];
    });
  }
}

StepPrice asked_in(const Workspace& w, std::size_t position, int step) {
  const Position& p = w.c.positions[position];
  if (p.moves.asked_row >= 0) return {w.prices.at(std::size_t(p.moves.asked_row), step), 1.0};
  return {w.position[position].price.data(), p.escalation[std::size_t(step)]};
}

// No more than a peer asks while it is in force: from signing until it ends or fails.
void keep_to(Workspace& w, const Position& p, const PriceMoves::Peer& peer) {
  const auto index = std::size_t(peer.position);
  const Position& q = w.c.positions[index];
  const PositionLanes& lanes = w.position[index];
  const int first = std::max({p.first_step, q.signed_step, 0});
  for (int k = first; k < std::min(p.last_step, q.last_step); ++k) {
    const double t = w.c.clock.begin_of(k) - q.signed_month;
    if (t < -kRounding) continue;
    const StepPrice price = asked_in(w, index, k);
    double* out = w.prices.at(std::size_t(p.moves.row), k);
    for_lanes([&, times = price.factor * peer.times](std::size_t i) {
      const bool lasts = (t < q.end_months + lanes.delay[i]) & (t < lanes.stop[i]);
      const double excess = most(out[i] - price.usd[i] * times, 0.0);
      out[i] -= lasts ? lanes.alive[i] * excess : 0.0;
    });
  }
}

void favour(Workspace& w, const Position& p) {
  for (int k = p.first_step; k < p.last_step; ++k) {
    std::copy_n(w.prices.at(std::size_t(p.moves.asked_row), k), kLanes,
                w.prices.at(std::size_t(p.moves.row), k));
  }
  for (const PriceMoves::Peer& peer : p.moves.peers) keep_to(w, p, peer);
}

}  // namespace

void set_prices(Workspace& w) {
  const std::vector<Position>& all = w.c.positions;
  for (std::size_t p = 0; p < all.size(); ++p) {
    if (all[p].moves.asked_row >= 0) ask(w, p);
  }
  for (const Position& p : all) {
    if (!p.moves.peers.empty()) favour(w, p);
  }
}

}  // namespace offtake
