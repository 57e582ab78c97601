#include "offtake/model/series.h"

#include <gtest/gtest.h>

#include <cmath>

namespace offtake {
namespace {

double by_small_steps(const Series& s, double from, double until) {
  constexpr int kSteps = 100000;
  double sum = 0.0;
  for (int i = 0; i < kSteps; ++i) sum += base_value(s, from + (i + 0.5) * (until - from) / kSteps);
  return sum / kSteps;
}

TEST(Series, MeanOverAStep) {
  EXPECT_EQ(mean_value(Series{}, 0, 3), 0.0);
  EXPECT_EQ(mean_value(Series::constant(7.0), 100, 103), 7.0);
  // Yearly steps see a change in February: 1/12 of the old value, 11/12 of the new one.
  const Series step{{{0, 10}, {1, 22}}, Series::Rule::step, 1.0, {}};
  EXPECT_DOUBLE_EQ(mean_value(step, 0, 12), 21.0);
  const Series linear{{{0, 10}, {12, 22}}, Series::Rule::linear, 1.0, {}};
  EXPECT_DOUBLE_EQ(mean_value(linear, 3, 9), 16.0);
  EXPECT_DOUBLE_EQ(mean_value(linear, 6, 24), (19.0 * 6 + 22.0 * 12) / 18);
  // Threefold in a year: (3 − 1)/ln 3 times the beginning.
  const Series grows{{{0, 10}}, Series::Rule::step, 3.0, {}};
  EXPECT_NEAR(mean_value(grows, 0, 12), 20.0 / std::log(3.0), 1e-12);
}

TEST(Series, MeanIsTheIntegral) {
  for (const Series::Rule rule :
       {Series::Rule::step, Series::Rule::linear, Series::Rule::geometric}) {
    const Series s{{{2, 5}, {7.5, 40}, {20, 8}}, rule, 1.7, {}};
    for (const auto& [from, until] :
         {std::pair{-5.0, 1.0}, {0.0, 12.0}, {7.5, 20.0}, {3.0, 31.0}}) {
      EXPECT_NEAR(mean_value(s, from, until), by_small_steps(s, from, until), 2e-3);
    }
  }
}

}  // namespace
}  // namespace offtake
