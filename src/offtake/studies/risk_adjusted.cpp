#include "offtake/studies/risk_adjusted.h"

#include <algorithm>

#include "offtake/plan/comparisons.h"
#include "offtake/simulate/statistics.h"

namespace offtake {

std::vector<double> influence(const std::vector<double>& value, const Risk& risk) {
  const double q = quantile(value, risk.tail);
  std::vector<double> out;
  out.reserve(value.size());
  for (const double v : value) {
    out.push_back(risk.mean_weight * v + risk.tail_weight * (q + std::min(v - q, 0.0) / risk.tail));
  }
  return out;
}

Estimate risk_adjusted_difference(const std::vector<double>& a, const std::vector<double>& b,
                                  const Risk& risk, const FuturesOptions& futures) {
  Estimate out = paired_difference(influence(a, risk), influence(b, risk), futures);
  out.mean = valued(a, risk).objective_usd - valued(b, risk).objective_usd;
  return out;
}

}  // namespace offtake
