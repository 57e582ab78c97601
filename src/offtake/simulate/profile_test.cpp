#include "offtake/simulate/profile.h"

#include <gtest/gtest.h>

namespace offtake {
namespace {

TEST(Profile, LinearRampByHand) {
  const Profile p = term_profile({6, 18, {}}, 24);  // full from 18, ends at 30
  EXPECT_DOUBLE_EQ(p.share(5.9), 0.0);
  EXPECT_DOUBLE_EQ(p.share(12), 0.5);
  EXPECT_DOUBLE_EQ(p.share(20), 1.0);
  EXPECT_DOUBLE_EQ(p.share(30), 1.0);  // just before
  EXPECT_DOUBLE_EQ(p.share(30.1), 0.0);
  EXPECT_DOUBLE_EQ(p.integral(12), 0.5 * 6 * 0.5);
  EXPECT_DOUBLE_EQ(p.integral(18), 6.0);
  EXPECT_DOUBLE_EQ(p.integral(100), 6.0 + 12.0);
}

TEST(Profile, StepsAndAnEndInsideTheRamp) {
  const Ramp steps{0, 0, {{1, 0.25}, {4, 1.0}}};
  const Profile p = term_profile(steps, 10);  // ends at 11
  EXPECT_DOUBLE_EQ(p.share(3.9), 0.25);
  EXPECT_DOUBLE_EQ(p.share(4), 0.25);  // just before
  EXPECT_DOUBLE_EQ(p.share(4.1), 1.0);
  EXPECT_DOUBLE_EQ(p.share(11.1), 0.0);
  EXPECT_DOUBLE_EQ(p.integral(50), 0.25 * 3 + 7);
  const Profile cut = term_profile({0, 10, {}}, 5);
  EXPECT_NEAR(cut.integral(100), 1.25, 1e-12);
}

TEST(Profile, IntegralIsWhatTheModelSaysWasContracted) {
  for (const Ramp& ramp : {Ramp{0, 0, {}}, Ramp{3, 9, {}}, Ramp{0, 0, {{2, 0.4}, {7, 1.0}}}}) {
    Delivery d;
    d.ramp = ramp;
    d.term_months = 36;
    EXPECT_NEAR(term_profile(ramp, 36).integral(1000), contracted_mw_months(d), 1e-9);
  }
}

}  // namespace
}  // namespace offtake
