// The stochastic file: what is random, by independent groups. Private to smps*.cpp.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "offtake/program/smps_time.h"

namespace offtake::smps {

// One number of the core: an entry, with special rows and columns for what is none.
struct Spot {
  int row = kNone, column = kNone;
  bool operator==(const Spot&) const = default;
};
inline constexpr int kRhs = -1;         // as a column
inline constexpr int kLowerBound = -3;  // as rows
inline constexpr int kUpperBound = -4;

struct SpotHash {
  std::size_t operator()(const Spot& p) const {
    return std::hash<std::uint64_t>()(std::uint64_t(std::uint32_t(p.row)) << 32 |
                                      std::uint32_t(p.column));
  }
};

struct Change {
  Spot spot;
  double value = 0.0;
  int line = 0;
};

// A random vector that is independent of the other groups: an entry of INDEP, a block of BLOCKS, or
// all of SCENARIOS. Each realisation lists everything that it changes.
struct Group {
  struct Realisation {
    std::string name;  // of a scenario
    double probability = 0.0;
    std::vector<Change> changes;
  };
  std::vector<Realisation> realisations;
};

std::vector<Group> read_stoch(const SmpsText& source, const Core& core, const Periods& periods,
                              Diagnostics& found);

}  // namespace offtake::smps
