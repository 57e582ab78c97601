// The test double lies as it says, so that tests which rely on it test something.
#include "support/lying_solver.h"

#include <gtest/gtest.h>

#include <string>

namespace offtake {
namespace {

// max x + y, x + 2y ≤ 4, 0 ≤ x ≤ 3: (3, 0.5) with 3.5; the row is worth 0.5.
LinearProgram small(bool whole) {
  LinearProgram p;
  p.maximize = true;
  p.add_column(1, 0, 3, whole);
  p.add_column(1, 0, 3);
  p.add_row(-kInfinity, 4, {{0, 1}, {1, 2}});
  return p;
}

Result<LpSolution> lp(Lie lie) { return LyingSolver(lie).open(small(false))->solve({}); }
Result<MipSolution> mip(Lie lie) { return LyingSolver(lie).solve_mip(small(true), {}); }

TEST(LyingSolver, LiesAboutLinearPrograms) {
  EXPECT_NEAR(lp(Lie::none)->objective, 3.5, 1e-9);
  EXPECT_LT(lp(Lie::suboptimal)->objective, 3.0);
  EXPECT_LE(infeasibility(small(false), lp(Lie::suboptimal)->x), 1e-9);
  EXPECT_GT(infeasibility(small(false), lp(Lie::false_point)->x), 1.0);
  EXPECT_LE(lp(Lie::false_point)->infeasibility, 1e-9);
  EXPECT_GT(lp(Lie::wrong_objective)->objective, 3.6);
  EXPECT_LT(lp(Lie::wrong_duals)->row_dual[0], 0.0);
  EXPECT_TRUE(lp(Lie::no_duals)->row_dual.empty());
  EXPECT_TRUE(std::isnan(lp(Lie::not_a_number)->x[0]));
  EXPECT_TRUE(std::isnan(lp(Lie::not_a_number)->row_dual[0]));
}

TEST(LyingSolver, LiesAboutMixedIntegerPrograms) {
  EXPECT_NEAR(mip(Lie::none)->objective, 3.5, 1e-9);
  EXPECT_LT(mip(Lie::suboptimal)->claimed_bound, 3.0);
  EXPECT_LT(mip(Lie::wrong_bound)->claimed_bound, 3.4);
  EXPECT_GT(infeasibility(small(true), mip(Lie::false_point)->x), 1.0);
  EXPECT_TRUE(std::isnan(mip(Lie::not_a_number)->claimed_bound));
}

TEST(LyingSolver, Refuses) {
  EXPECT_EQ(lp(Lie::false_infeasible).errors().front().code, "E0951");
  EXPECT_EQ(mip(Lie::limit).errors().front().code, "E0952");
  EXPECT_EQ(mip(Lie::error).errors().front().code, "E0953");
}

TEST(LyingSolver, LiesEachNthTime) {
  const LyingSolver solver(Lie::error, 3);
  const auto session = solver.open(small(false));
  std::string answers;
  for (int i = 0; i < 7; ++i) answers += session->solve({}).ok() ? 'y' : 'n';
  EXPECT_EQ(answers, "yynyyny");
  EXPECT_EQ(solver.asked(), 7);
  EXPECT_EQ(solver.lied(), 2);
}

}  // namespace
}  // namespace offtake
