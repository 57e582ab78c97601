// What it would be worth to be told of one driver, before the first decision, what it will come to.
//
// The paths are told apart by the driver alone, into bins b: a given driver by the path that it
// takes (each is one, up to kMostGiven), an event by whether it happens in the clock, any other by
// thirds of its mean over the clock (a single draw: of its value). Each bin has a plan of its own,
// in the same columns,
//
//   x_b ← argmax E[ u(V(x)) | b ],   u(V) = (1 − w)·V + w·(q + min(V − q, 0)/tail)           (1)
//   worth = R_w[V(x_b(path))] − W                                                            (2)
//
// q is the edge of the tail under the best plan without the news, W its value. In the sample (2) is
// at least nothing within the gaps; it is at most what the driver's whole path would be worth: for
// a given driver it is that (w = 0), for others a lower bound, as bins are coarser than paths and q
// does not move. On fresh paths the same plans are played.
#pragma once

#include "offtake/plan/problem.h"
#include "offtake/studies/optimum.h"

namespace offtake {

inline constexpr int kMostGiven = 24, kBins = 3;
inline constexpr std::int64_t kLeastPaths = 30;  // in a bin that is no given path

struct Information {
  DriverId driver;
  int bins = 0;        // 1: no two futures differ in it enough to plan for
  bool exact = false;  // every path of the driver is a bin
  bool proven = true;  // every bin's plan
  Difference worth;    // high_usd bounds the best plans by bins where w = 0
};

// `best` is the optimum of `problem`. Errors: those of the plans; E0130 stopped.
Result<Information> information(const PlanProblem& problem, const Optimum& best, DriverId driver,
                                const StudyOptions& options);

}  // namespace offtake
