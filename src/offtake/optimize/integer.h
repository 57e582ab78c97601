// The integer phase: points in whole lots, 0 or at least their least sizes, near the continuous
// optimum, against the certified bound of the relaxation.
//
//   1  round the continuous optimum and walk from there in the model (walk.h); evaluate where it
//      ends; again, with the new cut
//   2  the mixed-integer master in a neighbourhood of one lot around the continuous optimum;
//      evaluate its point; the neighbourhood grows when its best point is known or does not help
//   3  after each of these, the steps of one lot, or one up and one down, from the best point that
//      the model holds for better: the best few are evaluated
//
// The master over all lots gives the claimed bound: it rests on the solver's search.
#pragma once

#include "offtake/optimize/lots.h"
#include "offtake/optimize/search.h"

namespace offtake {

struct IntegerPhase {
  Point best;  // x is empty if none was found
  double claimed_bound = kInfinity;
  BundleEnd end{};
  int rounds = 0;
};
// `out` is filled as far as it came also where an error is returned.
Status search_lots(Search& search, const Lots& lots, const Point& relaxed, IntegerPhase& out);

}  // namespace offtake
