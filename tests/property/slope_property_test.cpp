// The slope of every path's value in every column against differences, on random models and plans
// with cells. Value is piecewise linear in what is signed, so a small step that meets no kink gives
// the slope but for rounding; at a kink the slope lies between the one-sided ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "offtake/plan/concave.h"
#include "offtake/simulate/path_values.h"
#include "offtake/simulate/simulation.h"
#include "offtake/studies/shock.h"
#include "support/random_model.h"
#include "support/random_sides.h"

namespace offtake {
namespace {

using testing::random_model;
using testing::random_sides;
using testing::RandomModel;
using testing::Side;

constexpr std::int64_t kPaths = 16;
constexpr double kRelative = 1e-6;

// Every signing decided at one of two epochs, in the cells of demand; some hardly signed.
struct Case {
  RandomModel of;
  std::vector<double> x;
};

// What is exercised later, of what is signed on any path.
void make_exercise(const Model& model, const Plan& plan, Signing& s) {
  s.epoch = 1;
  const Agreement& a = model.at(s.offer);
  if (!a.is_offer) return;
  const double share = most_share(std::get<CapacityTerms>(a.terms), s.exercise);
  const auto base = std::find_if(plan.signings.begin(), plan.signings.end(), [&](const Signing& b) {
    return b.offer == s.offer && b.exercise == Exercise::none;
  });
  s.base_month = base->month;
  s.mw = share * *std::min_element(base->mw_by_cell.begin(), base->mw_by_cell.end());
}

Case with_cells(RandomModel model, std::uint64_t seed) {
  Case c{std::move(model), {}};
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> part(0.0, 1.0);
  Plan& plan = c.of.plan;
  const double start = c.of.model.clock.start_month;
  plan.epochs = {{start, {}, {}, {}}, {start + 12.0, {DriverId{0}}, {{0.9, 1.3}}, {}}};
  for (std::size_t i = 0; i < plan.signings.size(); ++i) {
    Signing& s = plan.signings[i];
    s.epoch = static_cast<int>(i % 2);
    if (s.exercise != Exercise::none) make_exercise(c.of.model, plan, s);
    s.month = plan.epochs[std::size_t(s.epoch)].month;
    for (int cell = 0; cell < (s.epoch ? 3 : 1); ++cell) {
      const double least = s.exercise == Exercise::none ? 0.2 : 0.01;
      const double mw = part(random) < 0.2 ? least : least + part(random) * (s.mw - least);
      s.mw_by_cell.push_back(mw);
      c.x.push_back(mw);
    }
  }
  return c;
}

Case make_case(std::uint64_t seed, bool exact_domain) {
  return with_cells(random_model(seed, {exact_domain}), seed);
}

struct Tally {
  int smooth = 0, kinks = 0;
  double worst = 0.0;
};

class Differences {
 public:
  Differences(PathValues& values, std::vector<double> x) : values_(values), x_(std::move(x)) {
    at_ = of(x_);
  }
  std::vector<double> of(const std::vector<double>& x) {
    std::vector<double> v;
    EXPECT_TRUE(values_.values(x, v).ok());
    return v;
  }
  void compare(std::size_t column, const std::vector<std::vector<double>>& slope, Tally& tally) {
    const double h = 5e-4 * (1.0 + x_[column]);
    std::vector<double> more = x_, less = x_;
    more[column] += h;
    less[column] -= h;
    const std::vector<double> up = of(more), down = of(less);
    for (std::size_t i = 0; i < up.size(); ++i) {
      const double ahead = (up[i] - at_[i]) / h;
      const double behind = (at_[i] - down[i]) / h;
      const double s = slope[i][column];
      const double scale = std::abs(ahead) + std::abs(behind) + 1e-6 * std::abs(at_[i]) + 1.0;
      if (std::abs(ahead - behind) <= kRelative * scale) {
        ++tally.smooth;
        const double off = std::abs(s - 0.5 * (ahead + behind)) / scale;
        tally.worst = std::max(tally.worst, off);
        EXPECT_LE(off, kRelative) << "column " << column << " path " << i << ": slope " << s
                                  << ", difference " << ahead;
      } else {
        ++tally.kinks;
        EXPECT_GE(s, std::min(ahead, behind) - kRelative * scale) << column << " path " << i;
        EXPECT_LE(s, std::max(ahead, behind) + kRelative * scale) << column << " path " << i;
      }
    }
  }

