#include "offtake/optimize/bound.h"

#include <gtest/gtest.h>

#include <limits>

#include "offtake/base/text.h"
#include "offtake/optimize/cases_for_test.h"
#include "offtake/solve/highs.h"

namespace offtake {
namespace {

struct RandomMaster {
  Domain domain;
  std::vector<Evaluation> cuts;
  LinearProgram program;  // columns x, θ, elastic; rows of the domain, then cuts
};

RandomMaster random_master(std::uint64_t seed) {
  test::Draw draw(seed);
  RandomMaster m;
  const int n = 1 + draw.below(8), rows = draw.below(4), cuts = 1 + draw.below(10);
  const double money = std::pow(10.0, draw(0.0, 11.0));
  m.program.maximize = true;
  for (int j = 0; j < n; ++j) {
    m.domain.lower.push_back(draw(-5.0, 5.0));
    m.domain.upper.push_back(m.domain.lower.back() + draw(0.0, 10.0));
    m.program.add_column(0.0, m.domain.lower.back(), m.domain.upper.back());
  }
  std::vector<double> inside;
  for (std::size_t j = 0; j < std::size_t(n); ++j) {
    inside.push_back(draw(m.domain.lower[j], m.domain.upper[j]));
  }
  const int theta = m.program.add_column(1.0, -kInfinity, kInfinity);
  for (int r = 0; r < rows; ++r) {
    DomainRow row;
    double at = 0.0;
    for (int j = 0; j < n; ++j) {
      row.entries.push_back({j, draw(-2.0, 2.0)});
      at += row.entries.back().value * inside[std::size_t(j)];
    }
    const bool elastic = draw(0.0, 1.0) < 0.5;
    if (elastic) at += draw(-3.0, 3.0), row.violation_cost = draw(0.0, 0.5) * money + 1e-3;
    if (draw(0.0, 1.0) < 0.7) row.most = at + draw(0.0, 1.0);
    if (draw(0.0, 1.0) < 0.5) row.least = at - draw(0.0, 1.0);
    auto entries = row.entries;
    if (elastic) {
      entries.push_back({m.program.add_column(-row.violation_cost, 0.0, kInfinity), -1.0});
      entries.push_back({m.program.add_column(-row.violation_cost, 0.0, kInfinity), 1.0});
    }
    m.program.add_row(row.least, row.most, entries);
    m.domain.rows.push_back(row);
  }
  for (int i = 0; i < cuts; ++i) {
    Evaluation e;
    e.value = draw(-1.0, 1.0) * money;
    std::vector<LinearProgram::Entry> entries{{theta, 1.0}};
    double most = e.value;
    for (int j = 0; j < n; ++j) {
      e.x.push_back(draw(-5.0, 15.0));
      e.slope.push_back(draw(-1.0, 1.0) * money);
      most -= e.slope.back() * e.x.back();
      entries.push_back({j, -e.slope.back()});
    }
    m.cuts.push_back(e);
    m.program.add_row(-kInfinity, most, entries);
  }
  return m;
}

TEST(SafeBound, IsNeverUnderTheOptimumWhateverTheDuals) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  int solved = 0, tight = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    const RandomMaster m = random_master(seed);
    const auto solution = solve_lp(m.program);
    if (!solution) continue;  // the solver's tolerances, at 1e11
    ++solved;
    const double scale = std::max(1.0, std::abs(solution->objective));
    const std::size_t rows = m.domain.rows.size();
    const std::vector<double> y(solution->row_dual.begin(), solution->row_dual.begin() + rows);
    const std::vector<double> lambda(solution->row_dual.begin() + rows, solution->row_dual.end());
    const BoundProblem problem{m.domain.lower, m.domain.upper, m.domain.rows, m.cuts};
    const double optimum = solution->objective;
    const double honest = safe_bound(problem, lambda, y, m.domain.lower);
    EXPECT_GE(honest, optimum - 1e-6 * scale) << seed;
    tight += honest <= optimum + 1e-6 * scale;
    test::Draw draw(seed + 1000000);
    for (int k = 0; k < 20; ++k) {
      auto bad_lambda = lambda, bad_y = y;
      for (double& v : bad_lambda) v = k % 3 == 0 ? v + draw(-1.0, 1.0) : v * draw(-0.2, 2.0);
      for (double& v : bad_y) v = k % 2 == 0 ? -v : v * draw(-3.0, 3.0) + draw(-1.0, 1.0);
      if (k == 5) bad_lambda.assign(lambda.size(), nan);
      if (k == 6) bad_y.assign(rows, nan);
      if (k == 7) bad_lambda.clear();
      if (k == 8) bad_y.assign(rows, kInfinity);
      if (k == 9) bad_lambda.assign(lambda.size(), -1.0);
      EXPECT_GE(safe_bound(problem, bad_lambda, bad_y, m.domain.upper), optimum - 1e-6 * scale)
          << "seed " << seed << ", disturbance " << k;
    }
  }
  EXPECT_GE(solved, 350);
  EXPECT_GE(tight, solved * 95 / 100);
}

// Sums that cancel: the allowance for rounding is what keeps the bound above.
TEST(SafeBound, AllowsForRounding) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    test::Draw draw(seed);
    const std::size_t n = 50;
    Evaluation e;
    e.value = 0.1;
    long double exact = e.value;
    std::vector<double> lower;
    for (std::size_t j = 0; j < n; ++j) {
      e.x.push_back(draw(-1e3, 1e3));
      e.slope.push_back(draw(-1e9, 1e9));
      lower.push_back(draw(-1e3, 1e3));
      exact += static_cast<long double>(e.slope[j]) * (static_cast<long double>(lower[j]) - e.x[j]);
    }
    const std::vector<Evaluation> cuts{e};
    const std::vector<DomainRow> none;
    // One point only: the bound is the cut's value there.
    const double bound = safe_bound({lower, lower, none, cuts}, {1.0}, {}, lower);
    EXPECT_GE(static_cast<long double>(bound), exact) << seed;
    EXPECT_LE(bound, static_cast<double>(exact) + 1.0) << seed;
  }
}

}  // namespace
}  // namespace offtake
