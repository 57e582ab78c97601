// Quantiles of every driver over many paths, step by step.
#pragma once

#include <vector>

#include "offtake/base/result.h"
#include "offtake/futures/futures.h"

namespace offtake {

class DriverQuantiles {
 public:
  DriverQuantiles() = default;  // of nothing
  // Of 16384 paths. The same for any number of threads. Errors: those of Futures::make().
  static Result<DriverQuantiles> draw(const Model& model, const FuturesOptions& drawn, int threads);

  // The driver's value of each step, or the date of its event, below which a share p lies.
  HeldPath path(const Model& model, DriverId id, double p) const;
  // Where a demand of so many times the median lies, as a normal quantile: that of the planner's
  // workloads, summed over the clock. NaN beyond what was drawn.
  double deviations(double times) const;

 private:
  explicit DriverQuantiles(const Model& model);
  void take(const Model& model, const FuturesBlock& block, std::int64_t first);

  std::vector<std::vector<double>> value_;   // [driver * steps + step][path], sorted
  std::vector<std::vector<double>> event_;   // [driver][path], sorted
  std::vector<std::vector<double>> volume_;  // [workload of the planner][step]
  std::vector<double> demand_;               // [path], sorted
};

}  // namespace offtake
