#include "offtake/optimize/bundle.h"

#include <gtest/gtest.h>

#include "offtake/optimize/extensive_for_test.h"
#include "offtake/optimize/rows.h"

namespace offtake {
namespace {

using test::Newsvendor;

BundleOptions tight() {
  BundleOptions options;
  options.gap = 1e-8;
  options.max_iterations = 2000;
  return options;
}

TEST(Bundle, ClosesTheGapOnAPortfolioInFewEvaluations) {
  test::Portfolio p = test::portfolio(12, 9, 3, 500, 4);
  const Domain domain = test::portfolio_domain(p);
  for (const Risk& risk : {Risk{}, Risk{0.7, 0.3, 0.1}}) {
    p.calls = 0;
    const auto r = maximize(p, risk, domain, nullptr, highs_solver(), {});
    ASSERT_TRUE(r) << render(r.errors().front());
    EXPECT_EQ(r->end, BundleEnd::proven);
    EXPECT_LE(r->gap, 1e-4);
    EXPECT_TRUE(r->verified) << r->worst_violation;
    EXPECT_EQ(r->evaluations, p.calls);
    EXPECT_LE(p.calls, 80);
    EXPECT_TRUE(r->incidents.empty());
  }
}

TEST(Bundle, ClosesTheGapOnManyColumnsWithBudgets) {
  Newsvendor n = test::newsvendor(300, 100, 500, 1e11, 2);
  Domain domain = test::box(300, 1000.0);
  for (int k = 0; k < 5; ++k) {
    DomainRow budget;
    budget.most = 60 * 250.0;
    for (int j = 60 * k; j < 60 * (k + 1); ++j) budget.entries.push_back({j, 1.0});
    domain.rows.push_back(budget);
  }
  const auto r = maximize(n, {0.7, 0.3, 0.1}, domain, nullptr, highs_solver(), {});
  ASSERT_TRUE(r) << render(r.errors().front());
  EXPECT_EQ(r->end, BundleEnd::proven);
  EXPECT_LE(r->evaluations, 90);
}

// A column −w (x − a)² in 200 tangents; the optimum is known: a, where it is allowed.
struct Bowl : Oracle {
  std::vector<double> one{1.0}, at;
  static constexpr int kTangents = 200;
  std::size_t columns() const override { return 20; }
  const std::vector<double>& probability() const override { return one; }
  // Tangent k touches at a + width k / kTangents.
  static double nearest(std::size_t j, double x) {
    const double a = 10.0 + double(j);
    return std::clamp(std::round((x - a) * kTangents / 50.0), -kTangents * 1.0, kTangents * 1.0) *
           50.0 / kTangents;
  }
  Status values(const std::vector<double>& x, std::vector<double>& value) override {
    at = x;
    value.assign(1, 5e6);
    for (std::size_t j = 0; j < x.size(); ++j) {
      const double t = nearest(j, x[j]), d = x[j] - 10.0 - double(j);
      value[0] -= 1e3 * (t * t + 2.0 * t * (d - t));
    }
    return ok_status();
  }
  Status slope(const std::vector<double>& weight, std::vector<double>& out) override {
    out.clear();
    for (std::size_t j = 0; j < at.size(); ++j) {
      out.push_back(-weight[0] * 2e3 * nearest(j, at[j]));
    }
    return ok_status();
  }
};

TEST(Bundle, FindsTheKnownOptimumOfABowl) {
  Bowl bowl;
  const auto r = maximize(bowl, {}, test::box(20, 60.0), nullptr, highs_solver(), tight());
  ASSERT_TRUE(r) << render(r.errors().front());
  EXPECT_EQ(r->end, BundleEnd::proven);
  EXPECT_NEAR(r->objective, 5e6, 0.1);
  EXPECT_GE(r->bound, 5e6);
}

TEST(Bundle, AgreesWithTheLinearProgram) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    test::Draw draw(seed + 500);
    Newsvendor n = test::newsvendor(4 + draw.below(8), 5, 25, 1e3, seed);
    Domain domain = test::box(int(n.columns()), 1000.0);
    DomainRow budget;
    for (std::size_t j = 0; j < n.columns(); ++j)
      budget.entries.push_back({int(j), draw(0.5, 1.5)});
    budget.most = draw(200.0, 1000.0) * double(n.columns());
    if (seed % 3 == 1) budget.most *= 0.2, budget.violation_cost = draw(0.0, 0.5);
    if (seed % 3 == 2) budget.least = 0.5 * budget.most;
    domain.rows.push_back(budget);
    const Risk risk = seed % 2 ? Risk{} : Risk{draw(0.0, 1.0), draw(0.1, 2.0), draw(0.05, 0.5)};
    const auto lp = solve_lp(test::extensive(n, domain, risk));
    ASSERT_TRUE(lp) << seed;
    const auto r = maximize(n, risk, domain, nullptr, highs_solver(), tight());
    ASSERT_TRUE(r) << seed << render(r.errors().front());
    const double scale = std::max(1.0, std::abs(lp->objective));
    EXPECT_NEAR(r->objective, lp->objective, 1e-6 * scale) << seed;
    EXPECT_GE(r->bound, lp->objective - 1e-7 * scale) << seed;
    EXPECT_TRUE(r->verified) << seed << " " << r->worst_violation;
    EXPECT_EQ(r->end, BundleEnd::proven) << seed << " gap " << r->gap;
  }
}

