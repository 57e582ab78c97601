#include "offtake/optimize/two_stage.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "offtake/optimize/two_stage_extensive.h"
#include "offtake/optimize/two_stage_oracle.h"

namespace offtake {
namespace {

// min Σ c_j x_j + E[ Σ_i q_i s_i ],  Σ_j T_ij x_j + w_i s_i ≥ h_i,  s_i ≤ 80, x ≤ 20, Σ x ≤ 30,
// with everything of the second stage random where `all_random`, otherwise h alone.
TwoStage random_program(int seed, bool all_random, int scenarios) {
  std::mt19937 bits(static_cast<unsigned>(seed));
  const auto draw = [&](double low, double high) {
    return low + (high - low) * double(bits()) / double(std::mt19937::max());
  };
  TwoStage p;
  LinearProgram& core = p.core;
  constexpr int kFirst = 3, kRows = 4;
  for (int j = 0; j < kFirst; ++j) core.add_column(draw(1, 3), 0, 20);
  for (int i = 0; i < kRows; ++i) core.add_column(draw(4, 9), 0, 80);
  core.add_row(-kInfinity, 30, {{0, 1}, {1, 1}, {2, 1}});
  for (int i = 0; i < kRows; ++i) {
    core.add_row(draw(5, 25), kInfinity,
                 {{i % kFirst, draw(0.5, 2)}, {(i + 1) % kFirst, draw(0, 1)}, {kFirst + i, 1}});
  }
  p.second_column = {0, 0, 0, 1, 1, 1, 1};
  p.second_row = {0, 1, 1, 1, 1};
  for (int s = 0; s < scenarios; ++s) {
    TwoStage::Scenario one;
    one.probability = 1.0 / scenarios;
    for (int i = 1; i <= kRows; ++i) one.rows.push_back({i, draw(5, 25), kInfinity});
    if (all_random) {
      one.costs = {{3, draw(4, 9)}, {0, draw(1, 3)}};
      one.columns = {{4, 0.0, draw(60, 80)}};
      const std::int64_t row_1 = core.start[1], row_2 = core.start[2];
      one.entries = {{row_1, draw(0.5, 2)}, {row_2 + 2, draw(0.7, 1.4)}};
      one.offset = draw(-5, 5);
    }
    p.scenarios.push_back(one);
  }
  return p;
}

double loss_by_itself(const TwoStage& p, std::size_t s, const std::vector<double>& x) {
  const Result<LpSolution> lp = solve_lp(loss_program(p, p.scenarios[s], &x));
  EXPECT_TRUE(lp.ok());
  return lp->objective;
}

TEST(TwoStageOracle, ValuesAreThoseOfEachScenarioByItself) {
  for (const bool all_random : {false, true}) {
    const TwoStage p = random_program(7, all_random, 40);
    ASSERT_TRUE(validate(p).ok());
    TwoStageOracle oracle(p, highs_solver(), 1);
    for (const std::vector<double>& x : {std::vector<double>{0, 0, 0}, {5, 6, 7}, {1, 20, 3}}) {
      std::vector<double> value;
      ASSERT_TRUE(oracle.values(x, value).ok());
      EXPECT_FALSE(oracle.paid());
      for (std::size_t s = 0; s < value.size(); ++s) {
        EXPECT_NEAR(-value[s], loss_by_itself(p, s, x), 1e-8) << s;
      }
    }
  }
}

TEST(TwoStageOracle, SlopesAreDifferencesAndBoundTheValue) {
  const TwoStage p = random_program(3, true, 20);
  TwoStageOracle oracle(p, highs_solver(), 1);
  const std::vector<double> x{4.123, 6.321, 2.777};
  std::vector<double> value, slope, moved;
  ASSERT_TRUE(oracle.values(x, value).ok());
  ASSERT_TRUE(oracle.slope(oracle.probability(), slope).ok());
  const auto mean = [&](const std::vector<double>& v) {
    double sum = 0.0;
    for (std::size_t s = 0; s < v.size(); ++s) sum += p.scenarios[s].probability * v[s];
    return sum;
  };
  const double at_x = mean(value);
  for (std::size_t j = 0; j < x.size(); ++j) {
    std::vector<double> up = x, down = x;
    up[j] += 1e-4;
    down[j] -= 1e-4;
    ASSERT_TRUE(oracle.values(up, moved).ok());
    const double above = mean(moved);
    ASSERT_TRUE(oracle.values(down, moved).ok());
    EXPECT_NEAR((above - mean(moved)) / 2e-4, slope[j], 1e-6 * (1 + std::abs(slope[j]))) << j;
  }
  for (const std::vector<double>& y : {std::vector<double>{0, 0, 0}, {20, 5, 5}, {0, 9, 19}}) {
    ASSERT_TRUE(oracle.values(y, moved).ok());
    double cut = at_x;
    for (std::size_t j = 0; j < x.size(); ++j) cut += slope[j] * (y[j] - x[j]);
    EXPECT_LE(mean(moved), cut + 1e-9);
  }
}

TEST(TwoStageOracle, SameBitsForAnyNumberOfThreads) {
  const TwoStage p = random_program(5, true, 500);
  TwoStageOracle one(p, highs_solver(), 1), four(p, highs_solver(), 4);
  std::vector<double> a, b;
  for (const std::vector<double>& x : {std::vector<double>{1, 2, 3}, {9, 0, 4}, {1, 2, 3.5}}) {
    ASSERT_TRUE(one.values(x, a).ok());
    ASSERT_TRUE(four.values(x, b).ok());
    EXPECT_EQ(a, b);
    std::vector<double> slope_a, slope_b;
    ASSERT_TRUE(one.slope(one.probability(), slope_a).ok());
    ASSERT_TRUE(four.slope(four.probability(), slope_b).ok());
    EXPECT_EQ(slope_a, slope_b);
  }
}

TEST(TwoStageOracle, SaysWhenAPointHasNoRecourse) {
  TwoStage p = random_program(2, false, 3);
  p.core.upper[3] = p.core.upper[4] = 0.0;  // two rows that x alone must fill
  TwoStageOracle oracle(p, highs_solver(), 1);
  std::vector<double> value;
  ASSERT_TRUE(oracle.values({0, 0, 0}, value).ok());
  EXPECT_TRUE(oracle.paid());
  // It is cut off, and what has one is not.
  const std::vector<DomainRow> rows = oracle.violated({0, 0, 0});
  ASSERT_FALSE(rows.empty());
  EXPECT_EQ(oracle.violated({0, 0, 0}).size(), rows.size());
  for (const DomainRow& row : rows) {
    double at_20 = 0.0;
    for (const LinearProgram::Entry& e : row.entries) at_20 += 20 * e.value;
    EXPECT_GT(row.least, 0.0);
    EXPECT_GE(at_20, row.least);
  }
  ASSERT_TRUE(oracle.values({20, 20, 20}, value).ok());
  EXPECT_TRUE(oracle.violated({20, 20, 20}).empty());
  EXPECT_FALSE(oracle.paid());
}

TEST(TwoStage, BundleAndExtensiveFormAgree) {
  for (int seed = 1; seed <= 12; ++seed) {
    const TwoStage p = random_program(seed, seed % 2 == 0, 15);
    for (const Risk& risk : {Risk{1.0, 0.0, 0.1}, Risk{0.6, 0.4, 0.25}, Risk{0.0, 1.0, 0.1}}) {
      TwoStageOptions how;
      how.risk = risk;
      how.method = TwoStageMethod::bundle;
      const auto bundle = solve_two_stage(p, highs_solver(), how);
      how.method = TwoStageMethod::extensive;
      const auto extensive = solve_two_stage(p, highs_solver(), how);
      ASSERT_TRUE(bundle.ok() && extensive.ok()) << seed;
      const double scale = std::max(1.0, std::abs(extensive->value));
      EXPECT_NEAR(bundle->value, extensive->value, 1e-6 * scale) << seed;
      EXPECT_LE(bundle->bound, bundle->value + 1e-9 * scale);
      EXPECT_LE(bundle->bound, extensive->value + 1e-9 * scale);
      EXPECT_TRUE(bundle->certified && extensive->certified);
      // A minimum: EV ≤ … holds for random right sides only, these always.
      EXPECT_LE(*bundle->ws, bundle->value + 1e-7 * scale);
      EXPECT_GE(*bundle->eev, bundle->value - 1e-7 * scale);
    }
  }
}

TEST(TwoStage, AFirstStageWithoutRecourseIsCutOff) {
  int feasible = 0, infeasible = 0;
  for (int seed = 1; seed <= 16; ++seed) {
    TwoStage p = random_program(seed, seed % 2 == 0, 12);
    for (int i = 0; i < 3; ++i) p.core.upper[std::size_t(3 + i)] = seed % 3 == 0 ? 4.0 : 14.0;
    for (TwoStage::Scenario& s : p.scenarios) s.columns.clear();
    TwoStageOptions how;
    how.method = TwoStageMethod::bundle;
    const auto bundle = solve_two_stage(p, highs_solver(), how);
    how.method = TwoStageMethod::extensive;
    const auto extensive = solve_two_stage(p, highs_solver(), how);
    ASSERT_EQ(bundle.ok(), extensive.ok()) << seed;
    if (!bundle.ok()) {
      EXPECT_EQ(bundle.errors().front().code, "E1120");
      EXPECT_EQ(extensive.errors().front().code, "E1120");
      ++infeasible;
      continue;
    }
    EXPECT_NEAR(bundle->value, extensive->value, 1e-6 * std::abs(extensive->value)) << seed;
    ++feasible;
  }
  EXPECT_GE(feasible, 5);
  EXPECT_GE(infeasible, 3);
}

TEST(TwoStage, WholeFirstStages) {
  for (int seed = 1; seed <= 6; ++seed) {
    TwoStage p = random_program(seed, seed % 2 == 0, 10);
    p.core.integer = {1, 1, 0, 0, 0, 0, 0};
    TwoStageOptions how;
    how.method = TwoStageMethod::bundle;
    const auto bundle = solve_two_stage(p, highs_solver(), how);
    how.method = TwoStageMethod::extensive;
    const auto extensive = solve_two_stage(p, highs_solver(), how);
    ASSERT_TRUE(bundle.ok() && extensive.ok()) << seed;
    EXPECT_NEAR(bundle->value, extensive->value, 1e-6 * std::abs(extensive->value)) << seed;
    for (const std::size_t j : {0u, 1u}) {
      EXPECT_NEAR(bundle->first_stage[j], std::round(bundle->first_stage[j]), 1e-6);
    }
    EXPECT_FALSE(extensive->certified);
  }
}

TEST(TwoStage, MaximizingIsMinimizingTheNegative) {
  TwoStage p = random_program(9, true, 10);
  const auto least = solve_two_stage(p, highs_solver(), {});
  p.core.maximize = true;
  for (double& c : p.core.cost) c = -c;
  for (TwoStage::Scenario& s : p.scenarios) {
    s.offset = -s.offset;
    for (TwoStage::Cost& c : s.costs) c.value = -c.value;
  }
  const auto most = solve_two_stage(p, highs_solver(), {});
  ASSERT_TRUE(least.ok() && most.ok());
  EXPECT_NEAR(most->value, -least->value, 1e-7);
  EXPECT_NEAR(*most->ev, -*least->ev, 1e-7);
  EXPECT_NEAR(*most->ws, -*least->ws, 1e-7);
  EXPECT_NEAR(*most->evpi, *least->evpi, 1e-7);
  EXPECT_GE(most->bound, most->value - 1e-9);
}

TEST(TwoStage, ProbabilitiesAreUsedAsTheyAre) {
  TwoStage p = random_program(4, true, 10);
  for (TwoStage::Scenario& s : p.scenarios) s.probability *= 0.9;
  TwoStageOptions how;
  how.method = TwoStageMethod::bundle;
  const auto bundle = solve_two_stage(p, highs_solver(), how);
  how.method = TwoStageMethod::extensive;
  const auto extensive = solve_two_stage(p, highs_solver(), how);
  ASSERT_TRUE(bundle.ok() && extensive.ok());
  EXPECT_NEAR(bundle->value, extensive->value, 1e-6);
  // c·x counts whole: at the same x the loss is c·x + 0.9 · the mean recourse.
  const std::vector<double>& x = extensive->first_stage;
  double by_hand = 0.0;
  for (std::size_t j = 0; j < 3; ++j) by_hand += p.core.cost[j] * x[j];
  for (const TwoStage::Scenario& s : p.scenarios) {
    LinearProgram q = scenario_program(p, s);
    for (std::size_t j = 0; j < 3; ++j) {
      q.cost[j] -= p.core.cost[j];
      q.lower[j] = q.upper[j] = x[j];
    }
    by_hand += s.probability * solve_lp(q)->objective;
  }
  EXPECT_NEAR(extensive->value, by_hand, 1e-7);
}

TEST(TwoStage, InfeasibleAndUnboundedAreSaid) {
  for (const auto method : {TwoStageMethod::bundle, TwoStageMethod::extensive}) {
    TwoStageOptions how;
    how.method = method;
    TwoStage p = random_program(1, false, 3);
    p.core.upper[3] = 0.0;
    p.scenarios[1].rows[0].least = 1000.0;  // more than x ≤ 20 can fill
    const auto infeasible = solve_two_stage(p, highs_solver(), how);
    ASSERT_FALSE(infeasible.ok());
    EXPECT_EQ(infeasible.errors().front().code, "E1120");
    p = random_program(1, false, 3);
    p.core.cost[4] = -1.0;
    p.core.upper[4] = kInfinity;
    const auto unbounded = solve_two_stage(p, highs_solver(), how);
    ASSERT_FALSE(unbounded.ok());
    EXPECT_EQ(unbounded.errors().front().code, "E1121");
  }
}

TEST(TwoStage, AnOpenFirstStageIsBoundedByItsLossOrBoxed) {
  for (const bool all_random : {false, true}) {
    TwoStage p = random_program(6, all_random, 10);
    p.core.upper[0] = p.core.upper[1] = p.core.upper[2] = kInfinity;
    p.core.row_upper[0] = kInfinity;
    TwoStageOptions how;
    how.method = TwoStageMethod::bundle;
    const auto bundle = solve_two_stage(p, highs_solver(), how);
    how.method = TwoStageMethod::extensive;
    const auto extensive = solve_two_stage(p, highs_solver(), how);
    ASSERT_TRUE(bundle.ok() && extensive.ok());
    EXPECT_NEAR(bundle->value, extensive->value, 1e-6 * std::abs(extensive->value));
    EXPECT_EQ(bundle->certified, !all_random);
    EXPECT_EQ(bundle->notes.size(), all_random ? 1u : 0u);
  }
}

// A solver whose duals are false: the recourse is refused, never believed.
class FalseDuals : public LpSession {
 public:
  explicit FalseDuals(std::unique_ptr<LpSession> session) : session_(std::move(session)) {}
  const LinearProgram& program() const override { return session_->program(); }
  int add_column(double c, double a, double b) override { return session_->add_column(c, a, b); }
  int add_row(double a, double b, const std::vector<LinearProgram::Entry>& e) override {
    return session_->add_row(a, b, e);
  }
  void set_column_bounds(int j, double a, double b) override {
    session_->set_column_bounds(j, a, b);
  }
  void set_row_bounds(int i, double a, double b) override { session_->set_row_bounds(i, a, b); }
  void set_cost(int j, double c) override { session_->set_cost(j, c); }
  void delete_rows(const std::vector<int>& rows) override { session_->delete_rows(rows); }
  Result<LpSolution> solve(const SolveOptions& options) override {
    Result<LpSolution> s = session_->solve(options);
    if (s) s->row_dual.front() += 0.01;
    return s;
  }

 private:
  std::unique_ptr<LpSession> session_;
};

class Liar : public Solver {
 public:
  std::unique_ptr<LpSession> open(const LinearProgram& program) const override {
    return std::make_unique<FalseDuals>(highs_solver().open(program));
  }
  Result<MipSolution> solve_mip(const LinearProgram& program,
                                const SolveOptions& options) const override {
    return highs_solver().solve_mip(program, options);
  }
};

TEST(TwoStageOracle, FalseDualsAreAFault) {
  const TwoStage p = random_program(8, false, 5);
  const Liar liar;
  TwoStageOracle oracle(p, liar, 1);
  std::vector<double> value;
  const Status done = oracle.values({1, 2, 3}, value);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.errors().front().code, "E1122");
}

}  // namespace
}  // namespace offtake
