#include "steps.h"

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <system_error>

#include "offtake/base/text.h"
#include "offtake/base/version.h"
#include "offtake/results/columns.h"
#include "offtake/results/database.h"
#include "offtake/results/table_json.h"
#include "output.h"
#include "progress.h"
#include "stop.h"

namespace offtake::cli {
namespace {

constexpr std::size_t kShownWarnings = 5;

std::string counted(std::size_t n, const char* one, const char* many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

void say_warnings(const Diagnostics& warnings, const Options& options) {
  const std::size_t shown = options.command == "show" ? 0 : kShownWarnings;
  if (warnings.empty()) return;
  const Diagnostics first(warnings.begin(),
                          warnings.begin() + std::ptrdiff_t(std::min(shown, warnings.size())));
  say_diagnostics(first, options);
  if (first.size() == warnings.size()) return;
  const std::size_t left = warnings.size() - first.size();
  say(fmt::format(
      "{}: offtake check {}\n",
      first.empty() ? counted(left, "warning", "warnings") : fmt::format("and {} more", left),
      escape_controls(options.model)));
}

}  // namespace

std::string now_utc() {
  const std::time_t now = std::time(nullptr);
  std::tm t{};
  ::gmtime_r(&now, &t);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", t.tm_year + 1900, t.tm_mon + 1,
                     t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
}

void note_asked(const Options& options, RunRecord& record) {
  Table table{"asked", "What was asked for", "요청한 옵션", {}, {}, ""};
  table.columns = {text_column("option", "Option", "옵션"), text_column("value", "Value", "값")};
  for (const auto& [option, value] : options.asked) table.rows.push_back(row_of(option, value));
  if (!table.rows.empty()) record.tables[table.key] = to_json(table);
}

std::string model_summary(const Model& model, Language language) {
  std::size_t offers = 0;
  for (const Agreement& a : model.agreements) offers += a.is_offer ? 1 : 0;
  if (language == Language::ko) {
    return fmt::format("당사자 {}, 계약 {}, 제안 {}, 불확실 요인 {}, 전략 {}, 단계 {}",
                       model.parties.size() - 1, model.agreements.size() - offers, offers,
                       model.drivers.size(), model.strategies.size(), model.clock.steps);
  }
  return fmt::format(
      "{}, {}, {}, {}, {}, {}", counted(model.parties.size() - 1, "party", "parties"),
      counted(model.agreements.size() - offers, "agreement", "agreements"),
      counted(offers, "offer", "offers"), counted(model.drivers.size(), "driver", "drivers"),
      counted(model.strategies.size(), "strategy", "strategies"),
      counted(static_cast<std::size_t>(model.clock.steps), "step", "steps"));
}

Result<LoadedModel> read_model(const Options& options) {
  Result<LoadedModel> loaded = load_model(options.model, {options.set});
  if (loaded) say_warnings(loaded->warnings, options);
  return loaded;
}

Result<StrategyId> find_strategy(const Model& model, const std::string& name) {
  if (name.empty()) return model.planner.strategy;
  if (name == "as-signed") return StrategyId{};
  std::vector<std::string> names = {"as-signed"};
  for (std::size_t i = 0; i < model.strategies.size(); ++i) {
    names.push_back(model.strategies[i].name);
    if (names.back() == name) return StrategyId{i};
  }
  Diagnostic error = unknown_name("strategy", name, names);
  error.code = "E0907";
  return error;
}

Result<std::vector<PartyId>> find_parties(const Model& model,
                                          const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const Party& party : model.parties) known.push_back(party.name);
  std::vector<PartyId> found;
  for (const std::string& name : names) {
    const auto at = std::find(known.begin() + 1, known.end(), name);
    if (at == known.end()) {
      return unknown_name("party", name, {known.begin() + 1, known.end()});
    }
    found.emplace_back(std::size_t(at - known.begin()));
  }
  return found;
}

Result<Prepared> prepare_simulation(const LoadedModel& loaded, StrategyId strategy,
                                    const Options& options, const Plan& decided) {
  Prepared out;
  out.outcome.started = now_utc();
  out.outcome.model = under(loaded.model, strategy);
  out.plan = signed_under(loaded.model, strategy, decided);
  const std::string name = strategy.valid() ? loaded.model.at(strategy).name : "";
  out.outcome.facts = {loaded.hash, name, options.seed, options.sampling};

  Result<Futures> futures = Futures::make(out.outcome.model, {options.seed, options.sampling});
  if (!futures) return with_places(loaded, futures.errors());
  out.futures = std::move(futures).value();
  Result<std::vector<PartyId>> may_fail = find_parties(out.outcome.model, options.may_fail);
  if (!may_fail) return may_fail.errors();
  out.how.paths = options.paths;
  out.how.threads = options.threads;
  out.how.every_value = options.paths <= kValuePaths;
  out.how.stop = stop_asked;
  if (options.contagion) out.how.may_fail = std::move(may_fail).value();
  return out;
}

Result<Outcome> simulate_strategy(const LoadedModel& loaded, StrategyId strategy,
                                  const Options& options, const Plan& decided,
                                  const std::function<bool()>& stop) {
  Result<Prepared> prepared = prepare_simulation(loaded, strategy, options, decided);
  if (!prepared) return prepared.errors();
  Outcome out = std::move(prepared->outcome);
  Progress progress(out.facts.strategy.empty() ? "simulate" : out.facts.strategy, options);
  prepared->how.progress = [&](double done) { progress(done); };
  if (stop) prepared->how.stop = stop;
  Result<Simulation> simulation =
      simulate(out.model, prepared->plan, prepared->futures, prepared->how);
  if (!simulation) return with_places(loaded, simulation.errors());
  out.simulation = std::move(simulation).value();
  out.ended = now_utc();
  return out;
}

std::string results_path(const Options& options) {
  if (options.results == "none") return {};
  return options.results.empty() ? options.model + "/offtake.db" : options.results;
}

Result<ResultsFile> open_results_file(const Options& options, ResultsFile::Access access) {
  const std::string path = results_path(options);
  if (path.empty()) {
    Diagnostic d;
    d.code = "E0902";
    d.what = fmt::format("`{}` needs what was stored, and `--results none` has nothing",
                         options.command);
    d.mend = "leave out --results, or name the file";
    return d;
  }
  std::error_code none;
  if (options.results.empty() && std::filesystem::is_symlink(path, none)) {
    return results_error("E1006", path, "the results file is a symbolic link",
                         "remove it, or name the file that it leads to with --results");
  }
  return ResultsFile::open(path, access);
}

Result<std::optional<ResultsFile>> open_results(const Options& options) {
  if (results_path(options).empty()) return std::optional<ResultsFile>();
  Result<ResultsFile> file = open_results_file(options, ResultsFile::Access::write);
  if (!file) return file.errors();
  say_diagnostics(file->warnings(), options);
  return std::optional<ResultsFile>(std::move(file).value());
}

Result<std::optional<std::int64_t>> keep_run(std::optional<ResultsFile>& file,
                                             const LoadedModel& loaded, const Outcome& outcome,
                                             const Options& options, const std::string& command) {
  if (!file) return std::optional<std::int64_t>();
  RunRecord record = run_record(outcome.simulation, outcome.model, outcome.facts);
  record.head.command = command;
  note_asked(options, record);
  record.head.set = loaded.set;
  record.head.version = kVersion;
  record.head.started = outcome.started;
  record.head.ended = outcome.ended;
  for (const SourceText& source : loaded.sources) {
    record.inputs.push_back({source.name, source.text});
  }
  Result<std::int64_t> run = file->write(record);
  if (!run) return run.errors();
  return std::optional<std::int64_t>(*run);
}

}  // namespace offtake::cli
