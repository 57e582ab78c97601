// The rows of a Domain and those a Separator added to them: which points satisfy them, what elastic
// ones cost.
#pragma once

#include <vector>

#include "offtake/optimize/domain.h"

namespace offtake {

class RowPool {
 public:
  RowPool(const Domain& domain, Separator* separator);

  const std::vector<DomainRow>& all() const { return rows_; }  // the Domain's first
  std::size_t given() const { return given_; }                 // how many are the Domain's
  Separator* separator() const { return separator_; }
  // Asks the Separator about x and takes in what is new; true if there was any.
  bool separate(const std::vector<double>& x);
  // Σ violation cost · violation over the elastic limits, of each the most violated row's.
  double penalty(const std::vector<double>& x) const;
  // Bounds, and every row that must hold within kRowTolerance of its size().
  bool feasible(const std::vector<double>& x) const;
  // The last point on the way from `inside`, which is feasible, to x that is feasible too.
  std::vector<double> pull(const std::vector<double>& x, const std::vector<double>& inside) const;
  // Largest |entry · bound of its column|, at least the row's own bounds: its unit.
  double size(std::size_t row) const { return size_[row]; }
  // The first row of its limit.
  std::size_t first_of_limit(std::size_t row) const { return first_[row]; }

 private:
  void add(DomainRow row);
  const Domain& domain_;
  Separator* separator_;
  std::size_t given_;
  std::vector<DomainRow> rows_;
  std::vector<double> size_;
  std::vector<std::size_t> first_;
};

// What the LP solver's own tolerance lets through.
inline constexpr double kRowTolerance = 1e-6;

double activity(const DomainRow& row, const std::vector<double>& x);
// By how much the activity is beyond the row's bounds.
double violation(const DomainRow& row, double activity);
// The reach of a column: max(|lower|, |upper|), or 1 where both are 0.
double reach(const Domain& domain, std::size_t column);

}  // namespace offtake
