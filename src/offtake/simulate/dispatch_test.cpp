#include "offtake/simulate/dispatch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace offtake {
namespace {

DispatchScratch scratch_of(const std::vector<Segment>& segments, const std::vector<Need>& needs) {
  DispatchScratch x;
  x.segments = segments;
  x.needs = needs;
  std::size_t sources = 0;
  for (const Segment& s : segments) sources = std::max(sources, std::size_t(s.source) + 1);
  x.result = {std::vector<double>(sources, 0.0), std::vector<double>(needs.size(), 0.0)};
  return x;
}

DispatchResult merit(const std::vector<Segment>& segments, const std::vector<Need>& needs) {
  DispatchScratch x = scratch_of(segments, needs);
  dispatch_merit(x);
  return x.result;
}

DispatchResult network(const std::vector<Segment>& segments, const std::vector<Need>& needs,
                       std::vector<std::vector<char>> may) {
  DispatchScratch x = scratch_of(segments, needs);
  x.may = std::move(may);
  dispatch_network(x);
  return x.result;
}

double value(const std::vector<Segment>& segments, const std::vector<Need>& needs,
             const DispatchResult& r) {
  // Within a source the cheap segment is used first.
  double v = 0.0;
  std::vector<double> left = r.worked;
  for (const Segment& s : segments) {
    const double used = std::min(left[std::size_t(s.source)], s.capacity);
    left[std::size_t(s.source)] -= used;
    v -= used * s.cost;
  }
  for (std::size_t j = 0; j < needs.size(); ++j) v += r.served[j] * needs[j].worth;
  return v;
}

TEST(DispatchMerit, CheapestFirstAndNothingAtALoss) {
  const std::vector<Segment> segments = {{0, 10, 0.0}, {1, 10, 1.0}, {0, 5, 3.0}};
  const std::vector<Need> needs = {{12, 2.0}, {4, 5.0}, {9, 0.5}};
  const DispatchResult r = merit(segments, needs);
  // The most valuable need takes 4 of the free segment, the next 6 of it and 6 at 1; at 3 nothing
  // pays.
  EXPECT_EQ(r.served, (std::vector<double>{12, 4, 0}));
  EXPECT_EQ(r.worked, (std::vector<double>{10, 6}));
}

TEST(DispatchNetwork, ReroutesWorkToFreeTheOnlySourceANeedMayUse) {
  // Need 0 may use both and is worth more; need 1 may use source 0 alone.
  const std::vector<Segment> segments = {{0, 10, 0.0}, {1, 10, 1.0}};
  const std::vector<Need> needs = {{10, 5.0}, {10, 4.0}};
  const DispatchResult r = network(segments, needs, {{}, {1, 0}});
  EXPECT_EQ(r.served, (std::vector<double>{10, 10}));
  EXPECT_EQ(r.worked, (std::vector<double>{10, 10}));
}

TEST(DispatchNetwork, IsTheMeritOrderWhenAnySourceWillDo) {
  std::mt19937 random(5);
  const auto pick = [&](int a, int b) { return std::uniform_int_distribution<int>(a, b)(random); };
  for (int trial = 0; trial < 2000; ++trial) {
    std::vector<Segment> segments;
    std::vector<Need> needs;
    const int sources = pick(1, 5), count = pick(1, 4);
    for (int i = 0; i < sources; ++i) {
      segments.push_back({i, double(pick(0, 9)), double(pick(0, 3))});
      segments.push_back({i, double(pick(0, 9)), double(pick(3, 9))});
    }
    std::stable_sort(segments.begin(), segments.end(),
                     [](const Segment& a, const Segment& b) { return a.cost < b.cost; });
    for (int j = 0; j < count; ++j) needs.push_back({double(pick(0, 12)), double(pick(0, 9))});
    const DispatchResult by_merit = merit(segments, needs);
    const DispatchResult by_network =
        network(segments, needs, std::vector<std::vector<char>>(needs.size()));
    ASSERT_NEAR(value(segments, needs, by_merit), value(segments, needs, by_network), 1e-9);
  }
}

// The optimum over whole units by trying everything: on whole data a transportation problem has a
// whole optimum.
class Exhaustive {
 public:
  Exhaustive(std::vector<Segment> segments, std::vector<Need> needs,
             std::vector<std::vector<char>> may)
      : segments_(std::move(segments)), needs_(std::move(needs)), may_(std::move(may)) {}
  double best(std::size_t segment = 0, std::size_t need = 0) {
    if (segment == segments_.size()) return 0.0;
    if (need == needs_.size()) return best(segment + 1, 0);
    double result = best(segment, need + 1);
    const bool allowed = may_[need].empty() || may_[need][std::size_t(segments_[segment].source)];
    const int most = allowed ? int(std::min(segments_[segment].capacity, needs_[need].demand)) : 0;
    for (int units = 1; units <= most; ++units) {
      segments_[segment].capacity -= units;
      needs_[need].demand -= units;
      result = std::max(
          result, units * (needs_[need].worth - segments_[segment].cost) + best(segment, need + 1));
      segments_[segment].capacity += units;
      needs_[need].demand += units;
    }
    return result;
  }

