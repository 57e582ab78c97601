// What the planner is worth on every path under a plan, and the slope of that in what is signed:
// the simulation that a planning method calls again and again. The paths and what their delays
// leave of each ramp are kept in memory where that fits.
//
//   V_i(x) = npv of the planner on path i with x[column] MW signed     (value(), bit for bit what
//            simulate() gives while no offer is signed above its most)
//   slope_j = Σ_i weight_i · ∂V_i/∂x_j                                 (slopes.h)
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "offtake/base/result.h"
#include "offtake/futures/futures.h"
#include "offtake/model/model.h"
#include "offtake/simulate/path_work.h"

namespace offtake {

struct PathValuesOptions {
  std::int64_t paths = 10000;
  std::int64_t first_path = 0;  // a multiple of kBlockPaths
  int threads = 0;
  double memory_bytes = 3e9;  // for what is kept between calls; beyond it is drawn anew
  // One path instead, of those: this one alone,
  std::int64_t only_path = -1;
  // or the one on which every driver has its mean over the paths, and a letter of intent converts
  // in part: the expected-value problem.
  bool mean_path = false;
};

class PathValues {
 public:
  // The columns are mw_by_cell of the plan's signings that have an epoch, one after the other.
  // `model` is under its strategy. Errors: a value that is not finite (E0608).
  PathValues(const Model& model, const Plan& plan, const Futures& futures,
             const PathValuesOptions& options);
  ~PathValues();
  PathValues(PathValues&&) noexcept;

  std::size_t columns() const;
  std::int64_t paths() const;
  PathWork work() const;
  // Read and written of main memory by one call, per path: what is kept, and the answers. Nothing
  // is kept where that does not fit (kept() says so).
  double bytes_per_path() const;
  bool kept() const;
  // Finds the slope on every path too, in the same pass, and keeps it.
  Status values(const std::vector<double>& x, std::vector<double>& value);
  // The same without the slopes.
  Status values_alone(const std::vector<double>& x, std::vector<double>& value);
  // A weighted sum of those of the last values(), where that was at this x.
  Status slope(const std::vector<double>& x, const std::vector<double>& weight,
               std::vector<double>& out);
  // The parts of it: [block of kBlockPaths paths][column].
  Status block_slopes(const std::vector<double>& x, const std::vector<double>& weight,
                      std::vector<double>& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The slope from the parts of all blocks, added in their order: the same bits whoever found them.
Status add_block_slopes(const std::vector<double>& blocks, std::size_t columns,
                        std::vector<double>& out);

}  // namespace offtake
