#include "offtake/studies/sweep.h"

#include <gtest/gtest.h>

#include "offtake/plan/comparisons.h"
#include "offtake/studies/small_world.h"

namespace offtake {
namespace {

SweepVariant variant(const std::string& name, double usd_per_mw_year) {
  SmallWorld w({20, 10});
  w.offer("rent", usd_per_mw_year, 30.0);
  return {name, w.model, {}, {}, {}};
}

std::vector<SweepVariant> three() {
  return {variant("12", 12e6), variant("8", 8e6), variant("20", 20e6)};
}

// Demand is 20 or 10 MW. The MW up to 10 earn $17.52M each, those up to 20 half of it on average.
// At $12M 10 MW are worth it, at $8M 20 MW, at $20M none.
TEST(Sweep, EachVariantIsPlannedAndPairedWithTheFirst) {
  const SmallWorld w({20, 10});
  const Sweep s = sweep(three(), w.options(2));
  ASSERT_TRUE(s.whole);
  ASSERT_EQ(s.rows.size(), 3u);
  const double first = kMidYear * 10 * (kEarnedUsd - 12e6);
  const double high = kMidYear * (20 * kEarnedUsd - 20 * 8e6),
               low = high - kMidYear * 10 * kEarnedUsd;
  EXPECT_NEAR(s.rows[0]->at.objective_usd.mean, first, 1e-3);
  EXPECT_NEAR(s.rows[0]->signed_now_mw, 10.0, 1e-6);
  EXPECT_NEAR(s.rows[1]->at.objective_usd.mean, (high + low) / 2, 1e-3);
  EXPECT_NEAR(s.rows[1]->signed_now_mw, 20.0, 1e-6);
  EXPECT_NEAR(s.rows[2]->at.objective_usd.mean, 0.0, 1e-3);
  // Two paths, of which the differences lie (high − low) apart.
  EXPECT_NEAR(s.rows[1]->change.mean, (high + low) / 2 - first, 1e-3);
  EXPECT_NEAR(s.rows[1]->change.standard_error, (high - low) / 2, 1e-3);
  EXPECT_NEAR(s.rows[2]->change.mean, -first, 1e-3);
  EXPECT_NEAR(s.rows[2]->change.standard_error, 0.0, 1e-3);
  EXPECT_EQ(s.rows[0]->end, BundleEnd::proven);
}

TEST(Sweep, AsManyThreadsAsYouLikeAreTheSameBits) {
  const SmallWorld w({20, 10});
  StudyOptions one = w.options(2), two = w.options(2);
  two.plan.threads = 2;
  const Sweep a = sweep(three(), one), b = sweep(three(), two);
  for (std::size_t i = 0; i < a.rows.size(); ++i) {
    EXPECT_EQ(a.rows[i]->at.adjusted_usd, b.rows[i]->at.adjusted_usd);
    EXPECT_EQ(a.rows[i]->gap, b.rows[i]->gap);
    EXPECT_EQ(a.rows[i]->change.standard_error, b.rows[i]->change.standard_error);
  }
}

TEST(Sweep, WhatFailsIsSaidAndTheOthersGoOn) {
  const SmallWorld w({20, 10});
  std::vector<SweepVariant> all = three();
  all[0].model.reset();
  Diagnostic d;
  d.code = "E0301";
  all[0].why = {d};
  all[2].model->agreements.clear();  // nothing to decide
  const Sweep s = sweep(all, w.options(2));
  EXPECT_TRUE(s.whole);
  ASSERT_EQ(s.failures.size(), 2u);
  EXPECT_EQ(s.failures[0].what, "12");
  EXPECT_EQ(s.failures[0].why.front().code, "E0301");
  EXPECT_EQ(s.failures[1].why.front().code, "E0965");
  ASSERT_TRUE(s.rows[1]);
  EXPECT_EQ(s.rows[1]->change.mean, 0.0);  // it is the first that could be done
}

TEST(Sweep, AHeldPlanIsPlayedNotPlanned) {
  const SmallWorld w({20, 10});
  std::vector<SweepVariant> all = three();
  for (SweepVariant& v : all) v.held = Plan{{{AgreementId{0}, kYearStart, 10.0}}};
  const Sweep s = sweep(all, w.options(2));
  EXPECT_FALSE(s.rows[1]->planned);
  EXPECT_NEAR(s.rows[1]->at.objective_usd.mean, kMidYear * 10 * (kEarnedUsd - 8e6), 1e-3);
  EXPECT_NEAR(s.rows[2]->change.mean, -kMidYear * 10 * 8e6, 1e-3);
}

TEST(Sweep, AStopKeepsWhatIsDone) {
  const SmallWorld w({20, 10});
  StudyOptions options = w.options(2);
  int begun = 0;
  options.progress = [&](const std::string&, double) { ++begun; };
  options.stop = [&] { return begun > 1; };
  const Sweep s = sweep(three(), options);
  EXPECT_FALSE(s.whole);
  EXPECT_TRUE(s.rows[0]);
  EXPECT_FALSE(s.rows[1]);
  EXPECT_FALSE(s.rows[2]);
  EXPECT_TRUE(s.failures.empty());
}

// The worst 3 of 8 paths and half of the fourth: a tail of 43.75 %.
TEST(Measured, TheMeanOfTheseIsTheRiskAdjustedValue) {
  const std::vector<double> v = {5, 1, 7, 3, 8, 2, 6, 4};
  const std::vector<double> tail = risk_adjusted_paths(v, {0.0, 1.0, 0.4375});
  double sum = 0.0;
  for (const double x : tail) sum += x;
  EXPECT_NEAR(sum / 8, (1 + 2 + 3 + 0.5 * 4) / 3.5, 1e-12);
}

}  // namespace
}  // namespace offtake
