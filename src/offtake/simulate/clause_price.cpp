#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

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
  const Lanes& price = w.position[position].price;
  Lanes at_signing, index, factor;
  factor.fill(1.0);
  if (!reset.at.empty()) index_at(w, reset, reset.signed_step, at_signing);
  for (int k = p.first_step; k < p.last_step; ++k) {
    const auto step = std::size_t(k);
    const bool same = k > p.first_step && reset.at[step] == reset.at[step - 1];
    if (!reset.at.empty() && !same) {
      const ResetTables::At& at = reset.at[step];
      index_at(w, reset, at.step, index);
      for (std::size_t i = 0; i < kLanes; ++i) {
        const double moved = at_signing[i] > 0.0 ? index[i] / at_signing[i] : 1.0;
        factor[i] = reset.factor(at.ratio * moved);
      }
    }
    double* out = w.prices.at(std::size_t(p.moves.row), k);
    for_lanes([&, escalation = p.moves.escalation[step]](std::size_t i) {
      out[i] = price[i] * escalation * factor[i];
    });
  }
}

}  // namespace

void set_prices(Workspace& w) {
  for (std::size_t p = 0; p < w.c.positions.size(); ++p) {
    if (w.c.positions[p].moves.row >= 0) ask(w, p);
  }
}

}  // namespace offtake
