// HiGHS, through its C API. The solver is not believed: what it calls optimal is checked here
// against the program's own bounds and rows before it is handed on.
#pragma once

#include <string>
#include <vector>

#include "offtake/base/result.h"
#include "offtake/program/linear_program.h"

namespace offtake {

struct SolveOptions {
  double time_limit_seconds = kInfinity;
  double tolerance = 1e-6;  // largest violation that passes, relative
};

struct LpSolution {
  std::vector<double> x;         // [column]
  std::vector<double> row_dual;  // [row], as the solver says; empty for a mixed-integer program
  double objective = 0.0;        // ours, from x
  double infeasibility = 0.0;    // ours
};

// Errors: E0950 a broken program, E0951 the solver says infeasible or unbounded, E0952 a limit,
// E0953 the solver failed, E0954 its answer does not hold. One thread, no output, presolve off for
// mixed-integer programs.
Result<LpSolution> solve_lp(const LinearProgram& program, const SolveOptions& options = {});

struct HighsInfo {
  std::string version;
  std::string commit;
  std::string library;  // path, empty if it cannot be told
};
HighsInfo highs_info();

}  // namespace offtake
