#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/futures/default_rates.h"
#include "offtake/futures/distributions.h"
#include "offtake/studies/calibrate_parts.h"

namespace offtake {
namespace {

double hazard_of(double probability) { return -std::log1p(-probability); }

double five_years(double hazard) { return -std::expm1(-5.0 * hazard); }

// Σ (D − Np)²/(Np(1−p)) against χ² with `freedom` degrees: one less than years with debtors.
GoodnessTest dispersion(const std::vector<Cohort>& cohorts, double p, double freedom) {
  double x = 0.0;
  for (const Cohort& c : cohorts) {
    const double expected = c.debtors * p;
    if (expected > 0.0) {
      x += (c.defaults - expected) * (c.defaults - expected) / (expected * (1.0 - p));
    }
  }
  return {"dispersion", x, chi_square_tail(x, freedom)};
}

// Clopper and Pearson: the interval of a probability after `defaults` in `debtors`.
FittedParameter probability_of(double defaults, double debtors) {
  const double p = defaults / debtors;
  return {"probability", p, std::sqrt(p * (1.0 - p) / debtors),
          defaults > 0.0 ? beta_quantile(0.025, defaults, debtors - defaults + 1.0) : 0.0,
          defaults < debtors ? beta_quantile(0.975, defaults + 1.0, debtors - defaults) : 1.0};
}

}  // namespace

Result<Calibration> calibrate_default(const std::vector<Cohort>& cohorts) {
  double debtors = 0.0, defaults = 0.0, years = 0.0;  // years with debtors
  for (const Cohort& c : cohorts) {
    debtors += c.debtors, defaults += c.defaults, years += c.debtors > 0.0;
  }
  if (debtors <= 0.0)
    return fit_finding("E0985", "the table has no debtors", "add years with debtors");
  if (defaults >= debtors) {
    return fit_finding("E0986", "every debtor failed: there is no rate that is large enough",
                       "count the debtors at the beginning of each year");
  }
  Calibration out;
  out.observations = static_cast<int>(std::min(debtors, 2e9));
  FittedParameter p = probability_of(defaults, debtors);
  if (years > 1.0 && defaults > 0.0) {
    out.tests.push_back(dispersion(cohorts, p.value, years - 1.0));
    const GoodnessTest& test = out.tests[0];
    const double factor = test.statistic / (years - 1.0);
    if (test.p_value < 0.05) {
      // As many debtors as would scatter so much by chance.
      p = probability_of(defaults / factor, debtors / factor);
      out.warnings.push_back(fit_finding(
          "W0982",
          fmt::format("the years differ more than chance allows (dispersion {:.2g}, p = "
                      "{:.2g}): defaults come together; the interval is widened by that",
                      factor, test.p_value),
          "a `regimes` driver or a negative correlation with demand says why"));
    }
  }
  const double hazard = hazard_of(p.value);
  out.process = Hazard{.per_year = hazard};
  out.parameters.push_back(
      {"per_year", hazard, p.error / (1.0 - p.value), hazard_of(p.low), hazard_of(p.high)});
  const FittedParameter h = out.parameters[0];
  out.parameters.push_back({"five_years", five_years(hazard),
                            5.0 * (1.0 - five_years(hazard)) * h.error, five_years(h.low),
                            five_years(h.high)});
  if (defaults <= 0.0) {
    out.warnings.push_back(fit_finding(
        "W0981",
        fmt::format("no default was seen in {:g} debtor years: that is no proof of a rate of 0; "
                    "{:.3g} % a year would fit too",
                    debtors, 100.0 * h.high),
        "write the upper end into the driver, or take a rating"));
  } else if (defaults < 10.0) {
    out.warnings.push_back(fit_finding(
        "W0981", fmt::format("{:g} defaults are few: the interval says how few", defaults),
        "add years, or compare with a rating"));
  }
  return out;
}

Result<Calibration> calibrate_ratings(const std::vector<Rating>& ratings, DefaultMeasure measure) {
  if (ratings.empty())
    return fit_finding("E0985", "the table has no debtors", "add rows with a rating");
  Calibration out;
  out.observations = static_cast<int>(ratings.size());
  double mean = 0.0, least = 1.0, most = 0.0;
  for (const Rating rating : ratings) {
    const Result<DefaultIntensity> known = default_intensity(rating, measure);
    if (!known) return known.errors();
    const double p = -std::expm1(-(known->first_year + 4.0 * known->later));
    mean += p / static_cast<double>(ratings.size());
    least = std::min(least, p), most = std::max(most, p);
  }
  const double hazard = hazard_of(mean) / 5.0;
  const bool one =
      std::all_of(ratings.begin(), ratings.end(), [&](Rating r) { return r == ratings.front(); });
  if (one) {
    out.process = RatedDefault{ratings.front(), measure, 0.0};
  } else {
    out.process = Hazard{.per_year = hazard};
  }
  out.parameters.push_back({"per_year", hazard});
  // Not what is unsure about the mean, but the best and the worst of the debtors.
  out.parameters.push_back({"five_years", mean, kUnknown, least, most});
  return out;
}

}  // namespace offtake
