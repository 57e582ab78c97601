// The master with lots: all cuts and rows, columns in whole lots, 0 or at least their least size.
#pragma once

#include "offtake/optimize/lots.h"
#include "offtake/optimize/search.h"

namespace offtake {

// Points within `lots` lots of the centre, columns of any size within a share of their range;
// lots = 0: everywhere.
struct Neighbourhood {
  const std::vector<double>& centre;
  int lots = 0;
};

struct IntegerAnswer {
  std::vector<double> x;  // allowed by the lots
  double claimed_bound = kInfinity;
  bool at_limit = false;  // the solver did not finish
};

// Errors as Solver::solve_mip(). `start` is an allowed point, or empty.
Result<IntegerAnswer> solve_integer_master(const Search& search, const Lots& lots,
                                           const Neighbourhood& neighbourhood,
                                           const std::vector<double>& start);

}  // namespace offtake
