// The limits of a problem as a linear program in which any of them may give way. Only for
// explain*.cpp.
//
//   minimize Σ_keys t_key + ε Σ_L s_L        s_L ≤ t_key of L  where L may give way
//   subject to Σ_slots per_mw · x ≤ most + size_L s_L          for every sequence of cells and
//                                                              every limit L that is there
//
// x ≥ 0, and 0 in the columns whose bound is 0; other bounds are totals of offers, limits like any.
// A limit that may not give way does so at a prohibitive weight, so the program is always feasible
// and no solver's word is needed for what is not. Rows of sequences are added as x violates them.
#pragma once

#include <memory>

#include "offtake/plan/explain.h"
#include "offtake/plan/limits.h"

namespace offtake {

// Relative to the size of a limit: less is rounding.
inline constexpr double kGivesWay = 1e-6;

class Relaxation {
 public:
  // `scale` [limit] are the sizes.
  Relaxation(const PlanProblem& problem, const std::vector<Limit>& limits,
             const std::vector<double>& scale, const Solver& solver);

  struct Answer {
    std::vector<double> x;
    std::vector<double> by;     // [limit] size · s
    std::vector<double> force;  // [limit] Σ |dual| of its rows
    double size = 0.0;          // Σ t over what may give way
    bool possible = false;      // nothing else had to
  };
  // [limit]: whether it is there, and may give way.
  Result<Answer> solve(const std::vector<char>& there, const std::vector<char>& may) const;

  // Σ_slots per_mw · x − most of a limit at its worst sequence, and which.
  struct Worst {
    double by = -kInfinity;
    std::size_t sequence = 0;
  };
  Worst worst(const Limit& limit, const std::vector<double>& x) const;

 private:
  struct Program;
  const PlanProblem& problem_;
  const std::vector<Limit>& limits_;
  const std::vector<double>& scale_;
  const Solver& solver_;
};

}  // namespace offtake
