// What is kept of every path: the measures of each step of the clock, and every party's value.
#pragma once

#include <cstdint>
#include <memory>
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

  // Copies the workspace's paths. Threads write to different paths.
  void keep(const Workspace& w);

  const std::vector<SeriesKey>& keys() const { return keys_; }
  // [path] of one series and step.
  double* at(std::size_t series, int step) {
    return data_.get() + (series * steps_ + std::size_t(step)) * row_;
  }
  const double* at(std::size_t series, int step) const {
    return const_cast<PathStore*>(this)->at(series, step);
  }
  std::size_t index(Measure measure, PartyId party) const;
  std::vector<std::vector<double>> npv;               // [party][path]
  std::vector<std::vector<double>> stranded_capital;  // [party][path], USD

 private:
  static std::vector<SeriesKey> keys_of(const Compiled& compiled);
  std::vector<SeriesKey> keys_;
  std::size_t steps_ = 0;
  std::size_t row_ = 0;             // paths, rounded up to whole groups
  std::unique_ptr<double[]> data_;  // not cleared: its pages are first touched by who fills them
};

}  // namespace offtake
