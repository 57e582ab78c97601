// Every driver against its closed forms (docs/reference/drivers.md).
#include <algorithm>
#include <array>

#include "moments.h"
#include "offtake/base/random.h"
#include "offtake/futures/default_rates.h"

namespace offtake::statistical {
namespace {

const std::vector<int> kSteps = {1, 4, 16, 37};
double years(int step) { return 0.25 * step; }
double density(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2.0 * M_PI); }

std::vector<double> logs(const std::vector<double>& x) {
  std::vector<double> out;
  for (const double v : x) out.push_back(std::log(v));
  return out;
}

class Drivers : public ::testing::Test {
 protected:
  void SetUp() override { print_header(); }
};

TEST_F(Drivers, Gbm) {
  const double g = 1.8, sigma = 0.25, s = 0.10;
  const Sample sample(model_of({driver("median", Gbm{g, sigma, s, Center::median}),
                                driver("mean", Gbm{g, sigma, s, Center::mean}),
                                driver("plain", Gbm{0.7, sigma, 0.0, Center::median})}),
                      kSteps);
  for (std::size_t k = 0; k < kSteps.size(); ++k) {
    const double t = years(kSteps[k]), v = sigma * sigma * t + s * s * t * t;
    const std::string at = fmt::format("(t={:g})", t);
    check_mean_and_variance("gbm median", "ln X" + at, {t * std::log(g), v},
                            logs(sample.value(0, k)));
    check_moment("gbm median", "E X" + at, std::pow(g, t) * std::exp(v / 2), sample.value(0, k));
    check_mean_and_variance(
        "gbm mean", "X/g^t" + at, {1.0, std::expm1(v)},
        sample.each([&](std::size_t p) { return sample.value(1, k)[p] / std::pow(g, t); }));
    check_mean_and_variance("gbm no trend doubt", "ln X" + at,
                            {t * std::log(0.7), sigma * sigma * t}, logs(sample.value(2, k)));
  }
  // Increments over disjoint times share the trend alone.
  check_moment("gbm median", "Cov(ln X(1), ln X(4) - ln X(1))", s * s * 1.0 * 3.0,
               sample.each([&](std::size_t p) {
                 const double a = std::log(sample.value(0, 1)[p]) - std::log(g);
                 const double b = std::log(sample.value(0, 2)[p]) - 4.0 * std::log(g);
                 return a * (b - a);
               }));
}

TEST_F(Drivers, Ou) {
  const double g = 0.8, sigma = 0.4, start = 1.5, kappa = std::log(2.0) / 1.5;
  const Sample sample(model_of({driver("scarcity", Ou{g, sigma, 18.0, start})}), kSteps);
  const auto mean = [&](double t) {
    return t * std::log(g) + std::log(start) * std::exp(-kappa * t);
  };
  const auto variance = [&](double t) {
    return sigma * sigma * (1.0 - std::exp(-2.0 * kappa * t)) / (2.0 * kappa);
  };
  for (std::size_t k = 0; k < kSteps.size(); ++k) {
    const double t = years(kSteps[k]);
    const std::string at = fmt::format("(t={:g})", t);
    check_mean_and_variance("ou", "ln X" + at, {mean(t), variance(t)}, logs(sample.value(0, k)));
    check_moment("ou", "E X" + at, std::exp(mean(t) + variance(t) / 2), sample.value(0, k));
  }
  for (const auto& [a, b] : {std::pair<std::size_t, std::size_t>{0, 1}, {1, 2}, {2, 3}}) {
    const double s = years(kSteps[a]), t = years(kSteps[b]);
    const double closed = std::exp(-kappa * (t - s)) * std::sqrt(variance(s) / variance(t));
    check_moment("ou", fmt::format("corr ln X({:g}), ln X({:g})", s, t), closed,
                 sample.each([&](std::size_t p) {
                   return (std::log(sample.value(0, a)[p]) - mean(s)) *
                          (std::log(sample.value(0, b)[p]) - mean(t)) /
                          std::sqrt(variance(s) * variance(t));
                 }));
  }
}

TEST_F(Drivers, Jumps) {
  const Gbm diffusion{1.3, 0.2, 0.1, Center::mean};
  const double rate = 0.8, size = 0.7, spread = 0.3;
  const Sample sample(model_of({driver("shock", Jumps{diffusion, rate, size, spread}),
                                driver("bare", Jumps{Gbm{}, rate, size, 0.0}),
                                driver("many", Jumps{Gbm{}, 20.0, 1.01, 0.02})}),
                      kSteps);
  const double m = std::log(size);
  for (std::size_t k = 0; k < kSteps.size(); ++k) {
    const double t = years(kSteps[k]), v = 0.04 * t + 0.01 * t * t;
    const std::string at = fmt::format("(t={:g})", t);
    check_mean_and_variance(
        "jumps", "ln X" + at,
        {t * std::log(1.3) - v / 2 + rate * t * m, v + rate * t * (m * m + spread * spread)},
        logs(sample.value(0, k)));
    check_moment(
        "jumps", "E X" + at,
        std::pow(1.3, t) * std::exp(rate * t * (size * std::exp(spread * spread / 2) - 1.0)),
        sample.value(0, k));
    for (int n = 0; n < 3; ++n) {
      const double closed = std::exp(-rate * t) * std::pow(rate * t, n) / std::tgamma(n + 1.0);
      check_moment("jumps bare", fmt::format("P(N={}) {}", n, at), closed,
                   sample.each([&](std::size_t p) {
                     return std::lround(std::log(sample.value(1, k)[p]) / m) == n ? 1.0 : 0.0;
                   }));
    }
    check_mean_and_variance(
        "jumps many", "ln X" + at,
        {20.0 * t * std::log(1.01), 20.0 * t * (std::pow(std::log(1.01), 2) + 0.0004)},
        logs(sample.value(2, k)));
  }
}

// exp(Q·t) by its series, in 4,096 pieces: independent of the program's own.
using Matrix3 = std::array<std::array<double, 3>, 3>;
Matrix3 product(const Matrix3& a, const Matrix3& b) {
  Matrix3 c{};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      for (int k = 0; k < 3; ++k) c[i][j] += a[i][k] * b[k][j];
    }
  }
  return c;
}
Matrix3 transition(const Regimes& r, double months) {
  Matrix3 p{};
  const double h = months / 4096.0;
  Matrix3 q{};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      q[i][j] = (i == j ? -1.0 : r.states[i].next[j]) / r.states[i].mean_months * h;
    }
  }
  const Matrix3 q2 = product(q, q), q3 = product(q2, q);
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      p[i][j] = (i == j ? 1.0 : 0.0) + q[i][j] + q2[i][j] / 2 + q3[i][j] / 6;
    }
  }
  for (int i = 0; i < 12; ++i) p = product(p, p);
  return p;
}

