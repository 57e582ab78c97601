#include "offtake/base/random.h"

#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

namespace offtake {
namespace {

// Known answers from Random123's kat_vectors (philox4x32 10).
TEST(Random, PhiloxKnownAnswers) {
  r123::Philox4x32 generator;
  const r123::Philox4x32::ctr_type zeros = generator({{0, 0, 0, 0}}, {{0, 0}});
  EXPECT_EQ(zeros, (r123::Philox4x32::ctr_type{{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}}));
  const std::uint32_t f = 0xffffffff;
  const r123::Philox4x32::ctr_type ones = generator({{f, f, f, f}}, {{f, f}});
  EXPECT_EQ(ones, (r123::Philox4x32::ctr_type{{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}}));
}

// The layout of counter and key is a promise: results stored by one version must be reproducible.
TEST(Random, LayoutIsFixed) {
  // splitmix64(0), its first output for state 0, is 0xe220a8397b1dcdaf.
  const r123::Philox4x32::ctr_type expected =
      r123::Philox4x32{}({{7, 1, 3, 0}}, {{0x7b1dcdaf, 0xe220a839}});
  const auto words = philox({0, 0}, (std::uint64_t{1} << 32) | 7, 3);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(words[i], expected[i]);
  EXPECT_EQ(stream_of("a"), 0xaf63dc4c8601ec8cu);  // FNV-1a test vectors
  EXPECT_EQ(stream_of("foobar"), 0x85944171f73967e8u);
}

TEST(Random, NoTwoPlacesShareANumber) {
  std::set<std::array<std::uint32_t, 4>> seen;
  int drawn = 0;
  for (std::uint64_t seed : {0u, 1u, 2u, 42u}) {
    for (const char* name : {"price", "power", "demand", "delay"}) {
      for (std::uint64_t path = 0; path < 50; ++path) {
        for (std::uint32_t step = 0; step < 50; ++step, ++drawn) {
          seen.insert(philox({seed, stream_of(name)}, path, step));
        }
      }
    }
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(drawn));
  EXPECT_NE(philox({1, 2}, 0, 0), philox({2, 1}, 0, 0));
}

TEST(Random, UniformIsOpenAndFlat) {
  const StreamKey key{7, stream_of("uniform")};
  double sum = 0.0, squares = 0.0, cross = 0.0;
  std::array<int, 16> bins{};
  constexpr int kDraws = 200'000;
  for (int i = 0; i < kDraws; ++i) {
    const double u = uniform(key, static_cast<std::uint64_t>(i), 5, 0);
    const double v = uniform(key, static_cast<std::uint64_t>(i), 5, 1);
    ASSERT_GT(u, 0.0);
    ASSERT_LT(u, 1.0);
    ASSERT_EQ(1.0 - (1.0 - u), u);  // antithetic is exact
    sum += u;
    squares += (u - 0.5) * (u - 0.5);
    cross += (u - 0.5) * (v - 0.5);
    ++bins[static_cast<std::size_t>(u * 16.0)];
  }
  // Four standard errors; the draws are fixed, so this does not flicker.
  EXPECT_NEAR(sum / kDraws, 0.5, 4.0 * std::sqrt(1.0 / 12.0 / kDraws));
  EXPECT_NEAR(squares / kDraws, 1.0 / 12.0, 4.0 * std::sqrt(1.0 / 180.0 / kDraws));
  EXPECT_NEAR(cross / kDraws, 0.0, 4.0 / 12.0 / std::sqrt(kDraws));
  double chi2 = 0.0;
  for (const int n : bins) chi2 += std::pow(n - kDraws / 16.0, 2) / (kDraws / 16.0);
  EXPECT_LT(chi2, 37.7);  // 15 degrees of freedom, 0.1 %
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(uniform(key, 0, 0, 2), "which = 2");
}

// mpmath, 40 digits.
TEST(Random, NormalQuantileToTheLastBits) {
  const struct {
    double u, x;
  } kKnown[] = {
      {1e-300, -37.047096299361199237},   {1e-100, -21.273453560965324294},
      {1e-20, -9.2623400897984075796},    {1e-12, -7.0344838253011319326},
      {1e-7, -5.19933758219281694},       {1e-3, -3.0902323061678135354},
      {0.01, -2.3263478740408410931},     {0.05, -1.644853626951472688},
      {0.074, -1.4466320671589785099},    {0.076, -1.4325027208258116188},
      {0.2, -0.84162123357291416552},     {0.3, -0.52440051270804081597},
      {0.499, -0.0025066308995717662317}, {0.51, 0.025068908258711058033},
      {0.7, 0.52440051270804065631},      {0.924, 1.43250272082581191},
      {0.926, 1.446632067158978807},      {0.975, 1.9599639845400538556},
      {0.999, 3.0902323061678132778},     {0.9999999, 5.1993375822906610937},
  };
  for (const auto& [u, x] : kKnown) {
    EXPECT_NEAR(normal_quantile(u) / x, 1.0, 5e-16) << u;
  }
  EXPECT_EQ(normal_quantile(0.5), 0.0);
  EXPECT_EQ(normal_quantile(0.0), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(normal_quantile(1.0), std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(normal_quantile(-0.1)));
  EXPECT_TRUE(std::isnan(normal_quantile(1.1)));
  EXPECT_TRUE(std::isnan(normal_quantile(std::nan(""))));
  EXPECT_EQ(normal_quantile(0.25), -normal_quantile(0.75));
}

TEST(Random, QuantileInvertsTheDistribution) {
  double before = -10.0;
  for (int i = 1; i < 4000; ++i) {
    const double u = i / 4000.0;
    const double x = normal_quantile(u);
    EXPECT_GT(x, before);
    EXPECT_NEAR(normal_cdf(x) / u, 1.0, 1e-14);
    before = x;
  }
  EXPECT_EQ(normal_cdf(0.0), 0.5);
  EXPECT_NEAR(normal_cdf(-10.0) / 7.619853024160526e-24, 1.0, 1e-13);
  EXPECT_TRUE(std::isfinite(normal_quantile(0x1p-53)));
  EXPECT_TRUE(std::isfinite(normal_quantile(1.0 - 0x1p-53)));
}

TEST(Random, StreamsNeedNames) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(stream_of(""), "name");
}

}  // namespace
}  // namespace offtake
