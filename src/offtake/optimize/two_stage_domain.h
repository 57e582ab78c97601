// The first stage of a two-stage program as a Domain. Private to two_stage*.cpp.
#pragma once

#include <vector>

#include "offtake/optimize/domain.h"
#include "offtake/optimize/two_stage_oracle.h"

namespace offtake {

struct FirstStage {
  Domain domain;
  // [column] no bound follows from the rows: the domain's is `box`, which must not bind.
  std::vector<char> open_below, open_above;
  bool is_open() const;
};

// A bound that the program does not give is derived, where it can be, as the most or least of the
// column over a relaxation: the program of means, with an expected loss of `most_loss` at most,
// where only right sides and bounds are random (the means of a feasible point are feasible there,
// at the same loss); otherwise the rows of the first scenario.
FirstStage first_stage_of(const TwoStage& program, const Stages& stages, const Solver& solver,
                          double most_loss);

void set_box(FirstStage& first, double box);
bool box_binds(const FirstStage& first, const std::vector<double>& x);

}  // namespace offtake
