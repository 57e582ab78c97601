// One planning problem, for the bundle over the simulator and for the extensive form: the same
// futures, columns and rows, and two optima that must be one.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "offtake/optimize/bundle.h"
#include "offtake/plan/columns.h"
#include "offtake/plan/extensive.h"
#include "offtake/plan/plan_oracle.h"
#include "offtake/plan/rows.h"

namespace offtake::testing {

struct ProblemOptions {
  std::int64_t paths = 24;
  std::uint64_t seed = 1;
  std::optional<int> cells;  // otherwise the model's
  double risk_weight = 0.0;
};

struct Problem {
  Model model;  // under its strategy
  Plan signed_already;
  Futures futures;
  Columns columns;
  PlanDomain domain;
  Risk risk;
  std::int64_t paths = 0;
};

// The futures refer to the model, so the problem stays where it is made.
std::unique_ptr<Problem> make_problem(const Model& model, const ProblemOptions& options);

PlanOracle oracle_of(const Problem& problem, int threads = 1);

struct MethodOptions {
  bool continuous = false;
  double gap = 1e-9, integer_gap = 1e-6;
  int threads = 1;
};
Result<BundleResult> by_bundle(const Problem& problem, const MethodOptions& options);
Result<ExtensiveSolution> by_extensive(const Problem& problem, bool continuous);

// What the simulator says of x: F(x) less the elastic costs. Of the rows, all that x passes.
struct Judged {
  double objective_usd = 0.0;
  bool allowed = false;  // within the bounds and the rows that must hold, to 1e-6
};
Judged judge(const Problem& problem, const std::vector<double>& x);

// |a − b| relative to the larger, and to a dollar at least.
double relative_difference(double a, double b);

}  // namespace offtake::testing
