// What simulate_part() and merge_parts() share.
#pragma once

#include <string>

#include "offtake/simulate/part.h"

namespace offtake {

MeasureContext context_of(const Model& model, const Compiled& compiled, const Futures& futures,
                          const SimulateOptions& options);
// Paths first .. last−1 of a run of so many.
struct PartPaths {
  std::int64_t first, last;
};
PartPaths paths_of(std::int64_t paths, PartRange range);

// The sums of no paths. E1300 where nobody can fail.
struct PartSums {
  BlockSums sums;
  std::optional<ContagionSums> contagion;
};
Result<PartSums> sums_of_nothing(const Model& model, const Compiled& compiled,
                                 const Futures& futures, const SimulateOptions& options);

// Number 0 of the run. Takes the sums.
Batch measure_batch(const MeasureContext& x, PlayedBlocks& played);
Diagnostic not_finite(std::string what);  // E0608

}  // namespace offtake
