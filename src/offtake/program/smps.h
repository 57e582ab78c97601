// Two-stage stochastic programs from SMPS: the core program (an MPS file), its periods and its
// random numbers. docs/reference/smps.md says what is read and how doubtful cases are taken.
#pragma once

#include <string>

#include "offtake/base/result.h"
#include "offtake/program/two_stage.h"

namespace offtake {

struct SmpsText {
  std::string name;  // for diagnostics: "farmer.cor"
  std::string text;
};

struct SmpsProgram {
  std::string name;
  TwoStage program;
  int periods = 0;  // of the file; those after the second are merged into it (W1116)
  Diagnostics warnings;
};

inline constexpr std::size_t kMostSmpsBytes = std::size_t{256} << 20;
inline constexpr double kMostSmpsScenarios = 1e5;
inline constexpr double kMostSmpsChanges = 2e7;  // over all scenarios

// Every mistake at once, up to 100 a file, each with file, line and column. Errors: E0006, E1101 to
// E1112; warnings: W1115 probabilities that do not sum to one, W1116 more than two periods, W1117
// a choice where readers of MPS differ. Never throws; time is linear in what is read and made.
Result<SmpsProgram> read_smps(const SmpsText& core, const SmpsText& time, const SmpsText& stoch);

}  // namespace offtake
