// What is kept of every path: the measures of each step of the clock, and every party's value.
#pragma once

#include <cstdint>
#include <vector>

#include "offtake/simulate/simulation.h"
#include "offtake/simulate/workspace.h"

namespace offtake {

struct SeriesKey {
  Measure measure{};
  PartyId party;
};

class PathStore {
 public:
  PathStore(const Compiled& compiled, std::int64_t paths);
  static double bytes(const Compiled& compiled, std::int64_t paths);

  // Copies the workspace's counted paths. Threads write to different paths.
  void keep(const Workspace& w);

  const std::vector<SeriesKey>& keys() const { return keys_; }
  // [path] of one series and step.
  double* at(std::size_t series, int step) {
    return data_.data() + (series * std::size_t(steps_) + std::size_t(step)) * std::size_t(paths_);
  }
  const double* at(std::size_t series, int step) const {
    return const_cast<PathStore*>(this)->at(series, step);
  }
  std::size_t index(Measure measure, PartyId party) const;
  std::vector<std::vector<double>> npv;  // [party][path]

 private:
  static std::vector<SeriesKey> keys_of(const Compiled& compiled);
  std::vector<SeriesKey> keys_;
  int steps_ = 0;
  std::int64_t paths_ = 0;
  std::vector<double> data_;
};

}  // namespace offtake
