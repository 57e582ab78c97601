// A part of a simulation, for many machines: each plays a part, all parts together are the run, bit
// for bit. simulate() is the part 1 of 1, merged.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "offtake/simulate/batch.h"
#include "offtake/simulate/simulation.h"

namespace offtake {

// Part `index` of `count`, from 0. Parts are whole blocks, or batches where the run is too large to
// be kept whole; where there are more parts than these, some are of no paths.
inline constexpr std::int64_t kMostParts = 1000000;
struct PartRange {
  std::int64_t index = 0, count = 1;
};

// What is kept of blocks that were played, until they are measured.
struct PlayedBlocks {
  PathStore store;
  std::vector<BlockSums> sums;           // [block]
  std::vector<ContagionSums> contagion;  // [block], where it was asked for
};

struct SimulationPart {
  std::int64_t paths = 0;  // of the whole run
  PartRange range;
  std::optional<PlayedBlocks> blocks;  // of a run that is kept whole
  std::vector<Batch> batches;          // of a larger one
};

inline bool is_whole(std::int64_t paths) { return paths <= kWholePaths; }

// Errors as of simulate().
Result<SimulationPart> simulate_part(const Model& model, const Plan& plan, const Futures& futures,
                                     const SimulateOptions& options, PartRange range);

// All parts of one run with these inputs, in any order. Errors: parts that are missing, there twice
// or of another run (E1360, all of them at once).
Result<Simulation> merge_parts(const Model& model, const Plan& plan, const Futures& futures,
                               const SimulateOptions& options, std::vector<SimulationPart> parts);

// A part as bytes (for machines of one kind and one version of the program) and back, with the
// inputs that it was made with. E1361 where the bytes are none such.
std::string bytes_of(SimulationPart& part);
Result<SimulationPart> part_of_bytes(std::string_view bytes, const Model& model, const Plan& plan,
                                     const Futures& futures, const SimulateOptions& options);

}  // namespace offtake
