#include "commands.h"
#include "offtake/base/text.h"
#include "offtake/results/record_frontier.h"
#include "output.h"
#include "steps.h"
#include "stop.h"
#include "study_run.h"

namespace offtake::cli {
namespace {

constexpr std::int64_t kPoints = 11;

Result<FrontierOver> over_of(const Options& options) {
  if (options.over.empty() || options.over == "risk") {
    if (!options.risk) return FrontierOver::risk;
    return refusal("E0902", "a frontier over the risk takes all its weights", "leave out --risk");
  }
  if (options.over == "concentration") return FrontierOver::concentration;
  if (options.over == "shortage") return FrontierOver::shortage;
  return unknown_name("value of --over", options.over, {"risk", "shortage", "concentration"});
}

}  // namespace

int command_frontier(const Options& given) {
  Options options = given;
  options.continuous = true;  // plans of any size
  const Result<FrontierOver> over = over_of(options);
  if (!over) return fail(over.errors(), options);
  const Result<LoadedModel> loaded = read_model(options);
  if (!loaded) return fail(loaded.errors(), options);
  const Result<StrategyId> strategy = find_strategy(loaded->model, options.strategy);
  if (!strategy) return fail(strategy.errors(), options);

  const StopGuard guard;
  Result<StudyRun> run = StudyRun::begin(*loaded, options);
  if (!run) return fail(run.errors(), options);
  const StudyOptions study = run->options();
  const std::int64_t points = options.points > 0 ? options.points : kPoints;
  const Frontier found = frontier(loaded->model, *strategy, *over, points, study);
  if (found.points.empty() && !found.failures.empty()) {
    return run->fail(found.failures.front().why);
  }
  return run->end(frontier_report(found, loaded->model, study));
}

}  // namespace offtake::cli
