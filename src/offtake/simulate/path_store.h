// What is kept of every path of a batch: the measures of each step of the clock, and every party's
// value. The memory is used again for the next batch.
//
//   [block of kBlockPaths][column][path of the block], so that the thread that plays a block writes
//   to one place; columns are [series][step], then [party] of values, then [party] of stranded
//   capital.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "offtake/base/parallel.h"
#include "offtake/simulate/simulation.h"
#include "offtake/simulate/workspace.h"

namespace offtake {

struct SeriesKey {
  Measure measure{};
  PartyId party;
};

class PathStore {
 public:
  // Room for so many paths.
  PathStore(const Compiled& compiled, std::int64_t room);
  static std::vector<SeriesKey> keys_of(const Compiled& compiled);
  static double bytes(const Compiled& compiled, std::int64_t paths);

  // From now on it holds first_path .. first_path+paths-1; first_path is a multiple of kBlockPaths.
  void start(std::int64_t first_path, std::int64_t paths);
  // Copies the workspace's paths. Threads write to different blocks.
  void keep(const Workspace& w);

  const std::vector<SeriesKey>& keys() const { return keys_; }
  std::int64_t first_path() const { return first_path_; }
  std::int64_t paths() const { return paths_; }

  std::size_t index(Measure measure, PartyId party) const;
  std::size_t column(std::size_t series, int step) const {
    return series * steps_ + std::size_t(step);
  }
  std::size_t npv_column(std::size_t party) const { return keys_.size() * steps_ + party; }
  // Of what is stranded of a party's capital, USD.
  std::size_t stranded_column(std::size_t party) const { return npv_column(parties_) + party; }

  // Calls use(values, index of the first of them, how many) for a column from front to back.
  template <class Use>
  void for_each_part(std::size_t column, const Use& use) const {
    for (std::int64_t first = 0; first < paths_; first += kBlockPaths) {
      use(at(first / kBlockPaths, column), first, std::min(kBlockPaths, paths_ - first));
    }
  }
  std::size_t columns() const { return columns_; }
  void copy(std::size_t column, double* out) const;
  std::vector<double> copy(std::size_t column) const;

  // Takes the blocks of another store, of paths within its own.
  void take(const PathStore& from);

 private:
  double* at(std::int64_t block, std::size_t column) const {
    return data_.get() + (std::size_t(block) * columns_ + column) * kRow;
  }
  // A cache line more than the paths: without, all columns of a group of paths would lie in the
  // same few sets of the cache.
  static constexpr std::size_t kRow = kBlockPaths + 8;
  std::vector<SeriesKey> keys_;
  std::size_t steps_ = 0, parties_ = 0, columns_ = 0;
  std::int64_t first_path_ = 0, paths_ = 0;
  std::unique_ptr<double[]> data_;  // not cleared: pages are first touched by who fills them
};

}  // namespace offtake
