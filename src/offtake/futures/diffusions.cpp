// Gbm, Ou and Jumps: exact at the beginnings of steps, for any length of step.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "offtake/base/random.h"
#include "offtake/base/text.h"
#include "offtake/futures/sampler.h"

namespace offtake {
namespace {

// c(t) in model/driver.h.
double centre_correction(const Gbm& g, double t) {
  if (g.center == Center::median) return 0.0;
  const double sigma = g.volatility_per_sqrt_year, s = g.trend_sd_per_year;
  return 0.5 * (sigma * sigma * t + s * s * t * t);
}

std::optional<Diagnostic> gbm_error(const Gbm& g, const SamplerContext& context) {
  if (auto e = parameter_error(context, "growth", g.growth_per_year, 1e-300)) return e;
  if (auto e = parameter_error(context, "volatility", g.volatility_per_sqrt_year, 0.0)) return e;
  return parameter_error(context, "trend_sd", g.trend_sd_per_year, 0.0);
}

double gbm_log_bound(const Gbm& g, double t) {
  const double sd = std::sqrt(g.volatility_per_sqrt_year * g.volatility_per_sqrt_year * t +
                              g.trend_sd_per_year * g.trend_sd_per_year * t * t);
  return std::log(g.growth_per_year) * t - centre_correction(g, t) + 8.0 * sd;
}

class GbmSampler : public Sampler {
 public:
  GbmSampler(const Gbm& g, const SamplerContext& context)
      : steps_(context.clock.steps),
        step_volatility_(g.volatility_per_sqrt_year * std::sqrt(context.years_per_step())),
        has_trend_(g.trend_sd_per_year > 0.0) {
    for (int k = 0; k < steps_; ++k) {
      const double t = k * context.years_per_step();
      drift_.push_back(std::log(g.growth_per_year) * t - centre_correction(g, t));
      trend_.push_back(g.trend_sd_per_year * t);
    }
  }
  Shocks shocks() const override { return Shocks::every_step; }
  int extras() const override { return has_trend_ ? 1 : 0; }

  void fill(const Noise& noise, double* value, double*) const override {
    logs(noise, value);
    for (int i = 0; i < steps_ * kLanes; ++i) value[i] = std::exp(value[i]);
  }

  // ln X into `value`; the first extra uniform is the trend's.
  void logs(const Noise& noise, double* value) const {
    std::array<double, kLanes> brownian{}, trend{};
    if (has_trend_) {
      for (int l = 0; l < kLanes; ++l) trend[l] = normal_quantile(noise.uniform[l]);
    }
    for (int k = 0; k < steps_; ++k) {
      double* x = value + k * kLanes;
      const double* z = noise.normal + k * kLanes;
      for (int l = 0; l < kLanes; ++l) {
        x[l] = drift_[k] + brownian[l] + trend_[k] * trend[l];
        brownian[l] += step_volatility_ * z[l];
      }
    }
  }

 private:
  int steps_;
  double step_volatility_;
  bool has_trend_;
  std::vector<double> drift_, trend_;  // by step
};

// Y over one step: Y' = decay·Y + step_volatility·Z, Var = σ²(1−decay²)/(2κ).
class OuSampler : public Sampler {
 public:
  OuSampler(const Ou& o, const SamplerContext& context) : steps_(context.clock.steps) {
    const double kappa = std::log(2.0) * 12.0 / o.half_life_months;  // per year
    const double dt = context.years_per_step();
    decay_ = std::exp(-kappa * dt);
    step_volatility_ =
        o.volatility_per_sqrt_year * std::sqrt(-std::expm1(-2.0 * kappa * dt) / (2.0 * kappa));
    start_ = std::log(o.start);
    for (int k = 0; k < steps_; ++k) drift_.push_back(std::log(o.growth_per_year) * k * dt);
  }
  Shocks shocks() const override { return Shocks::every_step; }

  void fill(const Noise& noise, double* value, double*) const override {
    std::array<double, kLanes> y;
    y.fill(start_);
    for (int k = 0; k < steps_; ++k) {
      double* x = value + k * kLanes;
      const double* z = noise.normal + k * kLanes;
      for (int l = 0; l < kLanes; ++l) {
        x[l] = drift_[k] + y[l];
        y[l] = decay_ * y[l] + step_volatility_ * z[l];
      }
    }
    for (int i = 0; i < steps_ * kLanes; ++i) value[i] = std::exp(value[i]);
  }

