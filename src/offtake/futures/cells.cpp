#include "offtake/futures/cells.h"

#include <algorithm>
#include <limits>

namespace offtake {
namespace {

void by_thresholds(const Epoch& epoch, const FuturesBlock& block, int step, int* cell) {
  std::fill_n(cell, kLanes, 0);
  int stride = 1;
  for (std::size_t s = 0; s < epoch.signals.size(); ++s) {
    const double* value = block.at(epoch.signals[s], step);
    for (const double threshold : epoch.thresholds[s]) {
      for (int l = 0; l < kLanes; ++l) cell[l] += value[l] >= threshold ? stride : 0;
    }
    stride *= static_cast<int>(epoch.thresholds[s].size()) + 1;
  }
}

// Σ over signals and steps of the squared difference.
double distance(const Epoch& epoch, const std::vector<double>& node, const FuturesBlock& block,
                int step, int lane) {
  double sum = 0.0;
  auto expected = node.begin();
  for (const DriverId signal : epoch.signals) {
    for (int k = 0; k <= step; ++k) {
      const double difference = block.at(signal, k)[lane] - *expected++;
      sum += difference * difference;
    }
  }
  return sum;
}

void by_nodes(const Epoch& epoch, const FuturesBlock& block, int step, int* cell) {
  for (int l = 0; l < kLanes; ++l) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t n = 0; n < epoch.nodes.size() && least > 0.0; ++n) {
      const double d = distance(epoch, epoch.nodes[n], block, step, l);
      if (d >= least) continue;
      least = d;
      cell[l] = static_cast<int>(n);
    }
  }
}

}  // namespace

void cells_of(const Epoch& epoch, const Clock& clock, const FuturesBlock& block, int* cell) {
  const int step = clock.step_of(epoch.month);
  if (epoch.nodes.empty()) {
    by_thresholds(epoch, block, step, cell);
  } else {
    by_nodes(epoch, block, step, cell);
  }
}

}  // namespace offtake
