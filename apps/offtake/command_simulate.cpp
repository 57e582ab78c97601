#include <optional>

#include "commands.h"
#include "offtake/results/part_file.h"
#include "offtake/simulate/part.h"
#include "output.h"
#include "part_run.h"
#include "simulation_output.h"
#include "steps.h"
#include "stop.h"
#include "stored_plan.h"

namespace offtake::cli {

int command_simulate(const Options& options) {
  if (Status known = check_simulation_tables(options); !known) {
    return fail(known.errors(), options);
  }
  if (Status asked = check_shard(options); !asked) return fail(asked.errors(), options);
  const Result<LoadedModel> loaded = read_model(options);
  if (!loaded) return fail(loaded.errors(), options);
  const Result<StoredPlan> plan = chosen_plan(*loaded, options);
  if (!plan) return fail(plan.errors(), options);

  const StopGuard guard;
  if (options.shard) return simulate_shard(*loaded, *plan, options);
  Result<std::optional<ResultsFile>> results = open_results(options);
  if (!results) return fail(results.errors(), options);
  const Result<Outcome> outcome = simulate_strategy(*loaded, plan->strategy, options, plan->plan);
  if (!outcome) return fail(outcome.errors(), options);
  return keep_and_print(*results, *loaded, *outcome, simulate_command(options), options);
}

}  // namespace offtake::cli
