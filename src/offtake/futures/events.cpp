// Bernoulli, Hazard and RatedDefault. An event happens where the shock is *large*: Z > Φ⁻¹(1−p).
// So a positive correlation with demand means that the event goes with high demand; a slump that
// makes a provider fail is a negative one.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "offtake/base/random.h"
#include "offtake/futures/default_rates.h"
#include "offtake/futures/sampler.h"

namespace offtake {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

// A step sees the event from its first instant at or after the event's month.
void fill_effect(const Clock& clock, double effect, const double* event, double* value) {
  for (int k = 0; k < clock.steps; ++k) {
    const double begin = clock.begin_of(k);
    for (int l = 0; l < kLanes; ++l) value[k * kLanes + l] = event[l] <= begin ? effect : 1.0;
  }
}

class BernoulliSampler : public Sampler {
 public:
  BernoulliSampler(const Bernoulli& b, const Clock& clock)
      : threshold_(-normal_quantile(b.probability)), effect_(b.effect), clock_(clock) {}
  Shocks shocks() const override { return Shocks::once; }
  void fill(const Noise& noise, double* value, double* event) const override {
    for (int l = 0; l < kLanes; ++l) {
      event[l] = noise.normal[l] > threshold_ ? clock_.start_month : kNever;
    }
    fill_effect(clock_, effect_, event, value);
  }

 private:
  double threshold_, effect_;
  Clock clock_;
};

// An intensity that is constant between dates and 0 elsewhere.
struct Stretch {
  double from = 0.0, until = 0.0;  // months since 1970-01
  double per_month = 0.0;
};

double integral(const std::vector<Stretch>& intensity, double from, double until) {
  double sum = 0.0;
  for (const Stretch& s : intensity) {
    sum += s.per_month * std::max(0.0, std::min(until, s.until) - std::max(from, s.from));
  }
  return sum;
}

// The month at which the integral from `from` reaches `target`; at most `until`.
double month_of(const std::vector<Stretch>& intensity, double from, double until, double target) {
  for (const Stretch& s : intensity) {
    const double begin = std::max(from, s.from), end = std::min(until, s.until);
    if (begin >= end || s.per_month <= 0.0) continue;
    const double here = s.per_month * (end - begin);
    if (target <= here) return begin + target / s.per_month;
    target -= here;
  }
  return until;
}

// Step by step: with h the integral over the step and p = 1 − exp(−h), the event happens in the
// step when Z_t > Φ⁻¹(1−p); its month, given that, is where the integral is −ln(1 − U·p).
class HazardSampler : public Sampler {
 public:
  HazardSampler(const std::vector<Stretch>& intensity, double effect, const Clock& clock)
      : intensity_(intensity), effect_(effect), clock_(clock) {
    for (int k = 0; k < clock.steps; ++k) {
      const double p = -std::expm1(-integral(intensity, clock.begin_of(k), clock.begin_of(k + 1)));
      probability_.push_back(p);
      threshold_.push_back(-normal_quantile(p));
    }
  }
  Shocks shocks() const override { return Shocks::every_step; }
  int extras() const override { return 1; }

  void fill(const Noise& noise, double* value, double* event) const override {
    for (int l = 0; l < kLanes; ++l) {
      int k = 0;
      while (k < clock_.steps && !(noise.normal[k * kLanes + l] > threshold_[k])) ++k;
      event[l] = k < clock_.steps ? month_in(k, noise.uniform[l]) : kNever;
    }
    fill_effect(clock_, effect_, event, value);
  }

 private:
  double month_in(int k, double u) const {
    return month_of(intensity_, clock_.begin_of(k), clock_.begin_of(k + 1),
                    -std::log1p(-u * probability_[k]));
  }

  std::vector<Stretch> intensity_;
  std::vector<double> probability_, threshold_;  // by step
  double effect_;
  Clock clock_;
};

}  // namespace

SamplerResult make_sampler(const Bernoulli& b, const SamplerContext& context) {
  if (!(b.probability >= 0.0 && b.probability <= 1.0)) {
    return driver_error(
        context, "E0607", "probability",
        "the probability of the driver '" + context.name + "' is not between 0 and 100 %",
        "give a probability between 0 and 100 %");
  }
  return {std::make_shared<BernoulliSampler>(b, context.clock)};
}

SamplerResult make_sampler(const Hazard& h, const SamplerContext& context) {
  if (auto e = parameter_error(context, "per_year", h.per_year, 0.0)) return *e;
  const std::vector<Stretch> intensity = {{h.from_month, h.until_month, h.per_year / 12.0}};
  return {std::make_shared<HazardSampler>(intensity, h.effect, context.clock)};
}

SamplerResult make_sampler(const RatedDefault& r, const SamplerContext& context) {
  const Result<DefaultIntensity> rate = default_intensity(r.rating, r.measure);
  if (!rate) {
    Diagnostics errors = rate.errors();
    for (Diagnostic& d : errors) d.key_path = "drivers." + context.name + ".rating";
    return errors;
  }
  const double start = context.clock.start_month;
  const std::vector<Stretch> intensity = {{start, start + 12.0, rate->first_year / 12.0},
                                          {start + 12.0, kNever, rate->later / 12.0}};
  return {std::make_shared<HazardSampler>(intensity, r.effect, context.clock)};
}

}  // namespace offtake
