#include "offtake/simulate/path_work.h"

#include <algorithm>

namespace offtake {
namespace {

std::int64_t active_steps(const Position& p, int all_steps) {
  std::int64_t n = 0;
  for (int k = 0; k < all_steps; ++k) {
    const bool spends = p.has_cost && p.cost.first_spend <= k && k < p.cost.last_spend;
    n += p.delivers(k) || spends || k == p.signed_step ? 1 : 0;
  }
  return n;
}

}  // namespace

PathWork path_work(const Compiled& c) {
  std::vector<char> works(c.positions.size(), 0);
  for (const Fleet& fleet : c.fleets) {
    for (const std::vector<int>* some : {&fleet.positions, &fleet.releases}) {
      for (const int p : *some) works[std::size_t(p)] = 1;
    }
    for (const int pool : fleet.pools) {
      for (const int p : c.pools[std::size_t(pool)].layers) works[std::size_t(p)] = 1;
    }
  }
  PathWork out;
  out.steps = c.all_steps;
  for (std::size_t p = 0; p < works.size(); ++p) {
    const bool counts = works[p] && c.positions[p].pool.is != PoolPart::Is::source;
    if (counts) out.agreement_steps += active_steps(c.positions[p], c.all_steps);
  }
  return out;
}

}  // namespace offtake
