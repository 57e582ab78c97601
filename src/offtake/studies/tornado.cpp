// Drivers one by one: held on the path of a percentile, and how far until a limit breaks.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "offtake/base/random.h"
#include "offtake/simulate/statistics.h"
#include "offtake/studies/stress.h"

namespace offtake {
namespace {

// Paths whose quantiles are a driver's: whole groups of lanes.
constexpr std::int64_t kDrawn = 16384;
constexpr double kReach = 3.0;  // standard deviations
constexpr int kHalvings = 8;
constexpr double kMostDemand = 10.0, kMostSlipMonths = 60.0;

// Every driver's values on the fresh futures, sorted: [driver][step][path], and dates of events.
class Quantiles {
 public:
  Quantiles() = default;  // of nothing
  static Result<Quantiles> draw(const Model& model, const FuturesOptions& drawn) {
    const Result<Futures> futures = Futures::make(model, drawn);
    if (!futures) return futures.errors();
    Quantiles out(model);
    const std::size_t drivers = model.drivers.size(), steps = std::size_t(model.clock.steps);
    out.value_.assign(drivers * steps, std::vector<double>(std::size_t(kDrawn)));
    out.event_.assign(drivers, std::vector<double>(std::size_t(kDrawn)));
    FuturesBlock block;
    for (std::int64_t first = 0; first < kDrawn; first += kLanes) {
      futures->draw(first, block);
      for (std::size_t d = 0; d < drivers; ++d) {
        const auto at = std::size_t(first);
        std::copy_n(block.event_month(DriverId{d}), kLanes, &out.event_[d][at]);
        for (std::size_t k = 0; k < steps; ++k) {
          std::copy_n(block.at(DriverId{d}, int(k)), kLanes, &out.value_[d * steps + k][at]);
        }
      }
      out.add_demand(model, block, first);
    }
    for (auto* all : {&out.value_, &out.event_}) {
      for (std::vector<double>& v : *all) std::sort(v.begin(), v.end());
    }
    std::sort(out.demand_.begin(), out.demand_.end());
    return out;
  }

  // The driver's value of each step, or the date of its event, below which a share p lies.
  HeldPath path(const Model& model, DriverId id, double p) const {
    HeldPath out;
    const Clock& clock = model.clock;
    const std::vector<double>& event = event_[id.index()];
    out.event_month = event[std::min(event.size() - 1, std::size_t(p * double(event.size())))];
    const bool is_date = is_event(model.at(id));
    const double effect = is_date ? effect_of(model.at(id)) : 0.0;
    for (int k = 0; k < clock.steps; ++k) {
      if (is_date) {
        out.value.push_back(out.event_month <= clock.begin_of(k) ? effect : 1.0);
      } else {
        out.value.push_back(at(value_[id.index() * std::size_t(clock.steps) + std::size_t(k)], p));
      }
    }
    return out;
  }

  // Where a demand of so many times the median lies among the futures, as a normal quantile.
  double deviations(double times) const {
    const double most = times * at(demand_, 0.5);
    const auto below = std::lower_bound(demand_.begin(), demand_.end(), most) - demand_.begin();
    if (below == 0 || below == std::ptrdiff_t(demand_.size())) return std::nan("");
    return normal_quantile(double(below) / double(demand_.size()));
  }

 private:
  explicit Quantiles(const Model& model) : demand_(std::size_t(kDrawn)) {
    for (const Workload& w : model.workloads) {
      if (w.party != model.planner.party) continue;
      std::vector<double> volume;
      for (int k = 0; k < model.clock.steps; ++k) {
        volume.push_back(
            mean_value(w.volume_h100e, model.clock.begin_of(k), model.clock.begin_of(k + 1)));
      }
      volumes_.push_back(std::move(volume));
    }
  }
  void add_demand(const Model& model, const FuturesBlock& block, std::int64_t first) {
    std::size_t n = 0;
    for (const Workload& w : model.workloads) {
      if (w.party != model.planner.party) continue;
      const std::vector<double>& volume = volumes_[n++];
      for (int k = 0; k < model.clock.steps; ++k) {
        for (int lane = 0; lane < kLanes; ++lane) {
          double v = volume[std::size_t(k)];
          for (const DriverId d : w.volume_h100e.drivers) v *= block.at(d, k)[lane];
          demand_[std::size_t(first + lane)] += v;
        }
      }
    }
  }
  // Linear between order statistics.
  static double at(const std::vector<double>& sorted, double p) {
    const double x = p * double(sorted.size() - 1);
    const auto i = std::min(sorted.size() - 2, std::size_t(x));
    return sorted[i] + (x - double(i)) * (sorted[i + 1] - sorted[i]);
  }
  static double effect_of(const Driver& driver) {
    if (const auto* b = std::get_if<Bernoulli>(&driver.process)) return b->effect;
    if (const auto* h = std::get_if<Hazard>(&driver.process)) return h->effect;
    if (const auto* r = std::get_if<RatedDefault>(&driver.process)) return r->effect;
    return 1.0;
  }

  std::vector<std::vector<double>> value_, event_, volumes_;
  std::vector<double> demand_;
};

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

Result<std::vector<TornadoBar>> tornado(const StressBase& base, const StudyOptions& options) {
  const Model& model = base.model;
  const Result<Quantiles> quantiles = Quantiles::draw(model, fresh_futures(options.plan.futures));
  if (!quantiles) return quantiles.errors();
  const std::size_t planner = model.planner.party.index();
  std::vector<TornadoBar> bars;
  for (std::size_t d = 0; d < model.drivers.size(); ++d) {
    TornadoBar bar;
    bar.driver = DriverId{d};
    for (const double p : {0.1, 0.9}) {
      const HeldPath path = quantiles->path(model, bar.driver, p);
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

std::vector<Direction> directions(const Model& model, const Quantiles& quantiles) {
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
                                                   const std::vector<StressLimit>& limits,
                                                   const StudyOptions& options) {
  const Result<Quantiles> quantiles =
      Quantiles::draw(base.model, fresh_futures(options.plan.futures));
  if (!quantiles) return quantiles.errors();
  const StressMeasures now = stress_measures(base.model, base.played);
  std::vector<BreakingPoint> points;
  for (const Direction& d : directions(base.model, *quantiles)) {
    Growing growing(base, options, d.make);
    for (const StressLimit& limit : limits) {
      BreakingPoint point = d.like;
      point.limit = limit.on;
      point.at_base = limit.broken(now);
      if (point.at_base) continue;
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
