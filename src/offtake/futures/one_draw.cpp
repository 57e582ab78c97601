// Lognormal, Triangular, Pert and Delay: one standard normal per path, turned by X = F⁻¹(Φ(Z)), so
// that more of the shock is always more of the value. The upper tail is taken from Φ(−Z), which
// keeps its digits.
#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "offtake/base/random.h"
#include "offtake/base/text.h"
#include "offtake/futures/sampler.h"

namespace offtake {
namespace {

constexpr double kZ90 = 1.2815515655446004;  // Φ⁻¹(0.9)

// Quantile functions: of Z, which carries Φ(Z) and 1 − Φ(Z) without loss.
template <class Quantile>
class OneDraw : public Sampler {
 public:
  OneDraw(Quantile quantile, int steps) : quantile_(std::move(quantile)), steps_(steps) {}
  Shocks shocks() const override { return Shocks::once; }
  void fill(const Noise& noise, double* value, double*) const override {
    if (steps_ == 0) return;
    for (int l = 0; l < kLanes; ++l) value[l] = quantile_(noise.normal[l]);
    for (int k = 1; k < steps_; ++k) std::copy_n(value, kLanes, value + k * kLanes);
  }

 private:
  Quantile quantile_;
  int steps_;
};

template <class Quantile>
SamplerResult one_draw(Quantile quantile, const SamplerContext& context) {
  return {std::make_shared<OneDraw<Quantile>>(std::move(quantile), context.clock.steps)};
}

struct LognormalQuantile {
  double mu, sigma;
  double operator()(double z) const { return std::exp(mu + sigma * z); }
};

struct TriangularQuantile {
  double least, mode, most;
  double operator()(double z) const {
    const double width = most - least;
    if (width <= 0.0) return mode;
    const double below = normal_cdf(z);
    if (below * width <= mode - least) return least + std::sqrt(below * width * (mode - least));
    return most - std::sqrt(normal_cdf(-z) * width * (most - mode));
  }
};

// The beta quantile costs 20 µs, so X(z) and its slope φ(z)/f(X) are tabled once and joined by
// cubics; the error is below 1e-7 of the width (tested). Beyond six deviations it is solved for.
class PertQuantile {
 public:
  explicit PertQuantile(const Pert& p)
      : least_(p.least),
        width_(p.most - p.least),
        alpha_(1.0 + kLambda * (p.mode - p.least) / width_),
        beta_(1.0 + kLambda * (p.most - p.mode) / width_) {
    const Beta beta(alpha_, beta_);
    constexpr double kInverseSqrt2Pi = 0.39894228040143267794;
    for (int i = -kNodes; i <= kNodes; ++i) {
      const double z = double(i) / kPerDeviation, x = share(z);
      nodes_.push_back(
          {x, kInverseSqrt2Pi * std::exp(-0.5 * z * z) / pdf(beta, x) / kPerDeviation});
    }
  }
  double operator()(double z) const {
    const double at = z * kPerDeviation + kNodes;
    if (!(at >= 0.0 && at < 2 * kNodes)) return least_ + width_ * share(z);
    const auto i = static_cast<std::size_t>(at);
    const double t = at - double(i), s = 1.0 - t;
    const Node &a = nodes_[i], &b = nodes_[i + 1];
    const double x = s * s * ((1.0 + 2.0 * t) * a.x + t * a.slope) +
                     t * t * ((1.0 + 2.0 * s) * b.x - s * b.slope);
    return least_ + width_ * x;
  }

