// An upper bound that holds whatever the solver said (Neumaier & Shcherbina, Safe bounds in linear
// and mixed-integer linear programming, Math. Programming 99, 2004).
//
// Let F be concave, with cuts F(x) ≤ F_i + g_i·(x − x_i), and the elastic costs be Σ k v, with v
// the violation of the worst row of a limit. For any weights λ ≥ 0 with Σ λ_i = 1, any y with Σ
// |y_r| ≤ k over the rows of an elastic limit, any point c, and every x in l ≤ x ≤ u that satisfies
// the rows but for v,
//
//   F(x) − Σ k v  ≤  Σ_i λ_i (F_i + g_i·(c − x_i)) + Σ_r y_r (b_r − a_r·c)
//                    + Σ_j max { d_j (x_j − c_j) : l_j ≤ x_j ≤ u_j }                     (1)
//
//   d = Σ_i λ_i g_i − Σ_r y_r a_r,   b_r = most_r where y_r > 0, least_r where y_r < 0
//
// Weak duality: nothing but signs is asked of λ and y, so those of a wrong solver give a bound that
// is wide, never one that is wrong. What does not fit (a negative λ, a y whose bound is infinite)
// is set to 0, y of elastic limits is made less. c only keeps the terms small.
//
// Rounding: no product of (1) passes through more than N = 16 + cuts + number of terms roundings,
// so the computed value is off by at most γ · Σ |terms|, γ = N u / (1 − N u), u = 2⁻⁵³ (Higham,
// Accuracy and Stability of Numerical Algorithms, ch. 3); twice that is added, as Σ |terms| is
// itself rounded.
#pragma once

#include <vector>

#include "offtake/optimize/domain.h"
#include "offtake/optimize/oracle.h"

namespace offtake {

struct BoundProblem {
  const std::vector<double>& lower;  // [column]
  const std::vector<double>& upper;
  const std::vector<DomainRow>& rows;
  const std::vector<Evaluation>& cuts;
};

// `weight` is λ before it is made to fit, shorter than `cuts` or not: what is missing is 0. If
// nothing is left of it the first cut alone stands. `row_dual` is y, likewise. NaN counts as 0.
double safe_bound(const BoundProblem& problem, const std::vector<double>& weight,
                  const std::vector<double>& row_dual, const std::vector<double>& centre);

}  // namespace offtake