// Every pair of columns at most 900 in sum: said only when asked.
struct Pairs : Separator {
  std::size_t columns;
  double cost;
  int asked = 0;
  Pairs(std::size_t c, double k) : columns(c), cost(k) {}
  DomainRow row(std::size_t a, std::size_t b) const {
    DomainRow r;
    r.most = 900.0;
    r.violation_cost = cost;
    r.entries = {{int(a), 1.0}, {int(b), 1.0}};
    return r;
  }
  std::vector<DomainRow> violated(const std::vector<double>& x) override {
    ++asked;
    std::vector<DomainRow> out;
    for (std::size_t a = 0; a < columns; ++a) {
      for (std::size_t b = a + 1; b < columns; ++b) {
        if (x[a] + x[b] > 900.0 + 1e-6) out.push_back(row(a, b));
      }
    }
    return out;
  }
};

TEST(Bundle, AsksTheSeparatorForRows) {
  for (const double cost : {0.0, 0.005, 5.0}) {
    Newsvendor n = test::newsvendor(12, 6, 50, 1e3, 7);
    const Domain domain = test::box(12, 1000.0);
    Pairs pairs(12, cost);
    const auto r = maximize(n, {}, domain, &pairs, highs_solver(), tight());
    ASSERT_TRUE(r) << render(r.errors().front());
    Domain all = domain;
    for (std::size_t a = 0; a < 12; ++a) {
      for (std::size_t b = a + 1; b < 12; ++b) all.rows.push_back(pairs.row(a, b));
    }
    const auto lp = solve_lp(test::extensive(n, all, {}));
    ASSERT_TRUE(lp);
    EXPECT_NEAR(r->objective, lp->objective, 1e-6 * std::abs(lp->objective)) << cost;
    EXPECT_GE(r->bound, lp->objective * (1.0 - 1e-9)) << cost;
    EXPECT_FALSE(r->separated.empty());
    EXPECT_EQ(r->row_dual.size(), r->separated.size());
    EXPECT_TRUE(cost > 0.0 || pairs.violated(r->x).empty());
    EXPECT_TRUE(cost == 0.0 || cost > 1.0 || r->penalty > 0.0);
  }
}

TEST(Bundle, DualOfARowIsTheGainFromOneUnitMore) {
  const auto solved = [](double most) {
    Newsvendor n = test::newsvendor(10, 5, 400, 1e6, 3);
    Domain domain = test::box(10, 1000.0);
    DomainRow row;
    row.most = most;
    for (int j = 0; j < 10; ++j) row.entries.push_back({j, 1.0});
    domain.rows.push_back(row);
    return *maximize(n, {}, domain, nullptr, highs_solver(), tight());
  };
  const BundleResult less = solved(1999.0), at = solved(2000.0), more = solved(2001.0);
  EXPECT_GT(at.row_dual[0], 0.0);
  EXPECT_LE(at.row_dual[0], at.objective - less.objective + 1e-2);
  EXPECT_GE(at.row_dual[0], more.objective - at.objective - 1e-2);
}

TEST(Bundle, StartsFromAllowedPointsWhereTheLeastIsNone) {
  Newsvendor n = test::newsvendor(6, 4, 30, 1e3, 5);
  Domain domain = test::box(6, 1000.0);
  DomainRow target;
  target.least = 3000.0;
  for (int j = 0; j < 6; ++j) target.entries.push_back({j, 1.0});
  domain.rows.push_back(target);
  BundleOptions options = tight();
  options.start = {std::vector<double>(6, 100.0)};
  std::vector<Evaluation> kept;
  options.keep = [&](const Evaluation& e) { return kept.push_back(e), ok_status(); };
  const auto r = maximize(n, {}, domain, nullptr, highs_solver(), options);
  ASSERT_TRUE(r) << render(r.errors().front());
  const RowPool rows(domain, nullptr);
  for (const Evaluation& e : kept) EXPECT_TRUE(rows.feasible(e.x));
  const auto lp = solve_lp(test::extensive(n, domain, {}));
  EXPECT_NEAR(r->objective, lp->objective, 1e-6 * std::abs(lp->objective));
}

