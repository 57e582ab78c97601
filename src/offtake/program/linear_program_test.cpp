#include "offtake/program/linear_program.h"

#include <gtest/gtest.h>

#include <cmath>

namespace offtake {
namespace {

LinearProgram small() {
  LinearProgram p;
  p.add_column(2, 0, 10);
  p.add_column(-1, 0, kInfinity, true);
  p.add_row(-kInfinity, 4, {{0, 1}, {1, 1}});
  return p;
}

TEST(LinearProgram, ObjectiveAndViolationByHand) {
  const LinearProgram p = small();
  ASSERT_TRUE(validate(p).ok());
  EXPECT_DOUBLE_EQ(objective(p, {1, 3}), -1.0);
  EXPECT_DOUBLE_EQ(infeasibility(p, {1, 3}), 0.0);
  EXPECT_DOUBLE_EQ(infeasibility(p, {1, 4}), 1.0 / 5.0);  // the row, by 1 over 1 + 4
  EXPECT_DOUBLE_EQ(infeasibility(p, {0, 2.25}), 0.25);    // not whole
  EXPECT_DOUBLE_EQ(infeasibility(p, {-2, 0}), 2.0);
  EXPECT_EQ(infeasibility(p, {0, NAN}), kInfinity);
  EXPECT_EQ(infeasibility(p, {0, kInfinity}), kInfinity);
}

TEST(LinearProgram, LaterRowsMoveUp) {
  LinearProgram p = small();
  p.row_names = {"a", "b", "c", "d"};
  p.add_row(0, 1, {});
  p.add_row(0, 2, {{1, 5}});
  p.add_row(0, 3, {{0, 6}, {1, 7}});
  p.delete_rows({0, 2});
  ASSERT_TRUE(validate(p).ok());
  EXPECT_EQ(p.row_upper, (std::vector<double>{1, 3}));
  EXPECT_EQ(p.start, (std::vector<std::int64_t>{0, 0, 2}));
  EXPECT_EQ(p.value, (std::vector<double>{6, 7}));
  EXPECT_EQ(p.column, (std::vector<std::int32_t>{0, 1}));
  EXPECT_EQ(p.row_names, (std::vector<std::string>{"b", "d"}));
}

TEST(LinearProgram, RefusesWhatDoesNotFit) {
  const auto refused = [](auto change) {
    LinearProgram p = small();
    change(p);
    return !validate(p).ok();
  };
  EXPECT_TRUE(refused([](LinearProgram& p) { p.lower.pop_back(); }));
  EXPECT_TRUE(refused([](LinearProgram& p) { p.cost[0] = NAN; }));
  EXPECT_TRUE(refused([](LinearProgram& p) { p.upper[0] = -1; }));
  EXPECT_TRUE(refused([](LinearProgram& p) { p.column[0] = 7; }));
  EXPECT_TRUE(refused([](LinearProgram& p) { p.value[0] = kInfinity; }));
  EXPECT_TRUE(refused([](LinearProgram& p) { p.start.back() = 1; }));
}

}  // namespace
}  // namespace offtake
