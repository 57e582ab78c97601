// Delay by maximum likelihood with right-censoring. The share on time q and the tail separate:
//   q̂ = n0/n;  exponential: θ̂ = (Σd + Σc)/n_late;  lognormal: the profile over σ of the censored
// normal likelihood of ln d, kept to those σ that the driver can hold (its σ is the larger of two
// roots, so at least z = Φ⁻¹(1 − 0.1/(1−q)); see docs/reference/drivers.md).
#include <algorithm>
#include <cmath>
#include <optional>

#include "offtake/base/random.h"
#include "offtake/base/text.h"
#include "offtake/studies/calibrate_parts.h"

namespace offtake {
namespace {

constexpr double kThinnest = 0.05, kFattest = 5.0;  // σ of a lognormal tail
constexpr double kApart = 0.01;  // of σ from the double root, so that it is read back

struct Tail {
  std::vector<double> late, open;  // months: delays, and bounds they exceed
  double on_time = 0.0;
  double all() const { return on_time + static_cast<double>(late.size() + open.size()); }
  double none() const { return on_time / all(); }
};

Tail tail_of(const DelaySample& sample, double most) {
  Tail out;
  for (std::size_t i = 0; i < sample.months.size(); ++i) {
    const double d = sample.months[i];
    if (!sample.reached[i]) {
      out.open.push_back(std::min(d, most));
    } else if (d <= 0.0) {
      out.on_time += 1.0;
    } else if (d >= most) {
      out.open.push_back(most);  // the driver says no more of it
    } else {
      out.late.push_back(d);
    }
  }
  return out;
}

struct TailFit {
  bool lognormal = false;
  double theta = 0.0;                                          // exponential
  double mu = 0.0, sigma = 0.0;                                // lognormal
  double log_likelihood = 0.0;                                 // of the tail
  enum class Bound { none, least, most } bound = Bound::none;  // that σ is kept to
};

TailFit fit_exponential(const Tail& tail) {
  double sum = 0.0;
  for (const double d : tail.late) sum += d;
  for (const double c : tail.open) sum += c;
  const double n = static_cast<double>(tail.late.size());
  TailFit out;
  out.theta = sum / n;
  out.log_likelihood = -n * (std::log(out.theta) + 1.0);
  return out;
}

double log_density(double z) { return -0.5 * z * z - 0.5 * std::log(2.0 * M_PI); }

// φ(w)/Φ(−w)
double mills(double w) {
  if (w > 30.0) return w + 1.0 / w;
  return std::exp(log_density(w)) / normal_cdf(-w);
}
double log_upper(double w) {
  return w > 30.0 ? log_density(w) - std::log(w) : std::log(normal_cdf(-w));
}

// ln of the delays by their sums, of the bounds one by one.
struct Logs {
  double late = 0.0, sum = 0.0, squares = 0.0;
  std::vector<double> open;
  explicit Logs(const Tail& tail) {
    for (const double d : tail.late) {
      late += 1.0, sum += std::log(d), squares += std::log(d) * std::log(d);
    }
    for (const double c : tail.open) {
      if (c > 0.0) open.push_back(std::log(c));  // a bound of 0 says nothing of the tail
    }
  }
  double likelihood(double mu, double sigma) const {
    const double around = squares - 2.0 * mu * sum + late * mu * mu;  // Σ (ln d − μ)²
    double out = -0.5 * around / (sigma * sigma) -
                 late * (std::log(sigma) + 0.5 * std::log(2.0 * M_PI)) - sum;
    for (const double x : open) out += log_upper((x - mu) / sigma);
    return out;
  }
  // Concave in μ.
  double best_mu(double sigma) const {
    double mu = sum / late;
    for (int i = 0; i < 100; ++i) {
      double slope = (sum - late * mu) / sigma, curve = late;
      for (const double x : open) {
        const double w = (x - mu) / sigma, h = mills(w);
        slope += h;
        curve += h * (h - w);
      }
      const double step = sigma * slope / curve;
      mu += step;
      if (std::abs(step) < 1e-12 * (1.0 + std::abs(mu))) break;
    }
    return mu;
  }
};

// z = Φ⁻¹(1 − 0.1/(1−q))
double z_of(double none) { return -normal_quantile(0.1 / (1.0 - none)); }

bool lognormal_possible(const Tail& tail) { return tail.none() < 0.9; }

double thinnest(double none) { return std::max(kThinnest, z_of(none) + kApart); }

TailFit fit_lognormal(const Tail& tail) {
  const Logs logs(tail);
  const double low = std::log(thinnest(tail.none())), high = std::log(kFattest);
  const double at = largest_at(
      [&](double log_sigma) {
        const double sigma = std::exp(log_sigma);
        return logs.likelihood(logs.best_mu(sigma), sigma);
      },
      low, high, 24);
  TailFit out;
  out.lognormal = true;
  out.sigma = std::exp(at);
  out.mu = logs.best_mu(out.sigma);
  out.log_likelihood = logs.likelihood(out.mu, out.sigma);
  if (at <= low + 1e-7) out.bound = TailFit::Bound::least;
  if (at >= high - 1e-7) out.bound = TailFit::Bound::most;
  return out;
}

Delay driver_of(double none, const TailFit& fit, double most) {
  Delay d;
  d.none = none;
  d.most_months = most;
  if (fit.lognormal) {
    d.mean_months = (1.0 - none) * std::exp(fit.mu + 0.5 * fit.sigma * fit.sigma);
    d.p90_months = std::exp(fit.mu + z_of(none) * fit.sigma);
  } else {
    d.mean_months = (1.0 - none) * fit.theta;
  }
  return d;
}

// Kaplan and Meier against the law, the largest distance.
double distance(const DelaySample& sample, const Delay& delay) {
  struct Event {
    double at;
    bool reached;
  };
  std::vector<Event> events;
  for (std::size_t i = 0; i < sample.months.size(); ++i) {
    events.push_back({sample.months[i], bool(sample.reached[i])});
  }
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return a.at != b.at ? a.at < b.at : a.reached && !b.reached;
  });
  const DelayLaw law(delay);
  double survival = 1.0, largest = 0.0;
  for (std::size_t i = 0; i < events.size();) {
    std::size_t end = i, died = 0;
    for (; end < events.size() && events[end].at == events[i].at; ++end)
      died += events[end].reached;
    if (died > 0 && events[i].at < delay.most_months) {
      if (events[i].at > 0.0) {
        largest = std::max(largest, std::abs(survival - 1.0 + law.below(events[i].at)));
      }
      survival *= 1.0 - static_cast<double>(died) / static_cast<double>(events.size() - i);
      largest = std::max(largest, std::abs(survival - 1.0 + law.cdf(events[i].at)));
    }
    i = end;
  }
  return largest;
}

