// A Solver that lies on demand, for tests of who calls it. It solves with highs_solver() and spoils
// every n-th answer, counted over all its sessions and mixed-integer solves.
#pragma once

#include <atomic>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "offtake/solve/solver.h"

namespace offtake {

enum class Lie {
  none,
  suboptimal,        // a feasible point that is not the best, called optimal
  false_point,       // a point outside of bounds and rows, called feasible
  wrong_objective,   // a right point, its objective better than it is
  wrong_bound,       // claimed bound on the wrong side: the point is called better than any
  wrong_duals,       // of the wrong sign and size
  no_duals,          // row_dual is empty
  not_a_number,      // NaN everywhere
  false_infeasible,  // E0951
  error,             // E0953
  limit,             // E0952
};

class LyingSolver : public Solver {
 public:
  explicit LyingSolver(Lie lie, std::int64_t every = 1) : lie_(lie), every_(every) {}

  std::unique_ptr<LpSession> open(const LinearProgram& program) const override {
    return std::make_unique<Session>(*this, highs_solver().open(program));
  }

  Result<MipSolution> solve_mip(const LinearProgram& program,
                                const SolveOptions& options) const override {
    if (!lies_now()) return highs_solver().solve_mip(program, options);
    if (refuses()) return refusal();
    const LinearProgram asked = lie_ == Lie::suboptimal ? without_costs(program) : program;
    Result<MipSolution> truth = highs_solver().solve_mip(asked, options);
    if (!truth) return truth;
    spoil(program, *truth);
    if (lie_ == Lie::suboptimal) truth->claimed_bound = truth->objective;
    if (lie_ == Lie::wrong_bound) truth->claimed_bound = worse(program, truth->objective);
    if (lie_ == Lie::not_a_number) truth->claimed_bound = nan();
    return truth;
  }

  std::int64_t asked() const { return asked_; }
  std::int64_t lied() const { return lied_; }

 private:
  class Session : public LpSession {
   public:
    Session(const LyingSolver& owner, std::unique_ptr<LpSession> honest)
        : owner_(owner), honest_(std::move(honest)) {}
    const LinearProgram& program() const override { return honest_->program(); }
    int add_column(double cost_per_unit, double least, double most) override {
      return honest_->add_column(cost_per_unit, least, most);
    }
    int add_row(double least, double most,
                const std::vector<LinearProgram::Entry>& entries) override {
      return honest_->add_row(least, most, entries);
    }
    void set_column_bounds(int column, double least, double most) override {
      honest_->set_column_bounds(column, least, most);
    }
    void set_row_bounds(int row, double least, double most) override {
      honest_->set_row_bounds(row, least, most);
    }
    void set_cost(int column, double cost_per_unit) override {
      honest_->set_cost(column, cost_per_unit);
    }
    void delete_rows(const std::vector<int>& rows) override { honest_->delete_rows(rows); }

    Result<LpSolution> solve(const SolveOptions& options) override {
      if (!owner_.lies_now()) return honest_->solve(options);
      if (owner_.refuses()) return owner_.refusal();
      if (owner_.lie_ == Lie::suboptimal) {
        Result<LpSolution> other = highs_solver().open(without_costs(program()))->solve(options);
        if (other) owner_.spoil(program(), *other);
        return other;
      }
      Result<LpSolution> truth = honest_->solve(options);
      if (!truth) return truth;
      owner_.spoil(program(), *truth);
      if (owner_.lie_ == Lie::no_duals) truth->row_dual.clear();
      for (double& y : truth->row_dual) {
        if (owner_.lie_ == Lie::wrong_duals) y = -3.0 * y + 1.0;
        if (owner_.lie_ == Lie::not_a_number) y = nan();
      }
      return truth;
    }

   private:
    const LyingSolver& owner_;
    std::unique_ptr<LpSession> honest_;
  };

  static double nan() { return std::numeric_limits<double>::quiet_NaN(); }

  static LinearProgram without_costs(LinearProgram p) {
    p.cost.assign(p.columns(), 0.0);
    return p;
  }

  static double worse(const LinearProgram& p, double value) {
    const double step = 0.1 * (1.0 + std::abs(value));
    return p.maximize ? value - step : value + step;
  }

  bool lies_now() const {
    if (++asked_ % every_ != 0 || lie_ == Lie::none) return false;
    ++lied_;
    return true;
  }

  bool refuses() const {
    return lie_ == Lie::false_infeasible || lie_ == Lie::error || lie_ == Lie::limit;
  }

  Diagnostic refusal() const {
    Diagnostic d;
    d.code = lie_ == Lie::false_infeasible ? "E0951" : lie_ == Lie::limit ? "E0952" : "E0953";
    d.what = "a solver that lies";
    return d;
  }

  // What a point of either kind has in common.
  template <class Solution>
  void spoil(const LinearProgram& p, Solution& s) const {
    for (double& x : s.x) {
      if (lie_ == Lie::false_point) x = 2.0 * x + 1e3;
      if (lie_ == Lie::not_a_number) x = nan();
    }
    s.objective = objective(p, s.x);
    if (lie_ == Lie::wrong_objective) s.objective = 2.0 * s.objective - worse(p, s.objective);
    if (lie_ == Lie::not_a_number) s.infeasibility = nan();
  }

  const Lie lie_;
  const std::int64_t every_;
  mutable std::atomic<std::int64_t> asked_{0}, lied_{0};
};

}  // namespace offtake
