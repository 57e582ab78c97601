// What the duals of a minimizing linear program prove, by weak duality in our own arithmetic:
//
//   Σ_j c_j x_j + offset ≥ offset + Σ_i min π_i v over [row_lower_i, row_upper_i]
//                                 + Σ_j min d_j v over [lower_j, upper_j],   d = c − Aᵀπ
//
// for every feasible x and any π. Where a minimum is infinite the value at `x` stands for it, and
// the dual counts as a violation, relative to `scale` for rows and to 1 + |c_j| for columns.
#pragma once

#include <vector>

#include "offtake/program/linear_program.h"

namespace offtake {

struct DualValue {
  double value = 0.0;
  double violation = 0.0;
  double size = 0.0;  // Σ |terms|: rounding is relative to it
};

DualValue dual_value(const LinearProgram& program, const std::vector<double>& x,
                     const std::vector<double>& row_dual, double scale);

}  // namespace offtake
