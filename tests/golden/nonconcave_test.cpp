// Models whose value is not concave: the bound is no proof there, and the plan must not say it is.
#include <gtest/gtest.h>

#include <cstdlib>

#include "offtake/modelfile/modelfile.h"
#include "offtake/plan/concave.h"
#include "offtake/plan/planner.h"
#include "support/both_methods.h"

namespace offtake {
namespace {

using testing::judge;
using testing::make_problem;

Model load(const std::string& name) {
  const char* source = std::getenv("OFFTAKE_SOURCE");
  return load_model(std::string(source ? source : ".") + "/tests/golden/nonconcave/" + name)->model;
}

double value(const testing::Problem& problem, double mw) {
  return judge(problem, {mw}).objective_usd;
}

// A MW of research is worth $26.28M and costs 14 of cash, one of serving earns 17.52 of cash. $56M
// pay for 4 MW; the next 6 are drawn at 100 %: 26.28 − 28. Then each earns 3.52, and spares as much
// of the premium.
TEST(NonConcave, ResearchFirstBendsUpAgain) {
  const auto problem = make_problem(load("research-first"), {});
  EXPECT_NEAR(value(*problem, 4), 4 * 12.28e6, 1.0);
  EXPECT_NEAR(value(*problem, 10), 4 * 12.28e6 - 6 * 1.72e6, 1.0);
  EXPECT_NEAR(value(*problem, 30), 4 * 12.28e6 - 6 * 1.72e6 + 20 * 7.04e6, 1.0);
  EXPECT_LT(value(*problem, 10), (value(*problem, 4) + value(*problem, 16)) / 2.0);
  EXPECT_FALSE(value_is_concave(problem->model));
}

TEST(NonConcave, AContradictedCutIsSeen) {
  const auto problem = make_problem(load("research-first"), {});
  for (const bool continuous : {true, false}) {
    const BundleResult bundle = *testing::by_bundle(*problem, {continuous, 1e-9, 1e-6, 1});
    EXPECT_FALSE(bundle.verified);
    EXPECT_GT(bundle.worst_violation, 0.1);
    EXPECT_EQ(bundle.end, BundleEnd::unproven);
    // Free to serve customers first, the extensive form is above the simulator.
    const auto extensive = testing::by_extensive(*problem, continuous);
    ASSERT_TRUE(extensive.ok());
    EXPECT_GT(extensive->objective_usd, bundle.objective + 1e6);
    EXPECT_GT(extensive->objective_usd, value(*problem, extensive->x[0]) + 1e6);
  }
}

// Where no point contradicts the cuts, because the first of them keeps the search from going
// anywhere, the model alone says that nothing is proven.
TEST(NonConcave, APlanCaughtByItsFirstSlopeIsNotProven) {
  const Model model = load("research-on-borrowed-money");
  const auto problem = make_problem(model, {});
  const BundleResult bundle = *testing::by_bundle(*problem, {true, 1e-9, 1e-6, 1});
  EXPECT_LT(bundle.bound, value(*problem, 30) - 1e6);

  PlanOptions options;
  options.paths = options.fresh_paths = 8;
  options.comparisons = false;
  options.threads = 1;
  const auto plan = make_plan(model, StrategyId{}, options);
  ASSERT_TRUE(plan.ok());
  EXPECT_FALSE(plan->concave);
  EXPECT_EQ(plan->method.end, BundleEnd::unproven);
}

// In each of two years a MW earns $17.52M, costs 15 and owes 3.504 until $70.08M are paid in all:
// V = 5.04 x − min(7.008 x, 70.08).
TEST(NonConcave, AShareUntilACapIsWorthLessAndThenMore) {
  const auto problem = make_problem(load("share-until-a-cap"), {});
  EXPECT_NEAR(value(*problem, 4), -4 * 1.968e6, 1.0);
  EXPECT_NEAR(value(*problem, 10), -10 * 1.968e6, 1.0);
  EXPECT_NEAR(value(*problem, 16), 16 * 5.04e6 - 70.08e6, 1.0);
  EXPECT_NEAR(value(*problem, 40), 40 * 5.04e6 - 70.08e6, 1.0);
  EXPECT_FALSE(value_is_concave(problem->model));
  for (const bool continuous : {true, false}) {
    const auto extensive = testing::by_extensive(*problem, continuous);
    ASSERT_TRUE(extensive.ok());
    EXPECT_NEAR(extensive->x[0], 40.0, 1e-6);
    EXPECT_NEAR(extensive->objective_usd, 131.52e6, 1.0);
    // Its first slope keeps the bundle at nothing.
    const BundleResult bundle = *testing::by_bundle(*problem, {continuous, 1e-9, 1e-6, 1});
    EXPECT_NEAR(bundle.objective, 0.0, 1.0);
  }
}

// Nothing there is used at a cost, so the extensive form is the simulator's own value.
TEST(NonConcave, AShareUntilACapIsTheSameInTheExtensiveForm) {
  for (const std::optional<int> cells : {1, 2}) {
    const auto problem =
        make_problem(load("capped-share-of-a-market"), {.paths = 12, .cells = cells});
    const auto extensive = testing::by_extensive(*problem, false);
    ASSERT_TRUE(extensive.ok());
    EXPECT_LE(testing::relative_difference(judge(*problem, extensive->x).objective_usd,
                                           extensive->objective_usd),
              1e-7);
    const BundleResult bundle = *testing::by_bundle(*problem, {false, 1e-9, 1e-6, 1});
    EXPECT_LE(bundle.objective, extensive->objective_usd * (1.0 + 1e-7));
    std::printf("share until a cap: bundle %.9g, extensive %.9g\n", bundle.objective,
                extensive->objective_usd);
  }
}

TEST(NonConcave, WithoutAPremiumCashIsNoValue) {
  Model model = load("research-first");
  model.parties[model.planner.party.index()].emergency_premium = 0.0;
  EXPECT_TRUE(value_is_concave(model));
  const auto problem = make_problem(model, {});
  const BundleResult bundle = *testing::by_bundle(*problem, {true, 1e-9, 1e-6, 1});
  EXPECT_TRUE(bundle.verified);
  EXPECT_EQ(bundle.end, BundleEnd::proven);
  EXPECT_LE(testing::relative_difference(bundle.objective,
                                         testing::by_extensive(*problem, true)->objective_usd),
            1e-9);
}

}  // namespace
}  // namespace offtake