 private:
  static constexpr double kLambda = 4.0;
  static constexpr int kPerDeviation = 32, kNodes = 6 * kPerDeviation;
  using Beta = boost::math::beta_distribution<
      double, boost::math::policies::policy<boost::math::policies::promote_double<false>>>;
  struct Node {
    double x, slope;
  };
  // On [0, 1].
  double share(double z) const {
    const Beta beta(alpha_, beta_);
    return z <= 0.0 ? quantile(beta, normal_cdf(z)) : quantile(complement(beta, normal_cdf(-z)));
  }
  double least_, width_, alpha_, beta_;
  std::vector<Node> nodes_;
};

struct DelayQuantile {
  double none, most;
  double tail_mean;  // of the exponential tail
  bool lognormal;
  double mu = 0, sigma = 0;  // of the lognormal tail
  double operator()(double z) const {
    // P(tail > x) of the value sought; at least 1 where there is no delay.
    const double above = none < 1.0 ? normal_cdf(-z) / (1.0 - none) : 1.0;
    if (above >= 1.0) return 0.0;
    const double x =
        lognormal ? std::exp(mu - sigma * normal_quantile(above)) : -tail_mean * std::log(above);
    return std::min(x, most);
  }
};

// The σ of the lognormal tail. With q = none, m = mean, x = p90 and z = Φ⁻¹(1 − 0.1/(1−q)):
//   (1−q)·exp(μ + σ²/2) = m  and  ln x = μ + zσ  give  σ²/2 − zσ + ln(x(1−q)/m) = 0,
// whose larger root has the fatter tail. It is real when x/m <= exp(z²/2)/(1−q), and positive for z
// <= 0 when x/m < 1/(1−q).
Result<double> tail_sigma(const Delay& d, const SamplerContext& context) {
  if (d.none >= 0.9) {
    return driver_error(context, "E0616", "p90",
                        fmt::format("with no delay in {:g} % of the cases the 90th percentile is 0",
                                    100.0 * d.none),
                        "leave `p90` out, or give `none` below 90 %");
  }
  const double z = -normal_quantile(0.1 / (1.0 - d.none));
  const double largest = (z > 0.0 ? std::exp(0.5 * z * z) : 1.0) / (1.0 - d.none);
  const double ratio = d.p90_months / d.mean_months;
  const double root = z * z - 2.0 * std::log(ratio * (1.0 - d.none));
  const double sigma = z + std::sqrt(std::max(0.0, root));
  if (root >= 0.0 && sigma > 0.0) return sigma;
  return driver_error(
      context, "E0616", "p90",
      fmt::format("no delay has a 90th percentile {:.3g} times its mean: with {:g} % without delay "
                  "the largest ratio is {:.4g}",
                  ratio, 100.0 * d.none, largest),
      fmt::format("give a p90 of at most {:.6g} months, or a mean of at least {:.6g} months",
                  std::floor(1000.0 * largest * d.mean_months) / 1000.0,
                  std::ceil(1000.0 * d.p90_months / largest) / 1000.0));
}

template <class T>
std::optional<Diagnostic> range_error(const SamplerContext& context, const T& x) {
  if (auto e = parameter_error(context, "least", x.least, -1e300)) return e;
  if (auto e = parameter_error(context, "mode", x.mode, x.least)) return e;
  return parameter_error(context, "most", x.most, x.mode);
}

}  // namespace

SamplerResult make_sampler(const Lognormal& l, const SamplerContext& context) {
  if (auto e = parameter_error(context, "median", l.median, 1e-300)) return *e;
  if (auto e = parameter_error(context, "p90", l.p90, l.median)) return *e;
  const double mu = std::log(l.median), sigma = std::log(l.p90 / l.median) / kZ90;
  if (auto e = overflow_error(context, [&](double) { return mu + 8.0 * sigma; })) return *e;
  return one_draw(LognormalQuantile{mu, sigma}, context);
}

SamplerResult make_sampler(const Triangular& t, const SamplerContext& context) {
  if (auto e = range_error(context, t)) return *e;
  return one_draw(TriangularQuantile{t.least, t.mode, t.most}, context);
}

SamplerResult make_sampler(const Pert& p, const SamplerContext& context) {
  if (auto e = range_error(context, p)) return *e;
  if (p.most <= p.least) return one_draw(TriangularQuantile{p.least, p.mode, p.most}, context);
  return one_draw(PertQuantile(p), context);
}

SamplerResult make_sampler(const Delay& d, const SamplerContext& context) {
  if (auto e = parameter_error(context, "none", d.none, 0.0)) return *e;
  if (auto e = parameter_error(context, "mean", d.mean_months, 0.0)) return *e;
  if (auto e = parameter_error(context, "most", d.most_months, 0.0)) return *e;
  if (auto e = parameter_error(context, "p90", d.p90_months, 0.0)) return *e;
  DelayQuantile q{d.none, d.most_months, 0.0, false};
  if (d.mean_months <= 0.0 || d.none >= 1.0) {
    q.none = 1.0;
  } else if (d.p90_months > 0.0) {
    const Result<double> sigma = tail_sigma(d, context);
    if (!sigma) return sigma.errors();
    q.lognormal = true;
    q.sigma = *sigma;
    q.mu = std::log(d.mean_months / (1.0 - d.none)) - 0.5 * q.sigma * q.sigma;
  } else {
    q.tail_mean = d.mean_months / (1.0 - d.none);
  }
  return one_draw(q, context);
}

}  // namespace offtake
