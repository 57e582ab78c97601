#include "page_source.h"

#include <algorithm>

#include "offtake/base/text.h"
#include "offtake/report/report_html.h"
#include "offtake/results/record_model.h"
#include "output.h"
#include "steps.h"
#include "stored_plan.h"

namespace offtake::cli {
namespace {

const RunRecord& last_plan_or_run(const std::vector<RunRecord>& runs) {
  const auto plan = std::find_if(runs.rbegin(), runs.rend(), [](const RunRecord& r) {
    return r.plan && !r.plan->document.empty();
  });
  return plan == runs.rend() ? runs.back() : *plan;
}

}  // namespace

Result<std::vector<Table>> model_of_run(const RunRecord& run) {
  std::vector<SourceText> sources;
  for (const RunInput& input : run.inputs) sources.push_back({input.name, input.text});
  const Result<LoadedModel> loaded = load_sources(std::move(sources), {run.head.set});
  if (!loaded) return loaded.errors();
  if (run.plan && !run.plan->document.empty()) {
    const Result<StoredPlan> plan =
        plan_of_document(Json::parse(run.plan->document, nullptr, false), *loaded);
    if (!plan) return plan.errors();
    return model_tables(*loaded, plan->strategy, plan->plan);
  }
  const std::string& name = run.head.strategy;
  const Result<StrategyId> strategy =
      find_strategy(loaded->model, name.empty() ? "as-signed" : name);
  if (!strategy) return strategy.errors();
  return model_tables(*loaded, *strategy, {});
}

Result<PageSource> page_source(const ResultsFile& file, std::vector<std::int64_t> runs,
                               const Options& options) {
  const Result<std::vector<RunHead>> heads = file.list();
  if (!heads) return heads.errors();
  if (runs.empty()) runs = newest_runs(*heads);
  if (runs.empty()) {
    return refusal("E1012", "the results file has no finished run",
                   "offtake simulate " + options.model);
  }
  std::sort(runs.begin(), runs.end());
  runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
  PageSource source;
  source.model_argument = options.model;
  source.results = options.results;
  Diagnostics errors;
  for (const std::int64_t run : runs) {
    Result<RunRecord> record = file.read(run);
    if (record) {
      source.runs.push_back(std::move(record).value());
    } else {
      errors.insert(errors.end(), record.errors().begin(), record.errors().end());
    }
  }
  if (!errors.empty()) return errors;
  Result<std::vector<Table>> model = model_of_run(last_plan_or_run(source.runs));
  if (model) {
    source.model = std::move(model).value();
  } else {
    source.model_failed = model.errors().front().what;
  }
  return source;
}

Result<std::string> report_of_runs(const ResultsFile& file, std::vector<std::int64_t> runs,
                                   const Options& options) {
  const Result<PageSource> source = page_source(file, std::move(runs), options);
  if (!source) return source.errors();
  Page page = report_page(*source);
  page.language = options.language;
  return report_html(page_document(page));
}

}  // namespace offtake::cli
