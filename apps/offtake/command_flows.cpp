#include "commands.h"
#include "offtake/results/record_flows.h"
#include "output.h"
#include "steps.h"
#include "stop.h"
#include "stored_plan.h"

namespace offtake::cli {
namespace {

const std::vector<std::string> kTables = {
    "money", "money_by_year", "compute", "compute_by_year", "circularity", "circularity_by_year"};

std::string rendered(const FlowsRecord& record, const Options& options) {
  if (options.target == Target::sankey) return render_json(sankey_json(record));
  if (options.format == Format::json && options.table.empty()) {
    return render_json(flows_json(record));
  }
  std::vector<Table> tables = flows_tables(record);
  // Year by year it is long: for who asks for it.
  if (options.table.empty()) {
    std::erase_if(tables, [](const Table& t) {
      return t.key.ends_with("_by_year") || (t.key == "circularity" && t.rows.empty());
    });
  }
  return render_tables(std::move(tables), options);
}

}  // namespace

int command_flows(const Options& options) {
  if (Status known = check_tables(kTables, options); !known) return fail(known.errors(), options);
  const Result<LoadedModel> loaded = read_model(options);
  if (!loaded) return fail(loaded.errors(), options);
  const Result<StoredPlan> plan = chosen_plan(*loaded, options);
  if (!plan) return fail(plan.errors(), options);

  const StopGuard guard;
  const Result<Outcome> outcome = simulate_strategy(*loaded, plan->strategy, options, plan->plan);
  if (!outcome) return fail(outcome.errors(), options);
  return print(rendered({outcome->model, outcome->simulation, outcome->facts,
                         flows_of(outcome->model, outcome->simulation),
                         circularity(outcome->model, outcome->simulation)},
                        options));
}

}  // namespace offtake::cli