 private:
  PathValues& values_;
  std::vector<double> x_, at_;
};

template <class Make>
void check_cases(int models, Make make, Tally& tally) {
  for (int seed = 0; seed < models; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Case c = make(std::uint64_t(seed));
    if (c.x.empty()) continue;
    const Futures futures = Futures::make(c.of.model, {7, Sampling::plain}).value();
    PathValues values(c.of.model, c.of.plan, futures, {.paths = kPaths, .threads = 1});
    std::vector<std::vector<double>> slope(kPaths);
    for (std::size_t i = 0; i < kPaths; ++i) {
      std::vector<double> weight(kPaths, 0.0);
      weight[i] = 1.0;
      ASSERT_TRUE(values.slope(c.x, weight, slope[i]).ok());
    }
    Differences differences(values, c.x);
    for (std::size_t j = 0; j < c.x.size(); ++j) differences.compare(j, slope, tally);
    if (::testing::Test::HasFailure()) return;
  }
}

void check_models(int models, bool exact_domain, Tally& tally) {
  check_cases(
      models, [&](std::uint64_t seed) { return make_case(seed, exact_domain); }, tally);
}

TEST(SlopeProperty, EqualsDifferencesInTheExactDomain) {
  Tally tally;
  check_models(300, true, tally);
  EXPECT_GT(tally.smooth, 10000);
  EXPECT_LT(tally.kinks, tally.smooth / 20);
  std::printf("slopes compared: %d, worst relative error %.1e, at kinks %d\n", tally.smooth,
              tally.worst, tally.kinks);
}

TEST(SlopeProperty, EqualsDifferencesWithRestrictionsAndWorkWithoutCash) {
  Tally tally;
  check_models(300, false, tally);
  EXPECT_GT(tally.smooth, 10000);
  std::printf("slopes compared: %d, worst relative error %.1e, at kinks %d\n", tally.smooth,
              tally.worst, tally.kinks);
}

// Whoever is served from another's fleet, and whose fleet it is.
TEST(SlopeProperty, EqualsDifferencesThroughFleets) {
  for (const Side side : {Side::provider, Side::tenant}) {
    Tally tally;
    check_cases(
        150, [&](std::uint64_t seed) { return with_cells(random_sides(seed, {side}), seed); },
        tally);
    EXPECT_GT(tally.smooth, 5000);
    std::printf("slopes through fleets: %d, worst relative error %.1e, at kinks %d\n", tally.smooth,
                tally.worst, tally.kinks);
  }
}

// A case to which all befalls: a party fails, machines stop coming, money is not paid …
Case with_shock(Case c, std::uint64_t seed) {
  Model& m = c.of.model;
  const double middle = m.clock.begin_of(m.clock.steps / 2) + 1.0;
  Shock shock;
  shock.slips = Slip{1.0 + 2.0 * double(seed % 5), {}, {}, kLongAgo, kForever};
  shock.demand = DemandShock{0.7, {}, middle, kForever};
  shock.new_capacity = PriceShock{0.8, middle};
  if (seed % 2 == 0) shock.funding = FundingStop{m.clock.begin_of(1), middle};
  if (seed % 3 == 0) shock.fails = ProviderFailure{{PartyId{m.parties.size() - 1}}, middle};
  if (seed % 3 == 1 && !m.sites.empty()) shock.embargo = Embargo{m.sites[0].jurisdiction, middle};
  Model after = shocked(m, StrategyId{}, shock);
  if (seed % 4 == 0) after.disruption.delivered_share.assign(m.agreements.size(), 0.6);
  m = std::move(after);
  return c;
}

TEST(SlopeProperty, EqualsDifferencesUnderShocks) {
  Tally tally;
  check_cases(
      150, [&](std::uint64_t seed) { return with_shock(make_case(seed, true), seed); }, tally);
  EXPECT_GT(tally.smooth, 5000);
  std::printf("slopes under shocks: %d, worst relative error %.1e, at kinks %d\n", tally.smooth,
              tally.worst, tally.kinks);
}

// The value that is planned with is the one that is simulated.
void expect_value_of_simulation(const Case& c, std::uint64_t seed) {
  const Futures futures = Futures::make(c.of.model, {7, Sampling::plain}).value();
  SimulateOptions options;
  options.paths = 40;
  options.threads = 1;
  const Simulation s = simulate(c.of.model, c.of.plan, futures, options).value();
  PathValues values(c.of.model, c.of.plan, futures, {.paths = 40, .threads = 1});
  std::vector<double> v;
  ASSERT_TRUE(values.values(c.x, v).ok());
  EXPECT_EQ(v, s.npv_usd[c.of.model.planner.party.index()]) << "seed " << seed;
  EXPECT_LT(s.conservation.worst_usd, 1e-3) << "seed " << seed;
}

TEST(SlopeProperty, ValueIsThatOfTheSimulation) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    expect_value_of_simulation(make_case(seed, false), seed);
    expect_value_of_simulation(with_shock(make_case(seed, false), seed), seed);
    for (const Side side : {Side::provider, Side::tenant}) {
      expect_value_of_simulation(with_cells(random_sides(seed, {side}), seed), seed);
    }
  }
}

