#include "offtake/solve/highs_mip.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <cstring>

namespace offtake {
namespace {

// max x + 2y, 2x + 3y ≤ 12.5, y whole: y = 4, x = 0.25.
LinearProgram small() {
  LinearProgram p;
  p.maximize = true;
  p.add_column(1, 0, 10);
  p.add_column(2, 0, 10, true);
  p.add_row(-kInfinity, 12.5, {{0, 2}, {1, 3}});
  return p;
}

Result<MipSolution> with(const MipSearch& search, const ChildLimits& limits = {}) {
  return solve_mip_in_child(search, small(), {}, limits);
}
std::string code_with(const MipSearch& search, const ChildLimits& limits = {}) {
  const Result<MipSolution> s = with(search, limits);
  return s ? "answer" : s.errors().front().code;
}
// A search that says this: objective, bound, point.
MipSearch saying(char kind, std::vector<double> numbers) {
  return [=](const LinearProgram&, const SolveOptions&) {
    return std::string(1, kind) +
           std::string(reinterpret_cast<const char*>(numbers.data()), numbers.size() * 8);
  };
}

TEST(HighsMip, SolvesByHand) {
  const Result<MipSolution> s = highs_solver().solve_mip(small(), {});
  ASSERT_TRUE(s.ok());
  EXPECT_EQ(s->x[1], 4.0);
  EXPECT_NEAR(s->objective, 8.25, 1e-9);
  EXPECT_NEAR(s->claimed_bound, 8.25, 1e-6);
  EXPECT_GE(s->claimed_bound, s->objective);
  EXPECT_FALSE(s->at_limit);
}

TEST(HighsMip, TheChildMayFailAsItLikes) {
  using P = const LinearProgram&;
  using O = const SolveOptions&;
  EXPECT_EQ(code_with([](P, O) -> std::string { std::abort(); }), "E0953");
  EXPECT_EQ(code_with(
                [](P, O) -> std::string {
                  for (;;) ::pause();
                },
                {0.2, 0}),
            "E0952");
  EXPECT_EQ(code_with([](P, O) -> std::string { throw std::bad_alloc(); }), "E0952");
  EXPECT_EQ(code_with([](P, O) { return std::string(); }), "E0954");
  EXPECT_EQ(code_with([](P, O) { return std::string(1000, 'P'); }), "E0954");
  EXPECT_EQ(code_with([](P, O) { return std::string("E0951 no zero"); }), "E0954");
}

TEST(HighsMip, WhatItSaysIsChecked) {
  EXPECT_EQ(code_with(saying('P', {8.25, 8.25, 0.25, 4})), "answer");
  EXPECT_EQ(code_with(saying('P', {8.25, 8.25, 0.25})), "E0954");  // a column is missing
  EXPECT_EQ(code_with(saying('P', {9, 9, 0.25, 4})), "E0954");     // another objective
  EXPECT_EQ(code_with(saying('P', {9, 9, 1, 4})), "E0954");        // violates the row
  EXPECT_EQ(code_with(saying('P', {8.25, 5, 0.25, 4})), "E0954");  // better than its bound
  EXPECT_EQ(code_with(saying('P', {NAN, 8, NAN, 4})), "E0954");    // not a number
  EXPECT_EQ(code_with(saying('P', {NAN, 8.25, 0.25, 4})), "E0954");
  EXPECT_EQ(with(saying('P', {8.25, NAN, 0.25, 4}))->claimed_bound, kInfinity);
  EXPECT_TRUE(with(saying('L', {8.25, 9, 0.25, 4}))->at_limit);
}

TEST(HighsMip, WholeNumbersAreMadeWholeAndTheRestFollows) {
  // 2x + 3000 (y − z) = 0.5 with z fixed at 4: y a little under 4 lets x be larger than 0.25.
  LinearProgram p = small();
  const int z = p.add_column(0, 4, 4);
  p.delete_rows({0});
  p.add_row(0.5, 0.5, {{0, 2}, {1, 3e3}, {z, -3e3}});
  const double y = 4 - 9e-7, x = (0.5 - 3e3 * (y - 4)) / 2;
  const Result<MipSolution> s = solve_mip_in_child(saying('P', {x + 2 * y, 9, x, y, 4}), p, {}, {});
  ASSERT_TRUE(s.ok());
  EXPECT_EQ(s->x[1], 4.0);
  EXPECT_NEAR(s->x[0], 0.25, 1e-9);
}

// Knapsacks over the same items: 60 of them take HiGHS a while.
LinearProgram knapsacks(int items) {
  LinearProgram p;
  p.maximize = true;
  std::vector<std::vector<LinearProgram::Entry>> rows(5);
  for (int j = 0; j < items; ++j) {
    p.add_column(50 + j * 7919 % 101, 0, 1, true);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].push_back({j, 30.0 + double((std::size_t(j) * 104729 + i * 1299709) % 97)});
    }
  }
  for (const auto& row : rows) p.add_row(-kInfinity, 25.0 * items, row);
  return p;
}
LinearProgram hard() { return knapsacks(60); }

TEST(HighsMip, AtALimitTheBestPointIsKept) {
  SolveOptions options;
  options.node_limit = 1;
  options.start.assign(60, 0.0);
  options.start[3] = 1.0;
  const Result<MipSolution> s = highs_solver().solve_mip(hard(), options);
  ASSERT_TRUE(s.ok());
  EXPECT_TRUE(s->at_limit);
  EXPECT_GE(s->objective, hard().cost[3]);
  EXPECT_GE(s->claimed_bound, s->objective);
}

TEST(HighsMip, NoTimeIsALimitWithoutAPoint) {
  SolveOptions options;
  options.time_limit_seconds = 0.0;
  const Result<MipSolution> s = highs_solver().solve_mip(hard(), options);
  ASSERT_FALSE(s.ok());
  EXPECT_EQ(s.errors().front().code, "E0952");
}

TEST(HighsMip, WantOfMemoryIsSaid) {
  if (kSanitized) GTEST_SKIP();
  SolveOptions options;
  options.memory_limit_bytes = 1 << 20;
  const Result<MipSolution> s = highs_solver().solve_mip(knapsacks(100'000), options);
  ASSERT_FALSE(s.ok());
  EXPECT_EQ(s.errors().front().code, "E0952");
}

TEST(HighsMip, ABrokenStartIsRefused) {
  SolveOptions options;
  options.start = {1.0};
  EXPECT_EQ(highs_solver().solve_mip(small(), options).errors().front().code, "E0950");
}

}  // namespace
}  // namespace offtake
