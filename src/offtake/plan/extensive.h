// The planning problem written out as one linear or mixed-integer program: every path, every step.
// It grows with the paths, so it is for samples: an answer that does not come from the simulator.
// It is written again from docs/reference/clauses.md and simulation.md and shares no arithmetic
// with `simulate`.
//
//   max  (1 − w)·Σ_p V_p/n + w·(η − Σ_p s_p/(tail·n)) − Σ elastic costs                    (1)
//   V_p = Σ_k discount_k · (net_k + worth_k − premium · draw_k)                            (2)
//   net_k = what is earned and paid, linear in x, use and serve                            (3)
//   cash_k = (1 + yield)·cash_{k−1} + net_k + investments received + draw_k ≥ minimum      (4)
//   Σ_j serve_kj ≤ Σ_s h100e_s·(owed share_s · delivered_ks(x) + use_ks)   for every fleet (5)
//   use_ks ≤ (1 − owed share_s) · delivered_ks(x),   Σ serve_kj ≤ demand_kj                (6)
//   Σ_power use ≤ Σ chips, Σ_power use ≤ Σ shells (delivered, in IT MW), at a site put together
//   s_p ≥ η − V_p, s_p ≥ 0  (Rockafellar and Uryasev 2000)                                 (7)
//
// x in the Domain, on a path the x of its cells. A fleet is what the same workloads may use; what
// the planner sells from its fleet is one of them, with demand x · due. `use` is what is used
// beyond what is owed anyway. Dispatch is left to the optimum of the whole, which is the
// simulator's merit order where the value is concave (DESIGN: "Where the slope is exact");
// elsewhere its value is an upper bound.
//
// Units: $M, MW, thousands of H100e. Names lead back to the model: sign[OFFER,EPOCH,CELL],
// use[PATH,STEP,AGREEMENT,SIGNED], serve[PATH,STEP,WORKLOAD], cash[PATH,STEP], value[PATH] …,
// paths from 0.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "offtake/base/result.h"
#include "offtake/futures/futures.h"
#include "offtake/model/model.h"
#include "offtake/plan/columns.h"
#include "offtake/plan/rows.h"
#include "offtake/program/linear_program.h"
#include "offtake/solve/solver.h"

namespace offtake {

struct ExtensiveProblem {
  const Model& model;  // under its strategy
  const Plan& signed_already;
  const Columns& columns;
  const PlanDomain& domain;
  const Futures& futures;
};

struct ExtensiveOptions {
  std::int64_t paths = 100;
  bool continuous = false;  // without lots and least sizes
  SolveOptions solve = {};  // of each round
};

struct ExtensiveForm {
  static constexpr double kUsdPerUnit = 1e6;  // of the objective and of all money
  LinearProgram program;                      // its first columns are x
  std::size_t columns = 0;                    // how many
  std::vector<int> value_column;              // [path]: V_p
  std::map<std::string, int> limits;          // rows so far by the name of a limit
  std::map<int, int> violations;              // column by which DomainRow::limit gives way
};

// Errors: E0963 the planner's value hangs on what this form does not hold: a stake of its own, what
// others use of what it provides or serve it from their fleets, a site of a least size, a revenue
// share that may be signed.
Result<ExtensiveForm> extensive_form(const ExtensiveProblem& problem,
                                     const ExtensiveOptions& options);

struct ExtensiveSolution {
  std::vector<double> x;  // [column]
  double objective_usd = 0.0;
  double bound_usd = 0.0;  // the solver's word
  bool at_limit = false;   // of time, before the solver's proof
  double mean_usd = 0.0, cvar_usd = 0.0;
  double penalty_usd = 0.0;  // elastic costs at x
  // [path]; with w = 1 only those in the tail are sure to be the most that their path can have.
  std::vector<double> value_usd;
  std::vector<DomainRow> separated;
  std::size_t program_columns = 0, program_rows = 0;
};

// Solves, adds the rows that the point violates, solves again until it violates none. Errors: those
// of extensive_form() and of the solver.
Result<ExtensiveSolution> solve_extensive(const ExtensiveProblem& problem, const Solver& solver,
                                          const ExtensiveOptions& options);

}  // namespace offtake
