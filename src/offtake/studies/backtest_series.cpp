#include <algorithm>
#include <cmath>

#include "offtake/base/random.h"
#include "offtake/base/text.h"
#include "offtake/studies/backtest.h"
#include "offtake/studies/calibrate_parts.h"

namespace offtake {
namespace {

// ln X after some years is N(mean, sd²).
struct LogForecast {
  double mean, sd;
};

struct LogSeries {
  std::vector<double> t, x;  // years since the last known date, ln of the values
  std::size_t known = 0;     // the first so many
};

// The fitted driver from any value, `ago` years after the last known date.
class FittedForecast {
 public:
  explicit FittedForecast(const Calibration& fit)
      : process_(fit.process), level_(std::log(fit.find("level")->value)) {}
  LogForecast ahead(double ago, double x, double years) const {
    if (const auto* gbm = std::get_if<Gbm>(&process_)) {
      const double s = gbm->volatility_per_sqrt_year, d = gbm->trend_sd_per_year;
      const double variance = s * s * years + d * d * years * years;
      const double center = gbm->center == Center::mean ? 0.5 * variance : 0.0;
      return {x + years * std::log(gbm->growth_per_year) - center, std::sqrt(variance)};
    }
    const auto& ou = std::get<Ou>(process_);
    const double kappa = M_LN2 / (ou.half_life_months / kMonthsPerYear);
    const double g = std::log(ou.growth_per_year), s = ou.volatility_per_sqrt_year;
    const double y = x - level_ - g * ago;
    return {level_ + g * (ago + years) + y * std::exp(-kappa * years),
            s * std::sqrt(-std::expm1(-2.0 * kappa * years) / (2.0 * kappa))};
  }

 private:
  Process process_;
  double level_ = 0.0;
};

// Root mean square of the changes per square root of a year.
double spread(const LogSeries& s) {
  double sum = 0.0;
  for (std::size_t i = 1; i < s.known; ++i) {
    const double change = s.x[i] - s.x[i - 1];
    sum += change * change / (s.t[i] - s.t[i - 1]);
  }
  return std::sqrt(sum / static_cast<double>(s.known - 1));
}

// Growth over the twelve months before value i: from the last value that is at least so old, else
// from the first.
double trailing(const LogSeries& s, std::size_t i) {
  std::size_t from = 0;
  for (std::size_t k = 0; k < i; ++k) {
    if (s.t[i] - s.t[k] >= 1.0 - 1e-9) from = k;
  }
  return (s.x[i] - s.x[from]) / (s.t[i] - s.t[from]);
}

// What the rule `trailing` left over in the past, per square root of a year.
double trailing_spread(const LogSeries& s) {
  double sum = 0.0;
  int count = 0;
  for (std::size_t i = 2; i < s.known; ++i) {
    const double step = s.t[i] - s.t[i - 1];
    const double error = s.x[i] - s.x[i - 1] - trailing(s, i - 1) * step;
    sum += error * error / step;
    ++count;
  }
  return std::sqrt(sum / count);
}

class Scorer {
 public:
  Scorer(std::string forecast, std::string origin) {
    score_.forecast = std::move(forecast);
    score_.origin = std::move(origin);
  }
  double add(const LogForecast& f, double x) {
    const double at = f.sd > 0.0 ? normal_cdf((x - f.mean) / f.sd) : (x >= f.mean ? 1.0 : 0.0);
    const auto covered = coverage(at, at);
    for (std::size_t k = 0; k < covered.size(); ++k) score_.covered[k] += covered[k];
    const double crps = crps_lognormal(f.mean, f.sd, std::exp(x));
    score_.crps += crps;
    log_crps_.push_back(crps_normal(f.mean, f.sd, x));
    score_.log_crps += log_crps_.back();
    score_.pinball +=
        pinball([&](double level) { return std::exp(f.mean + f.sd * normal_quantile(level)); },
                std::exp(x));
    ++score_.outcomes;
    return crps;
  }
  ForecastScore mean() const {
    ForecastScore out = score_;
    for (double& c : out.covered) c /= out.outcomes;
    out.crps /= out.outcomes;
    out.log_crps /= out.outcomes;
    out.pinball /= out.outcomes;
    return out;
  }
  const std::vector<double>& log_crps() const { return log_crps_; }

 private:
  ForecastScore score_;
  std::vector<double> log_crps_;
};

BacktestPoint point_of(double month, const LogForecast& f, double x, double crps) {
  const auto q = [&](double z) { return std::exp(f.mean + z * f.sd); };
  return {"",  month, std::exp(x), false, q(-1.6448536269514722), q(0.0), q(1.6448536269514722),
          crps};
}

LogSeries log_series(const SeriesData& data, double until_month) {
  LogSeries s;
  while (s.known < data.months.size() && data.months[s.known] < until_month) ++s.known;
  const double last = s.known > 0 ? data.months[s.known - 1] : 0.0;
  for (std::size_t i = 0; i < data.months.size(); ++i) {
    s.t.push_back((data.months[i] - last) / kMonthsPerYear);
    s.x.push_back(std::log(data.values[i]));
  }
  return s;
}

}  // namespace

Result<Backtest> backtest_series(const SeriesData& data, double until_month,
                                 const SeriesOptions& options) {
  const LogSeries s = log_series(data, until_month);
  const std::size_t n = s.x.size();
  if (s.known == n) {
    return fit_finding("E0987", "no value is later than --known-until", "take an earlier date");
  }
  SeriesData past = data;
  past.months.resize(s.known);
  past.values.resize(s.known);
  Result<Calibration> fit = calibrate_series(past, options);
  if (!fit) return fit.errors();
  Backtest out;
  out.known = static_cast<int>(s.known);
  out.later = static_cast<int>(n - s.known);
  const FittedForecast fitted(*fit);
  const double held = spread(s), grown = trailing_spread(s);
  Scorer step[] = {{"fitted", "step"}, {"last_value", "step"}, {"last_growth", "step"}};
  Scorer date[] = {{"fitted", "date"}, {"last_value", "date"}, {"last_growth", "date"}};
  const std::size_t last = s.known - 1;
  for (std::size_t i = s.known; i < n; ++i) {
    const double years = s.t[i] - s.t[i - 1], all = s.t[i];
    const LogForecast f = fitted.ahead(s.t[i - 1], s.x[i - 1], years);
    out.points.push_back(point_of(data.months[i], f, s.x[i], step[0].add(f, s.x[i])));
    step[1].add({s.x[i - 1], held * std::sqrt(years)}, s.x[i]);
    step[2].add({s.x[i - 1] + trailing(s, i - 1) * years, grown * std::sqrt(years)}, s.x[i]);
    date[0].add(fitted.ahead(0.0, s.x[last], all), s.x[i]);
    date[1].add({s.x[last], held * std::sqrt(all)}, s.x[i]);
    date[2].add({s.x[last] + trailing(s, last) * all, grown * std::sqrt(all)}, s.x[i]);
  }
  for (const Scorer& scorer : step) out.scores.push_back(scorer.mean());
  for (const Scorer& scorer : date) out.scores.push_back(scorer.mean());
  for (const int naive : {1, 2}) {
    out.comparisons.push_back(compare_steps(out.scores[std::size_t(naive)].forecast,
                                            step[0].log_crps(), step[naive].log_crps()));
  }
  out.warnings = fit->warnings;
  out.fitted = std::move(*fit);
  if (out.later < kLeastOutcomes) out.warnings.push_back(too_few_outcomes(out.later));
  return out;
}

}  // namespace offtake
