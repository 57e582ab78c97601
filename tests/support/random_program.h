// Programs drawn at random, for tests that write, read and solve them.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "offtake/program/linear_program.h"

namespace offtake {

// Every kind of bound and row, with 0 a feasible point and every column within ±1e3, so that there
// is an optimum; not all bounds are written as columns' bounds.
inline LinearProgram random_program(std::mt19937_64& draw) {
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  const auto pick = [&](int count) { return int(draw() % std::uint64_t(count)); };
  const auto some = [&] { return (unit(draw) - 0.5) * (pick(4) == 0 ? 1e3 : 10.0); };
  LinearProgram p;
  p.maximize = pick(2) == 0;
  p.offset = pick(2) == 0 ? some() : 0.0;
  const int n = 1 + pick(6), m = pick(7);
  for (int j = 0; j < n; ++j) {
    const double under[] = {0.0, -kInfinity, -unit(draw), 0.0, -3.0};
    const double over[] = {kInfinity, unit(draw), 2.5, 0.0, kInfinity};
    p.add_column(pick(4) == 0 ? 0.0 : some(), under[pick(5)], over[pick(5)], pick(3) == 0);
  }
  const auto add_row = [&](int count) {
    std::vector<LinearProgram::Entry> row;
    for (int j = 0; j < n && count > 0; ++j) {
      if (pick(3) > 0) row.push_back({j, some()});
    }
    const double under[] = {-kInfinity, -std::abs(some()), 0.0},
                 over[] = {kInfinity, unit(draw), 0.0};
    p.add_row(under[pick(3)], over[pick(3)], row);
  };
  for (int i = 0; i < m; ++i) add_row(pick(8));
  for (int j = 0; j < n; ++j) p.add_row(-1e3, 1e3, {{j, 1.0}});
  return p;
}

}  // namespace offtake
