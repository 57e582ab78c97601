// A two-stage linear program as an Oracle. With the sense turned to minimizing and P the total
// probability,
//
//   V_s(x) = −( c·x / P + (c_s − c)·x + Q_s(x) ),   Σ_s p_s V_s(x) = −( c·x + Σ_s p_s Q_s(x) ) (1)
//   ∂V_s/∂x = −( c / P + (c_s − c) − T_sᵀ π_s ),    π_s duals of the recourse rows (2)
//
// Every recourse program is feasible: its rows may be violated at a price. A point that pays it
// although it need not calls for a higher price; one that must is cut off, as a Separator: with the
// least violation u_s(x), convex in x, and its slope,
//
//   u_s(x̂) + u_s'(x̂) (x − x̂) ≤ 0 for every x that has a recourse in scenario s                  (3)
//
// (the feasibility cuts of Van Slyke & Wets, L-shaped linear programs, 1969). A recourse is
// accepted when its duals prove it: the dual value, in our own arithmetic, must meet the primal
// one.
#pragma once

#include <memory>
#include <vector>

#include "offtake/optimize/domain.h"
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
class TwoStageOracle final : public Oracle, public Separator {
 public:
  // `program` must be valid, without integer columns in the second stage. threads 0: all cores.
  TwoStageOracle(const TwoStage& program, const Solver& solver, int threads);
  ~TwoStageOracle() override;

  std::size_t columns() const override { return shape_.stages.first_columns.size(); }
  const std::vector<double>& probability() const override { return probability_; }
  // Errors: E1121 a recourse is unbounded, E1122 its duals do not prove it, those of the solver.
  Status values(const std::vector<double>& x, std::vector<double>& value) override;
  Status slope(const std::vector<double>& weight, std::vector<double>& out) override;

  // (3) of the scenarios with the largest violations; none where values() fails.
  std::vector<DomainRow> violated(const std::vector<double>& x) override;
  // Every row that violated() gave.
  const std::vector<DomainRow>& cuts() const { return cuts_; }

  const Stages& stages() const { return shape_.stages; }
  // The last values() paid for a violation that counts.
  bool paid() const;
  void raise_price();

 private:
  Status evaluate(const std::vector<double>& x);
  const TwoStage& program_;
  const Solver& solver_;
  int threads_;
  RecourseShape shape_;
  std::vector<double> probability_;
  std::vector<std::unique_ptr<Recourse>> blocks_;
  std::unique_ptr<Recourse> least_violation_;
  double price_ = 0.0;
  // Of the last point.
  std::vector<double> x_, values_, elastic_;  // [column], [scenario]
  std::vector<double> slopes_;                // [scenario][column]
  bool known_ = false, separated_ = false;
  std::vector<DomainRow> rows_, cuts_;
};

}  // namespace offtake
