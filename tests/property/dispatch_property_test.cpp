// One workload with sources that cost the same on every path is dispatched for all paths side by
// side; that must be what dispatching path by path gives.
#include <gtest/gtest.h>

#include "offtake/simulate/clauses.h"
#include "offtake/simulate/dispatch.h"
#include "support/random_model.h"

namespace offtake {
namespace {

// Delivered, dispatched, and nothing more.
Workspace dispatched(const Compiled& compiled, const Futures& futures) {
  Workspace w(compiled, futures);
  w.start(0, kLanes);
  for (std::size_t p = 0; p < compiled.positions.size(); ++p) {
    prepare(w, p);
    deliver(w, p);
  }
  set_prices(w);
  set_shares(w);
  for (const Fleet& fleet : compiled.fleets) dispatch(w, fleet);
  return w;
}

TEST(DispatchProperty, SideBySideIsPathByPath) {
  int compared = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    testing::RandomModel r = testing::random_model(seed);
    // What is exercised may cost what its base costs, to the last bit but one: either may be first.
    std::erase_if(r.plan.signings, [](const Signing& s) { return s.exercise != Exercise::none; });
    const Compiled together = compile(r.model, r.plan);
    if (together.workloads.size() != 1 || together.positions.empty()) continue;
    Compiled alone = together;
    for (Fleet& fleet : alone.fleets) fleet.merit.clear();
    const Futures futures = *Futures::make(r.model, {seed, Sampling::plain});
    const Workspace a = dispatched(together, futures), b = dispatched(alone, futures);
    for (int k = 0; k < together.all_steps; ++k) {
      for (std::size_t i = 0; i < kLanes; ++i, ++compared) {
        const double demand = a.demand.at(0, k)[i];
        ASSERT_NEAR(a.served.at(0, k)[i], b.served.at(0, k)[i], 1e-12 * demand) << "seed " << seed;
        for (std::size_t p = 0; p < together.positions.size(); ++p) {
          const double mw = a.delivered.at(p, k)[i];
          ASSERT_NEAR(a.worked.at(p, k)[i], b.worked.at(p, k)[i], 1e-9 * (mw + 1.0))
              << "seed " << seed << " source " << p;
        }
      }
    }
  }
  EXPECT_GT(compared, 10000);
}

}  // namespace
}  // namespace offtake
