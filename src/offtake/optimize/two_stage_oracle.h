// A two-stage linear program as an Oracle. With the sense turned to minimizing and P the total
// probability,
//
//   V_s(x) = −( c·x / P + (c_s − c)·x + Q_s(x) ),   Σ_s p_s V_s(x) = −( c·x + Σ_s p_s Q_s(x) ) (1)
//   ∂V_s/∂x = −( c / P + (c_s − c) − T_sᵀ π_s ),    π_s duals of the recourse rows (2)
//
// Every recourse program is feasible: its rows may be violated at a price, which is raised while an
// answer still pays it (elastic()). A recourse is accepted when its duals prove it: the dual value,
// in our own arithmetic, must meet the primal one.
#pragma once

#include <memory>
#include <vector>

#include "offtake/optimize/oracle.h"
#include "offtake/program/two_stage.h"
#include "offtake/solve/solver.h"

namespace offtake {

// Core indices by stage, and where each column is within its stage.
struct Stages {
  explicit Stages(const TwoStage& program);
  std::vector<int> first_columns, second_columns, first_rows, second_rows;
  std::vector<int> within;  // [core column]
};

// What the scenarios make of the core, sorted out once; read-only, shared by all threads.
struct RecourseShape {
  explicit RecourseShape(const TwoStage& program);
  Stages stages;
  double total_probability = 1.0;
  // The recourse rows in core numbers: first those whose coefficients of the second stage are the
  // same in every scenario, then, from `movable` on, the others.
  std::vector<int> rows;
  std::size_t movable = 0;
  std::vector<int> random_costs, random_columns;  // core columns of the second stage
  std::vector<char> has_least, has_most;          // [row of `rows`] in some scenario
  double largest_cost = 1.0;                      // of the second stage, at least 1
};

class Recourse;  // one block's session

// Scenarios are dealt in fixed blocks, at most 32. Each block has a session of its own, whichever
// thread works on it, warm from scenario to scenario and from call to call: the same bits for any
// number of threads. The program and the solver must outlive the oracle.
class TwoStageOracle final : public Oracle {
 public:
  // `program` must be valid, without integer columns in the second stage. threads 0: all cores.
  TwoStageOracle(const TwoStage& program, const Solver& solver, int threads);
  ~TwoStageOracle() override;

  std::size_t columns() const override { return shape_.stages.first_columns.size(); }
  const std::vector<double>& probability() const override { return probability_; }
  // Errors: E0971 a recourse is unbounded, E0972 its duals do not prove it, those of the solver.
  Status values(const std::vector<double>& x, std::vector<double>& value) override;
  Status slope(const std::vector<double>& weight, std::vector<double>& out) override;

  const Stages& stages() const { return shape_.stages; }
  // How much of the rows' sides was bought at the price in the last values(), relative to them:
  // above 1e-7 the point has no recourse in some scenario, as far as this price tells.
  double elastic() const { return elastic_; }
  double price() const { return price_; }
  void raise_price();

 private:
  const TwoStage& program_;
  const Solver& solver_;
  int threads_;
  RecourseShape shape_;
  std::vector<double> probability_;
  std::vector<double> slopes_;  // [scenario][column]
  std::vector<std::unique_ptr<Recourse>> blocks_;
  double price_ = 0.0, elastic_ = 0.0;
};

}  // namespace offtake
