// Drivers one by one: held on the path of a percentile, and how far until a limit breaks.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "offtake/base/random.h"
#include "offtake/studies/driver_quantiles.h"
#include "offtake/studies/stress.h"

namespace offtake {
namespace {

constexpr double kReach = 3.0;  // standard deviations
constexpr int kHalvings = 8;
constexpr double kMostDemand = 10.0, kMostSlipMonths = 60.0;

Model held_at(const Model& model, DriverId id, HeldPath path) {
  Model out = model;
  out.drivers[id.index()].held = std::move(path);
  return out;
}

double shown_at(const Model& model, DriverId id, const HeldPath& path) {
  if (is_event(model.at(id))) return path.event_month;
  return path.value.empty() ? 0.0 : path.value.back();
}

}  // namespace

double TornadoBar::swing_usd() const { return std::abs(high_usd.mean - low_usd.mean); }

Result<std::vector<TornadoBar>> tornado(const StressBase& base, const DriverQuantiles& quantiles,
                                        const StudyOptions& options) {
  const Model& model = base.model;
  const std::size_t planner = model.planner.party.index();
  std::vector<TornadoBar> bars;
  for (std::size_t d = 0; d < model.drivers.size(); ++d) {
    TornadoBar bar;
    bar.driver = DriverId{d};
    for (const double p : {0.1, 0.9}) {
      const HeldPath path = quantiles.path(model, bar.driver, p);
      const Result<Simulation> played =
          play_of_study(options, held_at(model, bar.driver, path), base.plan);
      if (!played) return played.errors();
      const Estimate change = paired_difference(played->npv_usd[planner],
                                                base.played.npv_usd[planner], options.plan.futures);
      (p < 0.5 ? bar.low_usd : bar.high_usd) = change;
      (p < 0.5 ? bar.low_at : bar.high_at) = shown_at(model, bar.driver, path);
    }
    bars.push_back(bar);
  }
  std::stable_sort(bars.begin(), bars.end(), [](const TornadoBar& a, const TornadoBar& b) {
    return a.swing_usd() > b.swing_usd();
  });
  return bars;
}

namespace {

// One driver or shock, growing from 0 (none, the median) to 1.
class Growing {
 public:
  using Make = std::function<Model(double)>;
  Growing(const StressBase& base, const StudyOptions& options, Make make)
      : base_(base), options_(options), make_(std::move(make)) {}

  Result<bool> breaks(const StressLimit& limit, double x) {
    auto at = known_.find(x);
    if (at == known_.end()) {
      const Model model = make_(x);
      const Result<Simulation> played = play_stress(options_, model, base_.plan);
      if (!played) return played.errors();
      at = known_.emplace(x, stress_measures(model, *played)).first;
    }
    return limit.broken(at->second);
  }

  // The least x at which it is broken, to 2^−8, if it is at 1.
  Result<std::optional<double>> least(const StressLimit& limit) {
    Result<bool> at_end = breaks(limit, 1.0);
    if (!at_end) return at_end.errors();
    if (!*at_end) return std::optional<double>();
    Result<bool> at_begin = breaks(limit, 0.0);
    if (!at_begin) return at_begin.errors();
    if (*at_begin) return std::optional<double>(0.0);
    double whole = 0.0, broken = 1.0;
    for (int i = 0; i < kHalvings; ++i) {
      const double middle = 0.5 * (whole + broken);
      const Result<bool> there = breaks(limit, middle);
      if (!there) return there.errors();
      (*there ? broken : whole) = middle;
    }
    return std::optional<double>(broken);
  }

 private:
  const StressBase& base_;
  const StudyOptions& options_;
  Make make_;
  std::map<double, StressMeasures> known_;
};

struct Direction {
  BreakingPoint like;
  Growing::Make make;
  std::function<double(double)> intensity, deviations;
};

std::vector<Direction> directions(const Model& model, const DriverQuantiles& quantiles) {
  std::vector<Direction> all;
  for (std::size_t d = 0; d < model.drivers.size(); ++d) {
    for (const bool up : {false, true}) {
      const DriverId id{d};
      const double sign = up ? kReach : -kReach;
      BreakingPoint like;
      like.what = BreakingPoint::What::driver;
      like.driver = id;
      like.up = up;
      all.push_back({like,
                     [&model, &quantiles, id, sign](double x) {
                       return held_at(model, id, quantiles.path(model, id, normal_cdf(sign * x)));
                     },
                     [sign](double x) { return normal_cdf(sign * x); },
                     [sign](double x) { return sign * x; }});
    }
  }
  const auto hit = [&model](const Shock& shock) { return shocked(model, StrategyId{}, shock); };
  for (const bool up : {false, true}) {
    BreakingPoint like;
    like.what = BreakingPoint::What::demand;
    like.up = up;
    const auto times = [up](double x) { return std::pow(kMostDemand, up ? x : -x); };
    all.push_back({like,
                   [hit, times](double x) {
                     Shock shock;
                     shock.demand = DemandShock{times(x), {}, kLongAgo, kForever};
                     return hit(shock);
                   },
                   times,
                   [&quantiles, times](double x) { return quantiles.deviations(times(x)); }});
  }
  BreakingPoint like;
  like.what = BreakingPoint::What::slip;
  like.up = true;
  all.push_back({like,
                 [hit](double x) {
                   Shock shock;
                   shock.slips = Slip{kMostSlipMonths * x, {}, {}, kLongAgo, kForever};
                   return hit(shock);
                 },
                 [](double x) { return kMostSlipMonths * x; },
                 [](double) { return std::nan(""); }});
  return all;
}

}  // namespace

Result<std::vector<BreakingPoint>> breaking_points(const StressBase& base,
                                                   const DriverQuantiles& quantiles,
                                                   const std::vector<StressLimit>& limits,
                                                   const StudyOptions& options) {
  const StressMeasures now = stress_measures(base.model, base.played);
  std::vector<BreakingPoint> points;
  for (const Direction& d : directions(base.model, quantiles)) {
    Growing growing(base, options, d.make);
    for (const StressLimit& limit : limits) {
      if (limit.broken(now)) continue;
      BreakingPoint point = d.like;
      point.limit = limit.on;
      const Result<std::optional<double>> least = growing.least(limit);
      if (!least) return least.errors();
      point.breaks = least->has_value();
      point.intensity = d.intensity(least->value_or(1.0));
      point.deviations = d.deviations(least->value_or(1.0));
      points.push_back(point);
    }
  }
  std::stable_sort(points.begin(), points.end(), [](const auto& a, const auto& b) {
    const auto far = [](const BreakingPoint& p) {
      if (!p.breaks) return 1e9;
      return std::isnan(p.deviations) ? 1e6 : std::abs(p.deviations);
    };
    return far(a) < far(b);
  });
  return points;
}

}  // namespace offtake
