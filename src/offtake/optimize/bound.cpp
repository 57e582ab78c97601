#include "offtake/optimize/bound.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace offtake {
namespace {

std::vector<double> fitting_weights(std::size_t cuts, const std::vector<double>& weight) {
  std::vector<double> out(cuts, 0.0);
  double sum = 0.0;
  for (std::size_t i = 0; i < std::min(cuts, weight.size()); ++i) {
    if (weight[i] > 0.0 && std::isfinite(weight[i])) sum += out[i] = weight[i];
  }
  if (!(sum > 1e-100 && std::isfinite(sum))) {
    std::fill(out.begin(), out.end(), 0.0);
    out.front() = sum = 1.0;
  }
  for (double& w : out) w /= sum;
  return out;
}

std::vector<double> fitting_duals(const std::vector<DomainRow>& rows,
                                  const std::vector<double>& dual) {
  std::vector<double> y(std::min(rows.size(), dual.size()), 0.0);
  std::map<int, double> of_limit;  // Σ |y| of its rows
  for (std::size_t r = 0; r < y.size(); ++r) {
    const double cost = rows[r].violation_cost;
    if (!std::isfinite(dual[r])) continue;
    y[r] = cost > 0.0 ? std::clamp(dual[r], -cost, cost) : dual[r];
    if (!std::isfinite(y[r] > 0.0 ? rows[r].most : rows[r].least)) y[r] = 0.0;
    if (cost > 0.0 && rows[r].limit >= 0) of_limit[rows[r].limit] += std::abs(y[r]);
  }
  constexpr double kUnder = 1.0 - 1e-12;  // more than the roundings of the sum
  for (std::size_t r = 0; r < y.size(); ++r) {
    const auto sum = of_limit.find(rows[r].limit);
    if (sum == of_limit.end() || sum->second <= kUnder * rows[r].violation_cost) continue;
    y[r] *= kUnder * rows[r].violation_cost / sum->second;
  }
  return y;
}

}  // namespace

double safe_bound(const BoundProblem& p, const std::vector<double>& weight,
                  const std::vector<double>& row_dual, const std::vector<double>& centre) {
  const std::size_t n = p.lower.size();
  double bound = 0.0, terms = 0.0, roundings = 16.0 + double(p.cuts.size());
  std::vector<double> d(n, 0.0), d_terms(n, 0.0);
  const auto add = [&](double term) {
    bound += term;
    terms += std::abs(term);
    roundings += 1.0;
  };
  const std::vector<double> lambda = fitting_weights(p.cuts.size(), weight);
  for (std::size_t i = 0; i < p.cuts.size(); ++i) {
    if (lambda[i] == 0.0) continue;
    const Evaluation& cut = p.cuts[i];
    add(lambda[i] * cut.value);
    for (std::size_t j = 0; j < n; ++j) {
      const double g = lambda[i] * cut.slope[j];
      add(g * (centre[j] - cut.x[j]));
      d[j] += g;
      d_terms[j] += std::abs(g);
    }
  }
  const std::vector<double> duals = fitting_duals(p.rows, row_dual);
  for (std::size_t r = 0; r < duals.size(); ++r) {
    const double y = duals[r];
    if (y == 0.0) continue;
    add(y * (y > 0.0 ? p.rows[r].most : p.rows[r].least));
    for (const LinearProgram::Entry& e : p.rows[r].entries) {
      const auto j = std::size_t(e.column);
      const double a = y * e.value;
      add(-a * centre[j]);
      d[j] -= a;
      d_terms[j] += std::abs(a);
    }
  }
  for (std::size_t j = 0; j < n; ++j) {
    const double down = p.lower[j] - centre[j], up = p.upper[j] - centre[j];
    add(std::max(d[j] * down, d[j] * up));
    terms += d_terms[j] * std::max(std::abs(down), std::abs(up));
  }
  const double nu = 0x1p-53 * roundings;
  return bound + 2.0 * nu / (1.0 - nu) * terms;
}

}  // namespace offtake