 private:
  std::vector<Segment> segments_;
  std::vector<Need> needs_;
  std::vector<std::vector<char>> may_;
};

TEST(DispatchNetwork, ReachesTheOptimumFoundByTryingEverything) {
  std::mt19937 random(11);
  const auto pick = [&](int a, int b) { return std::uniform_int_distribution<int>(a, b)(random); };
  for (int trial = 0; trial < 1500; ++trial) {
    std::vector<Segment> segments;
    for (int i = 0; i < 3; ++i) segments.push_back({i, double(pick(0, 3)), double(pick(0, 6))});
    std::stable_sort(segments.begin(), segments.end(),
                     [](const Segment& a, const Segment& b) { return a.cost < b.cost; });
    std::vector<Need> needs;
    std::vector<std::vector<char>> may;
    for (int j = 0; j < 3; ++j) {
      needs.push_back({double(pick(0, 4)), double(pick(0, 8))});
      may.emplace_back();
      for (int i = 0; i < 3; ++i) may.back().push_back(char(pick(0, 1)));
    }
    const DispatchResult r = network(segments, needs, may);
    ASSERT_NEAR(value(segments, needs, r), Exhaustive(segments, needs, may).best(), 1e-9)
        << "trial " << trial;
  }
}

// The slopes of capacity and demand together: a plane that touches the value and lies above it.
template <class Dispatch, class Slope>
void expect_plane_above(Dispatch dispatch, Slope slope, Places places) {
  std::mt19937 random(23);
  const auto pick = [&](int a, int b) { return std::uniform_int_distribution<int>(a, b)(random); };
  int touching = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    std::vector<Segment> segments;
    std::vector<Need> needs;
    std::vector<std::vector<char>> may;
    for (int i = 0; i < 3; ++i) segments.push_back({i, double(pick(0, 5)), double(pick(0, 6))});
    std::stable_sort(segments.begin(), segments.end(),
                     [](const Segment& a, const Segment& b) { return a.cost < b.cost; });
    for (int j = 0; j < 3; ++j) {
      needs.push_back({double(pick(0, 6)), double(pick(0, 9))});
      may.emplace_back();
      for (int i = 0; places == Places::by_need && i < 3; ++i) {
        may.back().push_back(char(pick(0, 1)));
      }
    }
    const auto solve = [&](const std::vector<Segment>& offered, const std::vector<Need>& asked) {
      DispatchScratch x = scratch_of(offered, asked);
      x.may = may;
      dispatch(x);
      return x;
    };
    DispatchScratch at = solve(segments, needs);
    for (const Need& n : needs) at.slopes.served.push_back(n.worth);
    for (const Segment& s : segments) at.slopes.used.push_back(-s.cost);
    slope(at);
    demand_slope(at, places);
    const double here = value(segments, needs, at.result);
    for (int other = 0; other < 5; ++other) {
      std::vector<Segment> offered = segments;
      std::vector<Need> asked = needs;
      double plane = here;
      for (std::size_t s = 0; s < offered.size(); ++s) {
        offered[s].capacity = std::max(0.0, offered[s].capacity + pick(-2, 2) / 4.0);
        plane += at.slopes.capacity[s] * (offered[s].capacity - segments[s].capacity);
      }
      for (std::size_t j = 0; j < asked.size(); ++j) {
        asked[j].demand = std::max(0.0, asked[j].demand + pick(-2, 2) / 4.0);
        plane += at.slopes.demand[j] * (asked[j].demand - needs[j].demand);
      }
      const double there = value(offered, asked, solve(offered, asked).result);
      ASSERT_LE(there, plane + 1e-9) << "trial " << trial;
      touching += there > plane - 1e-9;
    }
  }
  EXPECT_GT(touching, 3000);
}

TEST(DispatchMerit, SlopesOfCapacityAndDemandAreOnePlane) {
  expect_plane_above(dispatch_merit, merit_slope, Places::any);
}

TEST(DispatchNetwork, SlopesOfCapacityAndDemandAreOnePlane) {
  expect_plane_above(dispatch_network, network_slope, Places::by_need);
}

}  // namespace
}  // namespace offtake
