#include <algorithm>

#include "commands.h"
#include "offtake/base/text.h"
#include "output.h"
#include "steps.h"
#include "stop.h"

namespace offtake::cli {
namespace {

std::string rendered(const Outcome& outcome, const Options& options) {
  const Simulation& simulation = outcome.simulation;
  if (options.format == Format::json) {
    return render_json(simulation_json(simulation, outcome.model, outcome.facts));
  }
  std::vector<Table> tables = simulation_tables(simulation, outcome.model);
  const auto conservation = std::find_if(
      tables.begin(), tables.end(), [](const Table& table) { return table.key == "conservation"; });
  tables.insert(conservation, ledger_table(simulation, outcome.model));
  return render_tables(tables, options);
}

}  // namespace

int command_simulate(const Options& options) {
  const Result<LoadedModel> loaded = read_model(options);
  if (!loaded) return fail(loaded.errors(), options);
  const Result<StrategyId> strategy = find_strategy(loaded->model, options.strategy);
  if (!strategy) return fail(strategy.errors(), options);

  const StopGuard guard;
  Result<std::optional<ResultsFile>> results = open_results(options);
  if (!results) return fail(results.errors(), options);
  const Result<Outcome> outcome = simulate_strategy(*loaded, *strategy, options);
  if (!outcome) return fail(outcome.errors(), options);
  const auto run = keep_run(*results, *loaded, *outcome, "simulate");
  if (!run) return fail(run.errors(), options);
  if (*run)
    say(fmt::format("run {} is kept in {}\n", **run, escape_controls(results_path(options))));
  return print(rendered(*outcome, options));
}

}  // namespace offtake::cli
