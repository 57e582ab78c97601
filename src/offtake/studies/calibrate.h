// Drivers from data: the driver that fits best, how sure its parameters are, and whether the data
// look like it. docs/reference/calibrate.md has the formulas. Intervals are 95 % ones.
//
// Errors have no place: whoever reads the data knows the file. E0985 too few points, E0986 no
// driver fits. Warnings: W0981 few points, W0982 the residuals contradict the driver, W0983 no
// telling mean reversion from a random walk, W0985 to W0987 what else limits a fit.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "offtake/base/result.h"
#include "offtake/model/observations.h"
#include "offtake/studies/goodness.h"

namespace offtake {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kDaysPerMonth = kHoursPerMonth / 24.0;

// One number of a driver: key of the model language, value in the units of model/driver.h, standard
// error and 95 % interval. NaN: not known; an infinite end: the data do not limit it.
struct FittedParameter {
  std::string key;
  double value = 0.0;
  double error = kUnknown;
  double low = kUnknown, high = kUnknown;
};

// One law that was tried. The smallest BIC = k ln n − 2 ln L is chosen, unless one was asked for.
struct TriedLaw {
  std::string key;  // "gbm", "ou", "exponential", "lognormal"
  double log_likelihood = 0.0;
  int parameters = 0;
  double aic = 0.0, bic = 0.0;
  bool chosen = false;
};

struct Calibration {
  std::string group;     // of the data, empty when there is one
  Process process;       // the fitted driver
  int observations = 0;  // increments, milestones or debtor years that the fit rests on
  int censored = 0;      // of them milestones that were not reached
  int on_time = 0;       // of them milestones without delay
  int not_due = 0;       // milestones left out: planned after the data end
  double first_month = kUnknown, last_month = kUnknown;  // of a series
  double last_value = kUnknown;
  std::vector<FittedParameter> parameters;
  std::vector<TriedLaw> candidates;
  std::vector<GoodnessTest> tests;
  Diagnostics warnings;
  const FittedParameter* find(const std::string& key) const;
};

// --- series

enum class SeriesKind { automatic, gbm, ou };
enum class SeriesTrend { fitted, flat };  // flat: growth of 1, not fitted

struct SeriesOptions {
  SeriesKind kind = SeriesKind::automatic;
  SeriesTrend trend = SeriesTrend::fitted;
  Center center = Center::median;
};

// Gbm or Ou from values at any dates, by restricted maximum likelihood: level and trend are
// integrated out, so that mean reversion is not overrated in short data as it is by plain maximum
// likelihood. A year has 12 months. Parameters: growth, volatility, then trend_sd (Gbm) or
// half_life, start (Ou), and `level`: what the driver multiplies, at the last date. At least 4
// points, 8 for Ou.
Result<Calibration> calibrate_series(const SeriesData& data, const SeriesOptions& options = {});

// --- delays

// Delays in months of 30.42 days. A milestone without a delay is at 0.
struct DelaySample {
  std::vector<double> months;   // of the delay, or the bound that it exceeds
  std::vector<bool> reached;    // false: only a bound
  std::vector<double> watched;  // months from the planned date to the end of the data; +inf
  int not_due = 0;
};

// The delays that are known on a day. Reached later than the day is not reached; planned later than
// it is not due and left out; without a day all dates count as they stand. Early counts as no
// delay, and so does what is late by up to `grace_days`.
DelaySample delay_sample(const std::vector<Milestone>& milestones, double as_of_day,
                         double grace_days);

enum class TailShape { automatic, exponential, lognormal };
struct DelayOptions {
  TailShape shape = TailShape::automatic;
  double most_months = 60.0;
  int goodness_draws = 499;  // of the parametric bootstrap; 0: no test
};

// Delay, by maximum likelihood with censoring:
//   L = q^{n0} · Π_{late} (1−q) f(d) · Π_{open} (1−q) S(c)
// Parameters: none, mean, p90. The tail is one that the driver can hold. At least 5 milestones, 2
// late.
Result<Calibration> calibrate_delay(const DelaySample& sample, const DelayOptions& options = {});

// P(delay <= x) and quantiles of a Delay as the futures draw it.
class DelayLaw {
 public:
  explicit DelayLaw(const Delay& delay);
  double cdf(double months) const;    // 1 from `most` on
  double below(double months) const;  // P(delay < x)
  double quantile(double probability) const;

 private:
  double tail(double months) const;  // P(tail > x), uncapped
  Delay delay_;
  bool lognormal_ = false;
  double theta_ = 0.0, mu_ = 0.0, sigma_ = 0.0;
};

// --- defaults

// Hazard from debtors and defaults by year: λ = −ln(1 − ΣD/ΣN), interval by Clopper and Pearson;
// where the years differ more than chance allows it is widened by that. Parameters: per_year,
// five_years.
Result<Calibration> calibrate_default(const std::vector<Cohort>& cohorts);

// From ratings, by the project's table of default rates: the rated default when all debtors have
// one rating, else the hazard with the mean probability over five years. E0615: no rate for a
// rating.
Result<Calibration> calibrate_ratings(const std::vector<Rating>& ratings, DefaultMeasure measure);

}  // namespace offtake
