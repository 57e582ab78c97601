#include "support/both_methods.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace offtake::testing {

std::unique_ptr<Problem> make_problem(const Model& model, const ProblemOptions& options) {
  auto out = std::make_unique<Problem>();
  Problem& p = *out;
  const StrategyId strategy = model.planner.strategy;
  p.model = strategy.valid() ? under(model, strategy) : model;
  if (strategy.valid()) p.signed_already = model.at(strategy).sign;
  p.model.planner.risk_weight = options.risk_weight;
  p.risk = {1.0 - options.risk_weight, options.risk_weight, model.planner.risk_tail};
  p.paths = options.paths;
  p.futures = *Futures::make(p.model, {options.seed, Sampling::plain});
  CellOptions cells;
  cells.cells = options.cells.value_or(model.planner.cells);
  cells.epoch_months = model.planner.epoch_months;
  cells.tree = !options.cells && model.planner.tree;
  cells.paths = options.paths;
  cells.threads = 1;
  p.columns = make_columns(p.model, p.futures, cells);
  if (p.columns.columns.empty()) return out;
  p.domain = make_domain(p.model, p.signed_already, p.columns,
                         cell_sequences(p.columns, p.model.clock, p.futures, options.paths, 1));
  return out;
}

PlanOracle oracle_of(const Problem& problem, int threads) {
  return PlanOracle(problem.model, problem.columns, problem.signed_already, problem.futures,
                    {problem.paths, 0, threads, 1e9});
}

Result<BundleResult> by_bundle(const Problem& problem, const MethodOptions& options) {
  BundleOptions method;
  method.gap = options.gap;
  method.integer_gap = options.integer_gap;
  method.max_iterations = 2000;
  method.max_integer_rounds = 200;
  method.continuous = options.continuous;
  PlanOracle oracle = oracle_of(problem, options.threads);
  return maximize(oracle, problem.risk, problem.domain.domain, problem.domain.separator.get(),
                  highs_solver(), method);
}

Result<ExtensiveSolution> by_extensive(const Problem& problem, bool continuous) {
  ExtensiveOptions options;
  options.paths = problem.paths;
  options.continuous = continuous;
  options.solve.relative_gap = 1e-9;
  return solve_extensive(
      {problem.model, problem.signed_already, problem.columns, problem.domain, problem.futures},
      highs_solver(), options);
}

Judged judge(const Problem& problem, const std::vector<double>& x) {
  PlanOracle oracle = oracle_of(problem);
  const Evaluation at = *evaluate(oracle, problem.risk, x);
  const Domain& d = problem.domain.domain;
  Judged out{at.value, true};
  for (std::size_t j = 0; j < x.size(); ++j) {
    out.allowed &= x[j] >= d.lower[j] - 1e-6 && x[j] <= d.upper[j] + 1e-6;
  }
  std::vector<DomainRow> rows = d.rows;
  if (problem.domain.separator) {
    const std::vector<DomainRow> more = problem.domain.separator->violated(x);
    rows.insert(rows.end(), more.begin(), more.end());
  }
  std::map<int, double> cost;  // of the worst row of each limit
  for (const DomainRow& row : rows) {
    double value = 0.0, scale = 1.0;
    for (const auto& e : row.entries) {
      value += e.value * x[std::size_t(e.column)];
      scale += std::abs(e.value * x[std::size_t(e.column)]);
    }
    const double by = std::max({0.0, value - row.most, row.least - value});
    cost[row.limit] = std::max(cost[row.limit], row.violation_cost * by);
    if (row.violation_cost == 0.0) out.allowed &= by <= 1e-6 * scale;
  }
  for (const auto& [limit, usd] : cost) out.objective_usd -= usd;
  return out;
}

double relative_difference(double a, double b) {
  return std::abs(a - b) / std::max({1.0, std::abs(a), std::abs(b)});
}

}  // namespace offtake::testing
