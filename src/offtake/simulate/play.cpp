#include "offtake/simulate/clauses.h"
#include "offtake/simulate/dispatch.h"

namespace offtake {
namespace {

void count_use(Workspace& w, std::size_t position) {
  const Position& p = w.c.positions[position];
  for (int k = p.first_step; k < p.last_step; ++k) {
    const double* used = w.worked.at(position, k);
    double& sum = w.sums.used_mw[position * std::size_t(w.c.all_steps) + std::size_t(k)];
    for (int i = 0; i < w.counted; ++i) sum += used[i];
  }
}

void set_fixed(Workspace& w) {
  set_use_costs(w);
  set_spent(w);
  set_ramps(w);
}

}  // namespace

void keep_fixed(Workspace& w, KeptPaths& kept) {
  for (std::size_t p = 0; p < w.c.positions.size(); ++p) {
    if (w.c.positions[p].pool.is != PoolPart::Is::source) prepare(w, p);
  }
  set_prices(w);
  set_fixed(w);
  kept.fixed = w.own;
  kept.fixed.known = true;
}

void play(Workspace& w) {
  for (std::size_t p = 0; p < w.c.positions.size(); ++p) {
    if (w.c.positions[p].pool.is == PoolPart::Is::source) continue;
    prepare(w, p);
    deliver(w, p);
  }
  for (const Pool& pool : w.c.pools) deploy(w, pool);
  set_prices(w);
  if (!w.fixed().known) set_fixed(w);
  if (!w.knows_needs()) set_shares(w);
  for (const Fleet& fleet : w.c.fleets) {
    dispatch(w, fleet);
    for (const int i : fleet.positions) {
      const auto p = std::size_t(i);
      if (w.position[p].idle) continue;
      // Work that soaks up what is idle runs all of it: then all is used, and billed as used.
      const Position& position = w.c.positions[p];
      if (position.lets_on()) sublet(w, p);
      const LaneArray& used = position.always_runs ? w.delivered
                              : position.lets_on() ? w.taken
                                                   : w.worked;
      pay_fees(w, p, used);
      pay_late(w, p);
      pay_shortfall(w, p);
      pay_power(w, p, used);
      pay_costs(w, p);
      pay_residual(w, p);
      if (w.purpose == Purpose::measure) count_use(w, p);
      if (w.purpose == Purpose::measure) strand_capital(w, p, used);
    }
    for (const int p : fleet.releases) pay_release(w, std::size_t(p));
    for (const int i : fleet.pools) pay_layers(w, w.c.pools[std::size_t(i)]);
    for (const int j : fleet.workloads) earn(w, std::size_t(j));
  }
  share_revenue(w);
  pay_streams(w);
  pay_tranches(w);
  pay_loans(w);
  fund(w);
  measure_covenants(w);
}

}  // namespace offtake
