// The values that lots and least sizes leave a column:
//
//   x_j = 0 (where its lower bound is not above 0) or least_j ≤ x_j,   x_j = lot_j · whole number
#pragma once

#include <optional>
#include <vector>

#include "offtake/optimize/domain.h"

namespace offtake {

class Lots {
 public:
  explicit Lots(const Domain& domain);

  bool none() const { return none_; }
  double lot(std::size_t j) const { return lot_[j]; }  // 0: any size
  // Least and most size if not 0.
  double least(std::size_t j) const { return least_[j]; }
  double most(std::size_t j) const { return most_[j]; }
  bool may_be_zero(std::size_t j) const { return zero_[j]; }
  // Whether 0 stands apart from the other sizes.
  bool gated(std::size_t j) const;
  // Whether the column has no value at all.
  bool empty(std::size_t j) const { return !zero_[j] && least_[j] > most_[j]; }

  bool allowed(const std::vector<double>& x) const;
  double nearest(std::size_t j, double value) const;
  std::vector<double> nearest(const std::vector<double>& x) const;
  // The next value up or down; for a column of any size, only between 0 and its least.
  std::optional<double> above(std::size_t j, double value) const;
  std::optional<double> below(std::size_t j, double value) const;

 private:
  bool none_ = true;
  std::vector<double> lot_, least_, most_;
  std::vector<char> zero_;
};

}  // namespace offtake
