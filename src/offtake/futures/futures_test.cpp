#include "offtake/futures/futures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <thread>

#include "offtake/base/random.h"

namespace offtake {
namespace {

Driver driver(const std::string& name, Process process) {
  Driver d;
  d.name = name;
  d.process = std::move(process);
  return d;
}

Model every_kind() {
  Model m;
  m.clock.start_month = 660.0;
  m.clock.steps = 10;
  Regimes regimes;
  regimes.states = {{"up", 1.5, 0.2, 12.0, {0.0, 1.0}}, {"down", 0.8, 0.2, 6.0, {1.0, 0.0}}};
  const Gbm gbm{1.4, 0.2, 0.1, Center::median};
  m.drivers = {driver("gbm", gbm),
               driver("ou", Ou{0.9, 0.3, 12.0, 1.3}),
               driver("jumps", Jumps{gbm, 2.0, 0.8, 0.2}),
               driver("regimes", regimes),
               driver("lognormal", Lognormal{1.0, 2.0, false}),
               driver("triangular", Triangular{1.0, 2.0, 4.0, true}),
               driver("pert", Pert{1.0, 2.0, 4.0, false}),
               driver("delay", Delay{0.3, 3.0, 0.0, 24.0}),
               driver("bernoulli", Bernoulli{0.3, 0.5}),
               driver("hazard", Hazard{0.5, -1e9, 1e9, 0.5}),
               driver("default", RatedDefault{Rating::CCC}),
               driver("empirical", Empirical{{1.0, 2.0, 5.0}, true, false}),
               driver("given", Given{{660.0}, {1.0, 2.0, 3.0}, 3})};
  return m;
}

Futures made(const Model& model, const FuturesOptions& options = {}) {
  Result<Futures> f = Futures::make(model, options);
  EXPECT_TRUE(f.ok()) << (f.ok() ? "" : f.errors().front().what);
  return *f;
}

FuturesBlock block(const Futures& futures, std::int64_t first) {
  FuturesBlock out;
  futures.draw(first, out);
  return out;
}

Diagnostic error_of(const Process& process) {
  Model m;
  m.clock.steps = 40;
  m.drivers = {driver("it", process)};
  const Result<Futures> f = Futures::make(m, {});
  if (f.ok()) return {};
  return f.errors().front();
}

constexpr Sampling kSamplings[] = {Sampling::plain, Sampling::antithetic, Sampling::sobol};

TEST(Futures, EmptyModelDrawsNothing) {
  const FuturesBlock b = block(Futures(), 0);
  EXPECT_EQ(b.drivers, 0);
  EXPECT_TRUE(b.value.empty());
}

TEST(Futures, BlocksAreTheSameInAnyOrderAndFromAnyThread) {
  for (const Sampling sampling : kSamplings) {
    Model m = every_kind();
    m.correlations = {{DriverId(0), DriverId(1), 0.4}, {DriverId(0), DriverId(7), -0.3}};
    const Futures f = made(m, {7, sampling});
    const FuturesBlock far = block(f, 4096), near = block(f, 0);
    FuturesBlock again;
    f.draw(160, again);
    f.draw(0, again);
    EXPECT_EQ(again.value, near.value);
    EXPECT_EQ(again.event, near.event);
    std::thread([&] { f.draw(4096, again); }).join();
    EXPECT_EQ(again.value, far.value);
    EXPECT_EQ(again.event, far.event);
    EXPECT_NE(far.value, near.value);
    for (const double x : far.value) ASSERT_TRUE(std::isfinite(x));
    EXPECT_NE(block(made(m, {8, sampling}), 0).value, near.value);
  }
}

TEST(Futures, AnotherDriverChangesNoOther) {
  for (const Sampling sampling : {Sampling::plain, Sampling::antithetic}) {
    const Model few = every_kind();
    Model more = few;
    more.drivers.insert(more.drivers.begin(), driver("a new one", Gbm{1.0, 0.5}));
    const FuturesBlock a = block(made(few, {1, sampling}), 32);
    const FuturesBlock b = block(made(more, {1, sampling}), 32);
    for (std::size_t d = 0; d < few.drivers.size(); ++d) {
      for (int k = 0; k < a.steps; ++k) {
        for (int l = 0; l < kLanes; ++l) {
          ASSERT_EQ(a.at(DriverId(d), k)[l], b.at(DriverId(d + 1), k)[l]) << few.drivers[d].name;
        }
      }
    }
  }
}

TEST(Futures, ALongerClockKeepsThePathsOfPlainSampling) {
  Model longer = every_kind();
  longer.clock.steps = 20;
  const FuturesBlock a = block(made(every_kind()), 0), b = block(made(longer), 0);
  for (std::size_t d = 0; d < std::size_t(a.drivers); ++d) {
    for (int k = 0; k < a.steps; ++k) {
      for (int l = 0; l < kLanes; ++l) {
        ASSERT_EQ(a.at(DriverId(d), k)[l], b.at(DriverId(d), k)[l]);
      }
    }
  }
}

TEST(Futures, OrderOfDriversInTheFileDoesNotMatter) {
  const std::vector<Driver> drivers = {driver("a", Gbm{1.0, 0.3}), driver("b", Gbm{1.0, 0.3}),
                                       driver("c", Delay{0.3, 4.0})};
  for (const Sampling sampling : kSamplings) {
    Model m, reversed;
    m.clock.steps = reversed.clock.steps = 5;
    m.drivers = drivers;
    reversed.drivers = {drivers[2], drivers[1], drivers[0]};
    m.correlations = {{DriverId(0), DriverId(1), 0.5}, {DriverId(1), DriverId(2), 0.5}};
    reversed.correlations = {{DriverId(0), DriverId(1), 0.5}, {DriverId(2), DriverId(1), 0.5}};
    const FuturesBlock x = block(made(m, {1, sampling}), 0);
    const FuturesBlock y = block(made(reversed, {1, sampling}), 0);
    for (std::size_t d = 0; d < 3; ++d) {
      for (int l = 0; l < kLanes; ++l) {
        EXPECT_EQ(x.at(DriverId(d), 4)[l], y.at(DriverId(2 - d), 4)[l]);
      }
    }
  }
}

TEST(Futures, AntitheticPairsMirrorTheirShocks) {
  Model m;
  m.clock.steps = 6;
  m.drivers = {driver("median", Gbm{1.0, 0.3, 0.2, Center::median}),
               driver("even", Triangular{-1.0, 0.0, 1.0, false})};
  m.correlations = {{DriverId(0), DriverId(1), 0.5}};
  const Futures f = made(m, {3, Sampling::antithetic});
  const FuturesBlock b = block(f, 48);
  for (int l = 0; l < kLanes; l += 2) {
    for (int k = 0; k < 6; ++k) {
      const double* x = b.at(DriverId(0), k);
      EXPECT_NEAR(x[l] * x[l + 1], 1.0, 1e-12);
      EXPECT_NEAR(b.at(DriverId(1), k)[l], -b.at(DriverId(1), k)[l + 1], 1e-12);
    }
  }
  const std::uint64_t stream = stream_of("conversion");
  EXPECT_EQ(f.uniform_of(stream, 10), 1.0 - f.uniform_of(stream, 11));
  EXPECT_NE(f.uniform_of(stream, 10), f.uniform_of(stream, 12));
}

TEST(Futures, FirstStepIsKnown) {
  Model m = every_kind();
  m.drivers = {m.drivers[0], m.drivers[1], m.drivers[2], m.drivers[3]};
  const FuturesBlock b = block(made(m), 0);
  const double start[] = {1.0, 1.3, 1.0, 1.0};
  for (std::size_t d = 0; d < 4; ++d) {
    for (int l = 0; l < kLanes; ++l) EXPECT_DOUBLE_EQ(b.at(DriverId(d), 0)[l], start[d]);
  }
}

TEST(Futures, EventsActFromTheFirstStepThatBeginsAfterThem) {
  const Model m = every_kind();
  const Futures f = made(m);
  constexpr double kNever = std::numeric_limits<double>::infinity();
  int happened = 0;
  for (int first = 0; first < 10 * kLanes; first += kLanes) {
    const FuturesBlock b = block(f, first);
    for (int l = 0; l < kLanes; ++l) {
      EXPECT_EQ(b.event_month(DriverId(0))[l], kNever);
      const double month = b.event_month(DriverId(9))[l];
      if (month < kNever) {
        ++happened;
        EXPECT_LT(month, m.clock.end());
        EXPECT_GE(month, m.clock.start_month);
      }
      for (int k = 0; k < b.steps; ++k) {
        EXPECT_EQ(b.at(DriverId(9), k)[l], month <= m.clock.begin_of(k) ? 0.5 : 1.0);
      }
    }
  }
  EXPECT_GT(happened, 50);
}

TEST(Futures, GivenPathsAreTakenByRowAndHeld) {
  Model m;
  m.clock.start_month = 660.0;
  m.clock.steps = 4;  // 660 663 666 669
  m.drivers = {driver("given", Given{{663.0, 668.0}, {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}, 3})};
  const FuturesBlock b = block(made(m), kLanes);  // path 16 takes row 1
  const double row1[] = {3.0, 3.0, 3.0, 4.0};
  for (int k = 0; k < 4; ++k) EXPECT_EQ(b.at(DriverId(0), k)[0], row1[k]);
  EXPECT_EQ(b.at(DriverId(0), 3)[1], 6.0);
  EXPECT_EQ(b.at(DriverId(0), 3)[2], 2.0);
}

TEST(Futures, SobolGoesOnWhereItsDimensionsEnd) {
  Model m;
  m.clock.steps = 400;
  for (int i = 0; i < 12; ++i) m.drivers.push_back(driver("d" + std::to_string(i), Gbm{1.0, 0.1}));
  const FuturesBlock b = block(made(m, {1, Sampling::sobol}), 0);
  for (const double x : b.value) ASSERT_TRUE(std::isfinite(x) && x > 0.0);
}

TEST(Futures, GivenPathsHaveNoShockToCorrelate) {
  Model m = every_kind();
  m.correlations = {{DriverId(0), DriverId(12), 0.4}};
  const Result<Futures> f = Futures::make(m, {});
  ASSERT_FALSE(f.ok());
  EXPECT_EQ(f.errors()[0].code, "E0602");
  EXPECT_EQ(f.errors()[0].key_path, "correlations[0].between");
}

TEST(Futures, NumbersThatWouldOverflowAreErrors) {
  EXPECT_EQ(error_of(Gbm{1e200, 0.1}).code, "E0608");
  EXPECT_EQ(error_of(Gbm{1.0, 40.0}).code, "E0608");
  EXPECT_EQ(error_of(Ou{1.0, 300.0, 12.0, 1.0}).code, "E0608");
  EXPECT_EQ(error_of(Jumps{Gbm{}, 20.0, 20.0, 0.0}).code, "E0608");
  EXPECT_EQ(error_of(Jumps{Gbm{}, 1e9, 1.0, 0.0}).code, "E0607");
  EXPECT_EQ(error_of(Gbm{1.5, -0.1}).code, "E0607");
  EXPECT_EQ(error_of(Gbm{std::nan(""), 0.1}).code, "E0607");
  EXPECT_EQ(error_of(Empirical{}).code, "E0607");
  EXPECT_EQ(error_of(Gbm{3.0, 0.5, 0.2}).code, "");
}

TEST(Futures, DelayWithAnImpossibleP90SaysWhatFits) {
  const Diagnostic d = error_of(Delay{0.56, 2.0, 9.0, 60.0});
  EXPECT_EQ(d.code, "E0616");
  EXPECT_EQ(d.key_path, "drivers.it.p90");
  EXPECT_NE(d.mend.find("a p90 of at most 6.012 months"), std::string::npos) << d.mend;
  EXPECT_EQ(error_of(Delay{0.56, 2.0, 6.012, 60.0}).code, "");
  EXPECT_EQ(error_of(Delay{0.56, 2.0, 6.013, 60.0}).code, "E0616");
  EXPECT_EQ(error_of(Delay{0.95, 2.0, 6.0, 60.0}).code, "E0616");
  // Where more than 80 % are in time the ratio must stay under 1/(1 − none).
  EXPECT_EQ(error_of(Delay{0.85, 2.0, 13.0, 60.0}).code, "");
  EXPECT_EQ(error_of(Delay{0.85, 2.0, 13.4, 60.0}).code, "E0616");
}

TEST(Futures, RatingsWithoutAMarketPriceAreErrors) {
  const Diagnostic d = error_of(RatedDefault{Rating::AA, DefaultMeasure::market_implied, 0.0});
  EXPECT_EQ(d.code, "E0615");
  EXPECT_EQ(d.what, "no market-implied rate is known for AA");
  EXPECT_EQ(d.key_path, "drivers.it.rating");
}

TEST(Futures, DegenerateDriversAreConstants) {
  Model m;
  m.clock.steps = 3;
  m.drivers = {
      driver("delay", Delay{1.0, 0.0}),           driver("no delay", Delay{0.0, 0.0}),
      driver("never", Bernoulli{0.0, 0.0}),       driver("always", Bernoulli{1.0, 0.0}),
      driver("pert", Pert{2.0, 2.0, 2.0, false}), driver("lognormal", Lognormal{2.0, 2.0, false})};
  const FuturesBlock b = block(made(m), 0);
  const double value[] = {0.0, 0.0, 1.0, 0.0, 2.0, 2.0};
  for (std::size_t d = 0; d < 6; ++d) {
    for (int l = 0; l < kLanes; ++l) EXPECT_DOUBLE_EQ(b.at(DriverId(d), 2)[l], value[d]);
  }
}

}  // namespace
}  // namespace offtake
