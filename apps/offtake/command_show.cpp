#include "commands.h"
#include "output.h"
#include "show.h"
#include "steps.h"

namespace offtake::cli {
namespace {

Table table_of(const Model& model, const std::string& subject) {
  if (subject == "parties") return show_parties(model);
  if (subject == "agreements") return show_agreements(model);
  if (subject == "offers") return show_offers(model);
  if (subject == "drivers") return show_drivers(model);
  if (subject == "workloads") return show_workloads(model);
  return show_strategies(model);
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
  std::string out = render_tables({show_timeline(stretches)}, options);
  if (options.format == Format::table && options.table.empty()) {
    out += "\n" + gantt(stretches, model.clock, options.language);
  }
  return print(out);
}

}  // namespace offtake::cli
