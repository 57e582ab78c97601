#include "offtake/studies/compare.h"

#include <gtest/gtest.h>

#include <cmath>

#include "offtake/base/quantity.h"

namespace offtake {
namespace {

// A year, two paths: demand for 20 MW or for 5. A MW that is used earns $17.52M; `rent` costs $12M
// and `dear` $16M whether it is used or not. The cloud has no costs.
constexpr double kEarned = 17.52e6, kRent = 12e6, kDear = 16e6;
const double kDiscount = std::pow(1.1, -0.5);
constexpr double kStart = 12.0 * 55;

struct World {
  Model model;

  World() {
    model.clock = {kStart, 12, 1};
    for (const char* name : {"outside", "lab", "cloud"}) {
      Party p;
      p.name = name;
      model.parties.push_back(p);
    }
    model.planner.party = PartyId{1};
    model.planner.risk_weight = 0.5;
    model.drivers.push_back({"demand", "", "", Given{{kStart}, {20, 5}, 2}});
    model.drivers.push_back({"nothing", "", "", Given{{kStart}, {1, 1}, 2}});
    Accelerator chip;
    chip.h100e_per_mw = Series::constant(1000.0);
    model.accelerators.push_back(chip);
    Site site;
    site.name = "site";
    model.sites.push_back(site);
    Workload w;
    w.name = "serving";
    w.party = PartyId{1};
    w.volume_h100e = Series::constant(1000.0);
    w.volume_h100e.drivers = {DriverId{0}};
    w.revenue_usd_per_h100e_month = Series::constant(2.0 * kHoursPerMonth);
    model.workloads.push_back(w);
    add_offer("rent", kRent);
    add_offer("dear", kDear);
    add_strategy("few", 6.0, 0.0);
    add_strategy("many", 6.0, 4.0);
    add_strategy("open", 0.0, 0.0);
  }

  void add_offer(const std::string& name, double usd_per_mw_year) {
    Agreement a;
    a.name = name;
    a.is_offer = true;
    a.first = PartyId{1};
    a.second = PartyId{2};
    a.from_month = kStart;
    a.until_month = model.clock.end();
    a.most_mw = 6.0;
    CapacityTerms terms;
    terms.delivery.term_months = 12.0;
    terms.delivery.accelerator = AcceleratorId{0};
    terms.delivery.site = SiteId{0};
    terms.price.amount = Series::constant(usd_per_mw_year / 12.0);
    a.terms = terms;
    model.agreements.push_back(a);
  }

  void add_strategy(const std::string& name, double rent_mw, double dear_mw) {
    Strategy s;
    s.name = name;
    if (rent_mw > 0.0) s.sign.signings.push_back({AgreementId{0}, kStart, rent_mw});
    if (dear_mw > 0.0) s.sign.signings.push_back({AgreementId{1}, kStart, dear_mw});
    model.strategies.push_back(s);
  }

