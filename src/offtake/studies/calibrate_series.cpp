// Gbm and Ou by restricted maximum likelihood. With x_i = ln X at t_i (years, the last at 0), level
// a and trend b,
//   x_i = a + b t_i + y_i,   y_i = e^{−κΔ_i} y_{i−1} + e_i,   Var e_i = σ² v_i,
//   v_i = (1 − e^{−2κΔ_i})/(2κ),  v_0 = 1/(2κ)                                              (1)
// so for a given κ level and trend are weighted least squares, and σ² = RSS/(N − p), p the number
// of level and trend. The restricted likelihood of κ is
//   ℓ(κ) = −½[Σ ln v_i + (N−p)(ln 2πσ² + 1) + ln |XᵀV⁻¹X|]                                  (2)
// (Patterson and Thompson 1971; for this use Cheang and Reinsel 2000). Its limit for κ → 0 is that
// of a Gbm with drift, so the two can be compared.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "offtake/base/text.h"
#include "offtake/futures/distributions.h"
#include "offtake/studies/calibrate_parts.h"

namespace offtake {
namespace {

struct Points {
  std::vector<double> t, x;  // years before the last date, ln of the values
  int increments() const { return static_cast<int>(t.size()) - 1; }
  double span() const { return -t.front(); }
};

Points points_of(const SeriesData& data) {
  Points p;
  for (std::size_t i = 0; i < data.values.size(); ++i) {
    p.t.push_back((data.months[i] - data.months.back()) / kMonthsPerYear);
    p.x.push_back(std::log(data.values[i]));
  }
  return p;
}

// Weighted least squares on level (first column) and trend (second).
struct Normal {
  double aa = 0, ab = 0, bb = 0, ay = 0, by = 0, yy = 0, log_v = 0;
  int rows = 0;
  void add(double ra, double rb, double y, double v) {
    aa += ra * ra / v, ab += ra * rb / v, bb += rb * rb / v;
    ay += ra * y / v, by += rb * y / v, yy += y * y / v;
    log_v += std::log(v);
    ++rows;
  }
};

struct Fitted {
  double kappa = 0.0;
  double a = 0.0, b = 0.0, variance = 0.0, rss = 0.0, degrees = 0.0;
  double log_likelihood = 0.0;
  double var_a = 0.0, var_b = 0.0;
  std::vector<double> innovations;  // standardized
};

double log_normal_constant(double degrees, double variance) {
  return degrees * (std::log(2.0 * M_PI * variance) + 1.0);
}

double variance_factor(double kappa, double years) {
  return -std::expm1(-2.0 * kappa * years) / (2.0 * kappa);
}

Fitted fit_at(double kappa, const Points& p, SeriesTrend trend) {
  Normal n;
  n.add(1.0, p.t[0], p.x[0], 1.0 / (2.0 * kappa));
  for (std::size_t i = 1; i < p.t.size(); ++i) {
    const double step = p.t[i] - p.t[i - 1], f = std::exp(-kappa * step);
    n.add(-std::expm1(-kappa * step), p.t[i] - f * p.t[i - 1], p.x[i] - f * p.x[i - 1],
          variance_factor(kappa, step));
  }
  Fitted out;
  out.kappa = kappa;
  double determinant = n.aa;
  if (trend == SeriesTrend::fitted) {
    determinant = n.aa * n.bb - n.ab * n.ab;
    out.a = (n.bb * n.ay - n.ab * n.by) / determinant;
    out.b = (n.aa * n.by - n.ab * n.ay) / determinant;
    out.degrees = n.rows - 2.0;
  } else {
    out.a = n.ay / n.aa;
    out.degrees = n.rows - 1.0;
  }
  out.rss = std::max(0.0, n.yy - out.a * n.ay - out.b * n.by);
  out.variance = out.rss / out.degrees;
  out.var_a = out.variance * (trend == SeriesTrend::fitted ? n.bb : 1.0) / determinant;
  out.var_b = trend == SeriesTrend::fitted ? out.variance * n.aa / determinant : 0.0;
  out.log_likelihood =
      -0.5 * (n.log_v + log_normal_constant(out.degrees, out.variance) + std::log(determinant));
  return out;
}

void add_innovations(Fitted& fit, const Points& p) {
  for (std::size_t i = 1; i < p.t.size(); ++i) {
    const double step = p.t[i] - p.t[i - 1], f = std::exp(-fit.kappa * step);
    const double before = p.x[i - 1] - fit.a - fit.b * p.t[i - 1];
    const double v = fit.kappa > 0.0 ? variance_factor(fit.kappa, step) : step;
    fit.innovations.push_back((p.x[i] - fit.a - fit.b * p.t[i] - f * before) /
                              std::sqrt(fit.variance * v));
  }
}

// The limit of fit_at for κ → 0: independent increments with drift b.
Fitted fit_walk(const Points& p, SeriesTrend trend) {
  Fitted out;
  out.a = p.x.back();
  double log_v = 0.0;
  if (trend == SeriesTrend::fitted) out.b = (p.x.back() - p.x.front()) / p.span();
  for (std::size_t i = 1; i < p.t.size(); ++i) {
    const double step = p.t[i] - p.t[i - 1], e = p.x[i] - p.x[i - 1] - out.b * step;
    out.rss += e * e / step;
    log_v += std::log(step);
  }
  out.degrees = p.increments() - (trend == SeriesTrend::fitted ? 1.0 : 0.0);
  out.variance = out.rss / out.degrees;
  out.var_b = trend == SeriesTrend::fitted ? out.variance / p.span() : 0.0;
  out.log_likelihood = -0.5 * (log_v + log_normal_constant(out.degrees, out.variance) +
                               (trend == SeriesTrend::fitted ? std::log(p.span()) : 0.0));
  return out;
}

// Half-lives from a third of the usual step to a hundred times the data. What comes back faster is
// no mean reversion that such data show, but scatter of the single values.
struct KappaRange {
  double low, high;  // of ln κ
};
KappaRange kappa_range(const Points& p) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < p.t.size(); ++i) steps.push_back(p.t[i] - p.t[i - 1]);
  const auto middle = steps.begin() + std::ptrdiff_t(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  return {std::log(M_LN2 / (100.0 * p.span())), std::log(3.0 * M_LN2 / *middle)};
}

FittedParameter growth_of(double log_growth, double error, double degrees) {
  const double step = student_quantile(0.975, degrees) * error, g = std::exp(log_growth);
  return {"growth", g, g * error, std::exp(log_growth - step), std::exp(log_growth + step)};
}

Calibration calibration_of(const SeriesData& data, const Points& p) {
  Calibration out;
  out.group = data.name;
  out.observations = p.increments();
  out.first_month = data.months.front();
  out.last_month = data.months.back();
  out.last_value = data.values.back();
  return out;
}

void set_gbm(Calibration& out, const Fitted& fit, const SeriesOptions& options) {
  Gbm gbm;
  const double sigma = std::sqrt(fit.variance), doubt = std::sqrt(fit.var_b);
  const bool trend = options.trend == SeriesTrend::fitted;
  gbm.volatility_per_sqrt_year = sigma;
  gbm.trend_sd_per_year = doubt;
  gbm.center = options.center;
  // Under `mean`, g^t is the mean: ln g = b + σ²/2, whose second part has its own error.
  const double extra = options.center == Center::mean ? 0.5 * fit.variance : 0.0;
  const double error = std::hypot(doubt, 2.0 * extra / std::sqrt(2.0 * fit.degrees));
  if (trend) {
    out.parameters.push_back(growth_of(fit.b + extra, error, fit.degrees));
    gbm.growth_per_year = out.parameters.back().value;
  } else {
    gbm.growth_per_year = std::exp(extra);
    out.parameters.push_back({"growth", gbm.growth_per_year});
  }
  // Exact: (N − p)σ̂²/σ² is χ².
  const auto end = [&](double q) {
    return sigma * std::sqrt(fit.degrees / chi_square_quantile(q, fit.degrees));
  };
  out.parameters.push_back(
      {"volatility", sigma, sigma / std::sqrt(2.0 * fit.degrees), end(0.975), end(0.025)});
  if (trend) out.parameters.push_back({"trend_sd", doubt});
  out.parameters.push_back({"level", out.last_value});
  out.process = gbm;
}

// Curvatures of the restricted likelihood in (ln κ, ln σ), by differences; the errors of both.
std::array<double, 2> errors_of(const Fitted& fit, const Points& p, SeriesTrend trend) {
  const double h = 0.02;
  const Fitted up = fit_at(fit.kappa * std::exp(h), p, trend);
  const Fitted down = fit_at(fit.kappa * std::exp(-h), p, trend);
  // ℓ at a σ held fixed, from the profile: the part in σ is put back.
  const auto held = [&](const Fitted& f) {
    return f.log_likelihood + 0.5 * log_normal_constant(f.degrees, f.variance) -
           0.5 * (f.degrees * std::log(2.0 * M_PI * fit.variance) + f.rss / fit.variance);
  };
  const double kk = -(held(up) - 2.0 * held(fit) + held(down)) / (h * h);
  const double ks = -(up.rss - down.rss) / (2.0 * h) / fit.variance;
  const double ss = 2.0 * fit.degrees, determinant = kk * ss - ks * ks;
  if (determinant <= 0.0) return {kUnknown, 1.0 / std::sqrt(ss)};
  return {std::sqrt(ss / determinant), std::sqrt(kk / determinant)};
}

FittedParameter half_life_of(const Fitted& fit, const Points& p, SeriesTrend trend,
                             double log_error) {
  const KappaRange range = kappa_range(p);
  const auto likelihood = [&](double log_kappa) {
    return fit_at(std::exp(log_kappa), p, trend).log_likelihood;
  };
  const double at = std::log(fit.kappa), level = fit.log_likelihood - kHalfChi95;
  const double low = crossing(likelihood, at, range.low, level);
  const double high = crossing(likelihood, at, range.high, level);
  const auto months = [](double log_kappa) { return M_LN2 / std::exp(log_kappa) * kMonthsPerYear; };
  return {"half_life", months(at), months(at) * log_error, high >= range.high ? 0.0 : months(high),
          low <= range.low ? std::numeric_limits<double>::infinity() : months(low)};
}

void set_ou(Calibration& out, const Fitted& fit, const Points& p, const SeriesOptions& options) {
  const auto [kappa_error, sigma_error] = errors_of(fit, p, options.trend);
  Ou ou;
  ou.volatility_per_sqrt_year = std::sqrt(fit.variance);
  if (options.trend == SeriesTrend::fitted) {
    out.parameters.push_back(growth_of(fit.b, std::sqrt(fit.var_b), fit.degrees));
    ou.growth_per_year = out.parameters.back().value;
  } else {
    out.parameters.push_back({"growth", 1.0});
  }
  out.parameters.push_back(
      positive_parameter("volatility", ou.volatility_per_sqrt_year, sigma_error));
  out.parameters.push_back(half_life_of(fit, p, options.trend, kappa_error));
  ou.half_life_months = out.parameters.back().value;
  // The last date is t = 0, so the trend stands at a there, and the data at a + y.
  out.parameters.push_back(
      positive_parameter("start", std::exp(p.x.back() - fit.a), std::sqrt(fit.var_a)));
  ou.start = out.parameters.back().value;
  out.parameters.push_back(positive_parameter("level", std::exp(fit.a), std::sqrt(fit.var_a)));
  out.process = ou;
}

std::string too_few(int points, int least, const char* what) {
  return fmt::format("{} dates with a value are too few for {}: it takes {}", points, what, least);
}

Status check_points(const SeriesData& data, SeriesKind kind) {
  const int points = static_cast<int>(data.values.size());
  const bool ou = kind == SeriesKind::ou;
  const int least = ou ? 8 : 4;
  if (points < least) {
    return fit_finding(
        "E0985", too_few(points, least, ou ? "a mean reversion" : "a growth and a volatility"),
        ou ? "add older data, or fit --kind gbm" : "add older data");
  }
  return ok_status();
}

Status check_driver(const Calibration& c) {
  const double sigma = c.find("volatility")->value;
  const FittedParameter* doubt = c.find("trend_sd");
  if (sigma <= 10.0 && (!doubt || doubt->value <= 2.0)) return ok_status();
  return fit_finding(
      "E0986",
      fmt::format("a volatility of {:.4g} % and a doubt about the growth of {:.4g} % a year "
                  "are more than a driver holds (1000 % and 200 %)",
                  100.0 * sigma, doubt ? 100.0 * doubt->value : 0.0),
      "are the values of one thing, and in one unit?");
}

void test_residuals(Calibration& out, const Fitted& fit) {
  const bool ou = std::holds_alternative<Ou>(out.process);
  if (fit.innovations.size() < 5) return;
  out.tests = {ljung_box(fit.innovations, ou ? 1 : 0), anderson_darling(fit.innovations)};
  if (out.tests[0].p_value < 0.05) {
    out.warnings.push_back(
        fit_finding("W0982",
                    fmt::format("the shocks follow one another (Ljung-Box p = {:.2g}), "
                                "those of the driver do not",
                                out.tests[0].p_value),
                    ou ? "take longer steps, or look for a break in the series"
                       : "try --kind ou, or take longer steps"));
  }
  if (out.tests[1].p_value < 0.05) {
    out.warnings.push_back(
        fit_finding("W0982",
                    fmt::format("the shocks are not normal (Anderson-Darling p = "
                                "{:.2g}): large ones come more often, or one-sided",
                                out.tests[1].p_value),
                    "look at the largest changes; a `jumps` driver holds rare shocks"));
  }
}

void warn_few(Calibration& out) {
  if (out.observations >= kFewPoints) return;
  out.warnings.push_back(fit_finding(
      "W0981", fmt::format("{} changes are few: the intervals say how few", out.observations),
      "add older data, or widen the driver by hand"));
}

void warn_half_life(Calibration& out, const Points& p) {
  const FittedParameter* h = out.find("half_life");
  if (!h) return;
  if (h->value <= 1.001 * M_LN2 * kMonthsPerYear / std::exp(kappa_range(p).high)) {
    out.warnings.push_back(fit_finding(
        "W0983",
        fmt::format("the values scatter around the trend without memory: the half-life is at most "
                    "{:.3g} months, a third of the usual step",
                    h->value),
        "take finer data, or one kind of observation with --where"));
  }
  if (std::isfinite(h->high)) return;
  out.warnings.push_back(fit_finding(
      "W0983",
      fmt::format("the data do not exclude that nothing comes back: the half-life may be "
                  "anything from {:.3g} months",
                  h->low),
      "take --kind gbm too, and see whether the answer changes"));
}

}  // namespace

