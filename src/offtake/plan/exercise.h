// The options that the planner may exercise. Only the plan folder includes this.
#pragma once

#include "offtake/plan/columns.h"

namespace offtake {

// Adds the slots and columns of the options in the agreements in force and in what the slots sign.
void add_exercises(const Model& model, Columns& columns);

// Σ_slots per_mw · MW ≤ most: what is exercised of one option, less its share of what is signed. Or
// of what is held: what is given up and what is extended is at most what was signed.
struct ExerciseLimit {
  std::vector<double> per_mw;  // [slot]
  double most = 0.0;
  AgreementId of;
  Exercise exercise = Exercise::none;  // the first, of what is held
  int base = -1;
  double share = 1.0;
  bool held = false;
};
std::vector<ExerciseLimit> exercise_limits(const Model& model, const Columns& columns);

}  // namespace offtake