TailFit fit_tail(const Tail& tail, TailShape shape) {
  return shape == TailShape::lognormal ? fit_lognormal(tail) : fit_exponential(tail);
}

// How often a sample of the fitted law, watched for as long and fitted again, lies as far from its
// fit.
GoodnessTest bootstrap(const DelaySample& sample, const Delay& fitted, TailShape shape, int draws) {
  const StreamKey key{1, stream_of("calibrate goodness")};
  const DelayLaw law(fitted);
  const double seen = distance(sample, fitted);
  int counted = 0, beyond = 0;
  for (int b = 0; b < draws; ++b) {
    DelaySample drawn = sample;
    for (std::size_t i = 0; i < drawn.months.size(); ++i) {
      const double d = law.quantile(uniform(key, std::uint64_t(b), std::uint32_t(i)));
      drawn.reached[i] = d <= drawn.watched[i];
      drawn.months[i] = std::min(d, drawn.watched[i]);
    }
    const Tail tail = tail_of(drawn, fitted.most_months);
    if (tail.late.size() < 2) continue;
    if (shape == TailShape::lognormal && !lognormal_possible(tail)) continue;
    const Delay again = driver_of(tail.none(), fit_tail(tail, shape), fitted.most_months);
    ++counted;
    beyond += distance(drawn, again) >= seen;
  }
  return {"kolmogorov_smirnov", seen, (1.0 + beyond) / (1.0 + counted)};
}

// Wilson's interval of a share.
FittedParameter share(std::string key, double part, double all) {
  const double p = part / all, z2 = kZ975 * kZ975;
  const double middle = (p + z2 / (2.0 * all)) / (1.0 + z2 / all);
  const double half =
      kZ975 * std::sqrt(p * (1.0 - p) / all + z2 / (4.0 * all * all)) / (1.0 + z2 / all);
  return {std::move(key), p, std::sqrt(p * (1.0 - p) / all), std::max(0.0, middle - half),
          std::min(1.0, middle + half)};
}

struct Curvature {
  double mu = 0.0, cross = 0.0, sigma = 0.0;  // covariance of (μ, ln σ)
};

