#include "offtake/optimize/rows.h"

#include <algorithm>
#include <cmath>

namespace offtake {
namespace {

bool same(const DomainRow& a, const DomainRow& b) {
  const auto equal = [](const LinearProgram::Entry& p, const LinearProgram::Entry& q) {
    return p.column == q.column && p.value == q.value;
  };
  return a.least == b.least && a.most == b.most && a.violation_cost == b.violation_cost &&
         std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(), equal);
}

double violation(const DomainRow& row, double value) {
  return std::max({row.least - value, value - row.most, 0.0});
}

}  // namespace

double activity(const DomainRow& row, const std::vector<double>& x) {
  double sum = 0.0;
  for (const LinearProgram::Entry& e : row.entries) sum += e.value * x[std::size_t(e.column)];
  return sum;
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
  rows_.push_back(std::move(row));
}

bool RowPool::separate(const std::vector<double>& x) {
  if (!separator_) return false;
  const std::size_t before = rows_.size();
  for (DomainRow& row : separator_->violated(x)) {
    // An elastic row may be violated at will, and is given again.
    const auto known = [&](const DomainRow& old) { return same(old, row); };
    if (std::none_of(rows_.begin(), rows_.end(), known)) add(std::move(row));
  }
  return rows_.size() > before;
}

double RowPool::penalty(const std::vector<double>& x) const {
  double sum = 0.0;
  for (const DomainRow& row : rows_) {
    if (row.violation_cost > 0.0) sum += row.violation_cost * violation(row, activity(row, x));
  }
  return sum;
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
  double share = 1.0;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    const DomainRow& row = rows_[r];
    if (row.violation_cost > 0.0) continue;
    const double there = activity(row, x), here = activity(row, inside);
    const double slack = kRowTolerance * size_[r] / 2;
    if (there > row.most + slack) {
      share = std::min(share, std::max(row.most + slack - here, 0.0) / (there - here));
    } else if (there < row.least - slack) {
      share = std::min(share, std::max(here - row.least + slack, 0.0) / (here - there));
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
