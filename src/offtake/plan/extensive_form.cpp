#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/plan/extensive.h"
#include "offtake/plan/extensive_path.h"

namespace offtake {
namespace {

using extensive::Named;
using Entry = LinearProgram::Entry;

std::string column_name(const ExtensiveProblem& problem, std::size_t column) {
  const auto& names = problem.domain.domain.names;
  return names.empty() ? problem.columns.name(problem.model, static_cast<int>(column))
                       : names[column];
}

// [oracle-4.5gw,2027Q1,high] of sign[oracle-4.5gw,2027Q1,high].
std::string without_verb(const std::string& name) {
  const std::size_t at = name.find('[');
  return at == std::string::npos ? "[" + name + "]" : name.substr(at);
}

// x, its lots and least sizes.
void add_decisions(const ExtensiveProblem& problem, bool continuous, Named& out) {
  const Domain& d = problem.domain.domain;
  const std::size_t n = d.lower.size();
  for (std::size_t j = 0; j < n; ++j) {
    out.column(column_name(problem, j), 0.0, d.lower[j], d.upper[j]);
  }
  if (continuous) return;
  for (std::size_t j = 0; j < n; ++j) {
    const int x = static_cast<int>(j);
    const std::string of = without_verb(column_name(problem, j));
    if (!d.lot.empty() && d.lot[j] > 0.0) {
      const double least = std::ceil(d.lower[j] / d.lot[j] - 1e-9);
      const double most = std::floor(d.upper[j] / d.lot[j] + 1e-9);
      const int lots = out.whole("lots" + of, least, most);
      out.row("lot" + of, 0.0, 0.0, {{x, 1.0}, {lots, -d.lot[j]}});
    }
    if (!d.least.empty() && d.least[j] > 0.0) {
      const int any = out.whole("any" + of, 0.0, 1.0);
      out.row("least" + of, 0.0, kInfinity, {{x, 1.0}, {any, -d.least[j]}});
      out.row("none" + of, -kInfinity, 0.0, {{x, 1.0}, {any, -d.upper[j]}});
    }
  }
}

}  // namespace

namespace extensive {

void add_domain_row(const DomainRow& row, Named& out) {
  // Of several sequences of cells a limit has a row each.
  std::string of = row.name;
  std::replace(of.begin(), of.end(), ' ', '_');
  const int times = ++out.limits[of];
  of = times == 1 ? fmt::format("[{}]", of) : fmt::format("[{},{}]", of, times);
  std::vector<Entry> entries = row.entries;
  const auto give_way = [&](const char* verb, double by) {
    const auto known = out.violations.find(row.limit);
    if (known != out.violations.end()) return entries.push_back({known->second, by});
    const double cost = -row.violation_cost / kUsdPerMoney;
    entries.push_back({out.column(verb + of, cost, 0.0, kInfinity), by});
    if (row.limit >= 0) out.violations[row.limit] = entries.back().column;
  };
  const bool elastic = row.violation_cost > 0.0;
  if (elastic && std::isfinite(row.least)) give_way("under", 1.0);
  if (elastic && std::isfinite(row.most)) give_way("over", -1.0);
  out.row("limit" + of, row.least, row.most, entries);
}

}  // namespace extensive

namespace {

// (1) and (7).
void add_risk(const Model& model, const std::vector<int>& value, Named& out) {
  const double n = static_cast<double>(value.size());
  const double weight = model.planner.risk_weight, tail = model.planner.risk_tail;
  for (const int v : value) out.program.cost[std::size_t(v)] = (1.0 - weight) / n;
  if (weight <= 0.0) return;
  const int eta = out.column("tail_edge", weight, -kInfinity, kInfinity);
  for (std::size_t p = 0; p < value.size(); ++p) {
    const int s =
        out.column(fmt::format("under_edge[{}]", p), -weight / (tail * n), 0.0, kInfinity);
    out.row(fmt::format("tail[{}]", p), 0.0, kInfinity, {{s, 1.0}, {value[p], 1.0}, {eta, -1.0}});
  }
}

}  // namespace

Result<ExtensiveForm> extensive_form(const ExtensiveProblem& problem,
                                     const ExtensiveOptions& options) {
  const extensive::Parts parts = extensive::parts_of(problem);
  if (Diagnostics errors = extensive::refusals(problem.model, parts); !errors.empty()) {
    return errors;
  }
  Named out;
  out.program.maximize = true;
  add_decisions(problem, options.continuous, out);
  for (const DomainRow& row : problem.domain.domain.rows) extensive::add_domain_row(row, out);

  ExtensiveForm form;
  form.columns = problem.domain.domain.lower.size();
  FuturesBlock block;
  for (std::int64_t p = 0; p < options.paths; ++p) {
    if (p % kLanes == 0) problem.futures.draw(p, block);
    const extensive::Path path{problem.model, block, static_cast<int>(p % kLanes), p};
    form.value_column.push_back(extensive::add_path(problem, parts, path, out));
  }
  add_risk(problem.model, form.value_column, out);
  form.program = std::move(out.program);
  form.limits = std::move(out.limits);
  form.violations = std::move(out.violations);
  return form;
}

}  // namespace offtake
