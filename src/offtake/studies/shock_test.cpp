#include "offtake/studies/shock.h"

#include <gtest/gtest.h>

#include <cmath>

#include "offtake/futures/futures.h"
#include "offtake/plan/fit.h"
#include "offtake/simulate/profile.h"

namespace offtake {
namespace {

Model with_work(Series volume) {
  Model m;
  m.clock = {0.0, 12, 4};
  m.parties.resize(2);
  m.parties[1].name = "lab";
  m.planner.party = PartyId{1};
  Workload w;
  w.party = PartyId{1};
  w.volume_h100e = std::move(volume);
  m.workloads.push_back(w);
  return m;
}

// Twice a year, doubled in logarithms: four times a year; held when it is over.
TEST(Shock, GrowthDoubles) {
  Series volume;
  volume.points = {{0.0, 10.0}};
  volume.growth_per_year = 2.0;
  const Model m = with_work(volume);
  Shock shock;
  shock.growth = GrowthShock{2.0, {}, kLongAgo, 24.0};
  const Series after = shocked(m, {}, shock).workloads[0].volume_h100e;
  const double first = 10.0 * 3.0 / std::log(4.0);
  EXPECT_NEAR(mean_value(after, 0.0, 12.0), first, 1e-6 * first);
  EXPECT_NEAR(mean_value(after, 12.0, 24.0), 4.0 * first, 4e-6 * first);
  // 2^t more than it would be, t = 2 years; then that factor.
  const double third = 4.0 * mean_value(volume, 24.0, 36.0);
  EXPECT_NEAR(mean_value(after, 24.0, 36.0), third, 1e-6 * third);
}

TEST(Shock, DemandJumpsWithinAStep) {
  const Model m = with_work(Series::constant(8.0));
  Shock shock;
  shock.demand = DemandShock{0.5, {}, 15.0, 24.0};
  const Series after = shocked(m, {}, shock).workloads[0].volume_h100e;
  EXPECT_NEAR(mean_value(after, 0.0, 12.0), 8.0, 1e-12);
  EXPECT_NEAR(mean_value(after, 12.0, 24.0), 0.25 * 8.0 + 0.75 * 4.0, 1e-12);
  EXPECT_NEAR(mean_value(after, 24.0, 36.0), 8.0, 1e-12);
}

TEST(Shock, APriceChangesOnADate) {
  Series price;
  price.points = {{0.0, 100.0}, {20.0, 120.0}};
  price.rule = Series::Rule::linear;
  price.growth_per_year = 2.0;
  Series cut = price;
  cut.changes = {{10.0, 0.5}, {32.0, 4.0}};
  EXPECT_DOUBLE_EQ(base_value(cut, 9.0), 109.0);
  EXPECT_DOUBLE_EQ(base_value(cut, 10.0), 55.0);
  EXPECT_DOUBLE_EQ(base_value(cut, 32.0), 480.0);
  EXPECT_NEAR(mean_value(cut, 5.0, 15.0), 0.5 * (107.5 + 0.5 * 112.5), 1e-12);
  EXPECT_NEAR(mean_value(cut, 21.0, 24.0), 0.5 * mean_value(price, 21.0, 24.0), 1e-12);
}

// What stands when the machines stop coming, until its end.
TEST(Shock, ARampStops) {
  const Ramp ramp{6.0, 18.0, {}};
  const Profile whole = term_profile(ramp, 60.0);
  const Profile half = stopped(whole, 12.0, 66.0);
  for (const double t : {3.0, 9.0, 12.0}) EXPECT_DOUBLE_EQ(half.share(t), whole.share(t));
  for (const double t : {12.5, 40.0, 66.0}) EXPECT_DOUBLE_EQ(half.share(t), 0.5);
  EXPECT_DOUBLE_EQ(half.share(66.5), 0.0);
  EXPECT_DOUBLE_EQ(stopped(whole, 6.0, 66.0).integral(66.0), 0.0);
  EXPECT_DOUBLE_EQ(stopped(ramp_profile(ramp), 12.0, 66.0).share(100.0), 0.5);
}

// Holding one driver changes no other, correlated or not.
TEST(Shock, AHeldDriverLeavesTheOthers) {
  Model m;
  m.clock = {0.0, 3, 8};
  for (const char* name : {"a", "b", "c"}) m.drivers.push_back({name, "", "", Gbm{1.0, 0.3, 0.0}});
  m.correlations.push_back({DriverId{0}, DriverId{1}, 0.6});
  for (const Sampling sampling : {Sampling::plain, Sampling::antithetic, Sampling::sobol}) {
    m.drivers[0].held.reset();
    const Result<Futures> drawn = Futures::make(m, {7, sampling});
    m.drivers[0].held = HeldPath{std::vector<double>(8, 3.5), kForever};
    const Result<Futures> held = Futures::make(m, {7, sampling});
    ASSERT_TRUE(drawn && held);
    FuturesBlock x, y;
    drawn->draw(32, x);
    held->draw(32, y);
    for (int k = 0; k < 8; ++k) {
      for (int i = 0; i < kLanes; ++i) {
        EXPECT_EQ(y.at(DriverId{0}, k)[i], 3.5);
        EXPECT_EQ(y.at(DriverId{1}, k)[i], x.at(DriverId{1}, k)[i]);
        EXPECT_EQ(y.at(DriverId{2}, k)[i], x.at(DriverId{2}, k)[i]);
      }
    }
  }
}

TEST(Shock, ShocksOfTheModelReplaceThoseOfTheLibrary) {
  Model m = with_work(Series::constant(1.0));
  const std::size_t before = list_shocks(m).size();
  Shock own;
  own.name = "demand-halves";
  own.demand = DemandShock{0.25, {}, 12.0, kForever};
  m.shocks.push_back(own);
  const std::vector<ListedShock> all = list_shocks(m);
  EXPECT_EQ(all.size(), before);
  EXPECT_TRUE(all.back().own && all.back().common);
  EXPECT_EQ(all.back().shock.demand->times, 0.25);
}

TEST(Fit, TheNarrowestRowCounts) {
  PlanProblem problem;
  problem.domain.domain.lower = {0.0, 0.0};
  problem.domain.domain.upper = {100.0, 100.0};
  const auto row = [](double most, double a, double b, const char* key) {
    DomainRow r;
    r.most = most;
    r.entries = {{0, a}, {1, b}};
    r.key_path = key;
    return r;
  };
  problem.domain.domain.rows = {row(30.0, 1.0, 0.0, "resources.grid.limit"),
                                row(60.0, 1.0, 1.0, "resources.grid.limit"),
                                row(1.0, 1.0, 1.0, "resources.grid-2.limit")};
  EXPECT_DOUBLE_EQ(fitting_share(problem, {20.0, 30.0}, "resources.grid"), 1.0);
  EXPECT_DOUBLE_EQ(fitting_share(problem, {20.0, 100.0}, "resources.grid"), 0.5);
  EXPECT_DOUBLE_EQ(fitting_share(problem, {120.0, 0.0}, "resources.grid"), 0.25);
}

}  // namespace
}  // namespace offtake
