// Options exercised, against figures that were worked out by hand (docs/reference/clauses.md,
// "Options of the tenant"): what is exercised, what it is worth, who pays what.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <map>

#include "offtake/modelfile/modelfile.h"
#include "offtake/optimize/bundle.h"
#include "offtake/plan/extensive.h"
#include "offtake/plan/plan_oracle.h"
#include "offtake/plan/rows.h"
#include "offtake/simulate/simulation.h"

namespace offtake {
namespace {

constexpr std::int64_t kPaths = 2;  // demand stays, demand rises

struct Case {
  Model model;
  Futures futures;
  Columns columns;
  PlanDomain domain;
  const Plan nothing;

  explicit Case(const std::string& name) {
    const char* source = std::getenv("OFFTAKE_SOURCE");
    model = load_model(std::string(source ? source : ".") + "/tests/golden/plans/" + name)->model;
    futures = *Futures::make(model, {});
    CellOptions cells;
    cells.cells = model.planner.cells;
    cells.paths = kPaths;
    columns = make_columns(model, futures, cells);
    domain =
        make_domain(model, nothing, columns, cell_sequences(columns, model.clock, futures, kPaths));
  }

  // What is not 0, by name.
  std::map<std::string, double> named(const std::vector<double>& x) const {
    std::map<std::string, double> out;
    for (std::size_t j = 0; j < x.size(); ++j) {
      if (std::abs(x[j]) > 1e-6) out[columns.name(model, static_cast<int>(j))] = x[j];
    }
    return out;
  }

  // Mean over the paths, in $M by step, of one account of the agreement.
  std::vector<double> ledger(const std::vector<double>& x, const std::string& account) const {
    SimulateOptions options;
    options.paths = kPaths;
    const Simulation s = *simulate(model, plan_of(columns, nothing, x), futures, options);
    std::vector<double> sum;
    for (const LedgerLine& line : s.ledger) {
      if (line.account != account || line.agreement != AgreementId{0}) continue;
      sum.resize(line.mean_usd.size(), 0.0);
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += line.mean_usd[k] / 1e6;
    }
    return sum;
  }
};

void expect_near(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t k = 0; k < found.size(); ++k) EXPECT_NEAR(found[k], expected[k], 1e-8) << k;
}

// Both methods find this optimum.
void expect_optimum(const Case& c, const std::map<std::string, double>& signs, double value_usd) {
  const auto extensive = solve_extensive({c.model, c.nothing, c.columns, c.domain, c.futures},
                                         highs_solver(), {kPaths, false, {}});
  ASSERT_TRUE(extensive.ok()) << render(extensive.errors().front());
  PlanOracle oracle(c.model, c.columns, c.nothing, c.futures, {.paths = kPaths});
  BundleOptions options;
  options.gap = 1e-9;
  const auto bundle = maximize(oracle, {1.0, 0.0, 1.0}, c.domain.domain, c.domain.separator.get(),
                               highs_solver(), options);
  ASSERT_TRUE(bundle.ok()) << render(bundle.errors().front());
  EXPECT_NEAR(extensive->objective_usd, value_usd, 1.0);
  EXPECT_NEAR(bundle->objective, value_usd, 1.0);
  for (const std::vector<double>& x : {extensive->x, bundle->x}) {
    const auto found = c.named(x);
    EXPECT_EQ(found.size(), signs.size());
    for (const auto& [name, mw] : signs) {
      ASSERT_TRUE(found.count(name)) << name;
      EXPECT_NEAR(found.at(name), mw, 1e-6) << name;
    }
  }
}

// Discount factor of the middle of year k at 10 %.
double d(int k) { return std::pow(1.1, -(k + 0.5)); }

TEST(ExerciseGolden, ExpandsWhereDemandRises) {
  const Case c("expansion");
  const double base = 10 * (5.52 * d(0) + 4.32 * d(1) + 3.0 * d(2));
  const double more = 5 * (3.52 * d(1) + 2.12 * d(2) + 0.58 * d(3));
  expect_optimum(c, {{"expand[base,2026,high]", 5.0}}, 1e6 * (base + 0.5 * more));
}

TEST(ExerciseGolden, ExpansionIsSignedAnew) {
  const Case c("expansion");
  std::vector<double> x(c.columns.columns.size(), 0.0);
  x[1] = 5.0;
  ASSERT_EQ(c.named(x).begin()->first, "expand[base,2026,high]");
  // base: 120, 132, 145.2; half of the paths pay 70, 77, 84.7 besides.
  expect_near(c.ledger(x, "fee"), {120.0, 132.0 + 35.0, 145.2 + 38.5, 42.35});
}

}  // namespace
}  // namespace offtake
