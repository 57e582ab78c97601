// Empirical and Given: values that somebody measured or made elsewhere.
#include <algorithm>
#include <cmath>
#include <vector>

#include "offtake/base/random.h"
#include "offtake/futures/sampler.h"

namespace offtake {
namespace {

// The values in rising order, so that a correlated shock means what it says: value i of n where Z
// lies between Φ⁻¹(i/n) and Φ⁻¹((i+1)/n).
class EmpiricalSampler : public Sampler {
 public:
  EmpiricalSampler(const Empirical& e, int steps)
      : values_(e.values), steps_(steps), each_step_(e.each_step) {
    std::sort(values_.begin(), values_.end());
    const double n = double(values_.size());
    for (std::size_t i = 1; i < values_.size(); ++i) {
      threshold_.push_back(normal_quantile(double(i) / n));
    }
  }
  Shocks shocks() const override { return each_step_ ? Shocks::every_step : Shocks::once; }

  void fill(const Noise& noise, double* value, double*) const override {
    const int drawn = each_step_ ? steps_ : std::min(steps_, 1);
    for (int i = 0; i < drawn * kLanes; ++i) value[i] = quantile(noise.normal[i]);
    for (int k = drawn; k < steps_; ++k) std::copy_n(value, kLanes, value + k * kLanes);
  }

 private:
  double quantile(double z) const {
    return values_[std::upper_bound(threshold_.begin(), threshold_.end(), z) - threshold_.begin()];
  }

  std::vector<double> values_, threshold_;
  int steps_;
  bool each_step_;
};

class GivenSampler : public Sampler {
 public:
  GivenSampler(const Given& g, const Clock& clock) : rows_(g.rows), steps_(clock.steps) {
    const std::size_t columns = g.months.size();
    std::vector<std::size_t> column;  // by step: the last that has begun, or the first
    for (int k = 0; k < steps_; ++k) {
      const auto next =
          std::upper_bound(g.months.begin(), g.months.end(), clock.begin_of(k) + 1e-9);
      column.push_back(next == g.months.begin() ? 0 : std::size_t(next - g.months.begin()) - 1);
    }
    for (std::size_t r = 0; r < std::size_t(rows_); ++r) {
      for (const std::size_t c : column) values_.push_back(g.values[r * columns + c]);
    }
  }
  Shocks shocks() const override { return Shocks::none; }

  void fill(const Noise& noise, double* value, double*) const override {
    for (int l = 0; l < kLanes; ++l) {
      const double* row = values_.data() + ((noise.first + l) % rows_) * steps_;
      for (int k = 0; k < steps_; ++k) value[k * kLanes + l] = row[k];
    }
  }

 private:
  std::int64_t rows_;
  int steps_;
  std::vector<double> values_;  // [row][step]
};

bool all_finite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
}

}  // namespace

SamplerResult make_sampler(const Empirical& e, const SamplerContext& context) {
  if (e.values.empty() || !all_finite(e.values)) {
    return driver_error(context, "E0607", "values",
                        "the driver '" + context.name + "' has no values, or one that is no number",
                        "give at least one value, each a number");
  }
  return {std::make_shared<EmpiricalSampler>(e, context.clock.steps)};
}

SamplerResult make_sampler(const Given& g, const SamplerContext& context) {
  if (g.rows < 1 || g.months.empty() || g.values.size() != std::size_t(g.rows) * g.months.size() ||
      !all_finite(g.values)) {
    return driver_error(context, "E0607", "values",
                        "the paths of the driver '" + context.name +
                            "' are no table of numbers, a row per path and a column per date",
                        "give a value for every path and date");
  }
  return {std::make_shared<GivenSampler>(g, context.clock)};
}

}  // namespace offtake
