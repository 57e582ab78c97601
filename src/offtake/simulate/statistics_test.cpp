#include "offtake/simulate/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "offtake/base/random.h"
#include "offtake/simulate/returns.h"

namespace offtake {
namespace {

TEST(Statistics, MeanAndStandardErrorByHand) {
  const double v[] = {1, 3, 5, 7};
  EXPECT_DOUBLE_EQ(estimate(v, 4, {}).mean, 4.0);
  // Sample variance 20/3, over 4.
  EXPECT_DOUBLE_EQ(estimate(v, 4, {}).standard_error, std::sqrt(20.0 / 3.0 / 4.0));
  // As pairs: 2 and 6, sample variance 8, over 2.
  EXPECT_DOUBLE_EQ(estimate(v, 4, {true}).standard_error, 2.0);
  EXPECT_TRUE(std::isnan(estimate(v, 1, {}).standard_error));  // one value tells nothing of it
}

TEST(Statistics, QuantilesByHand) {
  double v[] = {50, 10, 30, 20, 40, 0, 100, 90, 80, 70, 60};
  double q[kQuantileCount];
  quantiles(v, 11, q);
  const double expected[] = {5, 10, 25, 50, 75, 90, 95};
  for (int i = 0; i < kQuantileCount; ++i) EXPECT_DOUBLE_EQ(q[i], expected[i]);
  EXPECT_DOUBLE_EQ(quantile({4, 1, 3, 2}, 0.5), 2.5);
}

// Against the definition, on sorted values: few and many, all different and often equal.
TEST(Statistics, QuantilesAreThoseOfTheSortedValues) {
  for (const std::int64_t n : {1, 2, 3, 5, 8, 20, 21, 100, 1001}) {
    for (const double distinct : {1.0, 3.0, 1e9}) {
      std::vector<double> v;
      for (std::int64_t i = 0; i < n; ++i) {
        v.push_back(std::floor(distinct * uniform({7, 3}, std::uint64_t(i), 0)));
      }
      std::vector<double> sorted = v;
      std::sort(sorted.begin(), sorted.end());
      double q[kQuantileCount];
      const std::vector<double> unsorted = v;
      quantiles(v.data(), n, q);
      for (int i = 0; i < kQuantileCount; ++i) {
        const double at = kQuantiles[i] * double(n - 1);
        const auto below = std::size_t(at);
        const double low = sorted[below], high = sorted[std::min(below + 1, sorted.size() - 1)];
        ASSERT_EQ(q[i], low + (at - double(below)) * (high - low))
            << n << " values, quantile " << i;
        ASSERT_EQ(q[i], quantile(unsorted, kQuantiles[i]));
      }
    }
  }
}

// Many, of shapes that equal parts of their range do not divide well.
TEST(Statistics, QuantilesOfManyAreThoseOfTheSortedValues) {
  const auto shaped = [](int shape, double u) {
    switch (shape) {
      case 0:
        return u;
      case 1:
        return std::exp(8.0 * normal_quantile(u));  // nearly all in the first part
      case 2:
        return u < 0.74 ? 0.0 : u;
      case 3:
        return u < 0.5 ? -1e300 : 1e300;  // a range that is no number
      case 4:
        return 7.0;
      default:
        return u < 1e-4 ? -1e9 * u : 1e-300 * u;
    }
  };
  for (const std::int64_t n : {1025, 5000, 20011}) {
    for (int shape = 0; shape < 6; ++shape) {
      std::vector<double> v;
      for (std::int64_t i = 0; i < n; ++i) {
        v.push_back(shaped(shape, uniform({7, 4}, std::uint64_t(i), 0)));
      }
      std::vector<double> sorted = v;
      std::sort(sorted.begin(), sorted.end());
      double q[kQuantileCount];
      quantiles(v.data(), n, q);
      for (int i = 0; i < kQuantileCount; ++i) {
        const double at = kQuantiles[i] * double(n - 1);
        const auto below = std::size_t(at);
        const double low = sorted[below], part = at - double(below);
        ASSERT_EQ(q[i], part <= 0.0 ? low : low + part * (sorted[below + 1] - low))
            << n << " values of shape " << shape << ", quantile " << i;
      }
    }
  }
}

// What is no number gives no number somewhere, and harms nothing.
TEST(Statistics, QuantilesOfNoNumbersEnd) {
  for (const double odd : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    std::vector<double> v(5000);
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = i % 7 == 0 ? odd : double(i);
    double q[kQuantileCount];
    quantiles(v.data(), std::int64_t(v.size()), q);
    if (!std::isnan(odd)) {
      std::sort(v.begin(), v.end());
      EXPECT_EQ(q[3], 0.5 * (v[2499] + v[2500]));
    }
  }
}

TEST(Statistics, ColumnsTogetherAreColumnsAlone) {
  std::vector<double> v;
  for (std::uint64_t i = 0; i < 4 * 1001; ++i) v.push_back(uniform({7, 5}, i, 0) - 0.3);
  for (const bool pairs : {false, true}) {
    for (const int columns : {1, 3, 4}) {
      Estimate together[4];
      estimate_columns(v.data(), columns, 1001, {pairs}, together);
      for (int c = 0; c < columns; ++c) {
        const Estimate alone = estimate(v.data() + 1001 * c, 1001, {pairs});
        EXPECT_EQ(together[c].mean, alone.mean);
        EXPECT_EQ(together[c].standard_error, alone.standard_error);
      }
    }
  }
}

TEST(Statistics, EstimateOfTwoPartsIsThatOfAll) {
  const std::vector<double> v{3, -1, 4, 1, -5, 9, 2.5, 6};
  for (const bool pairs : {false, true}) {
    for (const std::int64_t left : {2, 4, 6}) {
      const Estimate all = estimate(v.data(), 8, {pairs});
      const Estimate both =
          estimate_of_both(estimate(v.data(), left, {pairs}), left,
                           estimate(v.data() + left, 8 - left, {pairs}), 8 - left, {pairs});
      EXPECT_NEAR(both.mean, all.mean, 1e-12);
      EXPECT_NEAR(both.standard_error, all.standard_error, 1e-12);
    }
  }
}

TEST(Statistics, CvarCountsThePathAtTheEdgeInProportion) {
  EXPECT_DOUBLE_EQ(cvar_low({1, 2, 3, 4, 5}, 0.4), 1.5);
  EXPECT_DOUBLE_EQ(cvar_low({1, 2, 3, 4, 5}, 0.5), (1 + 2 + 0.5 * 3) / 2.5);
  EXPECT_DOUBLE_EQ(cvar_high({1, 2, 3, 4, 5}, 0.2), 5.0);
  EXPECT_DOUBLE_EQ(cvar_low({1, 2, 3}, 1.0), 2.0);
}

TEST(Statistics, CvarOfANormal) {
  std::vector<double> x;
  for (std::uint64_t p = 0; p < 200000; ++p) x.push_back(normal_quantile(uniform({1, 2}, p, 0)));
  // E[X | X < q] = −φ(Φ⁻¹(0.1))/0.1
  const double z = normal_quantile(0.1);
  const double closed = -std::exp(-0.5 * z * z) / std::sqrt(2 * M_PI) / 0.1;
  EXPECT_NEAR(cvar_low(x, 0.1), closed, 0.012);  // 4.5 standard errors
}

TEST(Statistics, IntervalOfAQuantile) {
  std::vector<double> values(101);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = double((37 * i) % 101);
  const QuantileInterval q = quantile_interval(values, 0.05, 101.0);
  EXPECT_NEAR(q.value, 5.0, 1e-12);
  EXPECT_NEAR(q.low, 0.749557, 1e-6);  // at 5 % − 1.96 · √(0.0475/101)
  EXPECT_NEAR(q.high, 9.250443, 1e-6);
  EXPECT_GT(quantile_interval(values, 0.05, 101.0 / 2.0).high, q.high);
}

TEST(Statistics, ErrorOfATail) {
  const std::vector<double> values{7, 1, 10, 3, 2, 9, 4, 8, 5, 6};
  const Estimate worst = cvar_low_estimate(values, 0.2, {});
  EXPECT_NEAR(worst.mean, 1.5, 1e-12);
  // Under the quantile 2.8 lie 1 and 2: 1.8, 0.8 and eight times 0.
  EXPECT_NEAR(worst.standard_error, std::sqrt((3.88 - 0.676) / 9.0 / 10.0) / 0.2, 1e-12);
}

TEST(Statistics, MomentsOfBlocksAreThoseOfAll) {
  const std::vector<double> values{3, -1, 4, 1, -5, 9, 2.5, 6};
  Moments first, second;
  for (std::size_t i = 0; i < values.size(); ++i) (i < 3 ? first : second).add(values[i]);
  first.add(second);
  first.add(Moments{});
  const Estimate all = estimate(values.data(), std::int64_t(values.size()), {});
  EXPECT_NEAR(first.estimate().mean, all.mean, 1e-12);
  EXPECT_NEAR(first.estimate().standard_error, all.standard_error, 1e-12);
}

TEST(Statistics, InternalRate) {
  EXPECT_NEAR(internal_rate({-100.0, 0.0, 121.0}, 12.0), 0.1, 1e-9);
  EXPECT_NEAR(internal_rate({100.0, -110.0}, 12.0), 0.1, 1e-9);  // borrowed
  EXPECT_NEAR(internal_rate({-100.0, 110.0}, 6.0), 0.21, 1e-9);
  EXPECT_NEAR(internal_rate({-100.0, 50.0}, 12.0), -0.5, 1e-9);
  EXPECT_TRUE(std::isnan(internal_rate({1.0, 2.0}, 12.0)));
  EXPECT_TRUE(std::isnan(internal_rate({-1.0, 3.0, -1.0}, 12.0)));
}

}  // namespace
}  // namespace offtake
