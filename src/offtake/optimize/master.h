// The master program over all cuts and rows,
//
//   max  θ − Σ_r k_r v_r   s.t.  θ ≤ F_i + g_i·(x − x_i),  rows (elastic ones but for v_r),  x in a
//                                box
//
// as a linear program that is kept and grows, in units of its own: each column by its reach, each
// row by its size, θ from the first cut's value in thousandths of what F is made of, since the
// solver's tolerances are absolute. Nothing that leaves here is in those units, or believed: x is
// clamped, its model value and the bounds are our own arithmetic (bound.h), and an answer whose
// point and duals do not meet is asked for again from a fresh program.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "offtake/optimize/cuts.h"
#include "offtake/optimize/program_rows.h"
#include "offtake/optimize/rows.h"
#include "offtake/solve/solver.h"

namespace offtake {

struct Box {
  std::vector<double> lower, upper;  // [column]
};

class Master {
 public:
  // All must outlive the master; `incidents` takes a line for each fault of the solver.
  Master(const Domain& domain, const RowPool& rows, const CutPool& cuts, const Solver& solver,
         std::vector<std::string>& incidents);

  struct Answer {
    std::vector<double> x;         // within the box
    double model = 0.0;            // min over all cuts, less elastic costs, at x
    double box_bound = kInfinity;  // certified, over the box
    double bound = kInfinity;      // certified, over the Domain
    std::vector<double> row_dual;  // [row of the pool]: ∂ optimum / ∂ of its binding side
    std::vector<double> weight;    // [cut]: its share in the slope of the optimum
  };
  // Takes in what the pools have new. Error: E0960.
  Result<Answer> solve(const Box& box);

 private:
  enum class Kind { cut, row };
  struct Ref {
    Kind kind;
    std::size_t index;
    int idle = 0;  // solves since a cut last had a weight
  };

  void reopen();
  void set_box(const Box& box);
  void add_cut(std::size_t cut);
  void add_row(std::size_t row);
  void drop_idle_cuts();
  Result<Answer> solve_once(const Box& box);
  std::string doubt(const Answer& answer) const;

  const Domain& domain_;
  const RowPool& rows_;
  const CutPool& cuts_;
  const Solver& solver_;
  std::vector<std::string>& incidents_;
  std::unique_ptr<LpSession> session_;
  Units units_;
  Violations violations_;
  bool theta_ = false;  // whether the program has a θ that is free
  std::size_t cuts_taken_ = 0, rows_taken_ = 0;
  std::vector<Ref> refs_;     // [row of the program]
  std::vector<char> in_use_;  // [cut]
};

}  // namespace offtake
