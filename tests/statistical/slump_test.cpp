// Failures by rating that go with a slump of demand: against the law that a Gaussian copula of the
// shocks of each step has, worked out on a grid (docs/reference/clauses-late.md).
#include <algorithm>

#include "moments.h"
#include "offtake/base/random.h"

namespace offtake::statistical {
namespace {

constexpr double kRho = -0.6;
constexpr int kSteps = 20;  // five years in quarters

// Standard & Poor's, rating B: failed within one year and within five.
constexpr double kOneYear = 0.0293, kFiveYears = 0.156;

double threshold(int step) {
  const double first = -std::log1p(-kOneYear), all = -std::log1p(-kFiveYears);
  const double per_year = step < 4 ? first : (all - first) / 4.0;
  return -normal_quantile(-std::expm1(-per_year / 4.0));
}
double alive_after(int step, double z) {
  return normal_cdf((threshold(step) - kRho * z) / std::sqrt(1.0 - kRho * kRho));
}
double density(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2.0 * M_PI); }

// ∫ f(z)·φ(z) dz below `most`, by midpoints.
template <class F>
double expectation(double most, F f) {
  constexpr double kWidth = 1e-3;
  double sum = 0.0;
  for (double z = most - 0.5 * kWidth; z > -9.0; z -= kWidth) sum += f(z) * density(z) * kWidth;
  return sum;
}

// The law of the sum of demand's shocks on a grid, together with being alive.
class Sum {
 public:
  Sum() : mass_(2 * kHalf + 1, 0.0) { mass_[kHalf] = 1.0; }

  template <class Alive>
  void add_step(Alive alive) {
    std::vector<double> next(mass_.size(), 0.0);
    constexpr int kReach = int(7.0 / kWidth);
    for (int j = -kReach; j <= kReach; ++j) {
      const double z = j * kWidth, weight = density(z) * kWidth * alive(z);
      for (int i = std::max(0, -j); i < int(mass_.size()) - std::max(0, j); ++i) {
        next[std::size_t(i + j)] += weight * mass_[std::size_t(i)];
      }
    }
    mass_ = std::move(next);
  }
  // Of at most `most`, which lies in the middle between two points; linear in the density there.
  double below(double most) const {
    double sum = 0.0;
    for (int i = 0; i <= 2 * kHalf; ++i) {
      const double part = (most - (i - kHalf) * kWidth) / kWidth + 0.5;
      sum += std::clamp(part, 0.0, 1.0) * mass_[std::size_t(i)];
    }
    return sum;
  }

 private:
  static constexpr double kWidth = 0.05;
  static constexpr int kHalf = 800;
  std::vector<double> mass_;
};

class Slump : public ::testing::Test {
 protected:
  Slump()
      : sample(model_of({driver("demand", Gbm{1.0, 0.5, 0.0, Center::median}),
                         driver("neocloud", RatedDefault{Rating::B})},
                        {{DriverId(0), DriverId(1), kRho}}),
               {1, kSteps}) {}
  void SetUp() override { print_header(); }
  // Σ of demand's shocks until then: ln X = 0.5·√¼·Σ Z.
  double shocks(std::size_t s, std::size_t path) const {
    return std::log(sample.value(0, s)[path]) / 0.25;
  }
  bool failed(int steps, std::size_t path) const {
    return sample.event(1)[path] < 660.0 + 3.0 * steps;
  }
  Sample sample;
};

TEST_F(Slump, MakesFailuresLikelierInItsStep) {
  for (const double edge : {-2.0, -1.0, 0.0}) {
    const double closed = expectation(edge, [](double z) { return 1.0 - alive_after(0, z); });
    check_moment("rating B, rho -0.6", fmt::format("P(fails, Z < {:g}), first quarter", edge),
                 closed, sample.each([&](std::size_t p) {
                   return failed(1, p) && shocks(0, p) < edge ? 1.0 : 0.0;
                 }));
  }
}

TEST_F(Slump, MakesFailuresLikelierOverTheYears) {
  Sum any, alive;
  for (int k = 0; k < kSteps; ++k) {
    any.add_step([](double) { return 1.0; });
    alive.add_step([&](double z) { return alive_after(k, z); });
  }
  std::vector<double> rate;
  double before = 0.0, failed_before = 0.0;
  for (const double quantile : {0.25, 0.5, 0.75, 1.0}) {
    const double from = rate.empty() ? -1e9 : normal_quantile(quantile - 0.25) * std::sqrt(kSteps);
    const double edge = quantile < 1.0 ? normal_quantile(quantile) * std::sqrt(kSteps) : 1e9;
    const double all = any.below(edge), fails = all - alive.below(edge);
    check_moment("rating B, rho -0.6", fmt::format("P(fails, quarter {:g})", 4 * quantile),
                 fails - failed_before, sample.each([&](std::size_t p) {
                   const double sum = shocks(1, p);
                   return failed(kSteps, p) && sum >= from && sum < edge ? 1.0 : 0.0;
                 }));
    rate.push_back((fails - failed_before) / (all - before));
    before = all;
    failed_before = fails;
  }
  fmt::print("failed within five years, by quarter of demand: {:.1f} {:.1f} {:.1f} {:.1f} %\n",
             100 * rate[0], 100 * rate[1], 100 * rate[2], 100 * rate[3]);
  EXPECT_GT(rate[0], 2.0 * rate[3]);
  // The rating's own law stays.
  check_moment("rating B, rho -0.6", "P(fails in 5 years)", kFiveYears,
               sample.each([&](std::size_t p) { return failed(kSteps, p) ? 1.0 : 0.0; }));
}

}  // namespace
}  // namespace offtake::statistical
