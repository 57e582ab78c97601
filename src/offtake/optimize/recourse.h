// The recourse program of a block of scenarios, kept in one session. Private to two_stage*.cpp.
#pragma once

#include <memory>
#include <vector>

#include "offtake/optimize/two_stage_oracle.h"

namespace offtake {

class Recourse {
 public:
  // loss: V_s(x), violations at `price`. violation: −Σ violations alone, at 1 each.
  enum class Measure { loss, violation };
  Recourse(const TwoStage& program, const RecourseShape& shape, const Solver& solver,
           Measure measure, double price);

  struct Answer {
    double value = 0.0;
    double elastic = 0.0;  // the largest violation of a row that was paid for, relative
  };
  // Writes ∂value/∂x to slope[column].
  Result<Answer> solve(const TwoStage::Scenario& scenario, const std::vector<double>& x,
                       double* slope);

 private:
  double first_stage_loss(const TwoStage::Scenario& scenario, const std::vector<double>& x,
                          double* slope) const;
  void load(const TwoStage::Scenario& scenario, const std::vector<double>& x);
  void open();
  void load_costs_and_bounds();
  void load_movable_rows();
  std::vector<LinearProgram::Entry> entries_of(std::size_t row) const;
  Status proven(const LpSolution& s) const;
  double paid_for(const LpSolution& s) const;

  const TwoStage& program_;
  const RecourseShape& shape_;
  const Solver& solver_;
  const Measure measure_;
  const double price_, sign_;  // sign −1 where the program maximizes
  // Of the scenario and point in hand.
  std::vector<double> cost_, lower_, upper_;  // [core column]
  std::vector<double> value_;                 // [core entry]
  std::vector<double> least_, most_;          // [row of shape.rows] less T x
  std::unique_ptr<LpSession> session_;
  std::vector<int> elastic_row_;  // [elastic column], which follow those of the second stage
};

}  // namespace offtake
