#include "offtake/studies/zone.h"

#include <gtest/gtest.h>

#include <cmath>

namespace offtake {
namespace {

std::vector<double> grid(int points) {
  std::vector<double> out;
  for (int i = 0; i < points; ++i) out.push_back(double(i) / double(points - 1));
  return out;
}

template <class First, class Second>
Zones found(const First& first, const Second& second, KnownGains& known, int points = 11) {
  ZoneSearch search{grid(points), 1e-3, {}, {}};
  search.gains = [&](double at) { return GainPair{first(at), second(at)}; };
  return find_zones(search, known);
}
template <class First, class Second>
Zones found(const First& first, const Second& second, int points = 11) {
  KnownGains known;
  return found(first, second, known, points);
}

TEST(Zone, OfTwoStraightLinesIsExact) {
  KnownGains known;
  const Zones z = found([](double x) { return 3.0 * (0.7123 - x); },
                        [](double x) { return 2.0 * (x - 0.2345); }, known);
  ASSERT_EQ(z.zones.size(), 1u);
  EXPECT_NEAR(z.zones[0].from, 0.2345, 1e-12);
  EXPECT_NEAR(z.zones[0].to, 0.7123, 1e-12);
  EXPECT_NEAR(z.zones[0].nash, (0.7123 + 0.2345) / 2.0, 1e-3);
  ASSERT_EQ(z.break_even.size(), 2u);
  EXPECT_EQ(z.break_even[0].side, 1);
  EXPECT_TRUE(z.break_even[0].rises);
  EXPECT_FALSE(z.break_even[0].jumps);
  EXPECT_NEAR(z.break_even[0].slope, 2.0, 1e-12);
  EXPECT_LE(z.break_even[0].to - z.break_even[0].from, 1e-3);
  EXPECT_EQ(z.zones[0].from_end, 0);
  EXPECT_EQ(z.zones[0].to_end, 1);
  EXPECT_LE(known.size(), 11u + 4u + 6u);  // every value is a plan
}

// sin(3πx) is above nothing on [0, 1/3] and [2/3, 1].
TEST(Zone, ThereMayBeSeveral) {
  const Zones z = found([](double x) { return std::sin(3.0 * M_PI * x) + 1e-9; },
                        [](double x) { return 1.0 + x; });
  ASSERT_EQ(z.zones.size(), 2u);
  EXPECT_EQ(z.zones[0].from_end, -1);
  EXPECT_NEAR(z.zones[0].to, 1.0 / 3.0, 1e-6);
  EXPECT_NEAR(z.zones[1].from, 2.0 / 3.0, 1e-6);
  EXPECT_EQ(z.zones[1].to_end, -1);
  // The tops of (1 + x) sin(3πx), where tan(3πx) = −3π (1 + x).
  for (int k = 0; k < 2; ++k) {
    const double at = z.zones[std::size_t(k)].nash;
    const double top = (M_PI * (1.0 + 2.0 * k) - std::atan(3.0 * M_PI * (1.0 + at))) / (3.0 * M_PI);
    EXPECT_NEAR(at, top, 1e-3);
  }
}

TEST(Zone, AJumpIsSaidToBeOne) {
  const Zones z = found([](double x) { return x < 0.55 ? 1.0 : -2.0; }, [](double x) { return x; });
  ASSERT_EQ(z.break_even.size(), 1u);
  EXPECT_TRUE(z.break_even[0].jumps);
  EXPECT_LT(z.break_even[0].from, 0.55);
  EXPECT_GE(z.break_even[0].to, 0.55);
  EXPECT_LE(z.break_even[0].to - z.break_even[0].from, 1e-3);
  EXPECT_NEAR(z.zones.at(0).to, 0.55, 1e-3);
}

// Both change within one step of the grid, and there is something between.
TEST(Zone, WithinOneStep) {
  const Zones z = found([](double x) { return 0.46 - x; }, [](double x) { return x - 0.44; });
  ASSERT_EQ(z.zones.size(), 1u);
  EXPECT_NEAR(z.zones[0].from, 0.44, 1e-12);
  EXPECT_NEAR(z.zones[0].to, 0.46, 1e-12);
  EXPECT_NEAR(z.zones[0].nash, 0.45, 1e-3);
}

TEST(Zone, NoneWhereTheyMissEachOther) {
  const Zones z = found([](double x) { return 0.44 - x; }, [](double x) { return x - 0.46; });
  EXPECT_TRUE(z.zones.empty());
  EXPECT_EQ(z.break_even.size(), 2u);
}

// A curve with a corner and a flat: the bracket still closes in few steps.
TEST(Zone, BentGainsAreBracketed) {
  KnownGains known;
  const auto first = [](double x) { return x < 0.31 ? 1e-3 : 0.31 - x + 1e-3; };
  const Zones z = found(
      first, [](double) { return 1.0; }, known);
  ASSERT_EQ(z.break_even.size(), 1u);
  EXPECT_NEAR(z.break_even[0].at, 0.311, 1e-3);
  EXPECT_LE(known.size(), 11u + 12u + 12u);
}

TEST(Zone, WhatHasNoValueEndsIt) {
  ZoneSearch search{grid(11), 1e-3, {}, {}};
  search.gains = [](double at) -> std::optional<GainPair> {
    if (at > 0.45 && at < 0.55) return {};
    return GainPair{1.0, at - 0.25};
  };
  KnownGains known;
  const Zones z = find_zones(search, known);
  EXPECT_TRUE(z.whole);
  ASSERT_EQ(z.zones.size(), 2u);
  EXPECT_NEAR(z.zones[0].from, 0.25, 1e-12);
  EXPECT_EQ(z.zones[0].to_end, -2);
  EXPECT_NEAR(z.zones[0].to, 0.4, 1e-12);
  EXPECT_EQ(z.zones[1].from_end, -2);
}

TEST(Zone, AStopKeepsWhatIsKnown) {
  ZoneSearch search{grid(11), 1e-3, {}, {}};
  int asked = 0;
  search.gains = [&](double at) -> std::optional<GainPair> {
    ++asked;
    return GainPair{0.75 - at, at - 0.25};
  };
  search.stop = [&] { return asked >= 7; };
  KnownGains known;
  const Zones z = find_zones(search, known);
  EXPECT_FALSE(z.whole);
  EXPECT_EQ(known.size(), 7u);
  search.stop = [] { return false; };
  EXPECT_TRUE(find_zones(search, known).whole);
}

// Over many pairs of lines: the ends and the top of the product, by formula.
TEST(Zone, LinesOfAnySlope) {
  for (int trial = 0; trial < 200; ++trial) {
    const double a = 0.05 + 0.9 * std::fmod(0.618 * trial, 1.0);
    const double b = 0.05 + 0.9 * std::fmod(0.414 * trial, 1.0);
    const double low = std::min(a, b), high = std::max(a, b), s = std::pow(10.0, trial % 7 - 3);
    if (high - low < 0.01) continue;
    const Zones z =
        found([&](double x) { return s * (high - x); }, [&](double x) { return (x - low) / s; });
    ASSERT_EQ(z.zones.size(), 1u) << trial;
    EXPECT_NEAR(z.zones[0].from, low, 1e-9) << trial;
    EXPECT_NEAR(z.zones[0].to, high, 1e-9) << trial;
    EXPECT_NEAR(z.zones[0].nash, (low + high) / 2.0, 1e-3) << trial;
  }
}

}  // namespace
}  // namespace offtake