// The inverse of the observed information of (μ, ln σ), by differences. With σ at its bound only μ
// is free.
Curvature covariance(const Tail& tail, const TailFit& fit) {
  const Logs logs(tail);
  const double h = 1e-3;
  const auto at = [&](double i, double j) {
    return logs.likelihood(fit.mu + i * h, fit.sigma * std::exp(j * h));
  };
  const double middle = at(0, 0);
  const double mm = -(at(1, 0) - 2.0 * middle + at(-1, 0)) / (h * h);
  const double ss = -(at(0, 1) - 2.0 * middle + at(0, -1)) / (h * h);
  const double ms = -(at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / (4.0 * h * h);
  const double determinant = mm * ss - ms * ms;
  if (fit.bound != TailFit::Bound::none || determinant <= 0.0) return {1.0 / mm, 0.0, 0.0};
  return {ss / determinant, -ms / determinant, mm / determinant};
}

// Mean over the paths, with the cap.
double expected_months(const Delay& d, const TailFit& fit) {
  const double late = 1.0 - d.none;
  if (!fit.lognormal) return late * fit.theta * -std::expm1(-d.most_months / fit.theta);
  const double c = (std::log(d.most_months) - fit.mu) / fit.sigma;
  return late * (std::exp(fit.mu + 0.5 * fit.sigma * fit.sigma) * normal_cdf(c - fit.sigma) +
                 d.most_months * normal_cdf(-c));
}

void set_parameters(Calibration& out, const Tail& tail, const TailFit& fit, const Delay& d) {
  out.parameters.push_back(share("none", tail.on_time, tail.all()));
  const double q = d.none, n = tail.all(), late_error = q / ((1.0 - q) * n);  // Var ln(1−q)
  if (fit.lognormal) {
    const Curvature v = covariance(tail, fit);
    const double s2 = fit.sigma * fit.sigma;
    const double mean = late_error + v.mu + 2.0 * s2 * v.cross + s2 * s2 * v.sigma;
    out.parameters.push_back(positive_parameter("mean", d.mean_months, std::sqrt(mean)));
    const double z = z_of(q), zs = z * fit.sigma;
    const double slope = fit.sigma * -0.1 / ((1.0 - q) * (1.0 - q)) / std::exp(log_density(z));
    const double p90 =
        v.mu + 2.0 * zs * v.cross + zs * zs * v.sigma + slope * slope * q * (1.0 - q) / n;
    out.parameters.push_back(positive_parameter("p90", d.p90_months, std::sqrt(p90)));
  } else {
    const double rate = 1.0 / static_cast<double>(tail.late.size());
    out.parameters.push_back(
        positive_parameter("mean", d.mean_months, std::sqrt(late_error + rate)));
    if (q < 0.9) {  // p90 = θ ln(10(1−q))
      const double log_part = std::log(10.0 * (1.0 - q));
      out.parameters.push_back(positive_parameter(
          "p90", fit.theta * log_part, std::sqrt(rate + late_error / (log_part * log_part))));
    }
  }
  out.parameters.push_back({"expected", expected_months(d, fit)});
}

void warn(Calibration& out, const Tail& tail, const TailFit& fit, double most) {
  const auto say = [&](const char* code, std::string what, std::string mend) {
    out.warnings.push_back(fit_finding(code, std::move(what), std::move(mend)));
  };
  if (out.observations < kFewPoints || tail.late.size() < 10) {
    say("W0981",
        fmt::format("{} milestones, {} of them late, are few: the intervals say how few",
                    out.observations, tail.late.size()),
        "add milestones, or widen the driver by hand");
  }
  if (2 * out.censored > out.observations) {
    say("W0985",
        fmt::format("{} of {} milestones are not reached: how long the tail is, the shape decides",
                    out.censored, out.observations),
        "watch them longer, or compare --shape exponential with lognormal");
  }
  double longest = 0.0;
  for (const double d : tail.open) longest = std::max(longest, d);
  if (longest >= most) {
    say("W0986",
        fmt::format(
            "a delay is at least as long as the longest that the driver allows, {:g} months", most),
        "give a longer one with --most");
  }
  if (fit.bound != TailFit::Bound::none) {
    say("W0987",
        fmt::format("the delays scatter {} than any lognormal tail that a driver holds: the "
                    "nearest one is written",
                    fit.bound == TailFit::Bound::least ? "less" : "more"),
        "compare with --shape exponential");
  }
  if (!out.tests.empty() && out.tests[0].p_value < 0.05) {
    say("W0982",
        fmt::format("the delays do not look like this tail (Kolmogorov-Smirnov p = {:.2g})",
                    out.tests[0].p_value),
        "fit groups that have much in common with --by, or an `empirical` driver");
  }
}

// What the model reader would refuse (E0606).
Status check_driver(const Delay& d, const TailFit& fit) {
  if (d.mean_months <= d.most_months) return ok_status();
  return fit_finding(
      "E0986",
      fmt::format("the mean delay would be {:.3g} months, more than the longest that the driver "
                  "allows, {:g}",
                  d.mean_months, d.most_months),
      fit.lognormal ? "give a longer one with --most, or --shape exponential"
                    : "give a longer one with --most");
}

Status check_sample(const DelaySample& sample, const Tail& tail, TailShape shape) {
  if (sample.months.size() < 5) {
    return fit_finding(
        "E0985",
        fmt::format(
            "{} milestones that were due are too few: it takes 5{}", sample.months.size(),
            sample.not_due > 0 ? fmt::format("; {} were not due", sample.not_due) : std::string()),
        "add milestones, or a later --as-of");
  }
  if (tail.late.size() < 2) {
    return fit_finding(
        "E0986",
        fmt::format("{} of {} milestones have a delay that is known: no tail can be fitted",
                    tail.late.size(), sample.months.size()),
        "add milestones that were reached late");
  }
  if (shape == TailShape::lognormal && !lognormal_possible(tail)) {
    return fit_finding(
        "E0986",
        fmt::format("{:.3g} % are on time, so the 90th percentile is 0 and says nothing of a "
                    "lognormal tail",
                    100.0 * tail.none()),
        "take --shape exponential");
  }
  return ok_status();
}

}  // namespace

