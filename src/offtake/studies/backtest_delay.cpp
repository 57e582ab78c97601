#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/studies/backtest.h"
#include "offtake/studies/calibrate_parts.h"

namespace offtake {
namespace {

// A forecast of min(D, bound) in months, given that D > late.
struct Forecast {
  std::function<double(double)> cdf, below, quantile;
};

// `late` < 0: nothing is known of the milestone yet.
Forecast conditional(const std::function<double(double)>& cdf,
                     const std::function<double(double)>& below,
                     const std::function<double(double)>& quantile, double late, double bound) {
  const double gone = late >= 0.0 ? std::min(cdf(late), 1.0 - 1e-12) : 0.0, left = 1.0 - gone;
  Forecast out;
  out.cdf = [=](double x) { return x >= bound ? 1.0 : std::max(0.0, (cdf(x) - gone) / left); };
  out.below = [=](double x) { return x > bound ? 1.0 : std::max(0.0, (below(x) - gone) / left); };
  out.quantile = [=](double p) {
    return std::min(std::max(quantile(gone + p * left), std::max(0.0, late)), bound);
  };
  return out;
}

// Each of the observed values as likely, of those above `late`; where none is, the bound of what is
// known: late by this much and no more.
Forecast empirical(std::vector<double> values, double late, double bound) {
  std::erase_if(values, [&](double v) { return v <= late; });
  if (values.empty()) values.push_back(std::max(0.0, late));
  for (double& v : values) v = std::min(v, bound);
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size());
  Forecast out;
  out.cdf = [=](double x) {
    return static_cast<double>(std::upper_bound(values.begin(), values.end(), x) - values.begin()) /
           n;
  };
  out.below = [=](double x) {
    return static_cast<double>(std::lower_bound(values.begin(), values.end(), x) - values.begin()) /
           n;
  };
  out.quantile = [=](double p) {
    const auto at = static_cast<std::size_t>(std::max(0.0, std::ceil(p * n) - 1.0));
    return values[std::min(at, values.size() - 1)];
  };
  return out;
}

class Scorer {
 public:
  explicit Scorer(std::string name) {
    score_.forecast = std::move(name);
    score_.origin = "date";
    score_.log_crps = kUnknown;
  }
  double add(const Forecast& f, double y) {
    const auto covered = coverage(f.below(y), f.cdf(y));
    for (std::size_t k = 0; k < covered.size(); ++k) score_.covered[k] += covered[k];
    crps_.push_back(kDaysPerMonth * crps_quantiles(f.quantile, y));
    score_.crps += crps_.back();
    score_.pinball += kDaysPerMonth * pinball(f.quantile, y);
    ++score_.outcomes;
    return crps_.back();
  }
  ForecastScore mean() const {
    ForecastScore out = score_;
    for (double& c : out.covered) c /= out.outcomes;
    out.crps /= out.outcomes;
    out.pinball /= out.outcomes;
    return out;
  }
  const std::vector<double>& crps() const { return crps_; }

 private:
  ForecastScore score_;
  std::vector<double> crps_;
};

// A milestone whose end was open on the date.
struct Outcome {
  const Milestone* milestone;
  double late;      // months that it was late on the date; −1: not due
  double bound;     // months that it has been watched
  double observed;  // months, at most the bound
  bool open;
};

std::vector<Outcome> outcomes_of(const std::vector<Milestone>& milestones,
                                 const DelayBacktestOptions& options) {
  std::vector<Outcome> out;
  for (const Milestone& m : milestones) {
    const double watched = options.as_of_day - m.planned_day;
    if (watched < options.grace_days) continue;  // not due by the end
    const bool known = m.reached_day && *m.reached_day <= options.until_day;
    if (known) continue;
    const bool reached = m.reached_day && *m.reached_day <= options.as_of_day;
    const double days = reached ? *m.reached_day - m.planned_day : watched;
    const double late = options.until_day - m.planned_day;
    out.push_back({&m, late >= options.grace_days ? late / kDaysPerMonth : -1.0,
                   watched / kDaysPerMonth,
                   reached && days <= options.grace_days ? 0.0 : days / kDaysPerMonth, !reached});
  }
  return out;
}

}  // namespace

Result<Backtest> backtest_delay(const std::vector<Milestone>& milestones,
                                const DelayBacktestOptions& options) {
  const DelaySample sample = delay_sample(milestones, options.until_day, options.grace_days);
  Result<Calibration> fit = calibrate_delay(sample, options.delay);
  if (!fit) return fit.errors();
  const std::vector<Outcome> outcomes = outcomes_of(milestones, options);
  if (outcomes.empty()) {
    return fit_finding(
        "E0987", "no milestone that was open on --known-until became due or was reached later",
        "take an earlier date, or a later --as-of");
  }
  Backtest out;
  out.known = static_cast<int>(sample.months.size());
  out.later = static_cast<int>(outcomes.size());
  std::vector<double> before;
  for (std::size_t i = 0; i < sample.months.size(); ++i) {
    if (sample.reached[i]) before.push_back(sample.months[i]);
  }
  const DelayLaw law(std::get<Delay>(fit->process));
  const auto cdf = [law](double x) { return law.cdf(x); };
  const auto below = [law](double x) { return law.below(x); };
  const auto quantile = [law](double p) { return law.quantile(p); };
  Scorer scorers[] = {Scorer("fitted"), Scorer("as_planned"), Scorer("as_before")};
  for (const Outcome& o : outcomes) {
    const Forecast f = conditional(cdf, below, quantile, o.late, o.bound);
    BacktestPoint p;
    p.name = o.milestone->name;
    p.month = o.milestone->planned_day;
    p.observed = kDaysPerMonth * o.observed;
    p.open = o.open;
    p.p5 = kDaysPerMonth * f.quantile(0.05);
    p.median = kDaysPerMonth * f.quantile(0.5);
    p.p95 = kDaysPerMonth * f.quantile(0.95);
    p.crps = scorers[0].add(f, o.observed);
    out.points.push_back(std::move(p));
    scorers[1].add(empirical({0.0}, o.late, o.bound), o.observed);
    scorers[2].add(empirical(before, o.late, o.bound), o.observed);
  }
  for (const Scorer& s : scorers) out.scores.push_back(s.mean());
  for (const std::size_t naive : {1u, 2u}) {
    out.comparisons.push_back(
        compare_resampled(out.scores[naive].forecast, scorers[0].crps(), scorers[naive].crps()));
  }
  out.warnings = fit->warnings;
  out.fitted = std::move(*fit);
  if (out.later < kLeastOutcomes) out.warnings.push_back(too_few_outcomes(out.later));
  return out;
}

}  // namespace offtake
