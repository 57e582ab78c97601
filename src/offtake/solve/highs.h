// HiGHS, through its C API. The solver is not believed: what it calls optimal is checked here
// against the program's own bounds and rows before it is handed on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "offtake/base/result.h"
#include "offtake/program/linear_program.h"

namespace offtake {

struct SolveOptions {
  double time_limit_seconds = kInfinity;
  double tolerance = 1e-6;  // largest violation that passes, relative
  // The rest is of mixed-integer programs alone.
  double relative_gap = 1e-7;   // (bound − value) / |value| at which the search may stop
  std::int64_t node_limit = 0;  // 0: none
  // What the child may take on top of what this process holds; 0: no limit.
  std::int64_t memory_limit_bytes = std::int64_t{4} << 30;
  std::vector<double> start;  // [column], a point to begin from; empty: none
};

struct LpSolution {
  std::vector<double> x;         // [column]
  std::vector<double> row_dual;  // [row], as the solver says; empty for a mixed-integer program
  double objective = 0.0;        // ours, from x
  double infeasibility = 0.0;    // ours
};

// A row's dual is the change of the objective per unit of its bound, whether minimized or
// maximized. Errors: E0950 a broken program, E0951 the solver says infeasible or unbounded, E0952 a
// limit, E0953 the solver failed, E0954 its answer does not hold. One thread, no output; a
// mixed-integer program as Solver::solve_mip().
Result<LpSolution> solve_lp(const LinearProgram& program, const SolveOptions& options = {});

struct HighsInfo {
  std::string version;
  std::string commit;
  std::string library;  // path, empty if it cannot be told
};
HighsInfo highs_info();

}  // namespace offtake