DelaySample delay_sample(const std::vector<Milestone>& milestones, double as_of_day,
                         double grace_days) {
  DelaySample out;
  for (const Milestone& m : milestones) {
    const double watched = as_of_day - m.planned_day;
    if (watched < grace_days) {
      // Those that came early too: without them the rest would look later than it is.
      ++out.not_due;
      continue;
    }
    const bool reached = m.reached_day && *m.reached_day <= as_of_day;
    OFFTAKE_CHECK(reached || std::isfinite(watched), m.name);
    const double days = reached ? *m.reached_day - m.planned_day : watched;
    out.months.push_back(reached && days <= grace_days ? 0.0 : days / kDaysPerMonth);
    out.reached.push_back(reached);
    out.watched.push_back(watched / kDaysPerMonth);
  }
  return out;
}

Result<Calibration> calibrate_delay(const DelaySample& sample, const DelayOptions& options) {
  const Tail tail = tail_of(sample, options.most_months);
  if (Status enough = check_sample(sample, tail, options.shape); !enough) return enough.errors();
  Calibration out;
  out.observations = static_cast<int>(sample.months.size());
  out.on_time = static_cast<int>(tail.on_time);
  out.censored = static_cast<int>(std::count(sample.reached.begin(), sample.reached.end(), false));
  out.not_due = sample.not_due;
  const double q = tail.none();
  const double split = (tail.on_time > 0.0 ? tail.on_time * std::log(q) : 0.0) +
                       (q < 1.0 ? (tail.all() - tail.on_time) * std::log1p(-q) : 0.0);
  std::vector<TailFit> fits = {fit_exponential(tail)};
  out.candidates.push_back({"exponential", split + fits[0].log_likelihood, 2});
  if (lognormal_possible(tail)) {
    fits.push_back(fit_lognormal(tail));
    out.candidates.push_back({"lognormal", split + fits[1].log_likelihood, 3});
  }
  choose_by_bic(out.candidates, tail.all());
  std::size_t at = out.candidates[0].chosen ? 0 : 1;
  if (options.shape != TailShape::automatic) at = options.shape == TailShape::lognormal ? 1 : 0;
  for (std::size_t i = 0; i < out.candidates.size(); ++i) out.candidates[i].chosen = i == at;
  const TailFit& fit = fits[at];
  const Delay driver = driver_of(q, fit, options.most_months);
  if (Status fits_in = check_driver(driver, fit); !fits_in) return fits_in.errors();
  out.process = driver;
  set_parameters(out, tail, fit, driver);
  if (options.goodness_draws > 0) {
    // A large sample needs no fine p-value.
    const int draws =
        out.observations > 2000 ? std::min(99, options.goodness_draws) : options.goodness_draws;
    out.tests.push_back(bootstrap(
        sample, driver, fit.lognormal ? TailShape::lognormal : TailShape::exponential, draws));
  }
  warn(out, tail, fit, options.most_months);
  return out;
}

}  // namespace offtake
