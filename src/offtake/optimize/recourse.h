// The recourse program of a block of scenarios, kept in one session. Private to two_stage*.cpp.
#pragma once

#include <memory>
#include <vector>

#include "offtake/optimize/two_stage_oracle.h"

namespace offtake {

class Recourse {
 public:
  Recourse(const TwoStage& program, const RecourseShape& shape, const Solver& solver, double price);

  struct Answer {
    double value = 0.0;    // V_s(x)
    double elastic = 0.0;  // relative
  };
  // Writes ∂V_s/∂x to slope[column].
  Result<Answer> solve(const TwoStage::Scenario& scenario, const std::vector<double>& x,
                       double* slope);

 private:
  void open(const std::vector<double>& activity);
  void load(const TwoStage::Scenario& scenario, const std::vector<double>& x);
  void load_movable_rows();
  std::vector<LinearProgram::Entry> second_stage_entries(std::size_t row) const;
  double first_stage(const TwoStage::Scenario& scenario, const std::vector<double>& x,
                     double* slope) const;
  Result<LpSolution> checked() const;

  const TwoStage& program_;
  const RecourseShape& shape_;
  const Solver& solver_;
  double price_, sign_;
  std::vector<double> value_;               // [core entry] of the scenario in hand
  std::vector<double> least_, most_;        // [core row] of the scenario in hand
  std::vector<int> elastic_of_;             // [elastic column] the row of shape.rows
  std::vector<int> elastic_sign_;
  std::unique_ptr<LpSession> session_;
};

}  // namespace offtake
