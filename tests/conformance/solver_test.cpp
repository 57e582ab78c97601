// What every Solver must do: known answers, and random small programs against arithmetic that does
// not rest on it – enumeration for mixed-integer ones, the dual bound for linear ones.
#include "offtake/solve/solver.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <random>
#include <sstream>
#include <thread>

#include "offtake/program/formats.h"
#include "offtake/solve/child.h"
#include "support/enumerate.h"

namespace offtake {
namespace {

struct Backend {
  const char* name;
  const Solver& (*solver)();
};
void PrintTo(const Backend& backend, std::ostream* out) { *out << backend.name; }

class SolverTest : public testing::TestWithParam<Backend> {
 protected:
  const Solver& solver() const { return GetParam().solver(); }
  Result<LpSolution> lp(const LinearProgram& p) const { return solver().open(p)->solve({}); }
  Result<MipSolution> mip(const LinearProgram& p) const { return solver().solve_mip(p, {}); }
};

INSTANTIATE_TEST_SUITE_P(All, SolverTest, testing::Values(Backend{"highs", highs_solver}),
                         [](const auto& backend) { return std::string(backend.param.name); });

double near(double value) { return 1e-6 * (1.0 + std::abs(value)); }

// What the duals prove: no point is better. Infinite if they prove nothing.
double dual_bound(const LinearProgram& p, const std::vector<double>& row_dual) {
  std::vector<double> reduced = p.cost;
  double bound = p.offset;
  // Minimizing, a positive price is paid at the lower side; maximizing, at the upper.
  const auto add = [&](double price, double least, double most) {
    if (std::abs(price) < 1e-9) return;
    bound += price * ((price > 0) != p.maximize ? least : most);
  };
  for (std::size_t i = 0; i < p.rows(); ++i) {
    add(row_dual[i], p.row_lower[i], p.row_upper[i]);
    for (auto e = std::size_t(p.start[i]); e < std::size_t(p.start[i + 1]); ++e) {
      reduced[std::size_t(p.column[e])] -= row_dual[i] * p.value[e];
    }
  }
  for (std::size_t j = 0; j < p.columns(); ++j) add(reduced[j], p.lower[j], p.upper[j]);
  return bound;
}

// --- Known answers.

struct Known {
  const char* what;
  LinearProgram program;
  std::optional<double> best;  // nothing: infeasible or unbounded
};

using Entries = std::vector<LinearProgram::Entry>;

LinearProgram program(bool maximize, const std::vector<std::vector<double>>& columns) {
  LinearProgram p;
  p.maximize = maximize;
  for (const auto& c : columns) p.add_column(c[0], c[1], c[2]);
  return p;
}

std::vector<Known> known_linear_programs() {
  std::vector<Known> all;
  const auto add = [&](const char* what, LinearProgram p, std::optional<double> best,
                       const std::vector<std::pair<std::array<double, 2>, Entries>>& rows) {
    for (const auto& [side, entries] : rows) p.add_row(side[0], side[1], entries);
    all.push_back({what, std::move(p), best});
  };
  constexpr double inf = kInfinity;
  add("empty", {}, 0.0, {});
  add("a constant alone",
      [] {
        LinearProgram p;
        p.offset = -2.5;
        return p;
      }(),
      -2.5, {});
  add("no rows", program(true, {{1, 0, 3}, {-2, -4, 5}, {0, 1, 1}}), 11.0, {});
  add("no columns, a row that holds", {}, 0.0, {{{-1, 1}, {}}});
  add("no columns, a row that does not", {}, std::nullopt, {{{1, 2}, {}}});
  add("an empty row that does not hold", program(false, {{1, 0, 1}}), std::nullopt, {{{1, 2}, {}}});
  add("no cost", program(false, {{0, 0, 1}, {0, 0, 1}}), 0.0, {{{1, 1}, {{0, 1}, {1, 1}}}});
  add("fixed columns", program(false, {{3, 2, 2}, {1, 0, inf}}), 9.0,
      {{{5, inf}, {{0, 1}, {1, 1}}}});
  add("free columns", program(false, {{1, -inf, inf}, {1, -inf, inf}}), 1.0,
      {{{1, inf}, {{0, 1}, {1, 1}}}, {{-3, 3}, {{0, 1}, {1, -1}}}});
  add("negative bounds", program(true, {{1, -inf, -2}}), -2.0, {{{-10, inf}, {{0, 1}}}});
  add("equalities", program(false, {{1, 0, inf}, {2, 0, inf}, {3, 0, inf}}), 10.0,
      {{{6, 6}, {{0, 1}, {1, 1}, {2, 1}}}, {{4, 4}, {{1, 1}, {2, 2}}}});
  add("dependent equalities", program(false, {{1, 0, inf}, {1, 0, inf}}), 2.0,
      {{{2, 2}, {{0, 1}, {1, 1}}}, {{4, 4}, {{0, 2}, {1, 2}}}});
  add("equalities that disagree", program(false, {{1, 0, inf}, {1, 0, inf}}), std::nullopt,
      {{{2, 2}, {{0, 1}, {1, 1}}}, {{5, 5}, {{0, 2}, {1, 2}}}});
  add("infeasible", program(false, {{1, 0, 1}}), std::nullopt, {{{2, inf}, {{0, 1}}}});
  add("unbounded", program(true, {{1, 0, inf}, {1, 0, inf}}), std::nullopt,
      {{{-inf, 1}, {{0, 1}, {1, -1}}}});
  add("a free row", program(true, {{1, 0, 2}}), 2.0, {{{-inf, inf}, {{0, 1}}}});
  add("a range", program(true, {{1, 0, 10}, {1, 0, 10}}), 7.0, {{{3, 7}, {{0, 1}, {1, 1}}}});
  add("huge ranges", program(true, {{1, -1e9, 1e9}, {1e-6, 0, 1e12}}), 1e9 + 1e6 - 1e3,
      {{{-1e12, 1e12}, {{0, 1}, {1, 1}}}});
  // Beale: the simplex method with the plain rule goes round in a circle.
  add("Beale's circle",
      program(false, {{-0.75, 0, inf}, {150, 0, inf}, {-0.02, 0, inf}, {6, 0, inf}}), -0.05,
      {{{-inf, 0}, {{0, 0.25}, {1, -60}, {2, -0.04}, {3, 9}}},
       {{-inf, 0}, {{0, 0.5}, {1, -90}, {2, -0.02}, {3, 3}}},
       {{-inf, 1}, {{2, 1}}}});
  // Klee and Minty, three dimensions: every corner is on the way.
  add("Klee and Minty's cube", program(true, {{100, 0, inf}, {10, 0, inf}, {1, 0, inf}}), 10000.0,
      {{{-inf, 1}, {{0, 1}}},
       {{-inf, 100}, {{0, 20}, {1, 1}}},
       {{-inf, 10000}, {{0, 200}, {1, 20}, {2, 1}}}});
  return all;
}

TEST_P(SolverTest, KnownLinearPrograms) {
  for (const Known& k : known_linear_programs()) {
    SCOPED_TRACE(k.what);
    const Result<LpSolution> s = lp(k.program);
    const Result<MipSolution> m = mip(k.program);
    ASSERT_EQ(s.ok(), k.best.has_value());
    ASSERT_EQ(m.ok(), k.best.has_value());
    if (!k.best) {
      EXPECT_EQ(s.errors().front().code, "E0951");
      EXPECT_EQ(m.errors().front().code, "E0951");
      continue;
    }
    EXPECT_NEAR(s->objective, *k.best, near(*k.best));
    EXPECT_NEAR(m->objective, *k.best, near(*k.best));
    EXPECT_LE(infeasibility(k.program, s->x), 1e-6);
    ASSERT_EQ(s->row_dual.size(), k.program.rows());
    EXPECT_NEAR(dual_bound(k.program, s->row_dual), *k.best, near(*k.best));
  }
}

TEST_P(SolverTest, KnownMixedIntegerPrograms) {
  // 8 items, one knapsack of 11: by enumeration; then the same with a part of one item allowed.
  LinearProgram p;
  p.maximize = true;
  Entries row;
  for (int j = 0; j < 8; ++j) {
    p.add_column(3 + (j * 5) % 7, 0, 1, true);
    row.push_back({j, 2.0 + (j * 3) % 5});
  }
  p.add_row(-kInfinity, 11, row);
  for (int part = 0; part < 2; ++part) {
    const Result<MipSolution> s = mip(p);
    ASSERT_TRUE(s.ok());
    EXPECT_NEAR(s->objective, Enumeration(p).best().value(), 1e-6);
    EXPECT_NEAR(s->claimed_bound, s->objective, 1e-5);
    EXPECT_FALSE(s->at_limit);
    p.integer[3] = 0;
  }
  // Feasible as a linear program alone: 2x = 1.
  LinearProgram odd;
  odd.add_column(0, 0, 1, true);
  odd.add_row(1, 1, {{0, 2}});
  EXPECT_EQ(mip(odd).errors().front().code, "E0951");
  EXPECT_TRUE(lp(odd).ok());
}

TEST_P(SolverTest, ABrokenProgramIsRefused) {
  LinearProgram p = program(false, {{1, 0, 1}});
  p.cost[0] = NAN;
  EXPECT_EQ(lp(p).errors().front().code, "E0950");
  EXPECT_EQ(mip(p).errors().front().code, "E0950");
}

// --- Random linear programs: the point holds and its duals prove it.

TEST_P(SolverTest, DualsProveThePoint) {
  std::mt19937_64 draw(4);
  std::uniform_real_distribution<double> unit(-1.0, 1.0);
  for (int trial = 0; trial < 500; ++trial) {
    LinearProgram p;
    p.maximize = trial % 2 == 0;
    const int n = 1 + trial % 9, m = trial % 7;
    for (int j = 0; j < n; ++j) p.add_column(unit(draw), -1 - unit(draw), 2 + unit(draw));
    for (int i = 0; i < m; ++i) {
      Entries row;
      double at = 0.0;  // of the point 1/2
      for (int j = 0; j < n; ++j) {
        row.push_back({j, unit(draw)});
        at += 0.5 * row.back().value;
      }
      const double room = std::abs(unit(draw));
      p.add_row(i % 3 == 1 ? -kInfinity : at - (i % 3 ? room : 0),
                i % 3 == 2 ? kInfinity : at + (i % 3 ? room : 0), row);
    }
    for (int j = 0; j < n; ++j) {
      p.lower[std::size_t(j)] = std::min(p.lower[std::size_t(j)], 0.5);
      p.upper[std::size_t(j)] = std::max(p.upper[std::size_t(j)], 0.5);
    }
    const Result<LpSolution> s = lp(p);
    ASSERT_TRUE(s.ok()) << write_lp(p);
    ASSERT_LE(infeasibility(p, s->x), 1e-6);
    ASSERT_NEAR(dual_bound(p, s->row_dual), s->objective, near(s->objective)) << write_lp(p);
  }
}

// --- Mixed-integer programs against enumeration.

void expect_truth(const LinearProgram& p, const Result<MipSolution>& s, int& refused) {
  const std::optional<double> truth = Enumeration(p).best();
  if (!s) {
    // A program that has points must not be called infeasible; a refusal that says so is honest.
    refused += truth.has_value();
    return;
  }
  ASSERT_TRUE(truth.has_value()) << write_lp(p);
  ASSERT_NEAR(s->objective, *truth, near(*truth)) << write_lp(p);
  ASSERT_LE(infeasibility(p, s->x), 1e-6);
  ASSERT_NEAR(objective(p, s->x), s->objective, near(*truth));
  ASSERT_TRUE(p.maximize ? s->claimed_bound >= *truth - near(*truth)
                         : s->claimed_bound <= *truth + near(*truth));
  for (std::size_t j = 0; j < p.columns(); ++j) {
    ASSERT_TRUE(!p.integer[j] || s->x[j] == std::round(s->x[j]));
  }
}

TEST_P(SolverTest, ProgramsOnWhichASolverHasErred) {
  for (int i = 1; i <= 5; ++i) {
    const std::string name = "bad" + std::to_string(i) + ".lp";
    const char* source = std::getenv("OFFTAKE_SOURCE");
    ASSERT_TRUE(source);
    std::ifstream file(std::string(source) + "/tests/conformance/cases/" + name);
    std::stringstream text;
    text << file.rdbuf();
    const Result<LinearProgram> p = read_lp(text.str(), name);
    ASSERT_TRUE(p.ok()) << render(p.errors().front());
    ASSERT_TRUE(Enumeration(*p).best().has_value());
    int refused = 0;
    expect_truth(*p, mip(*p), refused);
    EXPECT_EQ(refused, 0) << name;
  }
}

// A continuous column tied to up to 4 whole ones by equalities, in halves: of the shape on which a
// solver has erred. Most have a point, the one they are drawn around.
LinearProgram random_tied(std::mt19937_64& draw) {
  const auto pick = [&](int least, int most) {
    return least + int(draw() % std::uint64_t(most - least + 1));
  };
  LinearProgram p;
  p.maximize = pick(0, 1) == 1;
  std::vector<double> inside;
  const int wholes = pick(1, 4);
  for (int j = 0; j < wholes; ++j) {
    const int most = pick(0, 1) ? 1 : pick(1, 5);
    p.add_column(pick(-20, 20), 0, most, true);
    inside.push_back(pick(0, most));
  }
  const int range = std::array{10, 100, 1000}[std::size_t(pick(0, 2))];
  p.add_column(pick(-20, 20), 0, range);
  p.integer.back() = 0;
  inside.push_back(pick(0, 2 * range) / 2.0);
  const int rows = pick(2, 6);
  for (int i = 0; i < rows; ++i) {
    Entries row;
    double at = 0.0;
    for (int j = 0; j <= wholes; ++j) {
      if (j < wholes && pick(0, 2) == 0) continue;
      const int factor = j == wholes ? pick(-3, 3) : pick(-10, 10);
      if (factor) row.push_back({j, double(factor)});
      at += factor * inside[std::size_t(j)];
    }
    if (pick(0, 9) == 0) at += pick(-4, 4) / 2.0;
    const int kind = pick(0, 2);
    const double room = pick(0, 8) / 2.0;
    p.add_row(kind == 1 ? -kInfinity : at - (kind == 2 ? room : 0),
              kind == 2 ? kInfinity : at + (kind == 1 ? room : 0), row);
  }
  return p;
}

TEST_P(SolverTest, RandomMixedIntegerProgramsAgainstEnumeration) {
  std::mt19937_64 draw(20);
  int refused = 0, feasible = 0;
  for (int trial = 0; trial < 2000; ++trial) {
    const LinearProgram p = random_tied(draw);
    expect_truth(p, mip(p), refused);
    if (HasFatalFailure()) return;
    feasible += Enumeration(p).best().has_value();
  }
  EXPECT_EQ(refused, 0);
  EXPECT_GT(feasible, 1000);
  EXPECT_LT(feasible, 2000);
}

// --- Many threads, each with sessions that come and go.

TEST_P(SolverTest, SessionsInManyThreads) {
  const auto work = [&](std::uint64_t seed) {
    std::mt19937_64 draw(seed);
    double sum = 0.0;
    for (int i = 0; i < 60; ++i) {
      const LinearProgram p = random_tied(draw);
      const std::unique_ptr<LpSession> session = solver().open(p);
      for (int step = 0; step < 5; ++step) {
        session->set_cost(0, step - 2.0);
        if (const Result<LpSolution> s = session->solve({}); s) sum += s->objective;
      }
      if (!kSanitized && i % 20 == 0) sum += mip(p) ? 1.0 : 0.0;
    }
    return sum;
  };
  std::vector<double> alone(4), together(4);
  for (std::size_t t = 0; t < 4; ++t) alone[t] = work(t);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 4; ++t) threads.emplace_back([&, t] { together[t] = work(t); });
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(alone, together);
}

}  // namespace
}  // namespace offtake
