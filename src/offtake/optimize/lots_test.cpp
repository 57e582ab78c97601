#include "offtake/optimize/lots.h"

#include <gtest/gtest.h>

#include "offtake/optimize/cases_for_test.h"

namespace offtake {
namespace {

Lots one(double lower, double upper, double lot, double least) {
  Domain d;
  d.lower = {lower}, d.upper = {upper}, d.lot = {lot}, d.least = {least};
  return Lots(d);
}

TEST(Lots, FixedSizeIsNothingOrAll) {
  const Lots l = one(0.0, 300.0, 300.0, 300.0);
  EXPECT_EQ(l.nearest(0, 149.0), 0.0);
  EXPECT_EQ(l.nearest(0, 151.0), 300.0);
  EXPECT_EQ(l.above(0, 0.0), 300.0);
  EXPECT_EQ(l.below(0, 300.0), 0.0);
  EXPECT_FALSE(l.above(0, 300.0));
  EXPECT_FALSE(l.below(0, 0.0));
  EXPECT_FALSE(l.gated(0));
}

TEST(Lots, LeastSizeStandsApartFromNothing) {
  const Lots l = one(0.0, 350.0, 100.0, 250.0);
  EXPECT_TRUE(l.gated(0));
  EXPECT_EQ(l.nearest(0, 100.0), 0.0);
  EXPECT_EQ(l.nearest(0, 200.0), 300.0);
  EXPECT_EQ(l.nearest(0, 350.0), 300.0);
  EXPECT_EQ(l.above(0, 0.0), 300.0);
  EXPECT_EQ(l.below(0, 300.0), 0.0);
  EXPECT_TRUE(l.allowed({300.0}));
  EXPECT_FALSE(l.allowed({200.0}));
  EXPECT_FALSE(l.allowed({350.0}));
}

TEST(Lots, AnySizeFromTheLeast) {
  const Lots l = one(0.0, 10.0, 0.0, 4.0);
  EXPECT_EQ(l.nearest(0, 1.9), 0.0);
  EXPECT_EQ(l.nearest(0, 3.0), 4.0);
  EXPECT_EQ(l.nearest(0, 7.5), 7.5);
  EXPECT_EQ(l.above(0, 0.0), 4.0);
  EXPECT_EQ(l.below(0, 7.5), 0.0);
}

TEST(Lots, NothingFits) {
  EXPECT_TRUE(one(5.0, 8.0, 10.0, 0.0).empty(0));
  EXPECT_FALSE(one(0.0, 8.0, 10.0, 0.0).empty(0));
  EXPECT_EQ(one(0.0, 8.0, 10.0, 10.0).nearest(0, 8.0), 0.0);
}

TEST(Lots, DecimalLotsAreNoBinaryFractions) {
  const Lots l = one(0.0, 0.3, 0.1, 0.0);
  EXPECT_TRUE(l.allowed({0.3}));
  EXPECT_LE(l.nearest(0, 0.3), 0.3);
  EXPECT_TRUE(l.allowed({0.1 + 0.2}));
}

}  // namespace
}  // namespace offtake
