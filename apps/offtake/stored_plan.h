// A plan that was made before: a run of the results file, or the document of `plan --format json`.
#pragma once

#include "offtake/base/json.h"
#include "offtake/modelfile/modelfile.h"
#include "options.h"

namespace offtake::cli {

struct StoredPlan {
  StrategyId strategy;  // under which it was made
  Plan plan;            // without what the strategy signs
  Json document = {};   // offtake.plan
  std::string model_hash = {};
};

// What --plan names: a run, a file, or `best`, the one with the highest value of this model.
// Errors: those of the results file, E0964 where it is no plan of this model.
Result<StoredPlan> read_stored_plan(const LoadedModel& loaded, const Options& options);

// In two: what stands there, of this model, and what it is in a model that may have changed since.
Result<Json> stored_document(const LoadedModel& loaded, const Options& options);
Result<StoredPlan> plan_of_document(const Json& document, const LoadedModel& loaded);

// What is simulated: a strategy, or a stored plan under its own one (E0902 under another).
Result<StoredPlan> chosen_plan(const LoadedModel& loaded, const Options& options);
// The same where the document is known.
Result<StoredPlan> chosen_plan(const LoadedModel& loaded, const Options& options,
                               const Json& document);

}  // namespace offtake::cli
