#include "offtake/plan/problem.h"

namespace offtake {
namespace {

CellOptions cell_options(const Model& model, const PlanOptions& options) {
  CellOptions cells;
  cells.cells = options.cells.value_or(model.planner.cells);
  cells.epoch_months = options.epoch_months.value_or(model.planner.epoch_months);
  cells.tree = !options.cells && model.planner.tree;
  cells.paths = options.paths;
  cells.threads = options.threads;
  return cells;
}

Diagnostic nothing_to_decide() {
  Diagnostic d;
  d.code = "E0965";
  d.what = "there is nothing to decide: no offer is open to the planner on any date";
  d.mend = "add offers in which it is the tenant, owner or investor, or take another --strategy";
  return d;
}

}  // namespace

Risk risk_of(const Model& model, const PlanOptions& options) {
  const double weight = options.risk_weight.value_or(model.planner.risk_weight);
  return {1.0 - weight, weight, model.planner.risk_tail};
}

Result<PlanProblem> plan_problem(const Model& model, StrategyId strategy,
                                 const PlanOptions& options) {
  PlanProblem out;
  out.model = strategy.valid() ? under(model, strategy) : model;
  if (strategy.valid()) out.signed_already = model.at(strategy).sign;
  out.risk = risk_of(out.model, options);
  Result<Futures> futures = Futures::make(out.model, options.futures);
  if (!futures) return futures.errors();
  out.futures = std::move(*futures);
  out.columns = make_columns(out.model, out.futures, cell_options(out.model, options));
  if (out.columns.columns.empty()) return nothing_to_decide();
  out.sequences =
      cell_sequences(out.columns, out.model.clock, out.futures, options.paths, options.threads);
  out.domain = make_domain(out.model, out.signed_already, out.columns, out.sequences);
  return out;
}

}  // namespace offtake
