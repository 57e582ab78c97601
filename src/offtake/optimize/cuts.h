// Every evaluation so far, each of them a cut: F(x) ≤ F_i + slope_i·(x − x_i)                  (1)
// holds for all x if F is concave. Whether it does is checked, between every two of them.
#pragma once

#include <vector>

#include "offtake/optimize/oracle.h"
#include "offtake/program/linear_program.h"

namespace offtake {

double cut_value(const Evaluation& cut, const std::vector<double>& x);

class CutPool {
 public:
  // Compares the new one with all before it, both ways.
  void add(Evaluation evaluation);
  const std::vector<Evaluation>& all() const { return all_; }
  const Evaluation& operator[](std::size_t i) const { return all_[i]; }
  std::size_t size() const { return all_.size(); }
  // min_i (1) at x, and which.
  struct Lowest {
    double value;
    std::size_t cut;
  };
  Lowest lowest(const std::vector<double>& x) const;

  // Largest F(x_j) − (F_i + slope_i·(x_j − x_i)), relative to the largest term of it and 1.
  double worst_violation() const { return worst_; }
  bool verified() const { return worst_ <= kCutTolerance; }

  static constexpr double kCutTolerance = 1e-9;

 private:
  std::vector<Evaluation> all_;
  double worst_ = 0.0;
};

}  // namespace offtake
