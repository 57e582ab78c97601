// What two simulations of one model say, as numbers and as plain sentences.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "steps.h"

namespace offtake::cli {

inline constexpr double kShortMark = 0.05;   // of demand
inline constexpr double kLikelyMark = 0.50;  // probability of being short in some step of the year

// The shortage that is expected in a year. Its GW are those of the year's best accelerator that
// would do the missing work, the same for every strategy.
struct Shortage {
  int year = 0;
  double gw = 0.0;
  double share = 0.0;        // of demand
  double probability = 0.0;  // of being short in any step of the year
  double idle_gw = 0.0;
};

struct Finding {
  std::string strategy;
  std::vector<Shortage> years;
  std::optional<Shortage> first_short;   // the first year above kShortMark
  std::optional<Shortage> first_likely;  // the first year above kLikelyMark
  Estimate planner_npv_usd, partner_npv_usd;
};

struct Findings {
  std::string planner, partner;  // as people call them; no partner: empty
  Finding exclusive, announced;
};

// `exclusive` holds the exclusivity whose provider is the partner.
Findings find(const Outcome& exclusive, const Outcome& announced);

// Year by year, both side by side.
Table shortage_table(const Findings& findings);
std::vector<std::string> sentences(const Findings& findings, Language language);

}  // namespace offtake::cli
