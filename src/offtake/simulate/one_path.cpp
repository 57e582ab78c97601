#include "offtake/simulate/one_path.h"

#include <algorithm>

namespace offtake {
namespace {

void spread(std::vector<double>& rows, std::size_t lane) {
  for (std::size_t at = 0; at < rows.size(); at += kLanes) {
    std::fill_n(rows.begin() + std::ptrdiff_t(at), kLanes, rows[at + lane]);
  }
}

}  // namespace

FuturesBlock only_path(const Futures& futures, std::int64_t path) {
  FuturesBlock block;
  futures.draw(path / kLanes * kLanes, block);
  spread(block.value, std::size_t(path % kLanes));
  spread(block.event, std::size_t(path % kLanes));
  return block;
}

FuturesBlock mean_path(const Futures& futures, std::int64_t paths) {
  FuturesBlock block, mean;
  std::vector<std::vector<double>> events;
  for (std::int64_t first = 0; first < paths; first += kLanes) {
    futures.draw(first, block);
    if (first == 0) {
      mean = block;
      std::fill(mean.value.begin(), mean.value.end(), 0.0);
      events.resize(block.event.size() / kLanes);
    }
    const auto counted = std::size_t(std::min<std::int64_t>(kLanes, paths - first));
    for (std::size_t at = 0; at < block.value.size(); at += kLanes) {
      for (std::size_t i = 0; i < counted; ++i) mean.value[at] += block.value[at + i];
    }
    for (std::size_t d = 0; d < events.size(); ++d) {
      const auto from = block.event.begin() + std::ptrdiff_t(d * kLanes);
      events[d].insert(events[d].end(), from, from + std::ptrdiff_t(counted));
    }
  }
  for (std::size_t at = 0; at < mean.value.size(); at += kLanes) mean.value[at] /= double(paths);
  for (std::size_t d = 0; d < events.size(); ++d) {
    const auto middle = events[d].begin() + std::ptrdiff_t(events[d].size() / 2);
    std::nth_element(events[d].begin(), middle, events[d].end());
    mean.event[d * kLanes] = *middle;
  }
  spread(mean.value, 0);
  spread(mean.event, 0);
  return mean;
}

}  // namespace offtake
