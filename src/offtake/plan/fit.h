// How much of a plan fits into a limit that has become narrower.
#pragma once

#include <string>
#include <vector>

#include "offtake/plan/problem.h"

namespace offtake {

// The largest θ in [0, 1] for which θ·x keeps every row that comes from `key_path` or a key below
// it, on every sequence of cells:
//   θ = min { 1, most_r / Σ_j a_rj x_j }
double fitting_share(const PlanProblem& problem, const std::vector<double>& x,
                     const std::string& key_path);

}  // namespace offtake
