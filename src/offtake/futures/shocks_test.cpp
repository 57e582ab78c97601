#include "offtake/futures/shocks.h"

#include <gtest/gtest.h>

#include <boost/random/sobol.hpp>
#include <cmath>
#include <numeric>

namespace offtake {
namespace {

TEST(Sobol, JumpsToAnyPointOfTheSequence) {
  constexpr int kDimensions = 50, kPoints = 4 * kLanes;
  boost::random::sobol_engine<std::uint32_t, 32> engine(kDimensions);
  std::vector<std::uint32_t> points;
  for (int i = 0; i < kPoints * kDimensions; ++i) points.push_back(engine());
  const Sobol sobol(kDimensions, 5);
  for (int d = 0; d < kDimensions; ++d) {
    std::uint32_t shift = 0;
    for (int first = kPoints - kLanes; first >= 0; first -= kLanes) {
      double u[kLanes];
      sobol.uniforms(d, first, u);
      for (int l = 0; l < kLanes; ++l) {
        ASSERT_GT(u[l], 0.0);
        ASSERT_LT(u[l], 1.0);
        const auto x = static_cast<std::uint32_t>(u[l] * 0x1p32);
        const std::uint32_t here = x ^ points[std::size_t((first + l) * kDimensions + d)];
        if (first == kPoints - kLanes && l == 0) shift = here;
        ASSERT_EQ(here, shift);  // the digital shift is all that differs
      }
    }
  }
}

TEST(Sobol, EveryDimensionIsStratified) {
  const Sobol sobol(Sobol::kMostDimensions, 1);
  for (const int d : {0, 1, 7, 400, Sobol::kMostDimensions - 1}) {
    // Points 1..256 are 0..255 but for one.
    std::vector<int> count(256);
    for (int first = 0; first < 256; first += kLanes) {
      double u[kLanes];
      sobol.uniforms(d, first, u);
      for (const double x : u) ++count[std::size_t(x * 256)];
    }
    int empty = 0;
    for (const int c : count) empty += c == 0;
    EXPECT_LE(empty, 1);
  }
}

TEST(Bridge, IsAnOrthogonalMapWhoseFirstNumberIsTheSum) {
  for (const int n : {1, 2, 3, 7, 38}) {
    const Bridge bridge(n);
    // Column j of the map, kLanes columns at a time.
    std::vector<std::vector<double>> columns;
    for (int from = 0; from < n; from += kLanes) {
      std::vector<double> z(std::size_t(n) * kLanes);
      for (int l = 0; l < kLanes && from + l < n; ++l) z[(from + l) * kLanes + l] = 1.0;
      bridge.apply(z.data());
      for (int l = 0; l < kLanes && from + l < n; ++l) {
        columns.emplace_back();
        for (int i = 0; i < n; ++i) columns.back().push_back(z[i * kLanes + l]);
      }
    }
    for (int a = 0; a < n; ++a) {
      for (int b = 0; b < n; ++b) {
        const double dot =
            std::inner_product(columns[a].begin(), columns[a].end(), columns[b].begin(), 0.0);
        ASSERT_NEAR(dot, a == b ? 1.0 : 0.0, 1e-12) << n;
      }
      const double sum = std::accumulate(columns[a].begin(), columns[a].end(), 0.0);
      ASSERT_NEAR(sum, a == 0 ? std::sqrt(double(n)) : 0.0, 1e-12);
    }
  }
}

TEST(ShockSource, PlainNumbersAreThoseOfTheirStream) {
  const ShockSource source({9, Sampling::plain}, {{"demand", 5, 2}});
  std::vector<double> z(5 * kLanes), u(2 * kLanes);
  source.normals(0, 32, z.data());
  source.extras(0, 32, u.data());
  const StreamKey normals{9, stream_of("demand")};
  const StreamKey extras{9, stream_of(std::string("demand\x1f") + "extra")};
  for (int i = 0; i < 5; ++i) {
    for (int l = 0; l < kLanes; ++l) {
      const auto path = std::uint64_t(32 + l);
      const auto step = std::uint32_t(i / 2);
      EXPECT_EQ(z[i * kLanes + l], normal_quantile(uniform(normals, path, step, i % 2)));
      if (i < 2) {
        EXPECT_EQ(u[i * kLanes + l], uniform(extras, path, step, i % 2));
      }
    }
  }
}

}  // namespace
}  // namespace offtake
