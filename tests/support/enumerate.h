// The truth about a small mixed-integer program: all its whole points are tried, and for each the
// best of at most one continuous column.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "offtake/program/linear_program.h"

namespace offtake {

// The best objective, nothing if there is no point. Columns have finite bounds.
class Enumeration {
 public:
  explicit Enumeration(const LinearProgram& program) : p_(program), x_(program.columns(), 0.0) {}

  std::optional<double> best() {
    best_.reset();
    try_from(0);
    return best_;
  }

 private:
  static constexpr double kSlack = 1e-9;  // programs have halves and small whole numbers

  void try_from(std::size_t j) {
    if (j == x_.size()) {
      try_continuous();
    } else if (!p_.is_whole(j)) {
      free_ = j;
      x_[j] = 0.0;
      try_from(j + 1);
    } else {
      for (double v = std::ceil(p_.lower[j]); v <= p_.upper[j]; ++v) {
        x_[j] = v;
        try_from(j + 1);
      }
    }
  }

  // Each row leaves an interval for the continuous column; the best is at one of its ends.
  void try_continuous() {
    double least = 0.0, most = 0.0;
    if (free_) {
      least = p_.lower[*free_];
      most = p_.upper[*free_];
    }
    for (std::size_t i = 0; i < p_.rows(); ++i) {
      double fixed = 0.0, factor = 0.0;
      for (auto e = std::size_t(p_.start[i]); e < std::size_t(p_.start[i + 1]); ++e) {
        const auto j = std::size_t(p_.column[e]);
        (free_ == j ? factor : fixed) += free_ == j ? p_.value[e] : p_.value[e] * x_[j];
      }
      const double under = p_.row_lower[i] - fixed, over = p_.row_upper[i] - fixed;
      if (factor == 0.0) {
        if (under > kSlack || over < -kSlack) return;
        continue;
      }
      least = std::max(least, (factor > 0 ? under : over) / factor);
      most = std::min(most, (factor > 0 ? over : under) / factor);
    }
    if (least > most + kSlack) return;
    std::vector<double> at = x_;
    for (const double v : {least, most}) {
      if (free_) at[*free_] = v;
      const double value = objective(p_, at);
      if (!best_ || (p_.maximize ? value > *best_ : value < *best_)) best_ = value;
    }
  }

  const LinearProgram& p_;
  std::vector<double> x_;
  std::optional<std::size_t> free_;
  std::optional<double> best_;
};

}  // namespace offtake
