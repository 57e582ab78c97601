#include "offtake/studies/speed.h"

#include <gtest/gtest.h>

#include <cmath>

#include "offtake/studies/small_world.h"

namespace offtake {
namespace {

// A clock that moves on by a second whenever it is read, and its counter by ten.
struct Ticks {
  double seconds = 0.0, ticks = 0.0;
  SpeedClock clock() {
    return {[this] { return seconds += 1.0; }, [this] { return ticks += 10.0; }};
  }
};

TEST(Stopwatch, HasTheMedianAndTheSpreadOfOneUnit) {
  const SpeedClock none{[] { return 0.0; }, {}};
  Stopwatch watch(none);
  for (const double seconds : {8.0, 2.0, 4.0, 6.0}) watch.add(seconds);
  const Timing t = watch.of_each(2.0);
  EXPECT_EQ(t.median, 2.5);
  EXPECT_EQ(t.low, 1.0);
  EXPECT_EQ(t.high, 4.0);
  EXPECT_TRUE(std::isnan(t.ticks));
}

TEST(Stopwatch, CountsTicksWithinSeconds) {
  Ticks ticks;
  const SpeedClock clock = ticks.clock();
  Stopwatch watch(clock);
  watch.time([&] { ticks.ticks += 90.0; });
  EXPECT_EQ(watch.of_each().median, 1.0);
  EXPECT_EQ(watch.of_each().ticks, 100.0);
}

SpeedOptions options_of(const SmallWorld& world, Ticks& ticks) {
  SpeedOptions options;
  options.plan = world.options(2).plan;
  options.clock = ticks.clock();
  return options;
}

// A year of 12 steps, an offer that may be signed at its beginning and delivers through all of it.
TEST(Speed, CountsTheWork) {
  SmallWorld world({20, 10});
  world.offer("firm", 6e6, 30.0);
  Ticks ticks;
  const Result<Speed> speed = measure_speed(world.model, {}, options_of(world, ticks));
  ASSERT_TRUE(speed.ok());
  EXPECT_EQ(speed->kernel.paths, 2);
  EXPECT_EQ(speed->kernel.work.steps, 1);
  EXPECT_EQ(speed->kernel.work.agreement_steps, 1);
  EXPECT_EQ(speed->kernel.words, 0.0);  // given paths take none
  EXPECT_TRUE(speed->kernel.kept);
  EXPECT_GT(speed->kernel.bytes, 8.0);
  ASSERT_TRUE(speed->plan);
  EXPECT_LE(speed->plan->gap, 1e-9);
  EXPECT_GT(speed->plan->oracle.median, 0.0);
  EXPECT_FALSE(speed->simulate.write);
}

// In quarters, and two further offers: one for half a year only, one that begins to deliver half a
// year after it is signed and outlasts the clock by as much.
TEST(Speed, CountsStepsInWhichAnAgreementMayDeliverOrPay) {
  SmallWorld world({20, 10});
  world.model.clock = {kYearStart, 3, 4};
  world.offer("firm", 6e6, 30.0);
  world.offer("short", 6e6, 30.0).delivery.term_months = 6.0;
  world.offer("late", 6e6, 30.0).delivery.ramp = {6.0, 6.0, {}};
  const Result<KernelCase> kernel = kernel_case(world.model, {}, world.options(2).plan);
  ASSERT_TRUE(kernel.ok());
  ASSERT_EQ(kernel->values->columns(), 3u);
  // 4 + 2 + the quarter of signing and 4 of delivery
  EXPECT_EQ(kernel->values->work().agreement_steps, 4 + 2 + 5);
  EXPECT_EQ(kernel->values->work().steps, 6);
  for (const double mw : kernel->x) EXPECT_EQ(mw, 30.0);
}

TEST(Speed, OfAModelWithNothingToDecideHasNoPlan) {
  Ticks ticks;
  const SmallWorld world({20});
  SpeedOptions options = options_of(world, ticks);
  int written = 0;
  options.write = [&](const Simulation&) { return ++written, ok_status(); };
  const Result<Speed> speed = measure_speed(world.model, {}, options);
  ASSERT_TRUE(speed.ok());
  EXPECT_FALSE(speed->plan);
  EXPECT_EQ(written, speed->rounds);
  EXPECT_EQ(speed->simulate.write->median, 1.0);
}

TEST(Speed, StopsWhereItIsAsked) {
  Ticks ticks;
  SmallWorld world({20});
  world.offer("firm", 6e6, 30.0);
  SpeedOptions options = options_of(world, ticks);
  int asked = 0;
  options.plan.method.stop = [&] { return ++asked > 3; };
  const Result<Speed> speed = measure_speed(world.model, {}, options);
  ASSERT_FALSE(speed.ok());
  EXPECT_EQ(speed.errors().front().code, "E0130");
}

}  // namespace
}  // namespace offtake
