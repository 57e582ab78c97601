#include "offtake/studies/scores.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/random.h"
#include "offtake/base/text.h"
#include "offtake/futures/distributions.h"
#include "offtake/studies/calibrate_parts.h"

namespace offtake {
namespace {

constexpr int kQuantileLevels = 999;
constexpr int kResamples = 2000;

double density(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2.0 * M_PI); }

double loss(double level, double quantile, double y) {
  return ((y < quantile ? 1.0 : 0.0) - level) * (quantile - y);
}

double mean_of(const std::vector<double>& x) {
  double sum = 0.0;
  for (const double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}

ScoreComparison compared(std::string naive, const std::vector<double>& fitted,
                         const std::vector<double>& other) {
  ScoreComparison out;
  out.naive = std::move(naive);
  out.difference = mean_of(other) - mean_of(fitted);
  out.saved = mean_of(other) > 0.0 ? out.difference / mean_of(other) : 0.0;
  return out;
}

void decide(ScoreComparison& c, std::size_t outcomes) {
  c.verdict = outcomes < kLeastOutcomes ? ScoreVerdict::too_few
              : c.low > 0.0             ? ScoreVerdict::better
              : c.high < 0.0            ? ScoreVerdict::worse
                                        : ScoreVerdict::undecided;
}

}  // namespace

double crps_normal(double mean, double sd, double y) {
  if (sd <= 0.0) return std::abs(y - mean);
  const double z = (y - mean) / sd;
  return sd * (z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * density(z) - 1.0 / std::sqrt(M_PI));
}

double crps_lognormal(double mu, double sigma, double y) {
  if (sigma <= 0.0) return std::abs(y - std::exp(mu));
  const double z = (std::log(y) - mu) / sigma;
  return y * (2.0 * normal_cdf(z) - 1.0) -
         2.0 * std::exp(mu + 0.5 * sigma * sigma) *
             (normal_cdf(z - sigma) + normal_cdf(sigma / std::sqrt(2.0)) - 1.0);
}

double crps_quantiles(const std::function<double(double)>& quantile, double y) {
  double sum = 0.0;
  for (int i = 0; i < kQuantileLevels; ++i) {
    const double level = (i + 0.5) / kQuantileLevels;
    sum += loss(level, quantile(level), y);
  }
  return 2.0 * sum / kQuantileLevels;
}

double pinball(const std::function<double(double)>& quantile, double y) {
  double sum = 0.0;
  for (const double level : kPinball) sum += loss(level, quantile(level), y);
  return sum / static_cast<double>(kPinball.size());
}

std::array<double, 3> coverage(double below, double at) {
  std::array<double, 3> out{};
  for (std::size_t k = 0; k < kLevels.size(); ++k) {
    const double low = 0.5 * (1.0 - kLevels[k]), high = 1.0 - low;
    if (at <= below) {
      out[k] = at >= low && at <= high ? 1.0 : 0.0;
    } else {
      out[k] = std::max(0.0, std::min(at, high) - std::max(below, low)) / (at - below);
    }
  }
  return out;
}

Diagnostic too_few_outcomes(int later) {
  return fit_finding("W0988",
                     fmt::format("{} later {} too few to conclude anything: it takes {}", later,
                                 later == 1 ? "outcome is" : "outcomes are", kLeastOutcomes),
                     "take an earlier --known-until, or wait");
}

ScoreComparison compare_steps(std::string naive, const std::vector<double>& fitted,
                              const std::vector<double>& other) {
  OFFTAKE_CHECK(fitted.size() == other.size() && !fitted.empty(), naive);
  ScoreComparison out = compared(std::move(naive), fitted, other);
  const double n = static_cast<double>(fitted.size());
  double squares = 0.0;
  for (std::size_t i = 0; i < fitted.size(); ++i) {
    const double d = other[i] - fitted[i] - out.difference;
    squares += d * d;
  }
  const double half =
      n > 1.0 ? student_quantile(0.975, n - 1.0) * std::sqrt(squares / (n - 1.0) / n) : INFINITY;
  out.low = out.difference - half;
  out.high = out.difference + half;
  decide(out, fitted.size());
  return out;
}

ScoreComparison compare_resampled(std::string naive, const std::vector<double>& fitted,
                                  const std::vector<double>& other) {
  OFFTAKE_CHECK(fitted.size() == other.size() && !fitted.empty(), naive);
  ScoreComparison out = compared(std::move(naive), fitted, other);
  const StreamKey key{1, stream_of("backtest resamples")};
  const std::size_t n = fitted.size();
  std::vector<double> means;
  for (int b = 0; b < kResamples; ++b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      const auto pick = static_cast<std::size_t>(uniform(key, std::uint64_t(b), std::uint32_t(i)) *
                                                 static_cast<double>(n));
      sum += other[pick] - fitted[pick];
    }
    means.push_back(sum / static_cast<double>(n));
  }
  std::sort(means.begin(), means.end());
  out.low = means[kResamples / 40 - 1];
  out.high = means[kResamples - kResamples / 40];
  decide(out, n);
  return out;
}

}  // namespace offtake
