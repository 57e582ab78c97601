#include "offtake/optimize/integer.h"

#include <gtest/gtest.h>

#include "offtake/optimize/cases_for_test.h"
#include "offtake/optimize/rows.h"

namespace offtake {
namespace {

struct Best {
  double objective = -kInfinity;
  void over(Oracle& oracle, const Risk& risk, const Lots& lots, const RowPool& rows,
            std::vector<double>& x, std::size_t j) {
    if (j == x.size()) {
      if (rows.feasible(x)) {
        objective = std::max(objective, evaluate(oracle, risk, x)->value - rows.penalty(x));
      }
      return;
    }
    if (lots.may_be_zero(j)) x[j] = 0.0, over(oracle, risk, lots, rows, x, j + 1);
    for (double v = lots.least(j); v <= lots.most(j) + 1e-9; v += lots.lot(j)) {
      if (v == 0.0) continue;
      x[j] = std::min(v, lots.most(j));
      over(oracle, risk, lots, rows, x, j + 1);
    }
  }
};

TEST(Integer, AgreesWithEnumeration) {
  int none = 0, proven = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    test::Draw draw(seed + 900);
    const int columns = 2 + draw.below(3);
    test::Newsvendor n = test::newsvendor(columns, 3, 15, 1e3, seed);
    Domain domain = test::box(columns, 1000.0);
    for (int j = 0; j < columns; ++j) {
      const int kind = draw.below(4);
      domain.lot.push_back(kind == 0 ? 1000.0 : kind == 1 ? 300.0 : 200.0);
      domain.least.push_back(kind == 0 ? 1000.0 : kind == 2 ? 500.0 : 0.0);
    }
    DomainRow row;
    for (int j = 0; j < columns; ++j) row.entries.push_back({j, draw(0.5, 1.5)});
    row.most = draw(300.0, 2000.0);
    if (seed % 4 == 1) row.violation_cost = draw(0.0, 0.3);
    if (seed % 4 == 2) row.least = row.most - draw(20.0, 300.0);
    domain.rows.push_back(row);
    const Risk risk = seed % 2 ? Risk{} : Risk{0.5, 0.5, 0.2};

    const Lots lots(domain);
    const RowPool rows(domain, nullptr);
    Best best;
    std::vector<double> x(std::size_t(columns), 0.0);
    best.over(n, risk, lots, rows, x, 0);

    BundleOptions options;
    options.gap = 1e-7;
    options.integer_gap = 1e-6;
    options.max_integer_rounds = 300;
    const auto r = maximize(n, risk, domain, nullptr, highs_solver(), options);
    if (best.objective == -kInfinity) {
      ++none;
      ASSERT_FALSE(r) << seed;
      EXPECT_TRUE(r.errors().front().code == "E0962" || r.errors().front().code == "E0960") << seed;
      continue;
    }
    ASSERT_TRUE(r) << seed << render(r.errors().front());
    const double scale = std::max(1.0, std::abs(best.objective));
    EXPECT_NEAR(r->objective, best.objective, 2e-6 * scale) << seed;
    EXPECT_GE(r->bound, best.objective - 1e-9 * scale) << seed;
    EXPECT_GE(r->claimed_bound, best.objective - 1e-6 * scale) << seed;
    EXPECT_TRUE(lots.allowed(r->x)) << seed;
    EXPECT_TRUE(rows.feasible(r->x)) << seed;
    EXPECT_TRUE(r->end == BundleEnd::proven || r->end == BundleEnd::claimed) << seed;
    EXPECT_TRUE(r->end != BundleEnd::proven || r->gap <= 1e-6) << seed;
    proven += r->end == BundleEnd::proven;
  }
  EXPECT_LT(none, 40);
  EXPECT_GT(proven, 0);
}

// Lots beside columns of any size, with and without a least one, against the solver's own search
// over everything.
TEST(Integer, MixesLotsWithAnySize) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    test::Newsvendor n = test::newsvendor(5, 3, 12, 1e3, seed);
    Domain domain = test::box(5, 1000.0);
    domain.lot = {250.0, 250.0, 0.0, 0.0, 0.0};
    domain.least = {0.0, 500.0, 400.0, 400.0, 0.0};
    // Every choice of lots and of zeros leaves a continuous problem.
    double best = -kInfinity;
    for (int choice = 0; choice < 5 * 4 * 2 * 2; ++choice) {
      Domain fixed = test::box(5, 1000.0);
      const double second[] = {0.0, 500.0, 750.0, 1000.0};
      fixed.lower[0] = fixed.upper[0] = 250.0 * (choice % 5);
      fixed.lower[1] = fixed.upper[1] = second[choice / 5 % 4];
      for (const std::size_t j : {2, 3}) {
        const bool on = choice / (j == 2 ? 20 : 40) % 2;
        (on ? fixed.lower : fixed.upper)[j] = on ? 400.0 : 0.0;
      }
      BundleOptions tight;
      tight.gap = 1e-8;
      best = std::max(best, maximize(n, {}, fixed, nullptr, highs_solver(), tight)->objective);
    }
    BundleOptions options;
    options.gap = options.integer_gap = 1e-6;
    options.max_integer_rounds = 300;
    const auto r = maximize(n, {}, domain, nullptr, highs_solver(), options);
    ASSERT_TRUE(r) << render(r.errors().front());
    EXPECT_NEAR(r->objective, best, 3e-6 * std::abs(best)) << seed;
    EXPECT_LE(r->objective, best + 1e-7 * std::abs(best)) << seed;
  }
}

TEST(Integer, APortfolioInTranchesWithinHalfAPercent) {
  test::Portfolio p = test::portfolio(12, 9, 3, 500, 4);
  Domain domain = test::portfolio_domain(p);
  domain.lot.assign(p.columns(), 250.0);
  const auto r = maximize(p, {}, domain, nullptr, highs_solver(), {});
  ASSERT_TRUE(r) << render(r.errors().front());
  EXPECT_EQ(r->end, BundleEnd::proven);
  EXPECT_LE(r->gap, 5e-3);
  EXPECT_LE(r->objective, r->relaxed_objective + 1e-4 * r->relaxed_objective);
  EXPECT_LE(r->evaluations, 90);
}

}  // namespace
}  // namespace offtake
