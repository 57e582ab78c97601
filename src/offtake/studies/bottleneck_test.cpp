#include "offtake/studies/bottleneck.h"

#include <gtest/gtest.h>

#include "offtake/studies/small_world.h"

namespace offtake {
namespace {

constexpr double kRent = 12e6, kDear = 20e6;

// Demand is 20 MW. `rent` takes a MW of chips per MW, of which there are 10 in the year; `dear`, of
// which there are 3 MW, takes none and costs more than it earns.
SmallWorld world() {
  SmallWorld w({20});
  w.model.resources = {{"chips", "", "", {}, Series::constant(10.0 / 12.0)}};
  w.offer("rent", kRent, 30.0).delivery.uses = {{ResourceId{0}, 1.0, ResourceUse::When::at_ready}};
  w.offer("dear", kDear, 3.0);
  return w;
}

Bottleneck found(const SmallWorld& w, double mw, double months = 12.0) {
  Result<Bottleneck> out = bottleneck(w.model, {}, {mw, kYearStart + months}, w.options(1));
  EXPECT_TRUE(out.ok()) << (out ? "" : render(out.errors().front()));
  return out ? std::move(*out) : Bottleneck{};
}

const GroupUse& use(const Bottleneck& b, const std::string& name) {
  for (const GroupUse& u : b.at_target.uses) {
    if (u.group.name == name) return u;
  }
  ADD_FAILURE() << name;
  return b.at_target.uses.front();
}
double usd(const Bottleneck& b, const std::string& name) {
  for (const GroupWorth& w : b.price->worth) {
    if (w.group.name == name) return w.usd;
  }
  return 0.0;
}

// 5 MW are asked for, 10 are worth it: another chip brings its margin.
TEST(Bottleneck, AChipIsWorthItsMargin) {
  const Bottleneck b = found(world(), 5.0);
  EXPECT_TRUE(b.possible);
  EXPECT_NEAR(b.at_target.mw, 13.0, 1e-6);
  EXPECT_NEAR(use(b, "chips").used, 10.0, 1e-6);
  EXPECT_NEAR(use(b, "chips").limit, 10.0, 1e-9);
  EXPECT_EQ(use(b, "chips").group.year, 2025);
  EXPECT_NEAR(use(b, "chips").worth_mw, 1.0, 1e-6);
  EXPECT_NEAR(use(b, "rent").worth_mw, 0.0, 1e-6);
  EXPECT_NEAR(use(b, "dear").worth_mw, 1.0, 1e-6);
  ASSERT_TRUE(b.price);
  EXPECT_NEAR(usd(b, "chips"), kMidYear * (kEarnedUsd - kRent), 1.0);
  EXPECT_NEAR(b.price->usd_per_mw, 0.0, 1.0);
  EXPECT_NEAR(b.price->cost_usd.mean, 0.0, 1.0);
}

// 12 MW: two of them are dear, and another chip takes the place of one.
TEST(Bottleneck, UnderATargetAChipSavesWhatItReplaces) {
  const Bottleneck b = found(world(), 12.0);
  ASSERT_TRUE(b.price);
  EXPECT_NEAR(usd(b, "chips"), kMidYear * (kDear - kRent), 1.0);
  EXPECT_NEAR(b.price->usd_per_mw, kMidYear * (kDear - kEarnedUsd), 1.0);
  EXPECT_NEAR(b.price->cost_usd.mean, 2.0 * kMidYear * (kDear - kEarnedUsd), 1.0);
  EXPECT_NEAR(b.price->with_target.objective_usd,
              kMidYear * (10 * (kEarnedUsd - kRent) - 2 * (kDear - kEarnedUsd)), 1.0);
}

// 20 MW: 7 are missing. Of chips that is 70 %, of `dear` 233 %.
TEST(Bottleneck, WhatIsImpossibleHasAShortfallAndASmallestChange) {
  const Bottleneck b = found(world(), 20.0);
  EXPECT_FALSE(b.possible);
  EXPECT_FALSE(b.price);
  EXPECT_FALSE(b.earliest_step);
  EXPECT_NEAR(b.at_target.mw, 13.0, 1e-6);
  ASSERT_TRUE(b.remedy);
  const auto more = std::find_if(b.remedy->ways.begin(), b.remedy->ways.end(),
                                 [](const Way& w) { return w.which == Way::Which::allow_more; });
  ASSERT_NE(more, b.remedy->ways.end());
  ASSERT_EQ(more->changes.size(), 1u);
  EXPECT_EQ(more->changes[0].limit.key_path, "resources.chips.rate");
  EXPECT_EQ(more->changes[0].limit.year, 2025);
  EXPECT_NEAR(more->changes[0].to, 17.0, 1e-6);
  EXPECT_NEAR(more->size, 0.7, 1e-2);
}

// Two years; what is signed at once stands in the middle of the second.
TEST(Bottleneck, TheEarliestDateIsWhereTheRampIsDone) {
  SmallWorld w({20});
  w.model.clock.steps = 2;
  CapacityTerms& slow = w.offer("slow", kRent, 8.0);
  slow.delivery.term_months = 60.0;
  slow.delivery.ramp.first_months = slow.delivery.ramp.full_months = 18.0;
  const Bottleneck b = found(w, 8.0, 24.0);
  EXPECT_TRUE(b.possible);
  ASSERT_EQ(b.by_date.size(), 2u);
  EXPECT_NEAR(b.by_date[0].mw, 0.0, 1e-9);
  EXPECT_NEAR(b.by_date[1].mw, 8.0, 1e-6);
  EXPECT_EQ(b.earliest_step, 1);
  EXPECT_FALSE(found(w, 8.0, 12.0).possible);
}

// What is in force counts, and uses what there is: 4 of 10 chips are taken.
TEST(Bottleneck, WhatIsInForceCountsAndIsUsed) {
  SmallWorld w = world();
  Agreement held = w.model.agreements[0];
  held.name = "held";
  held.is_offer = false;
  auto& terms = std::get<CapacityTerms>(held.terms);
  terms.delivery.capacity_mw = 4.0;
  held.signed_month = kYearStart;
  w.model.agreements.push_back(held);
  const Bottleneck b = found(w, 13.0);
  EXPECT_NEAR(b.at_target.in_force_mw, 4.0, 1e-6);
  EXPECT_NEAR(b.at_target.mw, 13.0, 1e-6);
  EXPECT_NEAR(use(b, "chips").used, 10.0, 1e-6);
}

// A unit of a budget: a MW costs $12M before the discount.
TEST(Bottleneck, CapitalIsWorthTheMwThatItBuys) {
  SmallWorld w({20});
  w.offer("rent", kRent, 30.0);
  w.model.planner.budgets = {{2025, 60e6}};
  const Bottleneck b = found(w, 30.0);
  EXPECT_NEAR(b.at_target.mw, 5.0, 1e-6);
  EXPECT_NEAR(use(b, "budget").used, 60e6, 1.0);
  EXPECT_NEAR(use(b, "budget").worth_mw, 1.0 / kRent, 1e-12);
  const Bottleneck possible = found(w, 4.0);
  EXPECT_NEAR(usd(possible, "budget"), kMidYear * (kEarnedUsd - kRent) / kRent, 1e-6);
}

TEST(Bottleneck, ContextIsWhatTheFactsSay) {
  const std::vector<ContextLine> us = bottleneck_context("US");
  ASSERT_EQ(us.size(), 3u);
  EXPECT_NEAR(us[0].size_mw, 467.7e3, 100.0);  // 4,097 TWh in 8,760 hours
  EXPECT_EQ(bottleneck_context("KR").size(), 1u);
}

}  // namespace
}  // namespace offtake
