// Maximizes F (oracle.h) over a Domain by cutting planes, stabilized by a trust region around the
// best point, then over its lots.
//
//   master:  max θ − elastic costs   s.t.  θ ≤ F_i + slope_i·(x − x_i)  for every cut i,  x in the
//            Domain (and, but for bounds, in the trust region)
//
// The certified bound comes from the duals of the LP master by weak duality in safe arithmetic
// (bound.h): it holds whatever the solver did. It is a bound on F if F is concave; every cut is
// compared with every evaluated point, and one cut that a point contradicts makes the result
// `unproven`.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "offtake/optimize/domain.h"
#include "offtake/optimize/oracle.h"
#include "offtake/solve/solver.h"

namespace offtake {

struct BundleProgress {
  enum class Phase { continuous, integer };
  Phase phase{};
  int iteration = 0;
  double best = 0.0, bound = 0.0, gap = 0.0;
  double seconds = 0.0;
};

struct BundleOptions {
  double gap = 1e-4;          // relative: (bound − value) / max(1, |value|)
  double integer_gap = 5e-3;  // with lots
  int max_iterations = 500;
  int max_integer_rounds = 60;
  double time_limit_seconds = kInfinity;
  bool continuous = false;  // without lots and least sizes
  // The same problem on fewer scenarios, to look for points on (rehearsal.h); nothing: all of them
  // for each point.
  Oracle* few = nullptr;
  std::vector<std::vector<double>>
      start;                      // points to evaluate first; 0 is always among them if allowed
  std::function<double()> clock;  // seconds since any date; the library reads no clock
  std::function<void(const BundleProgress&)> progress;
  std::function<bool()> stop;
  // A stored evaluation stands in for the oracle where its point comes up again, bit for bit: a run
  // that was killed goes the same way again without the work.
  std::vector<Evaluation> known;
  std::function<Status(const Evaluation&)> keep;  // each new evaluation, as it is made
};

enum class BundleEnd {
  proven,      // the gap asked for is closed by the certified bound
  claimed,     // closed by the solver's claimed bound alone
  iterations,  // stopped with a wider gap: at a limit of iterations,
  time,        // of time,
  stopped,     // by the user,
  stalled,     // because no step improved any more
  unproven,    // the gap is closed, but F is not concave (some point passed a cut): no proof
};

struct BundleResult {
  std::vector<double> x;  // best point: of the lots, or continuous
  Evaluation best;        // at x
  double penalty = 0.0;   // elastic costs at x; the objective is best.value − penalty
  double objective = 0.0;
  double bound = 0.0;  // certified: no point of the (relaxed) Domain has a greater objective
  double claimed_bound = 0.0;  // with lots, the solver's; never under the objective
  double gap = 0.0;            // of the certified bound
  double claimed_gap = 0.0;
  BundleEnd end{};
  // The continuous relaxation on the way, also when lots were asked for.
  double relaxed_objective = 0.0;
  bool verified = false;         // every cut held at every evaluated point
  double worst_violation = 0.0;  // largest relative amount by which a point passed a cut
  int iterations = 0, integer_rounds = 0, evaluations = 0, evaluations_known = 0;
  int evaluations_few = 0;         // on fewer scenarios
  double seconds_rehearsal = 0.0;  // that these took, with their masters
  double seconds_oracle = 0.0, seconds_master = 0.0, seconds_integer = 0.0;
  // [row of the Domain, then separated rows], of the last LP master over the whole Domain: the gain
  // in the objective from one unit more of the row's `most` (≥ 0) or `least` (≤ 0), whichever
  // binds.
  std::vector<double> row_dual;
  std::vector<DomainRow> separated;
  std::vector<std::string> incidents;  // solver faults met and how they were passed
};

// Errors: those of the oracle; E0960 the master cannot be solved by any means (the solver fails
// again and again, or the rows contradict each other); E0961 a value or slope is no finite number;
// E0962 no point in whole lots. A limit or a stop is a result, with its `end`.
Result<BundleResult> maximize(Oracle& oracle, const Risk& risk, const Domain& domain,
                              Separator* separator, const Solver& solver,
                              const BundleOptions& options);

}  // namespace offtake
