#include "offtake/studies/driver_quantiles.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/parallel.h"
#include "offtake/base/random.h"

namespace offtake {
namespace {

constexpr std::int64_t kDrawn = 16384;  // whole blocks, and those whole groups of lanes
static_assert(kDrawn % kBlockPaths == 0 && kBlockPaths % kLanes == 0);

// Linear between order statistics.
double at(const std::vector<double>& sorted, double p) {
  const double x = p * double(sorted.size() - 1);
  const auto i = std::min(sorted.size() - 2, std::size_t(x));
  return sorted[i] + (x - double(i)) * (sorted[i + 1] - sorted[i]);
}

double effect_of(const Driver& driver) {
  if (const auto* b = std::get_if<Bernoulli>(&driver.process)) return b->effect;
  if (const auto* h = std::get_if<Hazard>(&driver.process)) return h->effect;
  if (const auto* r = std::get_if<RatedDefault>(&driver.process)) return r->effect;
  return 1.0;
}

}  // namespace

DriverQuantiles::DriverQuantiles(const Model& model) : demand_(std::size_t(kDrawn)) {
  const std::size_t drivers = model.drivers.size(), steps = std::size_t(model.clock.steps);
  value_.assign(drivers * steps, std::vector<double>(std::size_t(kDrawn)));
  event_.assign(drivers, std::vector<double>(std::size_t(kDrawn)));
  for (const Workload& w : model.workloads) {
    if (w.party != model.planner.party) continue;
    std::vector<double> volume;
    for (int k = 0; k < model.clock.steps; ++k) {
      volume.push_back(
          mean_value(w.volume_h100e, model.clock.begin_of(k), model.clock.begin_of(k + 1)));
    }
    volume_.push_back(std::move(volume));
  }
}

Result<DriverQuantiles> DriverQuantiles::draw(const Model& model, const FuturesOptions& drawn,
                                              int threads) {
  const Result<Futures> futures = Futures::make(model, drawn);
  if (!futures) return futures.errors();
  DriverQuantiles out(model);
  for_each_block(block_count(kDrawn), threads, [&](std::int64_t b) {
    FuturesBlock block;
    for (std::int64_t first = b * kBlockPaths; first < (b + 1) * kBlockPaths; first += kLanes) {
      futures->draw(first, block);
      out.take(model, block, first);
    }
  });
  std::vector<std::vector<double>*> all = {&out.demand_};
  for (auto* part : {&out.value_, &out.event_}) {
    for (std::vector<double>& v : *part) all.push_back(&v);
  }
  for_each_block(std::int64_t(all.size()), threads, [&](std::int64_t i) {
    std::sort(all[std::size_t(i)]->begin(), all[std::size_t(i)]->end());
  });
  return out;
}

void DriverQuantiles::take(const Model& model, const FuturesBlock& block, std::int64_t first) {
  const auto path = std::size_t(first), steps = std::size_t(model.clock.steps);
  for (std::size_t d = 0; d < model.drivers.size(); ++d) {
    std::copy_n(block.event_month(DriverId{d}), kLanes, &event_[d][path]);
    for (std::size_t k = 0; k < steps; ++k) {
      std::copy_n(block.at(DriverId{d}, int(k)), kLanes, &value_[d * steps + k][path]);
    }
  }
  std::size_t n = 0;
  for (const Workload& w : model.workloads) {
    if (w.party != model.planner.party) continue;
    const std::vector<double>& volume = volume_[n++];
    for (std::size_t k = 0; k < steps; ++k) {
      for (std::size_t lane = 0; lane < std::size_t(kLanes); ++lane) {
        double v = volume[k];
        for (const DriverId d : w.volume_h100e.drivers) v *= block.at(d, int(k))[lane];
        demand_[path + lane] += v;
      }
    }
  }
}

HeldPath DriverQuantiles::path(const Model& model, DriverId id, double p) const {
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

double DriverQuantiles::deviations(double times) const {
  const double most = times * at(demand_, 0.5);
  const auto below = std::lower_bound(demand_.begin(), demand_.end(), most) - demand_.begin();
  if (below == 0 || below == std::ptrdiff_t(demand_.size())) return std::nan("");
  return normal_quantile(double(below) / double(demand_.size()));
}

}  // namespace offtake
