#include "offtake/studies/driver_levels.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/parallel.h"
#include "offtake/simulate/statistics.h"

namespace offtake {

std::vector<std::vector<double>> driver_levels(const Model& model, const Futures& futures,
                                               std::int64_t paths, int threads) {
  std::vector<std::vector<double>> level(model.drivers.size(),
                                         std::vector<double>(std::size_t(paths), 0.0));
  for_each_block(block_count(paths), threads, [&](std::int64_t b) {
    FuturesBlock block;
    const std::int64_t end = std::min((b + 1) * kBlockPaths, paths);
    for (std::int64_t first = b * kBlockPaths; first < end; first += kLanes) {
      futures.draw(first, block);
      const std::int64_t lanes = std::min<std::int64_t>(kLanes, end - first);
      for (std::size_t d = 0; d < level.size(); ++d) {
        for (int k = 0; k < block.steps; ++k) {
          const double* value = block.at(DriverId{d}, k);
          for (std::int64_t l = 0; l < lanes; ++l) {
            level[d][std::size_t(first + l)] += value[l] / block.steps;
          }
        }
      }
    }
  });
  return level;
}

double spread(const std::vector<double>& y) {
  Moments m;
  for (const double v : y) m.add(v);
  return m.count > 1 ? std::sqrt(m.squares / double(m.count - 1)) : 0.0;
}

double correlation(const std::vector<double>& y, const std::vector<double>& z) {
  Moments my, mz;
  for (const double v : y) my.add(v);
  for (const double v : z) mz.add(v);
  double cross = 0.0;
  for (std::size_t i = 0; i < y.size(); ++i) cross += (y[i] - my.mean) * (z[i] - mz.mean);
  const double both = std::sqrt(my.squares * mz.squares);
  // A spread that is rounding alone is none.
  const auto varies = [](const Moments& m) {
    return m.squares > 1e-24 * double(m.count) * m.mean * m.mean && m.squares > 0.0;
  };
  return varies(my) && varies(mz) ? cross / both : 0.0;
}

}  // namespace offtake
