// What is planned, before any method looks at it.
#pragma once

#include "offtake/plan/planner.h"

namespace offtake {

struct PlanProblem {
  Model model;          // under its strategy
  Plan signed_already;  // by the strategy
  Risk risk;
  Futures futures;
  Columns columns;
  std::vector<std::vector<int>> sequences;  // as cell_sequences()
  PlanDomain domain;
};

// By --risk, else as the model has it; `model` is under its strategy.
Risk risk_of(const Model& model, const PlanOptions& options);

// Errors: those of the futures; nothing to decide (E0965).
Result<PlanProblem> plan_problem(const Model& model, StrategyId strategy,
                                 const PlanOptions& options);

}  // namespace offtake