TEST_F(Drivers, Regimes) {
  Regimes r;
  r.states = {{"boom", 1.9, 0.30, 24.0, {0.0, 0.8, 0.2}},
              {"slow", 1.2, 0.15, 15.0, {0.6, 0.0, 0.4}},
              {"bust", 0.6, 0.40, 6.0, {0.1, 0.9, 0.0}}};
  r.first = 1;
  Regimes still = r;  // its states can be read off the growth
  for (Regimes::State& s : still.states) s.volatility_per_sqrt_year = 0.0;
  const std::vector<int> steps = {1, 2, 8, 9, 36, 37};
  const Sample sample(model_of({driver("still", still), driver("moving", r)}), steps);

  for (const std::size_t k : {0u, 2u, 4u}) {
    const Matrix3 p = transition(r, 3.0 * steps[k]);
    for (int s = 0; s < 3; ++s) {
      const double growth = std::pow(r.states[s].growth_per_year, 0.25);
      check_moment("regimes", fmt::format("P({} at {} years)", r.states[s].name, years(steps[k])),
                   p[1][s], sample.each([&](std::size_t i) {
                     const double ratio = sample.value(0, k + 1)[i] / sample.value(0, k)[i];
                     return std::abs(ratio - growth) < 1e-9 ? 1.0 : 0.0;
                   }));
    }
  }
  // E X(k) = row 1 of (D·P)^k summed, D = diag(g^dt·exp(σ²dt/2)).
  const Matrix3 p = transition(r, 3.0);
  Matrix3 step{};
  for (int i = 0; i < 3; ++i) {
    const double v = r.states[i].volatility_per_sqrt_year;
    for (int j = 0; j < 3; ++j) {
      step[i][j] = std::pow(r.states[i].growth_per_year, 0.25) * std::exp(v * v / 8) * p[i][j];
    }
  }
  Matrix3 power{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  for (int k = 1; k <= 37; ++k) {
    power = product(power, step);
    for (std::size_t s = 0; s < steps.size(); ++s) {
      if (steps[s] != k) continue;
      check_moment("regimes", fmt::format("E X({:g})", years(k)),
                   power[1][0] + power[1][1] + power[1][2], sample.value(1, s));
    }
  }
}

TEST_F(Drivers, OneDraw) {
  const Sample sample(model_of({driver("lognormal", Lognormal{2.0, 5.0, false}),
                                driver("triangular", Triangular{1.0, 2.0, 6.0, false}),
                                driver("pert", Pert{1.0, 2.0, 6.0, false}),
                                driver("pert at its least", Pert{0.0, 0.0, 3.0, false})}),
                      {0, 37});
  const double sigma = std::log(2.5) / normal_quantile(0.9);
  const double mean = 2.0 * std::exp(sigma * sigma / 2);
  const auto share_below = [&](std::size_t d, double x) {
    return sample.each([&](std::size_t p) { return sample.value(d, 1)[p] <= x ? 1.0 : 0.0; });
  };
  check_mean_and_variance("lognormal", "ln X", {std::log(2.0), sigma * sigma},
                          logs(sample.value(0, 0)));
  check_moment("lognormal", "E X", mean, sample.value(0, 0));
  check_moment("lognormal", "P(X <= median)", 0.5, share_below(0, 2.0));
  check_moment("lognormal", "P(X <= p90)", 0.9, share_below(0, 5.0));
  check_mean_and_variance("triangular", "X", {3.0, (1 + 4 + 36 - 2 - 6 - 12) / 18.0},
                          sample.value(1, 0));
  check_moment("triangular", "P(X <= mode)", 0.2, share_below(1, 2.0));
  check_moment("triangular", "P(X <= 4)", 0.8, share_below(1, 4.0));
  const double pert = (1 + 8 + 6) / 6.0;
  check_mean_and_variance("pert", "X", {pert, (pert - 1) * (6 - pert) / 7}, sample.value(2, 0));
  check_mean_and_variance("pert at its least", "X", {0.5, 0.5 * 2.5 / 7}, sample.value(3, 0));
  // Beta(1, 5).
  check_moment("pert at its least", "P(X <= 1)", 1.0 - std::pow(2.0 / 3.0, 5), share_below(3, 1.0));
  for (std::size_t d = 0; d < 4; ++d) EXPECT_EQ(sample.value(d, 0), sample.value(d, 1));
}

TEST_F(Drivers, Delay) {
  // The slippage of announced milestones: none in 56 %, mean 80 days, 90th percentile 216 days.
  const double none = 0.56, mean = 80 / 30.4375, p90 = 216 / 30.4375;
  const Sample sample(model_of({driver("exponential", Delay{none, mean, 0.0, 1e6}),
                                driver("exponential capped", Delay{none, mean, 0.0, 12.0}),
                                driver("lognormal", Delay{none, mean, p90, 1e6}),
                                driver("lognormal capped", Delay{none, mean, p90, 12.0})}),
                      {0});
  const double z = normal_quantile(1.0 - 0.1 / (1.0 - none));
  const double sigma = z + std::sqrt(z * z - 2 * std::log(p90 * (1 - none) / mean));
  const double mu = std::log(mean / (1 - none)) - sigma * sigma / 2;
  const double theta = mean / (1 - none), cut = (std::log(12.0) - mu) / sigma;
  const double capped_lognormal =
      (1 - none) *
      (std::exp(mu + sigma * sigma / 2) * normal_cdf(cut - sigma) + 12.0 * normal_cdf(-cut));
  const double means[] = {mean, (1 - none) * theta * -std::expm1(-12.0 / theta), mean,
                          capped_lognormal};
  const char* const names[] = {"delay exponential", "delay exponential capped", "delay lognormal",
                               "delay lognormal capped"};
  for (std::size_t d = 0; d < 4; ++d) {
    const auto share = [&](auto test) {
      return sample.each([&](std::size_t p) { return test(sample.value(d, 0)[p]) ? 1.0 : 0.0; });
    };
    check_moment(names[d], "P(0)", none, share([](double x) { return x == 0.0; }));
    check_moment(names[d], "E D", means[d], sample.value(d, 0));
    if (d >= 2)
      check_moment(names[d], "P(D <= p90)", 0.9, share([&](double x) { return x <= p90; }));
    if (d < 2) {
      check_moment(names[d], "P(D <= 6)", 1 - (1 - none) * std::exp(-6 / theta),
                   share([](double x) { return x <= 6.0; }));
    }
    for (const double x : sample.value(d, 0)) {
      ASSERT_GE(x, 0.0);
      ASSERT_LE(x, d % 2 == 1 ? 12.0 : 1e6);
    }
  }
}

TEST_F(Drivers, Events) {
  const double rate = 0.07;
  const Sample sample(model_of({driver("export ban", Bernoulli{0.15, 0.4}),
                                driver("moratorium", Hazard{rate, -1e9, 1e9, 0.5}),
                                driver("window", Hazard{0.5, 667.0, 700.5, 0.0})}),
                      {0, 1, 37});
  check_moment("bernoulli", "P", 0.15, sample.each([&](std::size_t p) {
    return sample.event(0)[p] == 660.0 && sample.value(0, 0)[p] == 0.4 ? 1.0 : 0.0;
  }));
  const auto survival = [&](std::size_t d, double month) {
    return sample.each([&](std::size_t p) { return sample.event(d)[p] > month ? 1.0 : 0.0; });
  };
  for (const double month : {660.7, 663.0, 667.9, 690.0, 720.0, 773.9}) {
    check_moment("hazard", fmt::format("survival to {:g} months", month - 660),
                 std::exp(-rate * (month - 660) / 12), survival(1, month));
  }
  for (const double month : {667.0, 668.0, 680.0, 700.5, 770.0}) {
    const double exposed = std::clamp(month, 667.0, 700.5) - 667.0;
    check_moment("hazard window", fmt::format("survival to {:g} months", month - 660),
                 std::exp(-0.5 * exposed / 12), survival(2, month));
  }
  check_moment("hazard", "E factor(t=9.25)", 1 - 0.5 * (1 - std::exp(-rate * 9.25)),
               sample.value(1, 2));
  // A truncated exponential.
  const double total = rate * 114 / 12, p_any = -std::expm1(-total);
  check_moment("hazard", "E min(month, end)", 12 / rate * p_any, sample.each([&](std::size_t p) {
    return std::min(sample.event(1)[p], 774.0) - 660.0;
  }));
}

TEST_F(Drivers, RatedDefault) {
  std::vector<Driver> drivers;
  std::vector<RatedRates> rates;
  for (const DefaultMeasure measure :
       {DefaultMeasure::real_world, DefaultMeasure::market_implied}) {
    for (const RatedRates& row : rating_table(measure)) {
      const bool real = measure == DefaultMeasure::real_world;
      drivers.push_back(driver(rating_name(row.rating) + (real ? " real world" : " market-implied"),
                               RatedDefault{row.rating, measure, 0.0}));
      rates.push_back(row);
    }
  }
  const Sample sample(model_of(drivers), {0});
  for (std::size_t d = 0; d < drivers.size(); ++d) {
    const auto by = [&](double months) {
      return sample.each(
          [&](std::size_t p) { return sample.event(d)[p] <= 660 + months ? 1.0 : 0.0; });
    };
    const double five = rates[d].five_years;
    const double one = rates[d].one_year.value_or(1.0 - std::pow(1.0 - five, 0.2));
    check_moment(drivers[d].name, "P(default in 1 year)", one, by(12));
    check_moment(drivers[d].name, "P(default in 5 years)", five, by(60));
    check_moment(drivers[d].name, "P(default in 3 years)",
                 1.0 - std::sqrt((1.0 - one) * (1.0 - five)), by(36));
  }
}

TEST_F(Drivers, EmpiricalAndGiven) {
  const Empirical once{{3.0, 1.0, 2.0, 10.0, 2.0}, false, false};
  Empirical anew = once;
  anew.each_step = true;
  const Given given{{657.0, 666.0}, {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}, 3};
  const Sample sample(
      model_of({driver("once", once), driver("anew", anew), driver("given", given)}), {0, 1, 37});
  check_mean_and_variance("empirical once", "X", {3.6, 118 / 5.0 - 3.6 * 3.6}, sample.value(0, 0));
  EXPECT_EQ(sample.value(0, 0), sample.value(0, 2));
  for (std::size_t k = 0; k < 3; ++k) {
    check_mean_and_variance("empirical each step", "X", {3.6, 118 / 5.0 - 3.6 * 3.6},
                            sample.value(1, k));
  }
  check_moment("empirical each step", "Cov(X(0), X(0.25))", 0.0, sample.each([&](std::size_t p) {
    return (sample.value(1, 0)[p] - 3.6) * (sample.value(1, 1)[p] - 3.6);
  }));
  for (std::size_t p = 0; p < sample.paths(); ++p) {
    ASSERT_EQ(sample.value(2, 0)[p], 1.0 + 2.0 * double(p % 3));
    ASSERT_EQ(sample.value(2, 2)[p], 2.0 + 2.0 * double(p % 3));
  }
}

TEST_F(Drivers, Correlation) {
  // demand with everything else; standardised shocks can be read off where the spread is 1.
  const double e = std::exp(1.0);
  const double step_hazard = 0.4;
  const Model model =
      model_of({driver("demand", Gbm{1.0, 1.0, 0.0, Center::median}),
                driver("price", Ou{1.0, 0.5, 12.0, 1.0}),
                driver("lead time", Lognormal{1.0, std::pow(e, normal_quantile(0.9)), true}),
                driver("delay", Delay{0.5, 3.0, 0.0, 1e6}), driver("ban", Bernoulli{0.2, 0.0}),
                driver("default", Hazard{step_hazard, -1e9, 1e9, 0.0}),
                driver("capacity", Lognormal{1.0, std::pow(e, normal_quantile(0.9)), false})},
               {{DriverId(0), DriverId(1), -0.5},
                {DriverId(2), DriverId(0), 0.4},
                {DriverId(0), DriverId(3), 0.25},
                {DriverId(4), DriverId(0), -0.3},
                {DriverId(0), DriverId(5), 0.35},
                {DriverId(2), DriverId(6), 0.45}});
  const Sample sample(model, {1, 8, 9, 37});
  const auto log_at = [&](std::size_t d, std::size_t s) { return logs(sample.value(d, s)); };
  const std::vector<double> d1 = log_at(0, 0), d8 = log_at(0, 1), d9 = log_at(0, 2),
                            d37 = log_at(0, 3), p1 = log_at(1, 0), lead = log_at(2, 0),
                            room = log_at(6, 0);
  const double kappa = std::log(2.0),
               sd_price = 0.5 * std::sqrt((1 - std::exp(-0.5 * kappa)) / (2 * kappa));
  check_moment("gbm with ou", "corr of shocks", -0.5,
               sample.each([&](std::size_t p) { return d1[p] / 0.5 * p1[p] / sd_price; }));
  // 37 of 38 shocks of the clock are in the last value.
  const double all = std::sqrt(37.0 / 38.0), end = std::sqrt(9.25);
  check_moment("gbm with lognormal", "corr over the clock", 0.4 * all,
               sample.each([&](std::size_t p) { return d37[p] / end * lead[p]; }));
  check_moment("lognormal with lognormal", "corr", 0.45,
               sample.each([&](std::size_t p) { return room[p] * lead[p]; }));
  check_mean_and_variance("lognormal, correlated", "ln X", {0.0, 1.0}, lead);
  check_moment("lognormal with ou", "corr not asked for", 0.0,
               sample.each([&](std::size_t p) { return lead[p] * p1[p] / sd_price; }));
  // E[Z; Z' > Φ⁻¹(1−p)] = ρ·φ(Φ⁻¹(p)).
  check_moment(
      "gbm with delay", "E[Z; late]", 0.25 * all * density(0.0),
      sample.each([&](std::size_t p) { return sample.value(3, 0)[p] > 0.0 ? d37[p] / end : 0.0; }));
  check_moment(
      "gbm with bernoulli", "E[Z; event]", -0.3 * all * density(normal_quantile(0.2)),
      sample.each([&](std::size_t p) { return sample.event(4)[p] < 1e9 ? d37[p] / end : 0.0; }));
  const double h = step_hazard / 4, tail = density(normal_quantile(-std::expm1(-h)));
  check_moment(
      "gbm with hazard", "E[Z of step; event in it], 0", 0.35 * tail,
      sample.each([&](std::size_t p) { return sample.event(5)[p] < 663 ? d1[p] / 0.5 : 0.0; }));
  check_moment("gbm with hazard", "E[Z of step; event in it], 8", 0.35 * tail * std::exp(-8 * h),
               sample.each([&](std::size_t p) {
                 const double m = sample.event(5)[p];
                 return m >= 684 && m < 687 ? (d9[p] - d8[p]) / 0.5 : 0.0;
               }));
  check_moment("hazard, correlated", "survival to 24 months", std::exp(-0.8),
               sample.each([&](std::size_t p) { return sample.event(5)[p] > 684 ? 1.0 : 0.0; }));
  check_moment("bernoulli, correlated", "P", 0.2,
               sample.each([&](std::size_t p) { return sample.event(4)[p] < 1e9 ? 1.0 : 0.0; }));
}

// Means with antithetic pairs (the standard error is that of pair means) and with Sobol points,
// whose error must be well below the standard error of as many plain paths.
TEST_F(Drivers, Samplings) {
  const Gbm gbm{1.3, 0.25, 0.05, Center::mean};
  const Model model = model_of(
      {driver("gbm", gbm), driver("ou", Ou{0.9, 0.3, 12.0, 1.2}),
       driver("jumps", Jumps{gbm, 0.5, 0.8, 0.2}), driver("pert", Pert{1.0, 2.0, 6.0, false}),
       driver("delay", Delay{0.4, 4.0, 0.0, 1e6}), driver("default", RatedDefault{Rating::CCC})},
      {{DriverId(0), DriverId(1), -0.4}});
  const double t = 9.25, kappa = std::log(2.0);
  const double ou_variance = 0.09 * (1 - std::exp(-2 * kappa * t)) / (2 * kappa);
  const double rate = default_intensity(Rating::CCC, DefaultMeasure::real_world)->later;
  const double closed[] = {
      std::pow(1.3, t),
      std::pow(0.9, t) * std::exp(std::log(1.2) * std::exp(-kappa * t) + ou_variance / 2),
      std::pow(1.3, t) * std::exp(0.5 * t * (0.8 * std::exp(0.02) - 1.0)),
      2.5,
      4.0,
      (1 - 0.2612) * std::exp(-rate * 8.25)};
  const Sample antithetic(model, {37}, {1, Sampling::antithetic});
  const Sample sobol(model, {37}, {1, Sampling::sobol}, 1 << 17);
  for (std::size_t d = 0; d < model.drivers.size(); ++d) {
    const std::string& name = model.drivers[d].name;
    std::vector<double> pairs;
    for (std::size_t p = 0; p < antithetic.paths(); p += 2) {
      pairs.push_back((antithetic.value(d, 0)[p] + antithetic.value(d, 0)[p + 1]) / 2);
    }
    check_moment(name, "E X(9.25), antithetic", closed[d], pairs);
    const Mean m = mean_of(sobol.value(d, 0));
    const double z = (m.mean - closed[d]) / m.standard_error;
    fmt::print("{:<26} {:<34} {:>14.8g} {:>14.8g} {:>7.2f}\n", name, "E X(9.25), sobol", closed[d],
               m.mean, z);
    EXPECT_LT(std::abs(z), 1.0) << name;
  }
}

}  // namespace
}  // namespace offtake::statistical
