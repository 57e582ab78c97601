#include "offtake/program/linear_program.h"

#include <algorithm>
#include <cmath>

namespace offtake {
namespace {

Diagnostic broken(std::string what) {
  Diagnostic d;
  d.code = "E0950";
  d.what = std::move(what);
  d.mend = "this is a fault of the program that wrote it";
  return d;
}

bool any_nan(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [](double v) { return std::isnan(v); });
}

double outside(double value, double least, double most) {
  if (!std::isfinite(value)) return kInfinity;
  const double under = std::isfinite(least) ? (least - value) / (1.0 + std::abs(least)) : 0.0;
  const double over = std::isfinite(most) ? (value - most) / (1.0 + std::abs(most)) : 0.0;
  return std::max({under, over, 0.0});
}

}  // namespace

bool LinearProgram::has_whole() const {
  return std::any_of(integer.begin(), integer.end(), [](char whole) { return whole != 0; });
}

int LinearProgram::add_column(double cost_per_unit, double least, double most, bool whole) {
  cost.push_back(cost_per_unit);
  lower.push_back(least);
  upper.push_back(most);
  if (whole || !integer.empty()) {
    integer.resize(cost.size(), 0);
    integer.back() = whole;
  }
  return static_cast<int>(cost.size()) - 1;
}

int LinearProgram::add_row(double least, double most, const std::vector<Entry>& entries) {
  row_lower.push_back(least);
  row_upper.push_back(most);
  for (const Entry& e : entries) {
    column.push_back(e.column);
    value.push_back(e.value);
  }
  start.push_back(static_cast<std::int64_t>(column.size()));
  return static_cast<int>(row_lower.size()) - 1;
}

void LinearProgram::delete_rows(const std::vector<int>& rows) {
  std::size_t kept_entries = 0, next = 0;
  std::vector<std::int64_t> kept_start{0};
  for (std::size_t i = 0; i < row_lower.size(); ++i) {
    if (next < rows.size() && std::size_t(rows[next]) == i) {
      ++next;
      continue;
    }
    for (auto e = std::size_t(start[i]); e < std::size_t(start[i + 1]); ++e, ++kept_entries) {
      column[kept_entries] = column[e];
      value[kept_entries] = value[e];
    }
    kept_start.push_back(static_cast<std::int64_t>(kept_entries));
  }
  start = std::move(kept_start);
  column.resize(kept_entries);
  value.resize(kept_entries);
  for (auto* all : {&row_lower, &row_upper}) erase_indices(*all, rows);
  erase_indices(row_names, rows);
}

Status validate(const LinearProgram& p) {
  const std::size_t n = p.columns(), m = p.rows();
  if (p.lower.size() != n || p.upper.size() != n || (!p.integer.empty() && p.integer.size() != n)) {
    return broken("columns have cost, bounds and kinds of different numbers");
  }
  if (p.row_upper.size() != m || p.start.size() != m + 1 || p.column.size() != p.value.size() ||
      p.start.back() != static_cast<std::int64_t>(p.column.size())) {
    return broken("rows and entries do not fit together");
  }
  for (const auto* all : {&p.cost, &p.lower, &p.upper, &p.row_lower, &p.row_upper, &p.value}) {
    if (any_nan(*all)) return broken("a coefficient is not a number");
  }
  for (std::size_t j = 0; j < n; ++j) {
    if (!std::isfinite(p.cost[j])) return broken("a cost is infinite");
    if (p.lower[j] > p.upper[j]) return broken("a column's bounds are crossed");
  }
  for (std::size_t i = 0; i < m; ++i) {
    if (p.row_lower[i] > p.row_upper[i]) return broken("a row's bounds are crossed");
    if (p.start[i] > p.start[i + 1]) return broken("the rows' starts do not rise");
  }
  for (std::size_t e = 0; e < p.column.size(); ++e) {
    if (p.column[e] < 0 || std::size_t(p.column[e]) >= n) return broken("an entry names no column");
    if (!std::isfinite(p.value[e])) return broken("an entry is infinite");
  }
  return ok_status();
}

double objective(const LinearProgram& p, const std::vector<double>& x) {
  double sum = p.offset;
  for (std::size_t j = 0; j < x.size(); ++j) sum += p.cost[j] * x[j];
  return sum;
}

double infeasibility(const LinearProgram& p, const std::vector<double>& x) {
  double worst = 0.0;
  for (std::size_t j = 0; j < x.size(); ++j) {
    worst = std::max(worst, outside(x[j], p.lower[j], p.upper[j]));
    if (p.is_whole(j)) worst = std::max(worst, std::abs(x[j] - std::round(x[j])));
  }
  for (std::size_t i = 0; i < p.rows(); ++i) {
    double sum = 0.0;
    for (auto e = std::size_t(p.start[i]); e < std::size_t(p.start[i + 1]); ++e) {
      sum += p.value[e] * x[std::size_t(p.column[e])];
    }
    worst = std::max(worst, outside(sum, p.row_lower[i], p.row_upper[i]));
  }
  return worst;
}

}  // namespace offtake
