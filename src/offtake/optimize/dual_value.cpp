#include "offtake/optimize/dual_value.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"

namespace offtake {
namespace {

void add(DualValue& sum, double dual, double least, double most, double primal, double scale) {
  if (dual == 0.0) return;
  const double at = dual > 0.0 ? least : most;
  if (!std::isfinite(at)) sum.violation = std::max(sum.violation, std::abs(dual) / scale);
  const double term = dual * (std::isfinite(at) ? at : primal);
  sum.value += term;
  sum.size += std::abs(term);
}

}  // namespace

DualValue dual_value(const LinearProgram& p, const std::vector<double>& x,
                     const std::vector<double>& row_dual, double scale) {
  OFFTAKE_CHECK(!p.maximize && row_dual.size() == p.rows() && x.size() == p.columns(),
                fmt::format("{} duals of {} rows", row_dual.size(), p.rows()));
  DualValue sum{p.offset, 0.0, std::abs(p.offset)};
  std::vector<double> reduced = p.cost;
  for (std::size_t i = 0; i < p.rows(); ++i) {
    double activity = 0.0;
    for (auto e = std::size_t(p.start[i]); e < std::size_t(p.start[i + 1]); ++e) {
      const auto j = std::size_t(p.column[e]);
      activity += p.value[e] * x[j];
      reduced[j] -= row_dual[i] * p.value[e];
    }
    add(sum, row_dual[i], p.row_lower[i], p.row_upper[i], activity, scale);
  }
  for (std::size_t j = 0; j < p.columns(); ++j) {
    add(sum, reduced[j], p.lower[j], p.upper[j], x[j], 1.0 + std::abs(p.cost[j]));
  }
  return sum;
}

}  // namespace offtake
