// An LpSession on one HiGHS instance. Beside it stands the program as data, by which every answer
// is checked; where the instance fails it is given the program anew and other ways are tried. Not
// for use outside of this folder.
#pragma once

#include <array>

#include "offtake/solve/highs_handle.h"
#include "offtake/solve/solver.h"

namespace offtake {

class HighsSession : public LpSession {
 public:
  explicit HighsSession(const LinearProgram& program);

  const LinearProgram& program() const override { return program_; }
  int add_column(double cost_per_unit, double least, double most) override;
  int add_row(double least, double most, const std::vector<LinearProgram::Entry>& entries) override;
  void set_column_bounds(int column, double least, double most) override;
  void set_row_bounds(int row, double least, double most) override;
  void set_cost(int column, double cost_per_unit) override;
  void delete_rows(const std::vector<int>& rows) override;
  Result<LpSolution> solve(const SolveOptions& options) override;

 protected:
  // A way to solve. The first of the ladder goes on from the basis that is there; the others are
  // given the program anew. A test makes some fail.
  struct Rung {
    bool anew;
    const char* presolve;  // "choose" is on where there is no basis
    const char* method;
    int simplex_strategy;  // 1 dual, 4 primal
  };
  static const std::array<Rung, 5> kLadder;
  virtual Result<LpSolution> attempt(const Rung& rung, const SolveOptions& options,
                                     double seconds_left);
  const HighsHandle& highs() const { return highs_; }

 private:
  void changed(int highs_status);
  Result<LpSolution> without_columns(const SolveOptions& options) const;
  Result<LpSolution> checked(const SolveOptions& options) const;

  LinearProgram program_;
  HighsHandle highs_;
  bool in_step_ = false;  // the instance holds program_
};

}  // namespace offtake
