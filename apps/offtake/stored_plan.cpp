#include "stored_plan.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <system_error>

#include "offtake/base/text.h"
#include "offtake/results/record_plan.h"
#include "output.h"
#include "steps.h"

namespace offtake::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMostBytes = 256u << 20;

Diagnostic no_plan(std::string what, std::string mend) {
  Diagnostic d;
  d.code = "E0964";
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

Result<std::string> text_of_run(std::int64_t number, const Options& options) {
  const Result<ResultsFile> file = open_results_file(options, ResultsFile::Access::read);
  if (!file) return file.errors();
  const Result<RunRecord> record = file->read(number);
  if (!record) return record.errors();
  if (!record->plan)
    return no_plan(fmt::format("run {} is no plan", number), "`offtake runs` lists them");
  if (record->plan->document.empty()) {
    return no_plan(
        fmt::format("run {} is unfinished", number),
        fmt::format("offtake plan {} --resume {}", escape_controls(options.model), number));
  }
  return record->plan->document;
}

// Of the plans of this model that keep all limits, the one with the highest value.
Result<std::string> text_of_best(const LoadedModel& loaded, const Options& options) {
  const Result<ResultsFile> file = open_results_file(options, ResultsFile::Access::read);
  if (!file) return file.errors();
  const Result<std::vector<RunHead>> runs = file->list();
  if (!runs) return runs.errors();
  std::string best;
  double most = -std::numeric_limits<double>::infinity();
  for (const RunHead& run : *runs) {
    if (run.command != "plan" || run.model_hash != loaded.hash) continue;
    const Result<RunRecord> record = file->read(run.run);
    if (!record) return record.errors();
    if (!record->plan) continue;
    const Json document = Json::parse(record->plan->document, nullptr, false);
    if (!document.is_object() || !document.value("violations", Json::array()).empty()) continue;
    const auto value = document.find("value");
    if (value == document.end() || !value->is_number() || value->get<double>() <= most) continue;
    most = value->get<double>();
    best = record->plan->document;
  }
  if (!best.empty()) return best;
  return no_plan("no plan of this model is stored",
                 fmt::format("offtake plan {}", escape_controls(options.model)));
}

Result<std::string> text_of_file(const std::string& path) {
  std::error_code error;
  const bool regular = fs::is_regular_file(path, error);
  std::ifstream in(path, std::ios::binary);
  if (!regular || !in || fs::file_size(path, error) > kMostBytes || error) {
    return no_plan(fmt::format("{} can not be read", quote(path)),
                   "name a run, or a file that `offtake plan --format json` wrote");
  }
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

Result<Json> stored_document(const LoadedModel& loaded, const Options& options) {
  std::int64_t run = 0;
  const char* end = options.plan.data() + options.plan.size();
  const auto [at, error] = std::from_chars(options.plan.data(), end, run);
  const bool is_run = error == std::errc() && at == end;
  const Result<std::string> text = is_run                   ? text_of_run(run, options)
                                   : options.plan == "best" ? text_of_best(loaded, options)
                                                            : text_of_file(options.plan);
  if (!text) return text.errors();
  return Json::parse(*text, nullptr, false);
}

Result<StoredPlan> plan_of_document(const Json& document, const LoadedModel& loaded) {
  const Result<std::string> name = strategy_of(document);
  if (!name) return name.errors();
  const Result<StrategyId> strategy =
      find_strategy(loaded.model, name->empty() ? std::string("as-signed") : *name);
  if (!strategy) return strategy.errors();
  StoredPlan out;
  out.strategy = *strategy;
  Result<Plan> plan = plan_from_json(document, under(loaded.model, *strategy));
  if (!plan) return plan.errors();
  out.plan = std::move(*plan);
  const auto of_model = document.find("model");
  if (of_model != document.end() && of_model->is_object()) {
    const auto hash = of_model->find("hash");
    if (hash != of_model->end() && hash->is_string()) out.model_hash = hash->get<std::string>();
  }
  out.document = document;
  return out;
}

Result<StoredPlan> read_stored_plan(const LoadedModel& loaded, const Options& options) {
  const Result<Json> document = stored_document(loaded, options);
  if (!document) return document.errors();
  return plan_of_document(*document, loaded);
}

Result<StoredPlan> chosen_plan(const LoadedModel& loaded, const Options& options) {
  if (options.plan.empty()) return chosen_plan(loaded, options, Json());
  const Result<Json> document = stored_document(loaded, options);
  if (!document) return document.errors();
  return chosen_plan(loaded, options, *document);
}

Result<StoredPlan> chosen_plan(const LoadedModel& loaded, const Options& options,
                               const Json& document) {
  const Result<StrategyId> strategy = find_strategy(loaded.model, options.strategy);
  if (!strategy) return strategy.errors();
  if (options.plan.empty()) return StoredPlan{*strategy, {}};
  Result<StoredPlan> stored = plan_of_document(document, loaded);
  if (!stored || options.strategy.empty() || stored->strategy == *strategy) return stored;
  Diagnostic d;
  d.code = "E0902";
  d.what = fmt::format("the plan was made under another strategy than {}", quote(options.strategy));
  d.mend = "leave out --strategy: a plan brings its own";
  return d;
}

}  // namespace offtake::cli
