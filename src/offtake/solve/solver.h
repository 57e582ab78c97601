// What the methods of `optimize` ask of a solver. Behind it stands HiGHS (highs_solver()); a test
// puts a liar there. No answer is believed: callers check points with their own evaluation and take
// bounds from duals by their own arithmetic.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "offtake/base/result.h"
#include "offtake/program/linear_program.h"
#include "offtake/solve/highs.h"

namespace offtake {

// A linear program that changes a little and is solved again, its basis kept. The same calls give
// the same bits. For one thread at a time.
class LpSession {
 public:
  virtual ~LpSession() = default;
  // The program as it stands now.
  virtual const LinearProgram& program() const = 0;
  virtual int add_column(double cost_per_unit, double least, double most) = 0;
  virtual int add_row(double least, double most,
                      const std::vector<LinearProgram::Entry>& entries) = 0;
  virtual void set_column_bounds(int column, double least, double most) = 0;
  virtual void set_row_bounds(int row, double least, double most) = 0;
  virtual void set_cost(int column, double cost_per_unit) = 0;
  // Later rows move up.
  virtual void delete_rows(const std::vector<int>& rows) = 0;
  // Errors as solve_lp(). The answer satisfies the program within options.tolerance, by our own
  // arithmetic; its duals are as the solver says.
  virtual Result<LpSolution> solve(const SolveOptions& options) = 0;
};

struct MipSolution {
  std::vector<double> x;       // [column], whole where integer, rounded and checked by us
  double objective = 0.0;      // ours, from x
  double infeasibility = 0.0;  // ours
  double claimed_bound = 0.0;  // the solver's word
  bool at_limit = false;       // stopped before its own proof
};

class Solver {
 public:
  virtual ~Solver() = default;
  // Whole-number conditions are left aside.
  virtual std::unique_ptr<LpSession> open(const LinearProgram& program) const = 0;
  // In a child process with hard limits of time and memory. Errors: E0951 the solver says
  // infeasible or unbounded, E0952 a limit without a point, E0953 the solver failed or crashed,
  // E0954 its point does not hold.
  virtual Result<MipSolution> solve_mip(const LinearProgram& program,
                                        const SolveOptions& options) const = 0;
};

const Solver& highs_solver();

}  // namespace offtake
