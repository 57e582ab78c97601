#include "offtake/studies/backtest.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "offtake/base/random.h"

namespace offtake {
namespace {

// ∫ (F(x) − 1{y ≤ x})² dx by the midpoint rule, on either side of y.
double crps_by_integral(const std::function<double(double)>& cdf, double y, double low,
                        double high) {
  const int n = 100000;
  double sum = 0.0;
  for (int i = 0; i < n; ++i) {
    const double below = (y - low) / n, above = (high - y) / n;
    sum += below * std::pow(cdf(low + (i + 0.5) * below), 2);
    sum += above * std::pow(1.0 - cdf(y + (i + 0.5) * above), 2);
  }
  return sum;
}

TEST(Scores, CrpsIsItsIntegral) {
  for (const double y : {0.2, 1.0, 3.0}) {
    EXPECT_NEAR(crps_normal(0.5, 0.8, y),
                crps_by_integral([](double x) { return normal_cdf((x - 0.5) / 0.8); }, y, -8, 9),
                1e-6);
    const auto cdf = [](double x) { return x > 0.0 ? normal_cdf((std::log(x) - 0.1) / 0.6) : 0.0; };
    const auto quantile = [](double p) { return std::exp(0.1 + 0.6 * normal_quantile(p)); };
    const double exact = crps_by_integral(cdf, y, 0.0, 60.0);
    EXPECT_NEAR(crps_lognormal(0.1, 0.6, y), exact, 1e-5);
    EXPECT_NEAR(crps_quantiles(quantile, y), exact, 2e-3 * exact);
  }
  EXPECT_EQ(crps_normal(1.0, 0.0, 3.0), 2.0);
  EXPECT_NEAR(crps_lognormal(0.0, 0.0, 3.0), 2.0, 1e-12);
  // Of a coin of 0 and 1 with the outcome 1: ∫₀¹ 0.25 dx.
  EXPECT_NEAR(crps_quantiles([](double p) { return p <= 0.5 ? 0.0 : 1.0; }, 1.0), 0.25, 1e-3);
}

TEST(Scores, CoverageOfPointMasses) {
  // Half of the mass at 0: of the 50 % interval, from 0.25 to 0.75, half of [0, 0.5] lies in it.
  EXPECT_EQ(coverage(0.0, 0.5)[0], 0.5);
  EXPECT_NEAR(coverage(0.0, 0.5)[1], 0.8, 1e-12);
  EXPECT_EQ(coverage(0.3, 0.3)[0], 1.0);
  EXPECT_EQ(coverage(0.2, 0.2)[0], 0.0);
  EXPECT_EQ(coverage(0.2, 0.2)[1], 1.0);
}

TEST(Scores, Comparisons) {
  const std::vector<double> fitted = {1, 2, 1, 2}, naive = {2, 4, 2, 4};
  const ScoreComparison few = compare_steps("naive", fitted, naive);
  EXPECT_EQ(few.difference, 1.5);
  EXPECT_EQ(few.saved, 0.5);
  // Differences 1, 2, 1, 2: variance 1/3, error √(1/12); t(3) = 3.18245.
  EXPECT_NEAR(few.low, 1.5 - 3.18245 * std::sqrt(1.0 / 12.0), 1e-4);
  EXPECT_EQ(few.verdict, ScoreVerdict::too_few);
  std::vector<double> a, b;
  for (int i = 0; i < 40; ++i) a.push_back(1.0 + i % 3), b.push_back(2.0 + (i * 7) % 5);
  EXPECT_EQ(compare_steps("naive", a, b).verdict, ScoreVerdict::better);
  EXPECT_EQ(compare_steps("naive", b, a).verdict, ScoreVerdict::worse);
  EXPECT_EQ(compare_steps("naive", a, a).verdict, ScoreVerdict::undecided);
  const ScoreComparison t = compare_steps("naive", a, b), r = compare_resampled("naive", a, b);
  EXPECT_EQ(r.verdict, ScoreVerdict::better);
  EXPECT_NEAR(r.low, t.low, 0.15);
  EXPECT_NEAR(r.high, t.high, 0.15);
}

// Growth of 20 % a year without a doubt, then the same: forecasts from a gbm by hand.
TEST(BacktestSeries, OneStepByHand) {
  SeriesData data;
  const std::vector<double> x = {0.0, 0.3, 0.1, 0.6, 0.7, 0.9};
  for (std::size_t i = 0; i < x.size(); ++i) {
    data.months.push_back(600.0 + 12.0 * static_cast<double>(i));
    data.values.push_back(std::exp(x[i]));
  }
  // Known: the first four, b = 0.2, σ² = (0.01 + 0.16 + 0.09)/2 = 0.13, s² = 0.13/3.
  const auto done =
      backtest_series(data, 600.0 + 36.5, {SeriesKind::gbm, SeriesTrend::fitted, Center::median});
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(done->known, 4);
  EXPECT_EQ(done->later, 2);
  const double sd = std::sqrt(0.13 + 0.13 / 3.0);
  EXPECT_NEAR(done->points[0].median, std::exp(0.8), 1e-9);
  EXPECT_NEAR(done->points[0].p95, std::exp(0.8 + 1.6448536 * sd), 1e-6);
  EXPECT_NEAR(done->points[1].median, std::exp(0.9), 1e-9);  // from 0.7, not from 0.6
  EXPECT_NEAR(done->scores[0].log_crps,
              0.5 * (crps_normal(0.8, sd, 0.7) + crps_normal(0.9, sd, 0.9)), 1e-12);
  // From the date: two years ahead, 1.0 with σ²·2 + s²·4.
  EXPECT_EQ(done->scores[3].origin, "date");
  EXPECT_NEAR(
      done->scores[3].log_crps,
      0.5 * (crps_normal(0.8, sd, 0.7) + crps_normal(1.0, std::sqrt(0.26 + 4.0 * 0.13 / 3.0), 0.9)),
      1e-12);
  // The last value held: spread √((0.09 + 0.04 + 0.25)/3).
  EXPECT_NEAR(done->scores[1].log_crps,
              0.5 * (crps_normal(0.6, std::sqrt(0.38 / 3.0), 0.7) +
                     crps_normal(0.7, std::sqrt(0.38 / 3.0), 0.9)),
              1e-12);
  EXPECT_EQ(done->comparisons[0].verdict, ScoreVerdict::too_few);
  EXPECT_EQ(backtest_series(data, 700.0).errors()[0].code, "E0987");
}

// Late on the date: only what is later than that is forecast; what is open stops at its bound.
TEST(BacktestDelay, ConditionalAndOpen) {
  std::vector<Milestone> all;
  for (int i = 0; i < 4; ++i) all.push_back({"on time", 0.0, 0.0});
  for (const double d : {30.0, 60.0, 90.0, 120.0}) all.push_back({"late", 0.0, d});
  all.push_back({"open, reached", 100.0, 300.0});  // 100 days late on the date
  all.push_back({"future", 250.0, 250.0});         // on time
  all.push_back({"still open", 300.0, {}});        // 100 days at the end
  all.push_back({"beyond", 500.0, 600.0});         // not due by the end
  DelayBacktestOptions how;
  how.until_day = 200.0;
  how.as_of_day = 400.0;
  how.delay = {TailShape::exponential, 60.0, 0};
  const auto done = backtest_delay(all, how);
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(done->known, 9);
  EXPECT_EQ(done->fitted.censored, 1);
  ASSERT_EQ(done->points.size(), 3u);
  // θ = (300 + 100)/4 = 100 days; 100 days late already: the median is 100 + 100 ln 2, of at most
  // 300.
  EXPECT_NEAR(done->points[0].median, 100.0 + 100.0 * std::log(2.0), 1e-6);
  EXPECT_NEAR(done->points[0].p5, 100.0 - 100.0 * std::log(0.95), 1e-6);
  EXPECT_EQ(done->points[1].p5, 0.0);  // 4 of 9 are on time
  EXPECT_NEAR(done->points[2].p95, 100.0, 1e-9);
  EXPECT_TRUE(done->points[2].open);
  EXPECT_NEAR(done->points[2].observed, 100.0, 1e-9);
  // As planned: a day late by 200 instead of 100, 0 and 100 days beside it.
  EXPECT_EQ(done->scores[1].forecast, "as_planned");
  EXPECT_NEAR(done->scores[1].crps, (100.0 + 0.0 + 100.0) / 3.0, 1e-6);
  how.until_day = how.as_of_day = 10000.0;
  all[10].reached_day = 450.0;
  EXPECT_EQ(backtest_delay(all, how).errors()[0].code, "E0987");
}

}  // namespace
}  // namespace offtake
