#include "commands.h"
#include "offtake/results/record_model.h"
#include "output.h"
#include "steps.h"

namespace offtake::cli {
namespace {

Table table_of(const Model& model, const std::string& subject) {
  if (subject == "parties") return model_parties_table(model);
  if (subject == "agreements") return model_agreements_table(model);
  if (subject == "offers") return model_offers_table(model);
  if (subject == "drivers") return model_drivers_table(model);
  if (subject == "workloads") return model_workloads_table(model);
  return model_strategies_table(model);
}

}  // namespace

int command_show(const Options& options) {
  if (Status known = check_tables({options.subject}, options); !known) {
    return fail(known.errors(), options);
  }
  const Result<LoadedModel> loaded = read_model(options);
  if (!loaded) return fail(loaded.errors(), options);
  const Result<StrategyId> strategy = find_strategy(loaded->model, options.strategy);
  if (!strategy) return fail(strategy.errors(), options);
  const Model model = under(loaded->model, *strategy);
  if (options.subject != "timeline") {
    return print(render_tables({table_of(model, options.subject)}, options));
  }
  const Plan plan = strategy->valid() ? loaded->model.at(*strategy).sign : Plan{};
  const std::vector<Stretch> stretches = timeline(model, plan);
  std::string out = render_tables({timeline_table(stretches)}, options);
  if (options.format == Format::table && options.table.empty()) {
    out += "\n" + timeline_text(stretches, model.clock, options.language);
  }
  return print(out);
}

}  // namespace offtake::cli
