// What a planning method knows of a problem under uncertainty: the value of a point x in every
// scenario, and the slope of any weighted sum of them. It knows no contract.
//
//   maximize  F(x) = mean · E[V(x)] + tail_weight · CVaR_tail[V(x)]   over x in a Domain    (1)
//
// CVaR_tail is the mean of the worst `tail` of the scenarios, the one at the edge counted in
// proportion. F is concave where every V_i is.
#pragma once

#include <cstddef>
#include <vector>

#include "offtake/base/result.h"

namespace offtake {

class Oracle {
 public:
  virtual ~Oracle() = default;
  virtual std::size_t columns() const = 0;
  virtual const std::vector<double>& probability() const = 0;  // [scenario]
  // V_i(x) of every scenario; may keep what slope() needs.
  virtual Status values(const std::vector<double>& x, std::vector<double>& value) = 0;
  // Σ_i weight_i · ∂V_i/∂x_j [column] at the x of the last values().
  virtual Status slope(const std::vector<double>& weight, std::vector<double>& out) = 0;
};

struct Risk {
  double mean_weight = 1.0;
  double tail_weight = 0.0;
  double tail = 0.10;
};

struct Evaluation {
  std::vector<double> x;      // [column]
  double value = 0.0;         // F(x)
  double mean = 0.0;          // E[V]
  double cvar = 0.0;          // CVaR_tail[V]
  std::vector<double> slope;  // [column], of F: F(y) ≤ value + slope·(y − x)
};

// E and CVaR of scenario values, and each scenario's weight in the slope of F (1).
struct RiskWeights {
  double mean = 0.0, cvar = 0.0;
  std::vector<double> weight;  // [scenario]
};
RiskWeights risk_weights(const std::vector<double>& value, const std::vector<double>& probability,
                         const Risk& risk);

Result<Evaluation> evaluate(Oracle& oracle, const Risk& risk, const std::vector<double>& x);

}  // namespace offtake