  Contender signs(int strategy) const {
    const StrategyId id{strategy};
    return {model.at(id).name, &model, id, Plan{}};
  }
  static StudyOptions options() {
    StudyOptions o;
    o.plan.cells = 1;
    o.plan.paths = o.plan.fresh_paths = 2;
    o.plan.threads = 1;
    o.plan.method.gap = 1e-9;
    return o;
  }
};

TEST(Compare, GainsAreTakenPathByPath) {
  const World w;
  const CompareResult r = compare_contenders({w.signs(0), w.signs(1)}, World::options());
  ASSERT_TRUE(r.failures.empty());
  ASSERT_EQ(r.gains.size(), 2u);
  // 4 MW of `dear` more: all used where demand is 20 MW, none where it is 5.
  const double used = 4.0 * (kEarned - kDear) * kDiscount, idle = -4.0 * kDear * kDiscount;
  const double mean = 0.5 * (used + idle);
  EXPECT_EQ(r.gains[0].party, "lab");
  EXPECT_NEAR(r.gains[0].usd.mean, mean, 1.0);
  EXPECT_NEAR(r.gains[0].usd.standard_error, 0.5 * (used - idle), 1.0);
  EXPECT_NEAR(r.gains[0].cvar_usd, idle, 1.0);  // both are worst where demand is low
  EXPECT_NEAR(r.gains[1].usd.mean, 4.0 * kDear * kDiscount, 1.0);
  EXPECT_NEAR(r.gains[1].usd.standard_error, 0.0, 1e-3);
}

TEST(Compare, PartsAddUpToTheGain) {
  const World w;
  const CompareResult r = compare_contenders({w.signs(0), w.signs(1)}, World::options());
  ASSERT_EQ(r.parts.size(), 3u);
  EXPECT_EQ(r.parts[0].agreement, "dear");
  EXPECT_NEAR(r.parts[0].usd, -4.0 * kDear * kDiscount, 1.0);
  EXPECT_EQ(r.parts[1].agreement, "");
  EXPECT_NEAR(r.parts[1].usd, 2.0 * kEarned * kDiscount, 1.0);
  EXPECT_EQ(r.parts[2].party, "cloud");
  EXPECT_NEAR(r.parts[2].usd, 4.0 * kDear * kDiscount, 1.0);
}

TEST(Compare, TheDriverThatMattersCarriesTheSpread) {
  const World w;
  const CompareResult r = compare_contenders({w.signs(0), w.signs(1)}, World::options());
  ASSERT_EQ(r.drivers.size(), 1u);  // `nothing` does not move
  EXPECT_EQ(r.drivers[0].driver, "demand");
  EXPECT_NEAR(r.drivers[0].share, 1.0, 1e-9);
  EXPECT_NEAR(r.drivers[0].usd_per_sd, std::sqrt(0.5) * 4.0 * kEarned * kDiscount, 1.0);
}

TEST(Compare, WhatThePlannerHas) {
  const World w;
  const CompareResult r = compare_contenders({w.signs(0), w.signs(1)}, World::options());
  const PlannerOutcome& few = r.contenders[0].planner;
  EXPECT_NEAR(few.short_share, 14.0 / 25.0, 1e-9);
  EXPECT_NEAR(few.shortage_probability, 0.5, 1e-12);
  EXPECT_NEAR(few.idle_share, 1.0 / 12.0, 1e-9);
  EXPECT_NEAR(few.spend_usd, 6.0 * kRent, 1.0);
  EXPECT_NEAR(few.spend_usd_per_h100e_month, 6.0 * kRent / (5500.0 * 12.0), 1e-6);
  EXPECT_NEAR(few.provider_hhi, 1.0, 1e-12);
  const double high = 6.0 * (kEarned - kRent), low = 5.0 * kEarned - 6.0 * kRent;
  EXPECT_NEAR(few.risk_adjusted_usd, kDiscount * (0.25 * high + 0.75 * low), 1.0);
}

// What is open is planned, and is never worse than what is given (on two paths all is in sample).
TEST(Compare, StrategiesArePlanned) {
  const World w;
  Contender open{"open", &w.model, StrategyId{2}, std::nullopt};
  const CompareResult r = compare_contenders({w.signs(0), open}, World::options());
  ASSERT_EQ(r.contenders.size(), 2u);
  ASSERT_TRUE(r.contenders[1].plan.has_value());
  EXPECT_EQ(r.contenders[1].plan->method.end, BundleEnd::proven);
  // With half of the weight on the worst path, 5 MW of rent at most: the sixth earns 5.52 or loses
  // 12.
  EXPECT_NEAR(r.contenders[1].planner.risk_adjusted_usd, 5.0 * (kEarned - kRent) * kDiscount, 10.0);
  EXPECT_FALSE(r.contenders[0].plan.has_value());
}

TEST(Compare, OneThatFailsLeavesTheOthers) {
  const World w;
  World broken;
  broken.model.drivers.push_back({"slump", "", "", Gbm{1.0, -1.0, 0.0, Center::median}});
  Contender bad{"bad", &broken.model, StrategyId{0}, Plan{}};
  const CompareResult r = compare_contenders({w.signs(0), bad, w.signs(1)}, World::options());
  EXPECT_EQ(r.contenders.size(), 2u);
  ASSERT_EQ(r.failures.size(), 1u);
  EXPECT_EQ(r.failures[0].what, "bad");
  EXPECT_TRUE(r.whole);
}

TEST(Compare, AStopKeepsWhatIsDone) {
  const World w;
  StudyOptions o = World::options();
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
