// The continuous phase. Each turn solves the master over the whole Domain, which gives the bound
// and the far point; then, turn about,
//
//   outward: evaluates best + α (far − best), α growing while F still rises there along the way,
//            else shrinking (Ben-Ameur & Neto, Acceleration of cutting-plane and column generation
//            algorithms, Networks 49, 2007; Pessoa et al., Automation and combination of
//            linear-programming based stabilization techniques, INFORMS J. Computing 30, 2018)
//   near:    evaluates the best point of the model in a trust region around the best point, which
//            grows when half the gain promised was made and shrinks when there was none
//            (Linderoth & Wright, Decomposition algorithms for stochastic programming on a
//            computational grid, 2003)
//   rehearsed: before both, where fewer scenarios are at hand, evaluates where these are best
//            (rehearsal.h), unless it did already
//
// Outward steps lower the bound, near steps raise the value; together they take about half the
// evaluations of either (docs/decisions/0012); rehearsed ones halve that again (0018).
#pragma once

#include "offtake/optimize/search.h"

namespace offtake {

class Rehearsal;

struct Climb {
  Point best;
  BundleEnd end{};
  int iterations = 0;
};
// `climb` is filled as far as it came also where an error is returned; best.x is empty if there is
// no point. Without a rehearsal where that is null.
Status climb(Search& search, Climb& climb, Rehearsal* rehearsal);

}  // namespace offtake
