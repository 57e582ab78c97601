#include "offtake/studies/compare.h"

#include <gtest/gtest.h>

#include <cmath>

#include "offtake/studies/small_world.h"

namespace offtake {
namespace {

// A year, two paths: demand for 20 MW or for 5. `rent` costs $12M
// and `dear` $16M whether it is used or not. The cloud has no costs.
constexpr double kRent = 12e6, kDear = 16e6;

struct World : SmallWorld {
  World() : SmallWorld({20, 5}) {
    model.planner.risk_weight = 0.5;
    model.drivers.push_back({"nothing", "", "", Given{{kYearStart}, {1, 1}, 2}});
    offer("rent", kRent, 6.0);
    offer("dear", kDear, 6.0);
    add_strategy("few", 6.0, 0.0);
    add_strategy("many", 6.0, 4.0);
    add_strategy("open", 0.0, 0.0);
  }

  void add_strategy(const std::string& name, double rent_mw, double dear_mw) {
    Strategy s;
    s.name = name;
    if (rent_mw > 0.0) s.sign.signings.push_back({AgreementId{0}, kYearStart, rent_mw});
    if (dear_mw > 0.0) s.sign.signings.push_back({AgreementId{1}, kYearStart, dear_mw});
    model.strategies.push_back(s);
  }

  Contender signs(int strategy) const {
    const StrategyId id{strategy};
    return {model.at(id).name, &model, id, Plan{}};
  }
  StudyOptions options() const { return SmallWorld::options(2); }
};

TEST(Compare, GainsAreTakenPathByPath) {
  const World w;
  const CompareResult r = compare_contenders({w.signs(0), w.signs(1)}, w.options());
  ASSERT_TRUE(r.failures.empty());
  ASSERT_EQ(r.gains.size(), 2u);
  // 4 MW of `dear` more: all used where demand is 20 MW, none where it is 5.
  const double used = 4.0 * (kEarnedUsd - kDear) * kMidYear, idle = -4.0 * kDear * kMidYear;
  const double mean = 0.5 * (used + idle);
  EXPECT_EQ(r.gains[0].party, "lab");
  EXPECT_NEAR(r.gains[0].usd.mean, mean, 1.0);
  EXPECT_NEAR(r.gains[0].usd.standard_error, 0.5 * (used - idle), 1.0);
  EXPECT_NEAR(r.gains[0].cvar_usd, idle, 1.0);  // both are worst where demand is low
  EXPECT_NEAR(r.gains[1].usd.mean, 4.0 * kDear * kMidYear, 1.0);
  EXPECT_NEAR(r.gains[1].usd.standard_error, 0.0, 1e-3);
}

TEST(Compare, PartsAddUpToTheGain) {
  const World w;
  const CompareResult r = compare_contenders({w.signs(0), w.signs(1)}, w.options());
  ASSERT_EQ(r.parts.size(), 3u);
  EXPECT_EQ(r.parts[0].agreement, "dear");
  EXPECT_NEAR(r.parts[0].usd, -4.0 * kDear * kMidYear, 1.0);
  EXPECT_EQ(r.parts[1].agreement, "");
  EXPECT_NEAR(r.parts[1].usd, 2.0 * kEarnedUsd * kMidYear, 1.0);
  EXPECT_EQ(r.parts[2].party, "cloud");
  EXPECT_NEAR(r.parts[2].usd, 4.0 * kDear * kMidYear, 1.0);
}

TEST(Compare, TheDriverThatMattersCarriesTheSpread) {
  const World w;
  const CompareResult r = compare_contenders({w.signs(0), w.signs(1)}, w.options());
  ASSERT_EQ(r.drivers.size(), 1u);  // `nothing` does not move
  EXPECT_EQ(r.drivers[0].driver, "demand");
  EXPECT_NEAR(r.drivers[0].share, 1.0, 1e-9);
  EXPECT_NEAR(r.drivers[0].usd_per_sd, std::sqrt(0.5) * 4.0 * kEarnedUsd * kMidYear, 1.0);
}

TEST(Compare, WhatThePlannerHas) {
  const World w;
  const CompareResult r = compare_contenders({w.signs(0), w.signs(1)}, w.options());
  const PlannerOutcome& few = r.contenders[0].planner;
  EXPECT_NEAR(few.short_share, 14.0 / 25.0, 1e-9);
  EXPECT_NEAR(few.shortage_probability, 0.5, 1e-12);
  EXPECT_NEAR(few.idle_share, 1.0 / 12.0, 1e-9);
  EXPECT_NEAR(few.spend_usd, 6.0 * kRent, 1.0);
  EXPECT_NEAR(few.spend_usd_per_h100e_month, 6.0 * kRent / (5500.0 * 12.0), 1e-6);
  EXPECT_NEAR(few.provider_hhi, 1.0, 1e-12);
  const double high = 6.0 * (kEarnedUsd - kRent), low = 5.0 * kEarnedUsd - 6.0 * kRent;
  EXPECT_NEAR(few.risk_adjusted_usd, kMidYear * (0.25 * high + 0.75 * low), 1.0);
}

// What is open is planned, and is never worse than what is given (on two paths all is in sample).
TEST(Compare, StrategiesArePlanned) {
  const World w;
  Contender open{"open", &w.model, StrategyId{2}, std::nullopt};
  const CompareResult r = compare_contenders({w.signs(0), open}, w.options());
  ASSERT_EQ(r.contenders.size(), 2u);
  ASSERT_TRUE(r.contenders[1].plan.has_value());
  EXPECT_EQ(r.contenders[1].plan->method.end, BundleEnd::proven);
  // With half of the weight on the worst path, 5 MW of rent at most: the sixth earns 5.52 or loses
  // 12.
  EXPECT_NEAR(r.contenders[1].planner.risk_adjusted_usd, 5.0 * (kEarnedUsd - kRent) * kMidYear,
              10.0);
  EXPECT_FALSE(r.contenders[0].plan.has_value());
}

TEST(Compare, OneThatFailsLeavesTheOthers) {
  const World w;
  World broken;
  broken.model.drivers.push_back({"slump", "", "", Gbm{1.0, -1.0, 0.0, Center::median}});
  Contender bad{"bad", &broken.model, StrategyId{0}, Plan{}};
  const CompareResult r = compare_contenders({w.signs(0), bad, w.signs(1)}, w.options());
  EXPECT_EQ(r.contenders.size(), 2u);
  ASSERT_EQ(r.failures.size(), 1u);
  EXPECT_EQ(r.failures[0].what, "bad");
  EXPECT_TRUE(r.whole);
}

TEST(Compare, AStopKeepsWhatIsDone) {
  const World w;
  StudyOptions o = w.options();
  int asked = 0;
  o.progress = [&](const std::string&, double) { ++asked; };
  o.stop = [&] { return asked > 1; };
  const CompareResult r = compare_contenders({w.signs(0), w.signs(1)}, o);
  EXPECT_FALSE(r.whole);
  EXPECT_EQ(r.contenders.size(), 1u);
  EXPECT_TRUE(r.failures.empty());
}

}  // namespace
}  // namespace offtake
