#include "commands.h"
#include "export_run.h"
#include "offtake/base/text.h"
#include "offtake/plan/extensive.h"
#include "offtake/program/formats.h"
#include "output.h"
#include "steps.h"

namespace offtake::cli {
namespace {

// Each path has thousands of rows, and all of them are in memory.
constexpr std::int64_t kMostPaths = 10000;

Status few_enough(const Options& options) {
  if (options.paths <= kMostPaths) return ok_status();
  Diagnostic d;
  d.code = "E0902";
  d.what = fmt::format("a program of {} paths is too large to be written", options.paths);
  d.expected = fmt::format("a whole number from 1 to {}", kMostPaths);
  d.mend = "--paths 100";
  return d;
}

Result<ExtensiveForm> program_of(const LoadedModel& loaded, StrategyId strategy,
                                 const Options& options) {
  const Model model = under(loaded.model, strategy);
  const Plan signed_already = strategy.valid() ? loaded.model.at(strategy).sign : Plan{};
  const Result<Futures> futures = Futures::make(model, {options.seed, options.sampling});
  if (!futures) return futures.errors();
  CellOptions how;
  how.cells = options.cells > 0 ? options.cells : model.planner.cells;
  how.epoch_months = options.epoch_months > 0 ? options.epoch_months : model.planner.epoch_months;
  how.tree = model.planner.tree;
  how.paths = options.paths;
  const Columns columns = make_columns(model, *futures, how);
  const auto sequences = cell_sequences(columns, model.clock, *futures, options.paths);
  PlanDomain domain = make_domain(model, signed_already, columns, sequences);
  // A file can not be asked again for what a point violates: all of it stands there.
  for (DomainRow& row :
       rows_of_all_sequences(model, signed_already, columns, domain.domain, sequences)) {
    domain.domain.rows.push_back(std::move(row));
  }
  return extensive_form({model, signed_already, columns, domain, *futures},
                        {options.paths, options.continuous, {}});
}

}  // namespace

int command_export(const Options& options) {
  const bool of_run = options.target == Target::xlsx || options.target == Target::csv;
  if (of_run || !options.subject.empty()) return export_run(options);
  if (Status few = few_enough(options); !few) return fail(few.errors(), options);
  const Result<LoadedModel> loaded = read_model(options);
  if (!loaded) return fail(loaded.errors(), options);
  const Result<StrategyId> strategy = find_strategy(loaded->model, options.strategy);
  if (!strategy) return fail(strategy.errors(), options);
  const Result<ExtensiveForm> form = program_of(*loaded, *strategy, options);
  if (!form) return fail(with_places(*loaded, form.errors()), options);
  const LinearProgram& program = form->program;
  const std::string text = options.target == Target::lp ? write_lp(program) : write_mps(program);
  say(
      fmt::format("{} paths, {} decisions; {} columns, {} rows; money in $M, compute in thousands "
                  "of H100e\n",
                  options.paths, form->columns, program.columns(), program.rows()));
  if (options.output.empty()) return print(text);
  const Status written = write_file(options.output, text);
  return written ? kDone : fail(written.errors(), options);
}

}  // namespace offtake::cli
