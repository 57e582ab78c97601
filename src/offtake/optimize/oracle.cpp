#include "offtake/optimize/oracle.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace offtake {

RiskWeights risk_weights(const std::vector<double>& value, const std::vector<double>& probability,
                         const Risk& risk) {
  RiskWeights out;
  out.weight.resize(value.size());
  double total = 0.0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    out.weight[i] = risk.mean_weight * probability[i];
    out.mean += probability[i] * value[i];
    total += probability[i];
  }
  std::vector<std::size_t> order(value.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto worse = [&](std::size_t a, std::size_t b) {
    return value[a] != value[b] ? value[a] < value[b] : a < b;
  };
  // Only the tail need be in order.
  const auto most = std::min(
      order.size(), static_cast<std::size_t>(std::ceil(risk.tail * double(order.size()))) + 1);
  const bool equal = std::all_of(probability.begin(), probability.end(),
                                 [&](double p) { return p == probability.front(); });
  const auto edge = order.begin() + static_cast<std::ptrdiff_t>(equal ? most : order.size());
  std::partial_sort(order.begin(), edge, order.end(), worse);
  double left = risk.tail * total;
  for (auto at = order.begin(); at != edge && left > 0.0; ++at) {
    const double taken = std::min(left, probability[*at]);
    left -= taken;
    out.cvar += taken * value[*at] / risk.tail;
    out.weight[*at] += risk.tail_weight * taken / risk.tail;
  }
  return out;
}

Result<Evaluation> evaluate(Oracle& oracle, const Risk& risk, const std::vector<double>& x) {
  std::vector<double> value;
  if (Status done = oracle.values(x, value); !done) return done.errors();
  const RiskWeights weights = risk_weights(value, oracle.probability(), risk);
  Evaluation e;
  e.x = x;
  e.mean = weights.mean;
  e.cvar = weights.cvar;
  e.value = risk.mean_weight * e.mean + risk.tail_weight * e.cvar;
  if (Status done = oracle.slope(weights.weight, e.slope); !done) return done.errors();
  return e;
}

}  // namespace offtake
