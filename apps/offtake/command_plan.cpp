#include <cmath>

#include "commands.h"
#include "offtake/base/text.h"
#include "offtake/results/record_plan.h"
#include "output.h"
#include "plan_progress.h"
#include "plan_run.h"
#include "since.h"
#include "steps.h"
#include "stop.h"

namespace offtake::cli {
namespace {

const std::vector<std::string> kTables = {
    "now",  "later",    "cells", "brings",    "years",        "violations", "proof", "worth",
    "size", "left_out", "times", "decisions", "since_commit", "moved",      "causes"};

std::string rendered(const PlanResult& result, const PlanFacts& facts,
                     const std::optional<SinceCommit>& moved, const Options& options) {
  if (options.format == Format::json && options.table.empty()) {
    Json document = plan_json(result, facts);
    if (moved) document["since_commit"] = since_commit_json(*moved);
    return render_json(document);
  }
  std::vector<Table> tables = plan_tables(result, facts);
  if (moved) {
    for (Table& t : since_commit_tables(*moved)) tables.push_back(std::move(t));
  }
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
  const Result<LoadedModel> loaded = read_model(options);
  if (!loaded) return fail(loaded.errors(), options);
  return plan_loaded(*loaded, options, nullptr);
}

int plan_loaded(const LoadedModel& loaded, const Options& options, Communicator* ranks) {
  if (Status known = check_tables(kTables, options); !known) return fail(known.errors(), options);
  const Result<StrategyId> strategy = find_strategy(loaded.model, options.strategy);
  if (!strategy) return fail(strategy.errors(), options);
  PlanFacts facts = plan_facts(loaded, *strategy, options);
  if (Status fits = check_plan_options(loaded, facts); !fits) return fail(fits.errors(), options);
  facts.options.ranks = ranks;

  const StopGuard guard;
  Result<PlanRun> run = PlanRun::begin(loaded, facts, options);
  if (!run) return fail(run.errors(), options);
  std::optional<PlanProgress> progress(options);
  const Result<PlanResult> result =
      make_plan(loaded.model, *strategy, watched(facts, *run, *progress));
  progress.reset();
  if (!result) return fail(with_places(loaded, result.errors()), options);

  run->end(*result, facts);
  if (run->number() && run->not_kept().empty()) {
    say(fmt::format("run {} is kept in {}\n", *run->number(),
                    escape_controls(results_path(options))));
  }
  const std::vector<Violation> missed = violations(*result);
  if (!missed.empty()) say_infeasible(missed, *run, options);
  const Result<std::optional<SinceCommit>> moved = what_moved(loaded, facts, *result, options);
  if (!moved) return fail(moved.errors(), options);
  const int printed = print(rendered(*result, facts, *moved, options));
  if (!run->not_kept().empty()) return fail(run->not_kept(), options);
  return printed == kDone ? exit_code_of(*result) : printed;
}

}  // namespace offtake::cli
