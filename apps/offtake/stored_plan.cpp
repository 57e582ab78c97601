#include "stored_plan.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
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

Result<StoredPlan> read_stored_plan(const LoadedModel& loaded, const Options& options) {
  std::int64_t run = 0;
  const char* end = options.plan.data() + options.plan.size();
  const auto [at, error] = std::from_chars(options.plan.data(), end, run);
  const bool is_run = error == std::errc() && at == end;
  const Result<std::string> text = is_run ? text_of_run(run, options) : text_of_file(options.plan);
  if (!text) return text.errors();
  const Json document = Json::parse(*text, nullptr, false);
  const Result<std::string> name = strategy_of(document);
  if (!name) return name.errors();
  const Result<StrategyId> strategy =
      find_strategy(loaded.model, name->empty() ? std::string("as-signed") : *name);
  if (!strategy) return strategy.errors();
  StoredPlan out;
  out.strategy = *strategy;
  const Model model = strategy->valid() ? under(loaded.model, *strategy) : loaded.model;
  Result<Plan> plan = plan_from_json(document, model);
  if (!plan) return plan.errors();
  out.plan = std::move(*plan);
  return out;
}

}  // namespace offtake::cli