// What is kept of the paths between calls moves no bit, neither of the values nor of the slopes.
void expect_same_without_memory(const Case& c, std::uint64_t seed) {
  if (c.x.empty()) return;
  SCOPED_TRACE("seed " + std::to_string(seed));
  const Futures futures = Futures::make(c.of.model, {7, Sampling::plain}).value();
  PathValues kept(c.of.model, c.of.plan, futures, {.paths = 40, .threads = 1});
  PathValues fresh(c.of.model, c.of.plan, futures,
                   {.paths = 40, .threads = 1, .memory_bytes = 0.0});
  std::vector<double> x = c.x, value, again, slope, slope_again;
  std::vector<double> weight(40);
  for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = 1.0 + double(i % 7);
  for (const double times : {1.0, 0.5}) {
    for (double& mw : x) mw *= times;
    ASSERT_TRUE(kept.values(x, value).ok());
    ASSERT_TRUE(fresh.values(x, again).ok());
    EXPECT_EQ(value, again);
    ASSERT_TRUE(kept.slope(x, weight, slope).ok());
    ASSERT_TRUE(fresh.slope(x, weight, slope_again).ok());
    EXPECT_EQ(slope, slope_again);
    // Nor does it matter whether the slopes are found in the same pass.
    ASSERT_TRUE(fresh.values_alone(x, again).ok());
    EXPECT_EQ(value, again);
    ASSERT_TRUE(fresh.slope(x, weight, slope_again).ok());
    EXPECT_EQ(slope, slope_again);
  }
}

TEST(SlopeProperty, KeptPathsMoveNoBit) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    expect_same_without_memory(make_case(seed, seed % 2 == 0), seed);
    for (const Side side : {Side::provider, Side::tenant}) {
      expect_same_without_memory(with_cells(random_sides(seed, {side}), seed), seed);
    }
    if (::testing::Test::HasFailure()) return;
  }
}

// Another plan: each column up to twice as large, but what gives up an offer's MW no more than that
// offer.
std::vector<double> another(const Case& c, std::mt19937_64& random) {
  std::uniform_real_distribution<double> part(0.0, 1.0);
  std::map<AgreementId, double> least;  // factor of the offer in any cell
  std::vector<double> y = c.x;
  std::size_t j = 0;
  for (const Signing& s : c.of.plan.signings) {
    const bool gives = gives_up(s.exercise);
    const double most = !gives ? 2.0 : least.count(s.offer) ? std::min(1.0, least[s.offer]) : 1.0;
    for (std::size_t cell = 0; cell < s.mw_by_cell.size(); ++cell, ++j) {
      const double factor = most * part(random);
      y[j] *= factor;
      if (s.exercise != Exercise::none) continue;
      const auto [at, is_new] = least.emplace(s.offer, factor);
      if (!is_new) at->second = std::min(at->second, factor);
    }
  }
  return y;
}

// Half of two plans is worth at least half of both, on every path.
template <class Make>
void expect_concave(std::uint64_t models, Make make) {
  int compared = 0;
  for (std::uint64_t seed = 0; seed < models; ++seed) {
    Case c = make(seed);
    if (c.x.empty() || !value_is_concave(c.of.model)) continue;
    const Futures futures = Futures::make(c.of.model, {7, Sampling::plain}).value();
    PathValues values(c.of.model, c.of.plan, futures, {.paths = 40, .threads = 1});
    std::mt19937_64 random(seed);
    const std::vector<double> y = another(c, random);
    std::vector<double> half = c.x;
    for (std::size_t j = 0; j < y.size(); ++j) half[j] = 0.5 * (c.x[j] + y[j]);
    std::vector<double> vx, vy, vh;
    ASSERT_TRUE(values.values(c.x, vx).ok());
    ASSERT_TRUE(values.values(y, vy).ok());
    ASSERT_TRUE(values.values(half, vh).ok());
    for (std::size_t i = 0; i < vh.size(); ++i, ++compared) {
      const double scale = std::abs(vx[i]) + std::abs(vy[i]) + 1.0;
      EXPECT_GE(vh[i], 0.5 * (vx[i] + vy[i]) - 1e-9 * scale) << "seed " << seed << " path " << i;
    }
  }
  EXPECT_GT(compared, 5000);
}

TEST(SlopeProperty, ValueIsConcaveInTheExactDomain) {
  expect_concave(200, [](std::uint64_t seed) { return make_case(seed, true); });
}

TEST(SlopeProperty, ValueIsConcaveForWhoseFleetItIs) {
  expect_concave(200, [](std::uint64_t seed) {
    RandomModel r = random_sides(seed, {Side::provider});
    // What the tenant earns is not: it serves by worth, which is more than revenue. Nor is the
    // power of what it uses.
    for (Agreement& a : r.model.agreements) {
      if (a.kind == AgreementKind::revenue_share) a.second = PartyId{4};
      auto* c = std::get_if<CapacityTerms>(&a.terms);
      if (c && a.second == r.model.planner.party && !c->from_fleet) c->delivery.site = {};
    }
    return with_cells(std::move(r), seed);
  });
}

}  // namespace
}  // namespace offtake
