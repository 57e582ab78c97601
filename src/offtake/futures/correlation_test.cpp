#include "offtake/futures/correlation.h"

#include <gtest/gtest.h>

#include <cmath>

namespace offtake {
namespace {

Model model_of(std::vector<std::string> names, std::vector<Correlation> correlations) {
  Model m;
  m.clock.steps = 4;
  for (const std::string& name : names) {
    Driver d;
    d.name = name;
    d.process = Gbm{1.0, 0.1};
    m.drivers.push_back(d);
  }
  m.correlations = std::move(correlations);
  return m;
}

Correlation pair(int a, int b, double rho) { return {DriverId(a), DriverId(b), rho}; }

// L·Lᵀ.
double product(const Mixing& m, std::size_t i, std::size_t j) {
  double sum = 0.0;
  for (const auto& [a, x] : m.rows[i]) {
    for (const auto& [b, y] : m.rows[j]) sum += a == b ? x * y : 0.0;
  }
  return sum;
}

TEST(Correlation, FactorGivesTheMatrixBack) {
  const auto m = mixing_of(model_of({"c", "a", "b", "alone"}, {pair(0, 1, 0.5), pair(1, 2, -0.3)}));
  ASSERT_TRUE(m.ok());
  EXPECT_EQ(m->drivers, (std::vector<std::size_t>{1, 2, 0}));  // a, b, c
  EXPECT_NEAR(product(*m, 0, 2), 0.5, 1e-15);
  EXPECT_NEAR(product(*m, 0, 1), -0.3, 1e-15);
  EXPECT_NEAR(product(*m, 1, 2), 0.0, 1e-15);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(product(*m, i, i), 1.0, 1e-15);
}

TEST(Correlation, SingularMatricesAreFine) {
  const auto same =
      mixing_of(model_of({"a", "b", "c"}, {pair(0, 1, 1.0), pair(1, 2, -1.0), pair(0, 2, -1.0)}));
  ASSERT_TRUE(same.ok());
  EXPECT_NEAR(product(*same, 0, 2), -1.0, 1e-12);
  EXPECT_NEAR(product(*same, 2, 2), 1.0, 1e-12);
  // c = (a + b)/√2
  const double h = std::sqrt(0.5);
  const auto sum = mixing_of(model_of({"a", "b", "c"}, {pair(0, 2, h), pair(1, 2, h)}));
  ASSERT_TRUE(sum.ok());
  EXPECT_NEAR(product(*sum, 0, 2), h, 1e-6);
}

TEST(Correlation, ImpossibleMatrixNamesThePairAndTheNearestValue) {
  // 0.9 and 0.9 leave the third between 0.62 and 1; changing it is dearer than changing another.
  const auto m =
      mixing_of(model_of({"a", "b", "c"}, {pair(0, 1, 0.9), pair(1, 2, 0.9), pair(0, 2, 0.55)}));
  ASSERT_FALSE(m.ok());
  const Diagnostic& d = m.errors()[0];
  EXPECT_EQ(d.code, "E0604");
  EXPECT_EQ(d.key_path, "correlations[0].rho");
  // 0.9·0.55 + √(1−0.81)·√(1−0.3025) = 0.859
  EXPECT_EQ(d.mend, "give 'a' and 'b' a correlation of 0.859, the nearest that is possible");
  EXPECT_NE(d.what.find("smallest eigenvalue"), std::string::npos);
  EXPECT_TRUE(
      mixing_of(model_of({"a", "b", "c"}, {pair(0, 1, 0.859), pair(1, 2, 0.9), pair(0, 2, 0.55)}))
          .ok());
  EXPECT_FALSE(
      mixing_of(model_of({"a", "b", "c"}, {pair(0, 1, 0.861), pair(1, 2, 0.9), pair(0, 2, 0.55)}))
          .ok());
}

TEST(Correlation, MoreThanOneIsTheSameError) {
  const auto m = mixing_of(model_of({"a", "b"}, {pair(0, 1, 1.2)}));
  ASSERT_FALSE(m.ok());
  EXPECT_EQ(m.errors()[0].mend,
            "give 'a' and 'b' a correlation of 1, the nearest that is possible");
}

TEST(Correlation, WhereNoSinglePairMendsAFactorDoes) {
  const std::vector<Correlation> two_triangles = {pair(0, 1, 0.9),  pair(1, 2, 0.9),
                                                  pair(0, 2, -0.9), pair(3, 4, 0.9),
                                                  pair(4, 5, 0.9),  pair(3, 5, -0.9)};
  const std::vector<std::string> names = {"a", "b", "c", "d", "e", "f"};
  const auto m = mixing_of(model_of(names, two_triangles));
  ASSERT_FALSE(m.ok());
  EXPECT_NE(m.errors()[0].mend.find("all correlations times 0.555"), std::string::npos)
      << m.errors()[0].mend;
  std::vector<Correlation> less = two_triangles;
  for (Correlation& c : less) c.rho *= 0.555;
  EXPECT_TRUE(mixing_of(model_of(names, less)).ok());
}

TEST(Correlation, MixingIsTheProductWithL) {
  const auto m = mixing_of(model_of({"a", "b", "c"}, {pair(0, 1, 0.6), pair(1, 2, 0.5)}));
  ASSERT_TRUE(m.ok());
  double z[] = {1.0, -2.0, 0.5, 3.0, 0.25, -1.0};
  double expected[6] = {};
  for (std::size_t i = 0; i < 3; ++i) {
    for (const auto& [j, l] : m->rows[i]) {
      for (std::size_t k = 0; k < 2; ++k) expected[2 * i + k] += l * z[2 * j + k];
    }
  }
  mix(*m, 2, z);
  for (int i = 0; i < 6; ++i) EXPECT_NEAR(z[i], expected[i], 1e-15);
}

}  // namespace
}  // namespace offtake
