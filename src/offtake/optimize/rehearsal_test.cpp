#include "offtake/optimize/rehearsal.h"

#include <gtest/gtest.h>

#include <cmath>

#include "offtake/optimize/bundle.h"
#include "offtake/optimize/cases_for_test.h"

namespace offtake {
namespace {

// The first of its scenarios.
test::Newsvendor first_of(test::Newsvendor all, int scenarios) {
  all.demand.resize(std::size_t(scenarios));
  all.chance.assign(std::size_t(scenarios), 1.0 / scenarios);
  return all;
}

// Values of another problem altogether: it likes what the true one loses by.
struct Liar : test::Newsvendor {
  Status values(const std::vector<double>& x, std::vector<double>& value) override {
    Status done = Newsvendor::values(x, value);
    for (double& v : value) v = 1e3 * std::abs(v) + 1e12;
    return done;
  }
  Status slope(const std::vector<double>& weight, std::vector<double>& out) override {
    Status done = Newsvendor::slope(weight, out);
    for (double& g : out) g = -3.0 * g;
    return done;
  }
};

struct Broken : test::Newsvendor {
  Status values(const std::vector<double>& x, std::vector<double>& value) override {
    Status done = Newsvendor::values(x, value);
    if (calls > 3) value[0] = std::nan("");
    return done;
  }
};

BundleOptions tight() {
  BundleOptions options;
  options.gap = 1e-5;
  return options;
}

constexpr Risk kRisk{0.7, 0.3, 0.1};

TEST(Rehearsal, SparesEvaluationsOfAllScenarios) {
  test::Newsvendor all = test::newsvendor(40, 20, 4000, 1e9, 5), few = first_of(all, 500);
  const Domain domain = test::box(40, 1000.0);
  BundleOptions options;
  const auto plain = maximize(all, kRisk, domain, nullptr, highs_solver(), options);
  options.few = &few;
  const auto rehearsed = maximize(all, kRisk, domain, nullptr, highs_solver(), options);
  ASSERT_TRUE(plain && rehearsed);
  EXPECT_EQ(rehearsed->end, BundleEnd::proven);
  EXPECT_GT(rehearsed->evaluations_few, 0);
  EXPECT_LT(rehearsed->evaluations, plain->evaluations);
  EXPECT_EQ(evaluate(all, kRisk, rehearsed->x)->value, rehearsed->objective);
  EXPECT_NEAR(rehearsed->objective, plain->objective, 2e-4 * std::abs(plain->objective));
}

// Both brackets hold the optimum, whatever the few scenarios say.
TEST(Rehearsal, ASampleThatLiesGivesNoWrongBound) {
  for (const std::uint64_t seed : {7, 8, 9}) {
    test::Newsvendor all = test::newsvendor(12, 8, 300, 1e9, seed);
    Liar lies;
    static_cast<test::Newsvendor&>(lies) = first_of(all, 40);
    test::Newsvendor other = test::newsvendor(12, 8, 40, 1e10, seed + 100);
    const Domain domain = test::box(12, 1000.0);
    BundleOptions options = tight();
    const auto truth = maximize(all, kRisk, domain, nullptr, highs_solver(), options);
    ASSERT_TRUE(truth);
    const double rounding = 1e-9 * std::abs(truth->objective);
    for (Oracle* few : {static_cast<Oracle*>(&lies), static_cast<Oracle*>(&other)}) {
      options.few = few;
      const auto r = maximize(all, kRisk, domain, nullptr, highs_solver(), options);
      ASSERT_TRUE(r);
      EXPECT_EQ(r->end, BundleEnd::proven);
      EXPECT_TRUE(r->verified);
      EXPECT_GE(r->bound, truth->objective - rounding);
      EXPECT_LE(r->objective, truth->bound + rounding);
      EXPECT_EQ(evaluate(all, kRisk, r->x)->value, r->objective);
    }
  }
}

TEST(Rehearsal, GoesOnWithoutASampleThatFails) {
  test::Newsvendor all = test::newsvendor(12, 8, 300, 1e9, 7);
  Broken few;
  static_cast<test::Newsvendor&>(few) = first_of(all, 40);
  BundleOptions options = tight();
  options.few = &few;
  const auto r = maximize(all, kRisk, test::box(12, 1000.0), nullptr, highs_solver(), options);
  ASSERT_TRUE(r);
  EXPECT_EQ(r->end, BundleEnd::proven);
  ASSERT_FALSE(r->incidents.empty());
  EXPECT_NE(r->incidents.front().find("fewer scenarios"), std::string::npos);
}

// Killed after any number of evaluations it goes the same way again: the sample is played anew.
TEST(Rehearsal, ResumesTheSameWay) {
  test::Newsvendor all = test::newsvendor(20, 10, 2000, 1e9, 3), few = first_of(all, 250);
  const Domain domain = test::box(20, 1000.0);
  BundleOptions options = tight();
  options.few = &few;
  std::vector<Evaluation> kept;
  options.keep = [&](const Evaluation& e) { return kept.push_back(e), ok_status(); };
  const auto whole = maximize(all, kRisk, domain, nullptr, highs_solver(), options);
  ASSERT_TRUE(whole);
  ASSERT_GE(kept.size(), 4u);
  const std::vector<Evaluation> stored = kept;
  for (const std::size_t done : {std::size_t{1}, stored.size() / 2, stored.size()}) {
    options.known.assign(stored.begin(), stored.begin() + std::ptrdiff_t(done));
    kept.clear();
    const auto resumed = maximize(all, kRisk, domain, nullptr, highs_solver(), options);
    ASSERT_TRUE(resumed);
    EXPECT_EQ(resumed->x, whole->x);
    EXPECT_EQ(resumed->bound, whole->bound);
    EXPECT_EQ(resumed->evaluations, int(stored.size() - done));
  }
}

// Stopped within a rehearsal: what is given was played on all scenarios.
TEST(Rehearsal, AStopKeepsAPointOfAllScenarios) {
  test::Newsvendor all = test::newsvendor(20, 10, 2000, 1e9, 3), few = first_of(all, 250);
  for (const int calls : {1, 2, 5, 10}) {
    few.calls = 0;
    BundleOptions options = tight();
    options.few = &few;
    options.stop = [&] { return few.calls >= calls; };
    const auto r = maximize(all, kRisk, test::box(20, 1000.0), nullptr, highs_solver(), options);
    ASSERT_TRUE(r);
    EXPECT_EQ(r->end, BundleEnd::stopped);
    EXPECT_EQ(evaluate(all, kRisk, r->x)->value, r->objective);
    EXPECT_GE(r->bound, r->objective);
  }
}

}  // namespace
}  // namespace offtake
