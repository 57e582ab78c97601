#include "offtake/plan/comparisons.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/parallel.h"
#include "offtake/simulate/statistics.h"

namespace offtake {
namespace {

Result<Valued> value_of(PlanOracle& oracle, const std::vector<double>& x, const Risk& risk) {
  std::vector<double> value;
  if (Status done = oracle.values(x, value); !done) return done.errors();
  return valued(value, risk);
}

// A plan of the same kind in other columns; quiet, and never resumed from the main one's cuts.
Result<BundleResult> plan_in(PlanOracle& oracle, const PlanDomain& domain, const Risk& risk,
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

// The columns of one cell everywhere, and where each of the plan's own columns finds its value.
struct OneCell {
  Columns columns;
  PlanDomain domain;
  std::vector<std::size_t> column_of;  // [column of the plan]
};
OneCell one_cell(const Futures& futures, const PlanOptions& options, const PlanResult& of) {
  OneCell out;
  CellOptions cells;
  cells.cells = 1;
  cells.epoch_months = options.epoch_months.value_or(of.model.planner.epoch_months);
  cells.paths = options.paths;
  cells.threads = options.threads;
  out.columns = make_columns(of.model, futures, cells);
  const auto sequences =
      cell_sequences(out.columns, of.model.clock, futures, options.paths, options.threads);
  out.domain = make_domain(of.model, of.signed_already, out.columns, sequences);
  for (const PlanColumn& c : of.columns.columns) out.column_of.push_back(std::size_t(c.slot));
  return out;
}

std::vector<double> spread(const OneCell& one, const std::vector<double>& x) {
  std::vector<double> out;
  for (const std::size_t column : one.column_of) out.push_back(x[column]);
  return out;
}

Status compare_one_cell(const Futures& futures, PlanOracle& oracle, const PlanOptions& options,
                        PlanResult& out) {
  const OneCell one = one_cell(futures, options, out);
  PathValuesOptions paths{options.paths, 0, options.threads, options.memory_bytes};
  PlanOracle same(out.model, one.columns, out.signed_already, futures, paths);
  Result<BundleResult> steady = plan_in(same, one.domain, out.risk, options);
  if (!steady) return steady.errors();
  if (cut_short(*steady)) return ok_status();
  out.here_and_now = Valued{steady->best.mean, steady->best.cvar, steady->best.value};
  paths.mean_path = true;
  PlanOracle mean(out.model, one.columns, out.signed_already, futures, paths);
  Result<BundleResult> expected = plan_in(mean, one.domain, out.risk, options);
  if (!expected) return expected.errors();
  if (cut_short(*expected)) return ok_status();
  Result<Valued> played = value_of(oracle, spread(one, expected->x), out.risk);
  if (!played) return played.errors();
  out.expected_value = *played;
  return ok_status();
}

// Each of the first paths planned as if it were known, spread over the threads.
Status compare_perfect(const Futures& futures, const PlanOptions& options,
                       const std::vector<double>& planned, PlanResult& out) {
  const OneCell one = one_cell(futures, options, out);
  const std::int64_t paths = std::min(options.perfect_paths, options.paths);
  std::vector<double> gain(std::size_t(paths), 0.0);
  std::vector<Diagnostics> faults(std::size_t(paths), Diagnostics{});
  PlanOptions each = options;
  each.method.gap = std::max(options.method.gap, 1e-3);
  each.method.continuous = true;  // a bound is asked for, and this one is
  const auto plan_path = [&](std::int64_t i) {
    PathValuesOptions single{1, 0, 1, 0.0};
    single.only_path = i;
    PlanOracle oracle(out.model, one.columns, out.signed_already, futures, single);
    const PlanDomain domain = make_domain(out.model, out.signed_already, one.columns,
                                          {std::vector<int>(one.columns.epochs.size(), 0)});
    Result<BundleResult> best = plan_in(oracle, domain, Risk{}, each);
    if (!best) faults[std::size_t(i)] = best.errors();
    if (best) gain[std::size_t(i)] = best->bound - planned[std::size_t(i)];
  };
  if (!for_each_block(paths, options.threads, plan_path, options.method.stop)) return ok_status();
  for (const Diagnostics& fault : faults) {
    if (!fault.empty()) return fault;
  }
  out.perfect = PlanResult::Perfect{paths, estimate(gain.data(), paths, {})};
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

Status compare(const Futures& futures, PlanOracle& oracle, const PlanDomain& domain,
               const PlanOptions& options, PlanResult& out) {
  std::vector<double> planned;
  if (Status done = oracle.values(out.method.x, planned); !done) return done;
  Result<Valued> nothing = value_of(oracle, domain.domain.lower, out.risk);
  if (!nothing) return nothing.errors();
  out.nothing = *nothing;
  out.agreements_alone = *nothing;
  if (!out.signed_already.signings.empty()) {
    PathValuesOptions paths{options.paths, 0, options.threads, options.memory_bytes};
    PlanOracle alone(out.model, out.columns, {}, futures, paths);
    Result<Valued> value = value_of(alone, domain.domain.lower, out.risk);
    if (!value) return value.errors();
    out.agreements_alone = *value;
  }
  out.compared = true;
  if (!options.comparisons || cut_short(out.method)) return ok_status();
  if (Status done = compare_one_cell(futures, oracle, options, out); !done) return done;
  if (options.perfect_paths <= 0) return ok_status();
  return compare_perfect(futures, options, planned, out);
}

}  // namespace offtake
