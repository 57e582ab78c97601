#include "offtake/simulate/rows.h"

#include <gtest/gtest.h>
#include <hwy/highway.h>

#include <cstring>
#include <limits>
#include <random>
#include <vector>

namespace offtake::rows {
namespace {

constexpr std::size_t kRows = 7;
using Numbers = std::vector<double>;

struct Given {
  Given() {
    std::mt19937_64 random(17);
    const auto draw = [&](std::size_t n, double least, double most) {
      Numbers out(n);
      for (double& x : out) x = std::uniform_real_distribution(least, most)(random);
      return out;
    };
    for (Numbers* x : {&a, &b, &delivered, &used, &missing, &worth, &cost, &more}) {
      *x = draw(kRows * kLanes, -1.0, 3.0);
    }
    missing[3] = delivered[5] = 0.0;
    marginal = draw(kRows * kLanes, 0.0, 4.0);
    marginal[8] = std::numeric_limits<double>::infinity();
    each = draw(kRows, 0.1, 2.0);
    const Numbers lane = draw(kLanes, 0.5, 2.0);
    std::copy(lane.begin(), lane.end(), lanes.begin());
  }
  Numbers a, b, delivered, used, missing, worth, cost, more, marginal, each;
  Lanes lanes{};
};

// What every function gives, one after the other.
Numbers everything(const Given& g) {
  Numbers out;
  const auto keep = [&](const auto& x) { out.insert(out.end(), x.begin(), x.end()); };
  Numbers x(kRows * kLanes), y(x);
  multiply(same(g.lanes), {g.a.data()}, kRows, x.data());
  keep(x);
  fill(g.each.data(), kRows, x.data());
  scale(0.7, g.b.data(), kRows, x.data());
  add(-1.0, g.a.data(), kRows, x.data());
  add_scaled(g.a.data(), g.b.data(), 1.3, kRows, x.data());
  keep(x);
  Lanes sum = g.lanes;
  add_products(g.a.data(), g.b.data(), kRows, sum);
  keep(sum);
  const Price by_step{same(g.lanes), g.each.data(), 3.0}, by_path{{g.a.data()}, nullptr, 3.0};
  for (const Price& price : {by_step, by_path}) {
    fee(price, 0.8, g.used.data(), g.delivered.data(), kRows, x.data());
    keep(x);
    x = g.delivered;
    fee_slope(price, g.worth.data(), 0.8, 1.0, kRows, x.data(), y.data());
    fee_slope(price, g.worth.data(), 0.8, 1.0, kRows, x.data(), nullptr);
    keep(x);
    keep(y);
  }
  credit(g.lanes, 0.2, 3.0, g.delivered.data(), kRows, x.data());
  credit_slope(g.lanes, 0.2, 3.0, g.worth.data(), kRows, x.data());
  keep(x);
  for (const double* rows : {static_cast<const double*>(nullptr), g.cost.data()}) {
    const Part part{2.0, 0.4, 1500.0, 1.0 / 1500.0, g.each.data(), rows, g.worth.data()};
    Numbers missing = g.missing, worked(kRows * kLanes), marginal = g.marginal;
    take(part, g.delivered.data(), kRows, missing.data(), worked.data(), marginal.data());
    for (const Numbers* kept : {&missing, &worked, &marginal}) keep(*kept);
    for (const double* u : {static_cast<const double*>(nullptr), g.used.data()}) {
      for (const double* beyond : {static_cast<const double*>(nullptr), g.b.data()}) {
        x = g.delivered;
        spare(part, g.more.data(), u, beyond, g.marginal.data(), kRows, x.data());
        keep(x);
      }
    }
  }
  return out;
}

// Chooses the vectors of the functions under test, and the machine's own when it is done.
struct Vectors {
  explicit Vectors(std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().DeInit();
  }
  ~Vectors() {
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().DeInit();
  }
};

TEST(Rows, WorkedByHand) {
  const Lanes two = [] {
    Lanes x;
    x.fill(2.0);
    return x;
  }();
  const Numbers half(2 * kLanes, 0.5), one(2 * kLanes, 1.0), steps{1.0, 1.1};
  Numbers fees(2 * kLanes);
  // 2 USD · {1, 1.1} · 3 months · max(used 0.5, 0.8 of 1 MW)
  fee({same(two), steps.data(), 3.0}, 0.8, half.data(), one.data(), 2, fees.data());
  EXPECT_DOUBLE_EQ(fees[0], 4.8);
  EXPECT_DOUBLE_EQ(fees[kLanes], 5.28);
  // 1 MW of 3 H100e, of which 0.5 is this part, at 2 USD, for what is worth 2 USD and misses 1.
  const Numbers cost{2.0}, worth(kLanes, 2.0);
  Numbers missing(kLanes, 1.0), worked(kLanes), marginal(kLanes, 9.0);
  const Part part{4.0, 0.5, 3.0, 1.0 / 3.0, cost.data(), nullptr, worth.data()};
  take(part, one.data(), 1, missing.data(), worked.data(), marginal.data());
  EXPECT_DOUBLE_EQ(missing[0], 0.0);
  EXPECT_DOUBLE_EQ(worked[0], 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(marginal[0], 4.0);
}

TEST(Rows, TheSameBitsFromEveryKindOfVector) {
  const Given given;
  const Numbers usual = everything(given);
  const auto targets = hwy::SupportedAndGeneratedTargets();
  ASSERT_FALSE(targets.empty());
  for (const std::int64_t target : targets) {
    const Vectors vectors(target);
    const Numbers now = everything(given);
    ASSERT_EQ(now.size(), usual.size());
    EXPECT_EQ(std::memcmp(now.data(), usual.data(), now.size() * sizeof(double)), 0)
        << hwy::TargetName(target);
  }
}

}  // namespace
}  // namespace offtake::rows
