// The extensive form against the simulator: on the examples, and at the optimum of random models
// with cells.
#include "offtake/plan/extensive.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <random>

#include "offtake/modelfile/modelfile.h"
#include "offtake/optimize/oracle.h"
#include "offtake/simulate/simulation.h"
#include "support/random_model.h"

namespace offtake {
namespace {

using testing::random_model;
using testing::RandomModel;

std::vector<double> simulated(const Model& model, const Plan& plan, const Futures& futures,
                              std::int64_t paths) {
  SimulateOptions options;
  options.paths = paths;
  options.threads = 1;
  return simulate(model, plan, futures, options)->npv_usd[model.planner.party.index()];
}

double relative(double a, double b) { return std::abs(a - b) / (1.0 + std::abs(b)); }

// Nothing is left to decide: what the strategy signs, valued by both.
void expect_example(const std::string& name, const std::string& strategy, std::int64_t paths) {
  const char* source = std::getenv("OFFTAKE_SOURCE");
  ASSERT_NE(source, nullptr);
  const Result<LoadedModel> loaded = load_model(std::string(source) + "/examples/" + name);
  ASSERT_TRUE(loaded.ok());
  Plan plan;
  StrategyId id;
  for (std::size_t i = 0; i < loaded->model.strategies.size(); ++i) {
    if (loaded->model.strategies[i].name != strategy) continue;
    id = StrategyId{i};
    plan = loaded->model.strategies[i].sign;
  }
  Model model = under(loaded->model, id);
  model.planner.risk_weight = 0.0;
  const Futures futures = *Futures::make(model, {1, Sampling::plain});
  const std::vector<double> value = simulated(model, plan, futures, paths);
  const Result<ExtensiveSolution> solved =
      solve_extensive({model, plan, {}, {}, futures}, highs_solver(), {paths, true, {}});
  ASSERT_TRUE(solved.ok()) << render(solved.errors().front());
  for (std::size_t p = 0; p < value.size(); ++p) {
    EXPECT_LE(relative(solved->value_usd[p], value[p]), 1e-9) << strategy << " path " << p;
  }
}

TEST(Extensive, SaysOfTheExamplesWhatTheSimulatorSays) {
  expect_example("two-clouds", "both", 4);
  expect_example("two-clouds", "letter", 16);
  expect_example("two-clouds", "", 1);
  expect_example("federation", "exclusive", 20);
  expect_example("federation", "as-announced", 20);
  expect_example("federation", "", 20);
  expect_example("first-model", "", 20);
  expect_example("public-record", "", 20);
  expect_example("public-record", "announced", 20);
}

// A model with its policy space.
struct Problem {
  static constexpr std::int64_t kPaths = 16;
  Model model;
  Futures futures;
  Columns columns;
  PlanDomain domain;
  Plan nothing;

  Problem(std::uint64_t seed, double risk_weight)
      : model(random_model(seed, {.tenant_options = seed % 4 == 0}).model) {
    model.planner.risk_weight = risk_weight;
    model.planner.risk_tail = 0.2;
    for (Workload& w : model.workloads) w.shortage_is_cash = false;
    for (Workload& w : model.workloads) w.shortage_usd_per_h100e_month = {};
    futures = *Futures::make(model, {seed, Sampling::plain});
    columns = make_columns(model, futures, {2, 6.0, false, kPaths, 1});
    domain = make_domain(model, nothing, columns,
                         cell_sequences(columns, model.clock, futures, kPaths, 1));
  }

  Result<ExtensiveSolution> solve(bool continuous) const {
    return solve_extensive({model, nothing, columns, domain, futures}, highs_solver(),
                           {kPaths, continuous, {}});
  }

  std::vector<double> value(const std::vector<double>& x) const {
    return simulated(model, plan_of(columns, nothing, x), futures, kPaths);
  }

  double objective(const std::vector<double>& x) const {
    const double w = model.planner.risk_weight;
    const RiskWeights r = risk_weights(value(x), std::vector<double>(kPaths, 1.0 / kPaths),
                                       {1.0 - w, w, model.planner.risk_tail});
    return (1.0 - w) * r.mean + w * r.cvar;
  }
};

// What it calls the optimum has that value in the simulator, and no other point has more.
void expect_optimum(const Problem& problem, std::uint64_t seed) {
  const Result<ExtensiveSolution> best = problem.solve(true);
  ASSERT_TRUE(best.ok()) << "seed " << seed << ": " << render(best.errors().front());
  EXPECT_LE(relative(problem.objective(best->x), best->objective_usd), 1e-6) << "seed " << seed;
  const double w = problem.model.planner.risk_weight;
  EXPECT_LE(relative((1.0 - w) * best->mean_usd + w * best->cvar_usd, best->objective_usd), 1e-6);
  std::mt19937_64 random(seed);
  for (int i = 0; i < 10; ++i) {
    // Shrunk towards nothing, column by column or as a whole: allowed by every limit.
    std::vector<double> x = best->x;
    for (double& mw : x) {
      if (i % 2 == 0 || random() % 4 == 0) mw *= std::uniform_real_distribution<>(0, 1)(random);
    }
    EXPECT_LE(problem.objective(x),
              best->objective_usd + 1e-7 * (1.0 + std::abs(best->objective_usd)))
        << "seed " << seed;
  }
}

TEST(Extensive, OptimumHoldsInTheSimulator) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) expect_optimum(Problem(seed, 0.0), seed);
}

TEST(Extensive, OptimumWithRiskHoldsInTheSimulator) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) expect_optimum(Problem(seed, 0.4), seed);
}

// The flagship model, with its resources: rows added as they are violated, or all at once.
TEST(Extensive, AllRowsAtOnceAreTheRowsAsTheyAreViolated) {
  constexpr std::int64_t kPaths = 6;
  const LoadedModel loaded =
      *load_model(std::string(std::getenv("OFFTAKE_SOURCE")) + "/examples/federation");
  const Model& model = loaded.model;
  const Futures futures = *Futures::make(model, {3, Sampling::plain});
  const Columns columns = make_columns(model, futures, {2, 24.0, false, kPaths, 1});
  const auto sequences = cell_sequences(columns, model.clock, futures, kPaths, 1);
  const Plan nothing;
  PlanDomain domain = make_domain(model, nothing, columns, sequences);
  const auto solve = [&] {
    return solve_extensive({model, nothing, columns, domain, futures}, highs_solver(),
                           {kPaths, true, {}});
  };
  const Result<ExtensiveSolution> some = solve();
  ASSERT_TRUE(some.ok()) << render(some.errors().front());
  EXPECT_FALSE(some->separated.empty());
  domain.separator = nullptr;
  for (DomainRow& row : rows_of_all_sequences(model, nothing, columns, domain.domain, sequences)) {
    domain.domain.rows.push_back(std::move(row));
  }
  const Result<ExtensiveSolution> all = solve();
  ASSERT_TRUE(all.ok()) << render(all.errors().front());
  EXPECT_LE(relative(some->objective_usd, all->objective_usd), 1e-8);
  EXPECT_LE(
      relative(some->objective_usd, 0.7 * all->mean_usd + 0.3 * all->cvar_usd - all->penalty_usd),
      1e-6);
}

}  // namespace
}  // namespace offtake
