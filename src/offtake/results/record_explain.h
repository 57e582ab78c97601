// Why a plan is as it is, as tables for people and as a document for programs.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "offtake/plan/explain.h"
#include "offtake/results/record_plan.h"

namespace offtake {

// What a stored plan was asked to do: from RunPlan::problem. Errors: E0964.
Result<PlanFacts> facts_of_problem(const std::string& problem);
// Rows that the plan of a document could not keep.
std::vector<Violation> violations_of(const Json& document);

struct Explanation {
  std::int64_t run = 0;
  PlanFacts facts;
  bool in_lots = false;           // the plan keeps to tranches and least sizes
  std::vector<Violation> missed;  // of an impossible request
  std::optional<Bindings> binds;  // of a possible one
  std::optional<Remedy> remedy;   // of an impossible one
  std::function<Place(const std::string& key_path)> place;
};

// limits      what limits the plan, and what one unit more is worth
// at_most     offers of which more would be signed
// not_signed  offers that are signed nowhere, and how far they are from being worth it
// missed      what cannot be kept
// changes     ways to change limits so that all can be kept: by key, the largest change
// conflict    limits that cannot be kept together
// Those that say nothing have no rows.
std::vector<Table> explain_tables(const PlanProblem& problem, const Explanation& explanation);

// "offtake.explain" version 1: docs/reference/explain.md.
Json explain_json(const PlanProblem& problem, const Explanation& explanation);

}  // namespace offtake