 private:
  int steps_;
  double decay_, step_volatility_, start_;
  std::vector<double> drift_;
};

constexpr int kMostJumps = 64;  // in one step

// P(N <= n), n = 0 … up to where it is 1 but for rounding; strictly rising, the last is 1.
std::vector<double> poisson_cdf(double mean) {
  std::vector<double> cdf;
  double p = std::exp(-mean), sum = 0.0;
  for (int n = 0; n <= kMostJumps; ++n) {
    if (n > mean && sum + p == sum) break;
    cdf.push_back(sum += p);
    p *= mean / (n + 1);
  }
  cdf.back() = 1.0;
  return cdf;
}

// The sum of the N jumps of a step is N(N·ln size, N·spread²) given N. One uniform makes both:
// where P(N < n) < U <= P(N <= n) it is n, and U's place between the two, again uniform, makes the
// sum.
class JumpsSampler : public Sampler {
 public:
  JumpsSampler(const Jumps& j, const SamplerContext& context)
      : diffusion_(j.diffusion, context),
        steps_(context.clock.steps),
        log_size_(std::log(j.size)),
        spread_(j.spread),
        cdf_(poisson_cdf(j.per_year * context.years_per_step())) {}
  Shocks shocks() const override { return Shocks::every_step; }
  int extras() const override { return diffusion_.extras() + std::max(0, steps_ - 1); }

  void fill(const Noise& noise, double* value, double*) const override {
    diffusion_.logs(noise, value);
    const double* u = noise.uniform + diffusion_.extras() * kLanes;
    std::array<double, kLanes> jumped{};
    for (int k = 1; k < steps_; ++k, u += kLanes) {
      double* x = value + k * kLanes;
      for (int l = 0; l < kLanes; ++l) {
        if (u[l] > cdf_[0]) jumped[l] += jumps_of(u[l]);
        x[l] += jumped[l];
      }
    }
    for (int i = 0; i < steps_ * kLanes; ++i) value[i] = std::exp(value[i]);
  }

 private:
  double jumps_of(double u) const {
    int n = 1;
    while (u > cdf_[n]) ++n;
    if (spread_ <= 0.0) return n * log_size_;
    // Kept off 0 and 1, where rounding may put a place in a narrow interval.
    const double place = (u - cdf_[n - 1]) / (cdf_[n] - cdf_[n - 1]);
    return n * log_size_ +
           std::sqrt(double(n)) * spread_ * normal_quantile(std::clamp(place, 1e-15, 1.0 - 1e-15));
  }

  GbmSampler diffusion_;
  int steps_;
  double log_size_, spread_;
  std::vector<double> cdf_;
};

}  // namespace

SamplerResult make_sampler(const Gbm& g, const SamplerContext& context) {
  if (auto e = gbm_error(g, context)) return *e;
  if (auto e = overflow_error(context, [&](double t) { return gbm_log_bound(g, t); })) return *e;
  return {std::make_shared<GbmSampler>(g, context)};
}

SamplerResult make_sampler(const Ou& o, const SamplerContext& context) {
  if (auto e = parameter_error(context, "growth", o.growth_per_year, 1e-300)) return *e;
  if (auto e = parameter_error(context, "volatility", o.volatility_per_sqrt_year, 0.0)) return *e;
  if (auto e = parameter_error(context, "half_life", o.half_life_months, 1e-6)) return *e;
  if (auto e = parameter_error(context, "start", o.start, 1e-300)) return *e;
  const double kappa = std::log(2.0) * 12.0 / o.half_life_months;
  const auto bound = [&](double t) {
    const double variance = -std::expm1(-2.0 * kappa * t) / (2.0 * kappa);
    return std::log(o.growth_per_year) * t + std::log(o.start) * std::exp(-kappa * t) +
           8.0 * o.volatility_per_sqrt_year * std::sqrt(variance);
  };
  if (auto e = overflow_error(context, bound)) return *e;
  return {std::make_shared<OuSampler>(o, context)};
}

SamplerResult make_sampler(const Jumps& j, const SamplerContext& context) {
  if (auto e = gbm_error(j.diffusion, context)) return *e;
  if (auto e = parameter_error(context, "per_year", j.per_year, 0.0)) return *e;
  if (auto e = parameter_error(context, "size", j.size, 1e-300)) return *e;
  if (auto e = parameter_error(context, "spread", j.spread, 0.0)) return *e;
  // P(N > n) < P(N = n+1)/(1 − mean/(n+2)).
  const double mean = j.per_year * context.years_per_step();
  const double beyond = mean >= kMostJumps
                            ? 1.0
                            : std::exp((kMostJumps + 1) * std::log(std::max(mean, 1e-300)) - mean -
                                       std::lgamma(kMostJumps + 2.0)) /
                                  (1.0 - mean / (kMostJumps + 2));
  if (beyond > 1e-12) {
    return driver_error(
        context, "E0607", "per_year",
        fmt::format("{:g} jumps in a step are too many: at most {} are drawn", mean, kMostJumps),
        fmt::format("give at most {:.3g} per year, a shorter step, or let the volatility do it",
                    22.0 / context.years_per_step()));
  }
  const auto bound = [&](double t) {
    const double count = j.per_year * t + 8.0 * std::sqrt(j.per_year * t);
    return gbm_log_bound(j.diffusion, t) + std::max(0.0, std::log(j.size)) * count +
           8.0 * j.spread * std::sqrt(count);
  };
  if (auto e = overflow_error(context, bound)) return *e;
  return {std::make_shared<JumpsSampler>(j, context)};
}

}  // namespace offtake
