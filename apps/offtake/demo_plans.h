// The second half of the demo: what to sign with one cloud and with many, and what the many buy.
#pragma once

#include <string>
#include <vector>

#include "offtake/results/record_plan.h"
#include "steps.h"

namespace offtake::cli {

// Of a strategy by its name, on few enough futures for some seconds; kept as a run of its own.
struct DemoPlan {
  std::string strategy;
  PlanFacts facts;
  PlanResult result;
  std::optional<std::int64_t> run;
};
Result<DemoPlan> demo_plan(const LoadedModel& loaded, const std::string& strategy,
                           const Options& options);

// "many_clouds", then of each plan "exclusive.now", "exclusive.later", "exclusive.proof" …
std::vector<Table> demo_plan_tables(const DemoPlan& one, const DemoPlan& many);
std::vector<std::string> demo_plan_keys(const std::vector<std::string>& strategies);
// Both played the same fresh futures.
std::vector<std::string> demo_plan_sentences(const DemoPlan& one, const DemoPlan& many,
                                             Language language);

}  // namespace offtake::cli
