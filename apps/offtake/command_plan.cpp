#include <chrono>
#include <cmath>

#include "commands.h"
#include "offtake/base/text.h"
#include "offtake/model/check.h"
#include "offtake/results/record_plan.h"
#include "output.h"
#include "plan_progress.h"
#include "plan_run.h"
#include "steps.h"
#include "stop.h"

namespace offtake::cli {
namespace {

constexpr double kRelaxedGap = 1e-4;  // of the continuous phase, before the tranches
const std::vector<std::string> kTables = {"now",   "later",      "cells", "brings",
                                          "years", "violations", "proof", "worth",
                                          "size",  "left_out",   "times", "decisions"};

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

PlanFacts facts_of(const LoadedModel& loaded, StrategyId strategy, const Options& options) {
  PlanFacts facts;
  facts.model_hash = loaded.hash;
  if (strategy.valid()) facts.strategy = loaded.model.at(strategy).name;
  PlanOptions& o = facts.options;
  if (options.method == Method::extensive) o.by = PlanMethod::extensive;
  o.risk_weight = options.risk;
  if (options.cells > 0) o.cells = options.cells;
  if (options.epoch_months > 0.0) o.epoch_months = options.epoch_months;
  o.futures = {options.seed, options.sampling};
  o.paths = o.fresh_paths = options.paths;
  o.threads = options.threads;
  o.comparisons = !options.quick;
  BundleOptions& m = o.method;
  m.continuous = options.continuous;
  if (options.gap) {
    m.integer_gap = *options.gap;
    m.gap = options.continuous ? *options.gap : std::min(kRelaxedGap, *options.gap / 2.0);
  }
  m.time_limit_seconds = options.time_limit_seconds;
  m.clock = seconds_now;
  m.stop = stop_asked;
  return facts;
}

// --cells and --epochs are judged as the model's own keys are.
Status check_options(const LoadedModel& loaded, const PlanFacts& facts) {
  Model asked = loaded.model;
  asked.planner.tree = asked.planner.tree && !facts.options.cells;
  asked.planner.cells = facts.options.cells.value_or(asked.planner.cells);
  asked.planner.epoch_months = facts.options.epoch_months.value_or(asked.planner.epoch_months);
  for (const Problem& problem : check(asked)) {
    if (problem.severity != Severity::error) continue;
    Diagnostic d;
    d.code = problem.code;
    d.what = problem.what;
    d.expected = problem.expected;
    d.mend = problem.mend;
    d.place.file = problem.path == "planner.epochs" ? "--epochs" : "--cells";
    return d;
  }
  return ok_status();
}

std::string rendered(const PlanResult& result, const PlanFacts& facts, const Options& options) {
  if (options.format == Format::json && options.table.empty()) {
    return render_json(plan_json(result, facts));
  }
  std::vector<Table> tables = plan_tables(result, facts);
  if (options.table.empty()) {
    std::erase_if(tables, [](const Table& t) { return t.rows.empty() && t.note.empty(); });
  } else {
    tables.push_back(decisions_table(result));
  }
  return render_tables(std::move(tables), options);
}

void say_infeasible(const std::vector<Violation>& missed, const PlanRun& run,
                    const Options& options) {
  std::string out = "infeasible: no plan keeps all that is asked for\n";
  for (const Violation& v : missed) {
    out += fmt::format("  {} ({}) is missed by {}\n", escape_controls(v.row),
                       escape_controls(v.key_path), format_quantity(v.by, dim::power));
  }
  if (run.number()) {
    out += fmt::format("what would make it possible: offtake explain {} {}\n",
                       escape_controls(options.model), *run.number());
  }
  say(out);
}

int exit_code_of(const PlanResult& result) {
  if (stop_asked()) return kInterrupted;
  if (!violations(result).empty()) return kInfeasible;
  const bool proven = result.method.end == BundleEnd::proven && result.method.verified;
  return proven ? kDone : kUnproven;
}

}  // namespace

int command_plan(const Options& options) {
  if (Status known = check_tables(kTables, options); !known) return fail(known.errors(), options);
  const Result<LoadedModel> loaded = read_model(options);
  if (!loaded) return fail(loaded.errors(), options);
  const Result<StrategyId> strategy = find_strategy(loaded->model, options.strategy);
  if (!strategy) return fail(strategy.errors(), options);
  const PlanFacts facts = facts_of(*loaded, *strategy, options);
  if (Status fits = check_options(*loaded, facts); !fits) return fail(fits.errors(), options);

  const StopGuard guard;
  Result<PlanRun> run = PlanRun::begin(*loaded, facts, options);
  if (!run) return fail(run.errors(), options);
  std::optional<PlanProgress> progress(options);
  const Result<PlanResult> result =
      make_plan(loaded->model, *strategy, watched(facts, *run, *progress));
  progress.reset();
  if (!result) return fail(with_places(*loaded, result.errors()), options);

  run->end(*result, facts);
  if (run->number() && run->not_kept().empty()) {
    say(fmt::format("run {} is kept in {}\n", *run->number(),
                    escape_controls(results_path(options))));
  }
  const std::vector<Violation> missed = violations(*result);
  if (!missed.empty()) say_infeasible(missed, *run, options);
  const int printed = print(rendered(*result, facts, options));
  if (!run->not_kept().empty()) return fail(run->not_kept(), options);
  return printed == kDone ? exit_code_of(*result) : printed;
}

}  // namespace offtake::cli