TEST(Bundle, ContradictoryRowsAreAnError) {
  Newsvendor n = test::newsvendor(3, 2, 5, 1e3, 5);
  Domain domain = test::box(3, 10.0);
  domain.rows.push_back({31.0, kInfinity, {{0, 1.0}, {1, 1.0}, {2, 1.0}}, 0.0, "", ""});
  const auto r = maximize(n, {}, domain, nullptr, highs_solver(), {});
  ASSERT_FALSE(r);
  EXPECT_EQ(r.errors().front().code, "E0960");
}

// (x − 3)²: convex, so its cuts are no bounds.
struct Convex : Oracle {
  std::vector<double> one{1.0};
  double at = 0.0;
  std::size_t columns() const override { return 1; }
  const std::vector<double>& probability() const override { return one; }
  Status values(const std::vector<double>& x, std::vector<double>& value) override {
    at = x[0];
    value.assign(1, (at - 3.0) * (at - 3.0));
    return ok_status();
  }
  Status slope(const std::vector<double>&, std::vector<double>& out) override {
    out.assign(1, 2.0 * (at - 3.0));
    return ok_status();
  }
};

TEST(Bundle, AFunctionThatIsNotConcaveIsNeverProven) {
  Convex convex;
  BundleOptions options;
  options.start = {{1.0}, {5.0}};
  const auto r = maximize(convex, {}, test::box(1, 10.0), nullptr, highs_solver(), options);
  ASSERT_TRUE(r) << render(r.errors().front());
  EXPECT_FALSE(r->verified);
  EXPECT_GT(r->worst_violation, 1e-3);
  EXPECT_NE(r->end, BundleEnd::proven);
}

TEST(Bundle, LimitsKeepTheBestPoint) {
  Newsvendor n = test::newsvendor(40, 20, 200, 1e9, 11);
  const Domain domain = test::box(40, 1000.0);
  BundleOptions options = tight();
  options.max_iterations = 7;
  auto r = maximize(n, {}, domain, nullptr, highs_solver(), options);
  ASSERT_TRUE(r);
  EXPECT_EQ(r->end, BundleEnd::iterations);
  EXPECT_EQ(r->iterations, 7);
  EXPECT_GT(r->bound, r->objective);

  double now = 0.0;
  options = tight();
  options.clock = [&] { return now += 1.0; };
  options.time_limit_seconds = 100.0;
  r = maximize(n, {}, domain, nullptr, highs_solver(), options);
  ASSERT_TRUE(r);
  EXPECT_EQ(r->end, BundleEnd::time);
  EXPECT_EQ(r->best.x, r->x);
}

// Stopped after any number of evaluations and run again with what was kept: the same way, the same
// bits, and no evaluation twice.
TEST(Bundle, ResumesBitForBit) {
  for (const bool lots : {false, true}) {
    Newsvendor n = test::newsvendor(15, 8, 60, 1e9, 13);
    Domain domain = test::box(15, 1000.0);
    if (lots) domain.lot.assign(15, 250.0), domain.least.assign(15, 400.0);
    BundleOptions options;
    options.gap = 1e-6;
    options.integer_gap = 1e-3;
    options.max_integer_rounds = 6;
    const auto whole = maximize(n, {}, domain, nullptr, highs_solver(), options);
    ASSERT_TRUE(whole);
    for (const int after : {1, 2, 9, 20, whole->evaluations - 1}) {
      std::vector<Evaluation> kept;
      BundleOptions first = options;
      first.keep = [&](const Evaluation& e) { return kept.push_back(e), ok_status(); };
      first.stop = [&] { return int(kept.size()) >= after; };
      const auto cut = maximize(n, {}, domain, nullptr, highs_solver(), first);
      ASSERT_TRUE(cut);
      EXPECT_EQ(cut->end, BundleEnd::stopped);
      // A plan in lots that is stopped plays one plan more: the relaxed one rounded down.
      EXPECT_GE(int(kept.size()), after);
      EXPECT_LE(int(kept.size()), after + lots);
      BundleOptions second = options;
      second.known = kept;
      n.calls = 0;
      const auto resumed = maximize(n, {}, domain, nullptr, highs_solver(), second);
      ASSERT_TRUE(resumed);
      EXPECT_EQ(resumed->x, whole->x);
      EXPECT_EQ(resumed->bound, whole->bound);
      EXPECT_GE(resumed->evaluations_known, after);
      EXPECT_EQ(n.calls, whole->evaluations - resumed->evaluations_known);
    }
  }
}

}  // namespace
}  // namespace offtake
