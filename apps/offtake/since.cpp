#include "since.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "offtake/base/text.h"
#include "steps.h"
#include "stop.h"

namespace offtake::cli {
namespace {

constexpr std::size_t kMostCauses = 20;

// The last commit of the file that this model holds something of; nothing where there is no file.
Result<std::optional<RunRecord>> last_commit(const Model& model, const Options& options) {
  const std::string path = results_path(options);
  std::error_code none;
  if (path.empty() || !std::filesystem::exists(path, none)) return std::optional<RunRecord>();
  const Result<ResultsFile> file = open_results_file(options, ResultsFile::Access::read);
  if (!file) return file.errors();
  const Result<std::vector<RunHead>> runs = file->list();
  if (!runs) return runs.errors();
  for (auto at = runs->rbegin(); at != runs->rend(); ++at) {
    if (at->command != "commit") continue;
    Result<RunRecord> record = file->read(at->run);
    if (!record) return record.errors();
    if (holds_signed(model, *record)) return std::optional<RunRecord>(std::move(*record));
  }
  return std::optional<RunRecord>();
}

std::vector<std::string> changes(const RunRecord& record, const LoadedModel& now) {
  std::vector<SourceText> sources;
  for (const RunInput& input : record.inputs) sources.push_back({input.name, input.text});
  const Result<LoadedModel> then = load_sources(std::move(sources));
  if (!then) return {"the model that was committed reads no more"};
  std::map<std::string, std::pair<std::string, std::string>> keys;
  for (const auto& [key, text] : written_keys(*then)) keys[key].first = text;
  for (const auto& [key, text] : written_keys(now)) keys[key].second = text;
  std::vector<std::string> out;
  std::size_t more = 0;
  for (const auto& [key, texts] : keys) {
    const auto& [before, after] = texts;
    if (before == after) continue;
    if (out.size() == kMostCauses) {
      ++more;
      continue;
    }
    out.push_back(fmt::format("{}: {} → {}", key, before.empty() ? "–" : before,
                              after.empty() ? "–" : after));
  }
  if (more > 0) out.push_back(fmt::format("and {} more keys", more));
  for (const SourceText& s : now.sources) {
    const auto same = std::find_if(record.inputs.begin(), record.inputs.end(),
                                   [&](const RunInput& i) { return i.name == s.name; });
    const bool differs = same == record.inputs.end() || same->text != s.text;
    if (!s.name.ends_with(".yaml") && differs) out.push_back(s.name + " has changed");
  }
  return out;
}

}  // namespace

Result<std::optional<SinceCommit>> what_moved(const LoadedModel& loaded, const PlanFacts& facts,
                                              const PlanResult& now, const Options& options) {
  using Nothing = std::optional<SinceCommit>;
  const auto committed = [](const Agreement& a) { return a.from_offer.valid(); };
  const auto& agreements = loaded.model.agreements;
  if (std::none_of(agreements.begin(), agreements.end(), committed)) return Nothing();
  const Result<std::optional<RunRecord>> record = last_commit(loaded.model, options);
  if (!record) return record.errors();
  if (!*record) return Nothing();
  std::optional<SinceCommit> out = since_commit(**record, now);
  if (!out) return Nothing();
  out->changes = changes(**record, loaded);
  if (options.quick || stop_asked()) return out;
  PlanOptions again = facts.options;
  again.comparisons = false;
  again.method.stop = stop_asked;
  const StrategyId strategy = find_strategy(loaded.model, options.strategy).value();
  const Result<PlanResult> free = make_plan(uncommitted(loaded.model), strategy, again);
  if (!free) return free.errors();
  if (!stop_asked()) out->regret_usd = free->in_sample.objective_usd - now.in_sample.objective_usd;
  return out;
}

}  // namespace offtake::cli
