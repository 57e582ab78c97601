#include "offtake/studies/goodness.h"

#include <gtest/gtest.h>

#include <cmath>

#include "offtake/base/random.h"

namespace offtake {
namespace {

// Of 1, 2, 3, 4, 5 around their mean 3: Σ = 10, lag 1: (−2)(−1) + (−1)0 + 0·1 + 1·2 = 4, ρ₁ = 0.4,
// and Q = 5·7·0.16/4 = 1.4 with one lag; P(χ²₁ > 1.4) = 0.2367.
TEST(Goodness, LjungBoxByHand) {
  const GoodnessTest test = ljung_box({1, 2, 3, 4, 5}, 0);
  EXPECT_NEAR(test.statistic, 1.4, 1e-12);
  EXPECT_NEAR(test.p_value, 0.2367, 1e-4);
}

// Symmetric −1, −1, 0, 1, 1: mean 0, sd 1. Φ(−1) = 0.158655, Φ(0) = 0.5, Φ(1) = 0.841345.
// Σ (2i−1)(ln Φ(y_i) + ln(1 − Φ(y_{n+1−i}))) = 2·(1+3)·ln 0.158655 + 5·2·ln 0.5 + (7+9)·2·ln
// 0.841345
//   = −14.7283 − 6.9315 − 5.5281 = −27.1879;  A² = −5 + 5.43758 = 0.43758;  A*² = A²·1.24 = 0.54260
TEST(Goodness, AndersonDarlingByHand) {
  const GoodnessTest test = anderson_darling({1, -1, 0, 1, -1});
  EXPECT_NEAR(test.statistic, 0.5426, 2e-4);
  EXPECT_NEAR(test.p_value, std::exp(0.9177 - 4.279 * 0.5426 - 1.38 * 0.5426 * 0.5426), 1e-3);
}

// Under the law a p-value of at most 5 % comes in about 5 % of the samples, and of what is not
// normal much more often.
TEST(Goodness, PValuesAreUniformUnderTheLaw) {
  const StreamKey key{7, stream_of("goodness")};
  int box = 0, normal = 0, skewed = 0;
  const int kSamples = 1000;
  for (int s = 0; s < kSamples; ++s) {
    std::vector<double> z, e;
    for (std::uint32_t i = 0; i < 60; ++i) {
      const double u = uniform(key, std::uint64_t(s), i);
      z.push_back(normal_quantile(u));
      e.push_back(-std::log(u));
    }
    box += ljung_box(z, 0).p_value < 0.05;
    normal += anderson_darling(z).p_value < 0.05;
    skewed += anderson_darling(e).p_value < 0.05;
  }
  EXPECT_NEAR(box, 50, 25);
  EXPECT_NEAR(normal, 50, 25);
  EXPECT_GT(skewed, 950);
}

}  // namespace
}  // namespace offtake
