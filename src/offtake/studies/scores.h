// Scores of forecasts against what came: proper, so that nobody gains by saying other than he
// thinks.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace offtake {

inline constexpr std::array<double, 3> kLevels = {0.5, 0.8, 0.9};  // of central intervals
inline constexpr std::array<double, 7> kPinball = {0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95};

// CRPS = ∫ (F(x) − 1{y ≤ x})² dx, the mean absolute error of a forecast that has a spread; the
// smaller, the better. Of N(μ, σ²): σ[z(2Φ(z) − 1) + 2φ(z) − 1/√π], z = (y − μ)/σ; with σ = 0, |y −
// μ|.
double crps_normal(double mean, double sd, double y);
// Of a lognormal: y(2Φ(z) − 1) − 2 exp(μ + σ²/2)[Φ(z − σ) + Φ(σ/√2) − 1], z = (ln y − μ)/σ (Baran
// and Lerch 2015).
double crps_lognormal(double mu, double sigma, double y);
// Of any forecast by its quantile function: twice the mean pinball loss over 999 levels (a midpoint
// rule of the integral over levels).
double crps_quantiles(const std::function<double(double)>& quantile, double y);

// Mean over kPinball of (1{y < q} − τ)(q − y).
double pinball(const std::function<double(double)>& quantile, double y);

// A central interval of this level holds the outcome: for each of kLevels the share of [below, at],
// the probabilities that the forecast gives to less than y and to at most y, that lies in it.
// Without a point mass that is 1 or 0; with one, the mean of a randomized answer, so that the
// nominal level is what a right forecast reaches.
std::array<double, 3> coverage(double below, double at);

// Scores of one forecaster, means over the outcomes.
struct ForecastScore {
  std::string forecast;  // "fitted", "last_value", "last_growth", "as_planned", "as_before"
  std::string origin;  // "step": each from the one before it; "date": all from the date of the fit
  int outcomes = 0;
  std::array<double, 3> covered{};
  double crps = 0.0;      // in the unit of the values; days for delays
  double log_crps = 0.0;  // of ln X: about a share of the value. NaN for delays
  double pinball = 0.0;
};

enum class ScoreVerdict { better, worse, undecided, too_few };

// The fitted driver against a naive forecast, outcome by outcome.
struct ScoreComparison {
  std::string naive;
  double saved = 0.0;            // 1 − CRPS/CRPS of the naive one
  double low = 0.0, high = 0.0;  // 95 % interval of the mean difference, in the units of the CRPS
  double difference = 0.0;       // naive − fitted: above 0, the fitted driver is better
  ScoreVerdict verdict = ScoreVerdict::too_few;
};

// Below this number nothing is concluded.
inline constexpr int kLeastOutcomes = 10;

// Diebold and Mariano for one step, with Student's quantiles (Harvey, Leybourne and Newbold 1997):
// the mean of the differences ± t √(variance/n).
ScoreComparison compare_steps(std::string naive, const std::vector<double>& fitted,
                              const std::vector<double>& other);
// The percentile interval of 2,000 resamples of the pairs, always the same ones.
ScoreComparison compare_resampled(std::string naive, const std::vector<double>& fitted,
                                  const std::vector<double>& other);

}  // namespace offtake
