#include "offtake/optimize/cuts.h"

#include <algorithm>
#include <cmath>

namespace offtake {
namespace {

double relative_violation(const Evaluation& cut, const Evaluation& point) {
  double above = point.value - cut.value;
  double scale = std::max({1.0, std::abs(cut.value), std::abs(point.value)});
  double terms = 0.0;
  for (std::size_t j = 0; j < cut.x.size(); ++j) {
    const double term = cut.slope[j] * (point.x[j] - cut.x[j]);
    above -= term;
    terms += std::abs(term);
  }
  return above / std::max(scale, terms);
}

}  // namespace

double cut_value(const Evaluation& cut, const std::vector<double>& x) {
  double sum = cut.value;
  for (std::size_t j = 0; j < x.size(); ++j) sum += cut.slope[j] * (x[j] - cut.x[j]);
  return sum;
}

void CutPool::add(Evaluation evaluation) {
  for (const Evaluation& old : all_) {
    worst_ = std::max(
        {worst_, relative_violation(old, evaluation), relative_violation(evaluation, old)});
  }
  all_.push_back(std::move(evaluation));
}

CutPool::Lowest CutPool::lowest(const std::vector<double>& x) const {
  Lowest out{kInfinity, 0};
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const double value = cut_value(all_[i], x);
    if (value < out.value) out = {value, i};
  }
  return out;
}

}  // namespace offtake
