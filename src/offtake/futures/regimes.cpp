// Regimes: the state in which a step begins holds through it; the states at the beginnings of steps
// follow the chain exactly, by its transition matrix over one step, exp(Q·months_per_step).
#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <unsupported/Eigen/MatrixFunctions>
#include <vector>

#include "offtake/futures/sampler.h"

namespace offtake {
namespace {

// [state][state]: cumulated over the second index; the last is 1.
std::vector<double> cumulated_transitions(const Regimes& r, double months) {
  const auto n = static_cast<Eigen::Index>(r.states.size());
  Eigen::MatrixXd q = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index i = 0; i < n && n > 1; ++i) {
    const Regimes::State& state = r.states[i];
    for (Eigen::Index j = 0; j < n; ++j) {
      if (j != i) q(i, j) = state.next[j] / state.mean_months;
    }
    q(i, i) = -q.row(i).sum();
  }
  const Eigen::MatrixXd p = (q * months).exp();
  std::vector<double> cumulated;
  for (Eigen::Index i = 0; i < n; ++i) {
    double sum = 0.0, total = p.row(i).cwiseMax(0.0).sum();
    for (Eigen::Index j = 0; j < n; ++j) {
      sum += std::max(0.0, p(i, j));
      cumulated.push_back(j + 1 == n ? 1.0 : sum / total);
    }
  }
  return cumulated;
}

class RegimesSampler : public Sampler {
 public:
  RegimesSampler(const Regimes& r, const SamplerContext& context)
      : steps_(context.clock.steps),
        states_(static_cast<int>(r.states.size())),
        first_(r.first),
        cumulated_(cumulated_transitions(r, context.clock.months_per_step)) {
    const double dt = context.years_per_step();
    for (const Regimes::State& s : r.states) {
      drift_.push_back(std::log(s.growth_per_year) * dt);
      volatility_.push_back(s.volatility_per_sqrt_year * std::sqrt(dt));
    }
  }
  Shocks shocks() const override { return Shocks::every_step; }
  // The chain has its own numbers; correlated shocks drive the diffusion alone.
  int extras() const override { return std::max(0, steps_ - 1); }

  void fill(const Noise& noise, double* value, double*) const override {
    std::array<double, kLanes> log_x{};
    std::array<int, kLanes> state;
    state.fill(first_);
    for (int l = 0; l < kLanes; ++l) value[l] = 1.0;
    for (int k = 1; k < steps_; ++k) {
      const double* z = noise.normal + (k - 1) * kLanes;
      const double* u = noise.uniform + (k - 1) * kLanes;
      for (int l = 0; l < kLanes; ++l) {
        log_x[l] += drift_[state[l]] + volatility_[state[l]] * z[l];
        value[k * kLanes + l] = std::exp(log_x[l]);
        const double* row = cumulated_.data() + state[l] * states_;
        int next = 0;
        while (u[l] > row[next]) ++next;
        state[l] = next;
      }
    }
  }

 private:
  int steps_, states_, first_;
  std::vector<double> cumulated_, drift_, volatility_;
};

}  // namespace

SamplerResult make_sampler(const Regimes& r, const SamplerContext& context) {
  if (r.states.empty() || r.first < 0 || r.first >= int(r.states.size())) {
    return driver_error(context, "E0607", "states",
                        "the driver '" + context.name + "' has no state to start in",
                        "give at least one state");
  }
  double growth = 0.0, volatility = 0.0;
  for (const Regimes::State& s : r.states) {
    const std::string path = "states." + s.name + ".";
    if (auto e = parameter_error(context, path + "growth", s.growth_per_year, 1e-300)) return *e;
    if (auto e = parameter_error(context, path + "volatility", s.volatility_per_sqrt_year, 0.0)) {
      return *e;
    }
    if (auto e = parameter_error(context, path + "mean", s.mean_months, 1e-3)) return *e;
    if (r.states.size() > 1 && s.next.size() != r.states.size()) {
      return driver_error(context, "E0601", path + "next",
                          "the state '" + s.name + "' does not say what may follow it",
                          "give the probability of each other state");
    }
    growth = std::max(growth, s.growth_per_year);
    volatility = std::max(volatility, s.volatility_per_sqrt_year);
  }
  const auto bound = [&](double t) {
    return std::log(growth) * t + 8.0 * volatility * std::sqrt(t);
  };
  if (auto e = overflow_error(context, bound)) return *e;
  return {std::make_shared<RegimesSampler>(r, context)};
}

}  // namespace offtake
