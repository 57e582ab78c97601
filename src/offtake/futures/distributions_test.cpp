#include "offtake/futures/distributions.h"

#include <gtest/gtest.h>

#include <cmath>

namespace offtake {
namespace {

// Tables that every textbook prints.
TEST(Distributions, TextbookValues) {
  EXPECT_NEAR(student_quantile(0.975, 1.0), 12.7062, 1e-4);
  EXPECT_NEAR(student_quantile(0.975, 10.0), 2.2281, 1e-4);
  EXPECT_NEAR(chi_square_quantile(0.95, 1.0), 3.8415, 1e-4);
  EXPECT_NEAR(chi_square_quantile(0.025, 10.0), 3.2470, 1e-4);
  EXPECT_NEAR(chi_square_tail(18.307, 10.0), 0.05, 1e-5);
  EXPECT_NEAR(chi_square_tail(2.0, 2.0), std::exp(-1.0), 1e-12);
  // Of beta(1, n) the quantile is 1 − (1 − p)^(1/n): none of n, at 95 %.
  EXPECT_NEAR(beta_quantile(0.975, 1.0, 20.0), 1.0 - std::pow(0.025, 0.05), 1e-12);
}

}  // namespace
}  // namespace offtake
