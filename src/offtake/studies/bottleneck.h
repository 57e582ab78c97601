// Is a capacity by a date possible, what limits it, and what is a unit more worth?
// docs/reference/bottleneck.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "offtake/plan/reach.h"
#include "offtake/studies/measured.h"

namespace offtake {

// MW of IT load, installed at the end of a date (the month after it), as contracted.
struct BottleneckTarget {
  double mw = 0.0, month = 0.0;
};

// What a target costs, and what its limits are worth in USD, by two plans on the same futures.
struct TargetPrice {
  Estimate cost_usd;        // risk-adjusted value without the target − with it, fresh futures
  double usd_per_mw = 0.0;  // of the target's last MW, on the sample
  std::vector<GroupWorth> worth;
  Valued with_target, without;  // fresh
};

struct Bottleneck {
  BottleneckTarget target;
  bool possible = false;
  Reach at_target;
  struct AtDate {
    int step = 0;  // at its end
    double mw = 0.0, in_force_mw = 0.0;
  };
  std::vector<AtDate> by_date;
  std::optional<int> earliest_step;  // at whose end it can be first
  // Mean PUE of what would be installed at the date, by MW (with nothing, that of the sites).
  double pue = 1.0;
  // The MW have one country, for which there are figures: bottleneck_context().
  std::string jurisdiction;
  std::optional<Remedy> remedy;      // of what is impossible
  std::optional<TargetPrice> price;  // of what is possible
  std::vector<Failure> failures;
  bool whole = true;
};

// Decisions are made at every step unless options.plan.epoch_months says otherwise; those of the
// plans as the planner makes them. Errors: nothing to decide (E0965), the solver's. Where a plan
// with the target fails or cannot keep it (E0979) it is a failure.
Result<Bottleneck> bottleneck(const Model& model, StrategyId strategy,
                              const BottleneckTarget& target, const StudyOptions& options);

// What so many GW of facility power are beside what is known: docs/facts.csv.
struct ContextLine {
  std::string what, what_ko;
  double size_mw = 0.0;  // of one of it
  std::string source;    // "F123"
  bool count = false;    // so many of them; else a share of it
};
// Of a country without figures only what is known everywhere.
std::vector<ContextLine> bottleneck_context(const std::string& jurisdiction);

}  // namespace offtake
