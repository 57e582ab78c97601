#include "simulation_output.h"

#include <algorithm>
#include <utility>

#include "offtake/base/text.h"
#include "offtake/results/record_contagion.h"
#include "output.h"

namespace offtake::cli {
namespace {

using MakeTable = Table (*)(const Simulation&, const Model&);

// All that --table may ask for, by key.
const std::vector<std::pair<std::string, MakeTable>>& all_tables() {
  static const std::vector<std::pair<std::string, MakeTable>> all = {
      {"by_year", by_year_table},
      {"parties", parties_table},
      {"party_years", party_years_table},
      {"npv_parts", npv_parts_table},
      {"unpaid", unpaid_table},
      {"returns", returns_table},
      {"resources", resources_table},
      {"covenants", covenants_table},
      {"ledger", ledger_table},
      {"ledger_by_year", ledger_by_year_table},
      {"conservation", conservation_table},
  };
  return all;
}

std::vector<Table> unpaid_tables(const Outcome& outcome) {
  const auto& contagion = outcome.simulation.contagion;
  return contagion ? contagion_tables(*contagion, outcome.model) : std::vector<Table>();
}

std::vector<Table> asked_tables(const Outcome& outcome, const Options& options) {
  std::vector<Table> tables;
  for (const auto& [key, make] : all_tables()) {
    if (is_asked(key, options)) tables.push_back(make(outcome.simulation, outcome.model));
  }
  for (Table& table : unpaid_tables(outcome)) {
    if (is_asked(table.key, options)) tables.push_back(std::move(table));
  }
  return tables;
}

std::string rendered(const Outcome& outcome, const Options& options) {
  const Simulation& simulation = outcome.simulation;
  if (!options.table.empty()) return render_tables(asked_tables(outcome, options), options);
  if (options.format == Format::json) {
    return render_json(simulation_json(simulation, outcome.model, outcome.facts));
  }
  std::vector<Table> tables = simulation_tables(simulation, outcome.model);
  const auto conservation = std::find_if(
      tables.begin(), tables.end(), [](const Table& table) { return table.key == "conservation"; });
  tables.insert(conservation, ledger_table(simulation, outcome.model));
  for (Table& table : unpaid_tables(outcome)) tables.push_back(std::move(table));
  return render_tables(tables, options);
}

}  // namespace

Status check_simulation_tables(const Options& options) {
  std::vector<std::string> keys;
  for (const auto& [key, make] : all_tables()) keys.push_back(key);
  if (options.contagion) {
    keys.insert(keys.end(), {"contagion", "contagion_links", "contagion_by_year"});
  }
  return check_tables(keys, options);
}

int keep_and_print(std::optional<ResultsFile>& results, const LoadedModel& loaded,
                   const Outcome& outcome, const std::string& command, const Options& options) {
  const auto run = keep_run(results, loaded, outcome, options, command);
  if (run && *run) {
    say(fmt::format("run {} is kept in {}\n", **run, escape_controls(results_path(options))));
  }
  const int printed = print(rendered(outcome, options));
  return run ? printed : fail(run.errors(), options);
}

}  // namespace offtake::cli
