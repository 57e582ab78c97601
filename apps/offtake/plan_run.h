// The run of a plan in the results file: begun before the work, kept evaluation by evaluation,
// ended.
#pragma once

#include <optional>

#include "offtake/modelfile/modelfile.h"
#include "offtake/results/record_plan.h"
#include "offtake/results/results_file.h"
#include "options.h"

namespace offtake::cli {

// What --paths, --gap, --cells … ask of a plan.
PlanFacts plan_facts(const LoadedModel& loaded, StrategyId strategy, const Options& options);
// --cells and --epochs are judged as the model's own keys are.
Status check_plan_options(const LoadedModel& loaded, const PlanFacts& facts);

class PlanRun {
 public:
  // Opens the file and begins a run, going on from an earlier one where --resume asks for it.
  // Nothing is kept with `--results none`.
  static Result<PlanRun> begin(const LoadedModel& loaded, const PlanFacts& facts,
                               const Options& options);

  const std::vector<Evaluation>& known() const { return known_; }
  // A plan is not given up because it can not be kept: not_kept() says why, and no more is written.
  void keep(const Evaluation& evaluation);
  void log(const BundleProgress& progress);
  void end(const PlanResult& result, const PlanFacts& facts);

  std::optional<std::int64_t> number() const { return number_; }
  const Diagnostics& not_kept() const { return not_kept_; }

 private:
  void note(const Status& status);

  std::optional<ResultsFile> file_;
  std::optional<std::int64_t> number_;
  RunRecord record_;
  std::vector<Evaluation> known_;
  std::vector<RunIteration> log_;  // since the last evaluation
  Diagnostics not_kept_;
};

class PlanProgress;
// PlanOptions with the callbacks that show and keep what is going on.
PlanOptions watched(const PlanFacts& facts, PlanRun& run, PlanProgress& progress);

}  // namespace offtake::cli