Result<Calibration> calibrate_series(const SeriesData& data, const SeriesOptions& options) {
  if (Status enough = check_points(data, options.kind); !enough) return enough.errors();
  const Points p = points_of(data);
  Calibration out = calibration_of(data, p);
  Fitted walk = fit_walk(p, options.trend);
  if (!(walk.variance > 0.0) || walk.rss <= 1e-24 * static_cast<double>(p.x.size())) {
    return fit_finding("E0986",
                       "the series does not move around its trend: there is no volatility to fit",
                       "write the growth into the series; it needs no driver");
  }
  out.candidates.push_back({"gbm", walk.log_likelihood, 1});
  std::optional<Fitted> ou;
  if (options.kind != SeriesKind::gbm && data.values.size() >= 8) {
    const KappaRange range = kappa_range(p);
    const double at =
        largest_at([&](double k) { return fit_at(std::exp(k), p, options.trend).log_likelihood; },
                   range.low, range.high, 100);
    ou = fit_at(std::exp(at), p, options.trend);
    out.candidates.push_back({"ou", ou->log_likelihood, 2});
    if (at <= range.low + 1e-6) {
      if (options.kind == SeriesKind::ou) {
        return fit_finding("E0986",
                           "nothing comes back in this series: the likelihood is largest without "
                           "mean reversion",
                           "fit --kind gbm");
      }
    }
  }
  choose_by_bic(out.candidates, walk.degrees);
  const bool by_bic = ou && out.candidates[1].chosen;
  const bool take_ou = options.kind == SeriesKind::ou || by_bic;
  for (TriedLaw& c : out.candidates) c.chosen = (c.key == "ou") == take_ou;
  if (take_ou) {
    set_ou(out, *ou, p, options);
  } else {
    set_gbm(out, walk, options);
  }
  if (Status fits = check_driver(out); !fits) return fits.errors();
  Fitted& fit = take_ou ? *ou : walk;
  add_innovations(fit, p);
  warn_few(out);
  test_residuals(out, fit);
  warn_half_life(out, p);
  return out;
}

}  // namespace offtake
