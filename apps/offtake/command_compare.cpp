
#include "commands.h"
#include "offtake/base/text.h"
#include "offtake/results/record_compare.h"
#include "output.h"
#include "steps.h"
#include "stop.h"
#include "stored_plan.h"
#include "study_run.h"

namespace offtake::cli {
namespace {

Diagnostic too_few() {
  Diagnostic d;
  d.code = "E0966";
  d.what = "there is nothing to compare with";
  d.expected = "two strategies, plans or models";
  d.mend = "name a second one with --strategy, --plan or --with";
  return d;
}

// Strategies and plans of the model, then each strategy (the planner's, if none is named) of the
// other models.
Result<std::vector<Contender>> contenders_of(const LoadedModel& loaded,
                                             const std::vector<LoadedModel>& others,
                                             const Options& options) {
  std::vector<Contender> out;
  Diagnostics errors;
  const auto add = [&](const LoadedModel& of, const std::string& strategy,
                       const std::string& where) {
    const Result<StrategyId> id = find_strategy(of.model, strategy);
    if (!id) {
      errors.insert(errors.end(), id.errors().begin(), id.errors().end());
      return;
    }
    const std::string name = id->valid() ? of.model.at(*id).name : "as-signed";
    out.push_back({where.empty() ? name : where + (strategy.empty() ? "" : ": " + name), &of.model,
                   *id, options.held ? std::optional<Plan>(Plan{}) : std::nullopt,
                   where.empty() ? "" : "with " + of.hash});
  };
  for (const std::string& strategy : options.strategies) add(loaded, strategy, "");
  for (const std::string& name : options.plans) {
    Options one = options;
    one.plan = name;
    one.strategy.clear();
    Result<StoredPlan> plan = read_stored_plan(loaded, one);
    if (!plan) return plan.errors();
    out.push_back({"plan " + name, &loaded.model, plan->strategy, std::move(plan->plan)});
  }
  if (out.empty()) add(loaded, "", "");
  const std::vector<std::string> named =
      options.strategies.empty() ? std::vector<std::string>{""} : options.strategies;
  for (std::size_t i = 0; i < others.size(); ++i) {
    for (const std::string& strategy : named) add(others[i], strategy, options.with[i]);
  }
  if (!errors.empty()) return errors;
  if (out.size() < 2) return too_few();
  return out;
}

// What is played path by path must have the same steps.
Status check_clocks(const LoadedModel& loaded, const std::vector<LoadedModel>& others,
                    const Options& options) {
  const Clock& clock = loaded.model.clock;
  for (std::size_t i = 0; i < others.size(); ++i) {
    const Clock& other = others[i].model.clock;
    if (other.start_month == clock.start_month && other.steps == clock.steps &&
        other.months_per_step == clock.months_per_step) {
      continue;
    }
    Diagnostic d;
    d.code = "E0967";
    d.what = fmt::format("{} has another clock", quote(options.with[i]));
    d.expected = "models with the same start, end and step";
    return d;
  }
  return ok_status();
}

}  // namespace

int command_compare(const Options& options) {
  const Result<LoadedModel> loaded = read_model(options);
  if (!loaded) return fail(loaded.errors(), options);
  std::vector<LoadedModel> others;
  for (const std::string& folder : options.with) {
    Options other = options;
    other.model = folder;
    Result<LoadedModel> read = read_model(other);
    if (!read) return fail(read.errors(), options);
    others.push_back(std::move(*read));
  }
  if (Status alike = check_clocks(*loaded, others, options); !alike) {
    return fail(alike.errors(), options);
  }
  const auto contenders = contenders_of(*loaded, others, options);
  if (!contenders) return fail(contenders.errors(), options);

  const StopGuard guard;
  Result<StudyRun> run = StudyRun::begin(*loaded, options);
  if (!run) return fail(run.errors(), options);
  return run->end(compare_report(compare_contenders(*contenders, run->options())));
}

}  // namespace offtake::cli
