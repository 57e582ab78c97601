#include "offtake/optimize/rows.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace offtake {

double activity(const DomainRow& row, const std::vector<double>& x) {
  double sum = 0.0;
  for (const LinearProgram::Entry& e : row.entries) sum += e.value * x[std::size_t(e.column)];
  return sum;
}

double violation(const DomainRow& row, double activity) {
  return std::max({row.least - activity, activity - row.most, 0.0});
}

double reach(const Domain& domain, std::size_t column) {
  const double most = std::max(std::abs(domain.lower[column]), std::abs(domain.upper[column]));
  return most > 0.0 ? most : 1.0;
}

RowPool::RowPool(const Domain& domain, Separator* separator)
    : domain_(domain), separator_(separator), given_(domain.rows.size()) {
  for (const DomainRow& row : domain.rows) add(row);
}

void RowPool::add(DomainRow row) {
  double size = 0.0;
  for (const LinearProgram::Entry& e : row.entries) {
    size = std::max(size, std::abs(e.value) * reach(domain_, std::size_t(e.column)));
  }
  if (std::isfinite(row.least)) size = std::max(size, std::abs(row.least));
  if (std::isfinite(row.most)) size = std::max(size, std::abs(row.most));
  size_.push_back(size > 0.0 ? size : 1.0);
  const auto sibling = std::find_if(rows_.begin(), rows_.end(), [&](const DomainRow& old) {
    return row.limit >= 0 && old.limit == row.limit;
  });
  first_.push_back(std::size_t(sibling - rows_.begin()));
  rows_.push_back(std::move(row));
}

bool RowPool::separate(const std::vector<double>& x) {
  if (!separator_) return false;
  const std::size_t before = rows_.size();
  for (DomainRow& row : separator_->violated(x)) {
    // An elastic row may be violated at will, and is given again.
    if (std::find(rows_.begin(), rows_.end(), row) == rows_.end()) add(std::move(row));
  }
  return rows_.size() > before;
}

double RowPool::penalty(const std::vector<double>& x) const {
  std::vector<double> cost(rows_.size(), 0.0);  // [first row of a limit]
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    if (rows_[r].violation_cost == 0.0) continue;
    const double own = rows_[r].violation_cost * violation(rows_[r], activity(rows_[r], x));
    cost[first_[r]] = std::max(cost[first_[r]], own);
  }
  return std::accumulate(cost.begin(), cost.end(), 0.0);
}

bool RowPool::feasible(const std::vector<double>& x) const {
  for (std::size_t j = 0; j < x.size(); ++j) {
    if (!(x[j] >= domain_.lower[j] && x[j] <= domain_.upper[j])) return false;
  }
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    const bool hard = rows_[r].violation_cost == 0.0;
    if (hard && !(violation(rows_[r], activity(rows_[r], x)) <= kRowTolerance * size_[r])) {
      return false;
    }
  }
  return true;
}

std::vector<double> RowPool::pull(const std::vector<double>& x,
                                  const std::vector<double>& inside) const {
  // To the row itself: a point beyond it, within the tolerance, may pass the bound.
  double share = 1.0;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    const DomainRow& row = rows_[r];
    if (row.violation_cost > 0.0) continue;
    const double there = activity(row, x), here = activity(row, inside);
    const double slack = kRowTolerance * size_[r] / 2;
    if (there > row.most + slack) {
      share = std::min(share, std::max(row.most - here, 0.0) / (there - here));
    } else if (there < row.least - slack) {
      share = std::min(share, std::max(here - row.least, 0.0) / (here - there));
    }
  }
  std::vector<double> out(x.size());
  for (std::size_t j = 0; j < x.size(); ++j) {
    const double to = std::clamp(x[j], domain_.lower[j], domain_.upper[j]);
    out[j] = share >= 1.0 ? to : inside[j] + share * (to - inside[j]);
  }
  return out;
}

}  // namespace offtake
