#include "offtake/plan/comparisons.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/parallel.h"
#include "offtake/plan/plan_oracle.h"
#include "offtake/plan/team_oracle.h"
#include "offtake/simulate/statistics.h"

namespace offtake {
namespace {

Result<Valued> value_of(Oracle& oracle, const std::vector<double>& x, const Risk& risk) {
  std::vector<double> value;
  if (Status done = oracle.values(x, value); !done) return done.errors();
  return valued(value, risk);
}

// A plan of the same kind in other columns; quiet, and never resumed from the main one's cuts.
Result<BundleResult> plan_in(Oracle& oracle, const PlanDomain& domain, const Risk& risk,
                             const PlanOptions& options) {
  BundleOptions method = options.method;
  method.known.clear();
  method.keep = {};
  method.progress = {};
  return maximize(oracle, risk, domain.domain, domain.separator.get(), highs_solver(), method);
}

// A plan that was cut short says nothing of what is lost by planning so.
bool cut_short(const BundleResult& method) {
  return method.end == BundleEnd::stopped || method.end == BundleEnd::time;
}

// The domain of columns of one cell everywhere.
PlanDomain one_cell_domain(const PlanProblem& problem, const Columns& columns) {
  return make_domain(problem.model, problem.signed_already, columns,
                     {std::vector<int>(columns.epochs.size(), 0)});
}

// Each of the plan's own columns at the value of its slot.
std::vector<double> spread(const PlanProblem& problem, const std::vector<double>& x) {
  std::vector<double> out;
  for (const PlanColumn& c : problem.columns.columns) out.push_back(x[std::size_t(c.slot)]);
  return out;
}

Status compare_one_cell(const PlanProblem& problem, PlanTeam& team, Oracle& oracle,
                        const PlanOptions& options, PlanResult& out) {
  const Columns columns = one_cell_columns(problem, options);
  const PlanDomain domain = one_cell_domain(problem, columns);
  TeamOracle same(team, Decisions::one_cell, {options.paths, columns.columns.size()});
  Result<BundleResult> steady = plan_in(same, domain, out.risk, options);
  if (!steady) return steady.errors();
  if (cut_short(*steady)) return ok_status();
  out.here_and_now = Valued{steady->best.mean, steady->best.cvar, steady->best.value};
  PathValuesOptions paths{options.paths, 0, options.threads, options.memory_bytes};
  paths.mean_path = true;
  PlanOracle mean(problem.model, columns, problem.signed_already, problem.futures, paths);
  Result<BundleResult> expected = plan_in(mean, domain, out.risk, options);
  if (!expected) return expected.errors();
  if (cut_short(*expected)) return ok_status();
  Result<Valued> played = value_of(oracle, spread(problem, expected->x), out.risk);
  if (!played) return played.errors();
  out.expected_value = *played;
  return ok_status();
}

// Each of the first paths planned as if it were known.
Status compare_perfect(PlanTeam& team, const PlanOptions& options,
                       const std::vector<double>& planned, PlanResult& out) {
  const std::int64_t paths = std::min(options.perfect_paths, options.paths);
  Result<std::vector<double>> gain =
      team.ask({TeamRequest::Kind::perfect, Decisions::one_cell, {0.0, double(paths)}});
  if (!gain) return gain.errors();
  if (std::int64_t(gain->size()) < paths) return ok_status();  // stopped
  for (std::size_t i = 0; i < gain->size(); ++i) (*gain)[i] -= planned[i];
  out.perfect = PlanResult::Perfect{paths, estimate(gain->data(), paths, {})};
  return ok_status();
}

}  // namespace

std::vector<double> risk_adjusted_paths(const std::vector<double>& value, const Risk& risk) {
  std::vector<double> sorted = value;
  const double edge = std::ceil(risk.tail * double(value.size()) - 1e-9) - 1.0;
  const auto at = sorted.begin() + std::ptrdiff_t(std::max(0.0, edge));
  std::nth_element(sorted.begin(), at, sorted.end());
  const double q = *at;
  std::vector<double> out;
  out.reserve(value.size());
  for (const double v : value) {
    out.push_back(risk.mean_weight * v + risk.tail_weight * (q - std::max(0.0, q - v) / risk.tail));
  }
  return out;
}

Columns one_cell_columns(const PlanProblem& problem, const PlanOptions& options) {
  CellOptions cells;
  cells.cells = 1;
  cells.epoch_months = options.epoch_months.value_or(problem.model.planner.epoch_months);
  cells.paths = options.paths;
  cells.threads = options.threads;
  return make_columns(problem.model, problem.futures, cells);
}

Result<std::vector<double>> perfect_bounds(const PlanProblem& problem, const PlanOptions& options,
                                           std::int64_t first, std::int64_t last) {
  const Columns columns = one_cell_columns(problem, options);
  std::vector<double> bound(std::size_t(last - first), 0.0);
  std::vector<Diagnostics> faults(bound.size(), Diagnostics{});
  PlanOptions each = options;
  each.method.gap = std::max(options.method.gap, 1e-3);
  each.method.continuous = true;  // a bound is asked for, and this one is
  const auto plan_path = [&](std::int64_t i) {
    PathValuesOptions single{1, 0, 1, 0.0};
    single.only_path = first + i;
    PlanOracle oracle(problem.model, columns, problem.signed_already, problem.futures, single);
    Result<BundleResult> best = plan_in(oracle, one_cell_domain(problem, columns), Risk{}, each);
    if (!best) faults[std::size_t(i)] = best.errors();
    if (best) bound[std::size_t(i)] = best->bound;
  };
  if (!for_each_block(last - first, options.threads, plan_path, options.method.stop)) {
    return std::vector<double>();
  }
  for (const Diagnostics& fault : faults) {
    if (!fault.empty()) return fault;
  }
  return bound;
}

Status compare(const PlanProblem& problem, PlanTeam& team, Oracle& oracle,
               const PlanOptions& options, PlanResult& out) {
  std::vector<double> planned;
  if (Status done = oracle.values(out.method.x, planned); !done) return done;
  const std::vector<double>& least = problem.domain.domain.lower;
  Result<Valued> nothing = value_of(oracle, least, out.risk);
  if (!nothing) return nothing.errors();
  out.nothing = *nothing;
  out.agreements_alone = *nothing;
  if (!out.signed_already.signings.empty()) {
    TeamOracle alone(team, Decisions::alone, {options.paths, oracle.columns()});
    Result<Valued> value = value_of(alone, least, out.risk);
    if (!value) return value.errors();
    out.agreements_alone = *value;
  }
  out.compared = true;
  if (!options.comparisons || cut_short(out.method)) return ok_status();
  if (Status done = compare_one_cell(problem, team, oracle, options, out); !done) return done;
  if (options.perfect_paths <= 0) return ok_status();
  return compare_perfect(team, options, planned, out);
}

}  // namespace offtake
