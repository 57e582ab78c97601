#include "offtake/studies/calibrate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "offtake/base/random.h"

namespace offtake {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

SeriesData series(std::vector<double> years, const std::vector<double>& logs) {
  SeriesData out;
  for (const double t : years) out.months.push_back(600.0 + 12.0 * t);
  for (const double x : logs) out.values.push_back(std::exp(x));
  return out;
}

double at(const Calibration& c, const char* key) { return c.find(key)->value; }

bool warned(const Calibration& c, const char* code) {
  for (const Diagnostic& d : c.warnings) {
    if (d.code == code) return true;
  }
  return false;
}

// ln X: 0, 0.3, 0.1, 0.6 at years 0, 1, 2, 4. Drift b = 0.6/4 = 0.15. Changes less drift: 0.15,
// −0.35, 0.2 over steps 1, 1, 2: Σ e²/Δ = 0.0225 + 0.1225 + 0.02 = 0.165; of 2 degrees: σ² =
// 0.0825. Error of b: √(0.0825/4) = 0.143614. χ²₂ has the quantile −2 ln(1 − p): 0.050636
// and 7.377759.
TEST(CalibrateGbm, ByHandWithUnequalSteps) {
  const auto fit = calibrate_series(series({0, 1, 2, 4}, {0, 0.3, 0.1, 0.6}));
  ASSERT_TRUE(fit.ok());
  const auto& gbm = std::get<Gbm>(fit->process);
  EXPECT_NEAR(gbm.growth_per_year, std::exp(0.15), 1e-12);
  EXPECT_NEAR(gbm.volatility_per_sqrt_year, std::sqrt(0.0825), 1e-12);
  EXPECT_NEAR(gbm.trend_sd_per_year, 0.143614, 1e-6);
  const FittedParameter& volatility = *fit->find("volatility");
  EXPECT_NEAR(volatility.low, std::sqrt(0.165 / 7.377759), 1e-6);
  EXPECT_NEAR(volatility.high, std::sqrt(0.165 / 0.0506356), 1e-5);
  EXPECT_NEAR(fit->find("growth")->high, std::exp(0.15 + 4.302653 * 0.143614), 1e-4);
  // −½[ln(1·1·2) + 2(ln(2π·0.0825) + 1) + ln 4]
  EXPECT_NEAR(fit->candidates[0].log_likelihood,
              -0.5 * (std::log(2.0) + 2.0 * (std::log(2.0 * M_PI * 0.0825) + 1.0) + std::log(4.0)),
              1e-12);
  EXPECT_NEAR(at(*fit, "level"), std::exp(0.6), 1e-12);
}

TEST(CalibrateGbm, MeanAndFlat) {
  const SeriesData data = series({0, 1, 2, 4}, {0, 0.3, 0.1, 0.6});
  const auto mean = calibrate_series(data, {SeriesKind::gbm, SeriesTrend::fitted, Center::mean});
  EXPECT_NEAR(at(*mean, "growth"), std::exp(0.15 + 0.5 * 0.0825), 1e-12);
  // Without a trend: Σ r²/Δ = 0.09 + 0.04 + 0.125 = 0.255 of 3 degrees.
  const auto flat = calibrate_series(data, {SeriesKind::gbm, SeriesTrend::flat, Center::median});
  EXPECT_NEAR(at(*flat, "volatility"), std::sqrt(0.085), 1e-12);
  EXPECT_EQ(at(*flat, "growth"), 1.0);
  EXPECT_EQ(flat->find("trend_sd"), nullptr);
}

// The restricted likelihood of an Ou goes over into that of a Gbm when nothing comes back; a value
// twice as large changes the level alone, and so does another order of the same dates nothing.
TEST(CalibrateOu, UnitsAndTimeDoNotMatter) {
  std::vector<double> t, x, later;
  double y = 0.3;
  for (std::uint32_t i = 0; i < 60; ++i) {
    t.push_back(i / 12.0);
    later.push_back(3.0 + i / 12.0);
    if (i > 0) y = 0.9 * y + 0.1 * normal_quantile(uniform({3, stream_of("ou")}, 0, i));
    x.push_back(y);
  }
  const SeriesOptions ou{SeriesKind::ou, SeriesTrend::fitted, Center::median};
  const auto fit = calibrate_series(series(t, x), ou);
  ASSERT_TRUE(fit.ok());
  std::vector<double> doubled = x;
  for (double& v : doubled) v += std::log(2.0);
  const auto twice = calibrate_series(series(later, doubled), ou);
  for (const char* key : {"growth", "volatility", "half_life", "start"}) {
    EXPECT_NEAR(at(*twice, key), at(*fit, key), 1e-6 * at(*fit, key)) << key;
    EXPECT_NEAR(1.0 / twice->find(key)->high, 1.0 / fit->find(key)->high, 1e-5) << key;
  }
  EXPECT_NEAR(at(*twice, "level"), 2.0 * at(*fit, "level"), 1e-6);
  // Level times start is where the data stand.
  EXPECT_NEAR(at(*fit, "level") * at(*fit, "start"), std::exp(x.back()), 1e-9);
  EXPECT_EQ(fit->observations, 59);
  EXPECT_TRUE(std::isinf(fit->find("half_life")->high));
  EXPECT_TRUE(warned(*fit, "W0983"));
}

TEST(CalibrateSeries, Refusals) {
  EXPECT_EQ(calibrate_series(series({0, 1, 2}, {0, 1, 2})).errors()[0].code, "E0985");
  EXPECT_EQ(calibrate_series(series({0, 1, 2, 3}, {0, 1, 2, 2.5}),
                             {SeriesKind::ou, SeriesTrend::fitted, Center::median})
                .errors()[0]
                .code,
            "E0985");
  EXPECT_EQ(calibrate_series(series({0, 1, 2, 3}, {0, 1, 2, 3})).errors()[0].code, "E0986");
  // A walk that only rises: nothing comes back.
  std::vector<double> t, x;
  for (int i = 0; i < 20; ++i) t.push_back(i), x.push_back(0.02 * i * i);
  const auto ou =
      calibrate_series(series(t, x), {SeriesKind::ou, SeriesTrend::flat, Center::median});
  ASSERT_FALSE(ou.ok());
  EXPECT_EQ(ou.errors()[0].code, "E0986");
  EXPECT_TRUE(warned(*calibrate_series(series(t, x)), "W0982"));
  const auto wild = calibrate_series(series({0, 0.01, 0.02, 0.03, 0.04}, {0, 9, -9, 9, -9}),
                                     {SeriesKind::gbm, SeriesTrend::fitted, Center::median});
  EXPECT_EQ(wild.errors()[0].code, "E0986");
}

DelaySample sample_of(const std::vector<double>& late, int on_time,
                      const std::vector<double>& open) {
  DelaySample out;
  for (int i = 0; i < on_time; ++i) out.months.push_back(0), out.reached.push_back(true);
  for (const double d : late) out.months.push_back(d), out.reached.push_back(true);
  for (const double c : open) out.months.push_back(c), out.reached.push_back(false);
  out.watched.assign(out.months.size(), kInfinite);
  for (std::size_t i = 0; i < out.months.size(); ++i) {
    if (!out.reached[i]) out.watched[i] = out.months[i];
  }
  return out;
}

// 4 on time, late by 2, 4 and 6 months, one open after 8: q = 4/8. θ = (2+4+6+8)/3 = 6.667, mean
// 3.333, error of ln θ 1/√3, of ln(1−q) √(0.5/(0.5·8)): together √(1/3 + 1/8) = 0.677.
// p90 = θ ln 5 = 10.73. Without the open one θ would be 4.
TEST(CalibrateDelay, ExponentialByHand) {
  const auto fit = calibrate_delay(sample_of({2, 4, 6}, 4, {8}), {TailShape::exponential, 60.0, 0});
  ASSERT_TRUE(fit.ok());
  const auto& delay = std::get<Delay>(fit->process);
  EXPECT_EQ(delay.none, 0.5);
  EXPECT_NEAR(delay.mean_months, 20.0 / 6.0, 1e-12);
  EXPECT_EQ(delay.p90_months, 0.0);
  EXPECT_NEAR(fit->find("mean")->error / at(*fit, "mean"), std::sqrt(1.0 / 3.0 + 1.0 / 8.0), 1e-12);
  EXPECT_NEAR(at(*fit, "p90"), 20.0 / 3.0 * std::log(5.0), 1e-12);
  EXPECT_NEAR(fit->candidates[0].log_likelihood,
              8.0 * std::log(0.5) - 3.0 * (std::log(20.0 / 3.0) + 1.0), 1e-12);
  EXPECT_EQ(fit->censored, 1);
  EXPECT_EQ(fit->on_time, 4);
  // Wilson: (0.5 + z²/16 ± z√(1/32 + z²/256))/(1 + z²/8), z² = 3.8415.
  EXPECT_NEAR(fit->find("none")->low, 0.2152, 1e-4);
  EXPECT_NEAR(fit->find("none")->high, 0.7848, 1e-4);
}

// Without censoring the lognormal is that of the mean and deviation of ln d.
TEST(CalibrateDelay, LognormalWithoutCensoringIsItsMoments) {
  const std::vector<double> late = {0.2, 0.5, 1, 2, 4, 8, 20};
  double mu = 0.0, s2 = 0.0;
  for (const double d : late) mu += std::log(d) / 7.0;
  for (const double d : late) s2 += std::pow(std::log(d) - mu, 2) / 7.0;
  const auto fit = calibrate_delay(sample_of(late, 7, {}), {TailShape::lognormal, 60.0, 0});
  ASSERT_TRUE(fit.ok());
  EXPECT_NEAR(at(*fit, "mean"), 0.5 * std::exp(mu + 0.5 * s2), 1e-5);
  const double z = -normal_quantile(0.2);
  EXPECT_NEAR(at(*fit, "p90"), std::exp(mu + z * std::sqrt(s2)), 1e-5);
  // Var(μ + σ²/2) = σ²/n + σ⁴/(2n), and of ln(1−q) 0.5/(0.5·14).
  EXPECT_NEAR(fit->find("mean")->error / at(*fit, "mean"),
              std::sqrt(s2 / 7.0 + s2 * s2 / 14.0 + 1.0 / 14.0), 1e-3);
}

// What is written is read back as the law that was fitted, also where the data scatter too little
// for any lognormal that a driver holds.
TEST(CalibrateDelay, TheDriverIsTheFit) {
  const auto thin =
      calibrate_delay(sample_of({3, 3.1, 3.2, 3.3, 3.1}, 2, {}), {TailShape::lognormal, 60.0, 0});
  ASSERT_TRUE(thin.ok());
  EXPECT_TRUE(warned(*thin, "W0987"));
  for (const auto& delay : {std::get<Delay>(thin->process), Delay{0.3, 4.0, 9.0, 36.0}}) {
    const DelayLaw law(delay);
    EXPECT_NEAR(law.cdf(delay.p90_months), 0.9, 1e-6);
    EXPECT_NEAR(law.quantile(0.9), delay.p90_months, 1e-6);
    EXPECT_NEAR(law.cdf(0.0), delay.none, 1e-12);
    EXPECT_EQ(law.below(0.0), 0.0);
    EXPECT_EQ(law.quantile(0.5 * delay.none), 0.0);
    EXPECT_EQ(law.cdf(delay.most_months), 1.0);
    EXPECT_EQ(law.quantile(1.0 - 1e-12), delay.most_months);
  }
}

TEST(CalibrateDelay, SamplesAtADate) {
  const std::vector<Milestone> all = {
      {"early", 100, 90}, {"grace", 100, 110},   {"late", 100, 160},          {"later", 100, 400},
      {"open", 100, {}},  {"not due", 205, 300}, {"not due, early", 250, 150}};
  const DelaySample s = delay_sample(all, 200.0, 14.0);
  EXPECT_EQ(s.not_due, 2);
  ASSERT_EQ(s.months.size(), 5u);
  EXPECT_EQ(s.months[0], 0.0);
  EXPECT_EQ(s.months[1], 0.0);
  EXPECT_NEAR(s.months[2] * kDaysPerMonth, 60.0, 1e-9);
  EXPECT_NEAR(s.months[3] * kDaysPerMonth, 100.0, 1e-9);  // reached after the date: open on it
  EXPECT_EQ(s.reached, (std::vector<bool>{true, true, true, false, false}));
}

TEST(CalibrateDelay, Refusals) {
  const DelayOptions any{TailShape::automatic, 60.0, 0};
  EXPECT_EQ(calibrate_delay(sample_of({1, 2}, 2, {}), any).errors()[0].code, "E0985");
  EXPECT_EQ(calibrate_delay(sample_of({1}, 9, {}), any).errors()[0].code, "E0986");
  const auto rare = sample_of({1, 2}, 28, {});
  EXPECT_EQ(calibrate_delay(rare, {TailShape::lognormal, 60.0, 0}).errors()[0].code, "E0986");
  ASSERT_TRUE(calibrate_delay(rare, any).ok());
  EXPECT_EQ(calibrate_delay(rare, any)->find("p90"), nullptr);
  EXPECT_TRUE(warned(*calibrate_delay(sample_of({1, 2, 3}, 1, {4, 4, 4, 4, 4}), any), "W0985"));
  const auto long_one = sample_of({1, 2, 70}, 3, {});
  EXPECT_TRUE(warned(*calibrate_delay(long_one, {TailShape::exponential, 60.0, 0}), "W0986"));
  // The lognormal tail fits better, but its mean is beyond the 60 months.
  EXPECT_EQ(calibrate_delay(long_one, any).errors()[0].code, "E0986");
  // θ = (1 + 2 + 30·20)/2 = 301.5 months, beyond the 60 that a driver allows.
  const auto open = sample_of({1, 2}, 0, std::vector<double>(30, 20.0));
  const auto endless = calibrate_delay(open, {TailShape::exponential, 60.0, 0});
  ASSERT_FALSE(endless.ok());
  EXPECT_EQ(endless.errors()[0].code, "E0986");
  EXPECT_NE(endless.errors()[0].what.find("302 months"), std::string::npos);
  EXPECT_TRUE(calibrate_delay(open, {TailShape::exponential, 400.0, 0}).ok());
}

// The bootstrap's p-value of a sample drawn from the law is seldom small, of one that is far from
// every tail it is.
TEST(CalibrateDelay, GoodnessTellsALawFromNone) {
  std::vector<double> exponential, clustered;
  for (int i = 0; i < 40; ++i) {
    exponential.push_back(-4.0 * std::log((i + 0.5) / 40.0));
    clustered.push_back(i < 20 ? 1.0 + 0.001 * i : 30.0 + 0.001 * i);
  }
  const DelayOptions how{TailShape::exponential, 60.0, 199};
  EXPECT_GT(calibrate_delay(sample_of(exponential, 10, {}), how)->tests[0].p_value, 0.5);
  const auto bad = calibrate_delay(sample_of(clustered, 10, {}), how);
  EXPECT_LT(bad->tests[0].p_value, 0.02);
  EXPECT_TRUE(warned(*bad, "W0982"));
}

// 3 of 100, 100 and 100: p = 0.03, λ = −ln 0.97 = 0.030459; χ²: 2/(100·0.03·0.97) of 0, 3, 6 … by
// hand (9 + 0 + 9)/2.91 = 6.1856, p = exp(−3.0928) = 0.04537 for two degrees.
TEST(CalibrateDefault, CohortsByHand) {
  const auto even = calibrate_default({{"", 100, 3}, {"", 100, 3}, {"", 100, 3}});
  ASSERT_TRUE(even.ok());
  EXPECT_NEAR(std::get<Hazard>(even->process).per_year, 0.0304592, 1e-7);
  EXPECT_EQ(even->tests[0].statistic, 0.0);
  // Clopper and Pearson for 9 of 300: 1.38 % to 5.62 %.
  EXPECT_NEAR(-std::expm1(-even->find("per_year")->low), 0.0138, 1e-4);
  EXPECT_NEAR(-std::expm1(-even->find("per_year")->high), 0.0562, 1e-4);
  const auto uneven = calibrate_default({{"", 100, 0}, {"", 100, 3}, {"", 100, 6}});
  EXPECT_NEAR(uneven->tests[0].statistic, 18.0 / 2.91, 1e-9);
  EXPECT_NEAR(uneven->tests[0].p_value, std::exp(-9.0 / 2.91), 1e-9);
  EXPECT_TRUE(warned(*uneven, "W0982"));
  EXPECT_GT(uneven->find("per_year")->high, even->find("per_year")->high);
  EXPECT_NEAR(at(*uneven, "per_year"), at(*even, "per_year"), 1e-12);
  // A year without debtors says nothing.
  const auto gap = calibrate_default({{"", 100, 0}, {"", 0, 0}, {"", 100, 3}, {"", 100, 6}});
  EXPECT_EQ(gap->tests[0].p_value, uneven->tests[0].p_value);
  EXPECT_EQ(gap->find("per_year")->high, uneven->find("per_year")->high);
  EXPECT_TRUE(calibrate_default({{"", 100, 3}, {"", 0, 0}})->tests.empty());
}

TEST(CalibrateDefault, NoneAndAll) {
  const auto none = calibrate_default({{"", 20, 0}});
  EXPECT_EQ(at(*none, "per_year"), 0.0);
  EXPECT_NEAR(none->find("per_year")->high, -std::log(0.025) / 20.0, 1e-9);  // (1−p)²⁰ = 2.5 %
  EXPECT_TRUE(warned(*none, "W0981"));
  EXPECT_EQ(calibrate_default({{"", 20, 20}}).errors()[0].code, "E0986");
  EXPECT_EQ(calibrate_default({}).errors()[0].code, "E0985");
}

// BBB 1.36 % and B 15.6 % within five years: the mean is 8.48 %, the hazard −ln(0.9152)/5.
TEST(CalibrateDefault, Ratings) {
  const auto mixed = calibrate_ratings({Rating::BBB, Rating::B}, DefaultMeasure::real_world);
  EXPECT_NEAR(std::get<Hazard>(mixed->process).per_year, -std::log(0.9152) / 5.0, 1e-9);
  EXPECT_NEAR(mixed->find("five_years")->low, 0.0136, 1e-9);
  EXPECT_NEAR(mixed->find("five_years")->high, 0.1560, 1e-9);
  const auto same = calibrate_ratings({Rating::B, Rating::B}, DefaultMeasure::market_implied);
  EXPECT_EQ(std::get<RatedDefault>(same->process).rating, Rating::B);
  EXPECT_EQ(calibrate_ratings({Rating::AAA}, DefaultMeasure::market_implied).errors()[0].code,
            "E0615");
  EXPECT_EQ(calibrate_ratings({}, DefaultMeasure::real_world).errors()[0].code, "E0985");
}

}  // namespace
}  // namespace offtake
