#include "offtake/solve/highs.h"

#include <gtest/gtest.h>

namespace offtake {
namespace {

TEST(Highs, SolvesALinearProgramByHand) {
  // max 3x + 2y, x + y ≤ 4, x ≤ 3: (3, 1) with 11; one more unit of the row is worth 2.
  LinearProgram p;
  p.maximize = true;
  p.add_column(3, 0, 3);
  p.add_column(2, 0, kInfinity);
  p.add_row(-kInfinity, 4, {{0, 1}, {1, 1}});
  const Result<LpSolution> s = solve_lp(p);
  ASSERT_TRUE(s.ok());
  EXPECT_NEAR(s->x[0], 3, 1e-9);
  EXPECT_NEAR(s->x[1], 1, 1e-9);
  EXPECT_NEAR(s->objective, 11, 1e-9);
  EXPECT_NEAR(s->row_dual[0], 2, 1e-9);
}

TEST(Highs, SolvesAMixedIntegerProgramByHand) {
  // max x + 2y, 2x + 3y ≤ 12.5, y whole: y = 4, x = 0.25.
  LinearProgram p;
  p.maximize = true;
  p.add_column(1, 0, 10);
  p.add_column(2, 0, 10, true);
  p.add_row(-kInfinity, 12.5, {{0, 2}, {1, 3}});
  const Result<LpSolution> s = solve_lp(p);
  ASSERT_TRUE(s.ok());
  EXPECT_NEAR(s->x[1], 4, 1e-6);
  EXPECT_NEAR(s->objective, 8.25, 1e-6);
}

TEST(Highs, SaysWhatIsWrong) {
  LinearProgram p;
  p.add_column(1, 0, 1);
  p.add_row(2, 3, {{0, 1}});
  EXPECT_EQ(solve_lp(p).errors().front().code, "E0951");
  p.lower[0] = 2;
  EXPECT_EQ(solve_lp(p).errors().front().code, "E0950");
}

TEST(Highs, IsKnown) { EXPECT_FALSE(highs_info().version.empty()); }

}  // namespace
}  // namespace offtake
