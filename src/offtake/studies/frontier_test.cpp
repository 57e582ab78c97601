#include "offtake/studies/frontier.h"

#include <gtest/gtest.h>

#include "offtake/studies/small_world.h"

namespace offtake {
namespace {

constexpr double kFirm = 6e6, kFlex = 14e6;

// Demand is 20 or 10 MW, each as likely; the tail is the worse half. `firm` costs $6M a MW whether
// used or not, `flex` (5 MW) $14M where it is used. The first 10 MW are firm in every plan. The
// next ones bring, per MW (E the revenue, all times the discount):
//   firm in place of flex  expected flex/2 − firm      in the worse half −firm
//   firm in place of none  expected E/2 − firm         in the worse half −firm
// so as the weight w of the worse half grows, firm is left at w₁ = 1 − 2 firm/flex = 0.143 for flex
// on 5 MW, and at w₂ = 1 − 2 firm/E = 0.315 altogether: three plans, 20 + 0, 15 + 5, 10 + 5.
Model model() {
  SmallWorld w({20, 10});
  w.offer("firm", kFirm, 30.0);
  w.offer("flex", kFlex, 5.0).price.take_or_pay = 0.0;
  w.model.planner.risk_tail = 0.5;
  return w.model;
}

StudyOptions options() { return SmallWorld({20, 10}).options(2); }

TEST(Frontier, TheKneeIsWhereItIsByHand) {
  const Frontier f = frontier(model(), {}, FrontierOver::risk, 10, options());
  ASSERT_TRUE(f.whole);
  ASSERT_EQ(f.points.size(), 10u);  // 0, 1/9, …, 1
  const double d = kMidYear;
  const double mean_a = d * (15 * kEarnedUsd - 20 * kFirm);
  const double worst_a = d * (10 * kEarnedUsd - 20 * kFirm);
  const double mean_b = mean_a - d * 5 * (kFlex / 2 - kFirm), worst_b = worst_a + d * 5 * kFirm;
  const double mean_c = mean_b - d * 5 * (kEarnedUsd / 2 - kFirm),
               worst_c = worst_b + d * 5 * kFirm;
  const auto at = [&](std::size_t i, double mean, double worst) {
    EXPECT_NEAR(f.points[i].fresh.mean_usd.mean, mean, 10.0) << i;
    EXPECT_NEAR(f.points[i].fresh.cvar_usd.mean, worst, 10.0) << i;
    EXPECT_NEAR(f.points[i].sample.mean_usd, mean, 10.0) << i;
  };
  at(0, mean_a, worst_a);
  at(1, mean_a, worst_a);  // 0.111 < w₁
  at(2, mean_b, worst_b);  // 0.222
  at(3, mean_c, worst_c);  // 0.333 > w₂
  EXPECT_EQ(f.boldest, 0u);
  EXPECT_EQ(f.safest, 3u);
  ASSERT_TRUE(f.knee);
  EXPECT_EQ(*f.knee, 2u);
  const double r = (mean_b - mean_c) / (mean_a - mean_c),
               s = (worst_b - worst_a) / (worst_c - worst_a);
  EXPECT_NEAR(s, 0.5, 1e-6);
  EXPECT_NEAR(f.knee_distance, (s + r - 1) / std::sqrt(2.0), 1e-6);
  // Given up for the knee: nothing when demand is low but what is gained there.
  EXPECT_NEAR(f.to_knee->given_up_usd.mean, mean_a - mean_b, 10.0);
  EXPECT_NEAR(f.to_knee->gained_usd.mean, worst_b - worst_a, 10.0);
  EXPECT_NEAR(f.to_safest->given_up_usd.mean, mean_a - mean_c, 10.0);
}

TEST(Frontier, WhatIsNoBetterIsSaid) {
  const Frontier f = frontier(model(), {}, FrontierOver::risk, 10, options());
  EXPECT_EQ(f.points[0].behind, -1);
  EXPECT_EQ(f.points[1].behind, 0);
  EXPECT_TRUE(f.points[1].same);
  EXPECT_EQ(f.points[2].behind, -1);
  EXPECT_EQ(f.points[4].behind, 3);
  // All weight on the worse half: what it brings in the better one counts for nothing.
  EXPECT_EQ(f.points[9].behind, 3);
}

TEST(Frontier, FewerProvidersCostMore) {
  SmallWorld w({20});
  w.offer("cheap", 6e6, 30.0);
  w.offer("dear", 12e6, 30.0);
  w.model.parties.push_back(w.model.parties.back());
  w.model.parties.back().name = "other";
  w.model.agreements.back().second = PartyId{3};
  Concentration half;
  half.from_month = kYearStart;
  w.model.planner.concentration = {half};
  const Frontier f =
      frontier(w.model, {}, FrontierOver::concentration, 3, w.options(1));  // 100, 75, 50 %
  ASSERT_EQ(f.points.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    const double dear = 20.0 * 0.25 * i;
    EXPECT_FALSE(f.points[i].missed);
    EXPECT_EQ(f.points[i].behind, -1);
    EXPECT_NEAR(f.points[i].fresh.objective_usd.mean,
                kMidYear * (20 * kEarnedUsd - 20 * 6e6 - dear * 6e6), 10.0);
  }
  EXPECT_FALSE(f.knee);  // each step costs the same
}

// Demand is 20 or 10 MW. `firm` costs $12M: the second ten MW are idle half of the time and bring
// E/2 − 12 = −$3.24M, until unmet work costs λ more: (1 + λ) E/2 > 12 from λ = 0.37 on.
TEST(Frontier, ServiceHasItsPrice) {
  SmallWorld w({20, 10});
  w.offer("firm", 12e6, 30.0);
  for (const bool penalty : {false, true}) {
    Workload& work = w.model.workloads.front();
    // With a cost of its own, of nothing that counts: the same, scaled.
    if (penalty) work.shortage_usd_per_h100e_month = Series::constant(1e-9);
    const Frontier f = frontier(w.model, {}, FrontierOver::shortage, 5, w.options(2));
    ASSERT_EQ(f.points.size(), 5u);
    EXPECT_NEAR(f.points[0].fresh.outcome.short_share, 10.0 / 30.0, 1e-9);
    EXPECT_NEAR(f.points[0].reward, kMidYear * 10 * (kEarnedUsd - 12e6), 10.0);
    for (std::size_t i = 1; i < 5; ++i) {  // 0.75, 1.5, …
      EXPECT_NEAR(f.points[i].fresh.outcome.short_share, 0.0, 1e-9) << i;
      EXPECT_NEAR(f.points[i].reward, kMidYear * (15 * kEarnedUsd - 20 * 12e6), 10.0) << i;
    }
    EXPECT_EQ(f.points[1].behind, -1);
    EXPECT_TRUE(f.points[2].same);
    ASSERT_TRUE(f.to_safest);
    EXPECT_NEAR(f.to_safest->given_up_usd.mean, kMidYear * 10 * (12e6 - kEarnedUsd / 2), 10.0);
  }
}

// A target of the model that cannot be kept is none of the frontier's limits.
TEST(Frontier, AnotherLimitThatIsMissedEndsNoFrontier) {
  Model m = model();
  m.planner.targets = {{m.clock.end(), 100.0}};
  const Frontier f = frontier(m, {}, FrontierOver::risk, 4, options());
  EXPECT_EQ(f.points.size(), 4u);
  EXPECT_FALSE(f.points[0].missed);
}

TEST(Frontier, WhereNothingIsTradedThereIsNoKnee) {
  SmallWorld w({20});
  w.offer("only", 6e6, 30.0);
  const Frontier f = frontier(w.model, {}, FrontierOver::risk, 3, w.options(1));
  EXPECT_FALSE(f.knee);
  EXPECT_FALSE(f.to_safest);
  EXPECT_TRUE(f.points[2].same);
}

}  // namespace
}  // namespace offtake
