#include "offtake/solve/highs_session.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <memory>
#include <random>

namespace offtake {
namespace {

using Entries = std::vector<LinearProgram::Entry>;

// max Σ c_j x_j over random rows ≤; bounded, 0 is feasible.
LinearProgram random_program(std::mt19937_64& draw, int columns, int rows) {
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  LinearProgram p;
  p.maximize = true;
  for (int j = 0; j < columns; ++j) p.add_column(unit(draw), 0, 10 * unit(draw));
  for (int i = 0; i < rows; ++i) {
    Entries row;
    for (int j = 0; j < columns; ++j) row.push_back({j, unit(draw)});
    p.add_row(-kInfinity, columns * unit(draw), row);
  }
  return p;
}

void change(LpSession& s, std::mt19937_64& draw) {
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  const int n = int(s.program().columns()), m = int(s.program().rows());
  const auto pick = [&](int count) { return int(draw() % std::uint64_t(count)); };
  switch (pick(6)) {
    case 0:
      s.set_column_bounds(pick(n), -unit(draw), 5 * unit(draw));
      break;
    case 1:
      s.set_cost(pick(n), 2 * unit(draw) - 0.5);
      break;
    case 2: {
      Entries row;
      for (int j = 0; j < n; j += 2) row.push_back({j, unit(draw)});
      s.add_row(-kInfinity, n * unit(draw), row);
      break;
    }
    case 3:
      if (m > 2) s.delete_rows({pick(m), pick(m)});
      break;
    case 4:
      if (m > 0) s.set_row_bounds(pick(m), -1e3, n * unit(draw));
      break;
    default:
      s.add_column(unit(draw), 0, unit(draw));
  }
}

TEST(HighsSession, WarmIsColdAfterAnyChange) {
  std::mt19937_64 draw(7);
  for (int trial = 0; trial < 20; ++trial) {
    const std::unique_ptr<LpSession> warm = highs_solver().open(random_program(draw, 12, 8));
    for (int step = 0; step < 25; ++step) {
      change(*warm, draw);
      const Result<LpSolution> a = warm->solve({}), b = solve_lp(warm->program());
      ASSERT_TRUE(a.ok() && b.ok());
      ASSERT_NEAR(a->objective, b->objective, 1e-7 * (1 + std::abs(b->objective)));
      ASSERT_EQ(a->row_dual.size(), warm->program().rows());
    }
  }
}

TEST(HighsSession, TheSameCallsGiveTheSameBits) {
  const auto run = [] {
    std::mt19937_64 draw(11);
    const std::unique_ptr<LpSession> s = highs_solver().open(random_program(draw, 30, 20));
    std::vector<std::uint64_t> bits;
    for (int step = 0; step < 40; ++step) {
      change(*s, draw);
      const Result<LpSolution> a = s->solve({});
      for (const double x : a->x) bits.push_back(std::bit_cast<std::uint64_t>(x));
      for (const double y : a->row_dual) bits.push_back(std::bit_cast<std::uint64_t>(y));
    }
    return bits;
  };
  EXPECT_EQ(run(), run());
}

// A session whose first ways to solve fail.
class Failing : public HighsSession {
 public:
  Failing(const LinearProgram& program, std::size_t failures)
      : HighsSession(program), failures_(failures) {}
  static std::size_t ways() { return kLadder.size(); }
  int iterations() const { return highs().count("simplex_iteration_count"); }

 private:
  Result<LpSolution> attempt(const Rung& rung, const SolveOptions& options,
                             double seconds_left) override {
    if (tried_++ < failures_) return broken_answer("a test says so");
    return HighsSession::attempt(rung, options, seconds_left);
  }
  std::size_t failures_, tried_ = 0;
};

TEST(HighsSession, EveryWayToSolveSolves) {
  std::mt19937_64 draw(5);
  const LinearProgram p = random_program(draw, 20, 15);
  const double best = solve_lp(p)->objective;
  for (std::size_t failures = 0; failures < Failing::ways(); ++failures) {
    Failing s(p, failures);
    const Result<LpSolution> a = s.solve({});
    ASSERT_TRUE(a.ok());
    EXPECT_NEAR(a->objective, best, 1e-7);
    s.set_cost(0, 5.0);  // and the next time again
    EXPECT_NEAR(s.solve({})->objective, solve_lp(s.program())->objective, 1e-7);
  }
  EXPECT_EQ(Failing(p, Failing::ways()).solve({}).errors().front().code, "E0954");
}

TEST(HighsSession, KeepsItsBasisWhenSlackRowsGo) {
  std::mt19937_64 draw(5);
  Failing s(random_program(draw, 40, 30), 0);
  const Result<LpSolution> before = s.solve({});
  std::vector<int> slack;
  for (int i = 0; i < 30; ++i) {
    if (before->row_dual[std::size_t(i)] == 0.0) slack.push_back(i);
  }
  ASSERT_FALSE(slack.empty());
  s.delete_rows(slack);
  const Result<LpSolution> after = s.solve({});
  EXPECT_NEAR(after->objective, before->objective, 1e-9);
  EXPECT_EQ(s.iterations(), 0);
}

TEST(HighsSession, GoesOnAfterAProgramWithoutAPoint) {
  LinearProgram p;
  p.add_column(1, 0, 1);
  HighsSession s(p);
  const int row = s.add_row(2, 3, {{0, 1}});
  EXPECT_EQ(s.solve({}).errors().front().code, "E0951");
  s.set_row_bounds(row, 0.5, 3);
  EXPECT_NEAR(s.solve({})->objective, 0.5, 1e-9);
  s.set_column_bounds(0, 3, 2);
  EXPECT_EQ(s.solve({}).errors().front().code, "E0950");
  s.set_column_bounds(0, 0.75, 2);
  EXPECT_NEAR(s.solve({})->objective, 0.75, 1e-9);
}

TEST(HighsSession, ALimitIsSaid) {
  std::mt19937_64 draw(3);
  HighsSession s(random_program(draw, 200, 200));
  SolveOptions none;
  none.time_limit_seconds = 0.0;
  EXPECT_EQ(s.solve(none).errors().front().code, "E0952");
  EXPECT_TRUE(s.solve({}).ok());
}

TEST(HighsSession, DoesNotMindRowsThatHighsRefuses) {
  LinearProgram p;
  p.maximize = true;
  p.add_column(1, 0, 10);
  HighsSession s(p);
  ASSERT_TRUE(s.solve({}).ok());
  s.add_row(-kInfinity, 4, {{0, 1}, {0, 1}});  // the same column twice
  const Result<LpSolution> refused = s.solve({});
  EXPECT_TRUE(!refused || std::abs(refused->objective - 2) < 1e-9);
  s.delete_rows({0});
  EXPECT_NEAR(s.solve({})->objective, 10, 1e-9);
}

TEST(HighsSession, LeavesWholeNumbersAside) {
  LinearProgram p;
  p.maximize = true;
  p.add_column(1, 0, 1.5, true);
  EXPECT_NEAR(HighsSession(p).solve({})->objective, 1.5, 1e-9);
}

}  // namespace
}  // namespace offtake
