#include <algorithm>
#include <filesystem>
#include <system_error>

#include "commands.h"
#include "demo_plans.h"
#include "findings.h"
#include "offtake/base/text.h"
#include "offtake/results/record_comparison.h"
#include "open_page.h"
#include "output.h"
#include "page_source.h"
#include "stop.h"

namespace offtake::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExclusive = "exclusive";
constexpr const char* kAnnounced = "as-announced";
constexpr const char* kMany = "multicloud";

std::vector<std::string> table_keys() {
  std::vector<std::string> keys = {"shortage", "compute", "risk", "money", "values"};
  for (std::string& key : demo_plan_keys({kExclusive, kMany})) keys.push_back(std::move(key));
  return keys;
}

// The installed example is not written to: its runs are kept in the current folder.
Result<Options> with_model(Options options) {
  if (!options.model.empty()) return options;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path installed = program.parent_path() / "../share/offtake/examples/federation";
  for (const fs::path& folder : {installed.lexically_normal(), fs::path("examples/federation")}) {
    if (!fs::is_directory(folder, error)) continue;
    options.model = folder.string();
    if (options.results.empty()) options.results = "offtake-demo.db";
    return options;
  }
  Diagnostic d;
  d.code = "E0905";
  d.what = "the example is not installed here";
  d.expected = "a model with the strategies `exclusive` and `as-announced`";
  d.mend = "offtake demo MODEL";
  return d;
}

std::string shell_word(const std::string& text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' ||
           c == '.' || c == '_' || c == '-';
  });
  return plain ? text : "'" + escape_controls(text) + "'";
}

std::string next_commands(const Model& model, const Options& options) {
  const bool ko = options.language == Language::ko;
  const std::string folder = shell_word(options.model);
  const std::string results =
      options.results.empty() ? "" : " --results " + shell_word(options.results);
  std::string out = ko ? "\n다음 명령:\n" : "\nNext:\n";
  out += fmt::format("  offtake show {} timeline --strategy {}\n", folder, kAnnounced);
  if (options.results != "none") out += fmt::format("  offtake runs {}{}\n", folder, results);
  out += fmt::format("  offtake plan {} --strategy {} --paths 10k{}\n", folder, kMany, results);
  for (const Driver& driver : model.drivers) {
    if (!std::holds_alternative<Gbm>(driver.process)) continue;
    out += fmt::format("  offtake simulate {} --strategy {} --set 'drivers.{}.volatility=50 %'{}\n",
                       folder, kAnnounced, driver.name, results);
    break;
  }
  return out + "  offtake init mine\n";
}

std::string bullets(const std::vector<std::string>& sentences) {
  std::string out;
  for (const std::string& sentence : sentences) out += "- " + sentence + "\n";
  return out;
}

std::string story(const Outcome& exclusive, const Outcome& announced,
                  const std::vector<DemoPlan>& plans, const LoadedModel& loaded,
                  const Options& options) {
  const bool ko = options.language == Language::ko;
  const std::vector<NamedSimulation> both = {{kExclusive, &exclusive.simulation},
                                             {kAnnounced, &announced.simulation}};
  const Findings findings = find(exclusive, announced);
  ComparisonOptions how;
  how.sampling = options.sampling;
  if (options.format == Format::json && options.table.empty()) {
    Json document = comparison_json(both, loaded.model, how);
    document["sentences"] = sentences(findings, options.language);
    for (const DemoPlan& plan : plans) {
      document["plans"][plan.strategy] = plan_json(plan.result, plan.facts);
    }
    document["plan_sentences"] = demo_plan_sentences(plans[0], plans[1], options.language);
    return render_json(document);
  }
  std::vector<Table> tables = comparison_tables(both, loaded.model, how);
  tables.insert(tables.begin(), shortage_table(findings));
  std::vector<Table> planned = demo_plan_tables(plans[0], plans[1]);
  if (options.format == Format::csv || !options.table.empty()) {
    for (Table& table : planned) tables.push_back(std::move(table));
    return render_tables(std::move(tables), options);
  }
  return render_tables(std::move(tables), options) +
         (ko ? "\n무엇을 보여 주는가\n" : "\nWhat it shows\n") +
         bullets(sentences(findings, options.language)) + "\n" +
         render_tables(std::move(planned), options) +
         (ko ? "\n여러 클라우드로 얻는 것\n" : "\nWhat many clouds buy\n") +
         bullets(demo_plan_sentences(plans[0], plans[1], options.language));
}

std::string closing(const std::vector<std::int64_t>& runs, const Model& model,
                    const Options& options) {
  std::string out = next_commands(model, options);
  if (runs.empty()) return out;
  const std::string path = escape_controls(results_path(options));
  return (options.language == Language::ko
              ? fmt::format("\n실행 {}번은 {}에 저장되었습니다.\n", fmt::join(runs, ", "), path)
              : fmt::format("\nRuns {} are kept in {}\n", fmt::join(runs, ", "), path)) +
         out;
}

// Beside the results: "offtake.db" has "offtake-report.html".
Status write_demo_report(const ResultsFile& results, const Options& options) {
  const Result<std::string> html = report_of_runs(results, {}, options);
  if (!html) return html.errors();
  const fs::path file = results_path(options);
  const std::string path = (file.parent_path() / (file.stem().string() + "-report.html")).string();
  if (Status written = write_file(path, *html); !written) return written;
  const char* label = options.language == Language::ko ? "보고서" : "the report";
  say(fmt::format("{}: {}\n", label, escape_controls(path)));
  if (can_open_page()) open_file(path);
  return ok_status();
}

}  // namespace

int command_demo(const Options& asked) {
  if (Status known = check_tables(table_keys(), asked); !known) return fail(known.errors(), asked);
  const Result<Options> where = with_model(asked);
  if (!where) return fail(where.errors(), asked);
  const Options& options = *where;
  const Result<LoadedModel> loaded = read_model(options);
  if (!loaded) return fail(loaded.errors(), options);
  say(fmt::format("{}: {}\n", escape_controls(loaded->model.title),
                  model_summary(loaded->model, options.language)));

  const StopGuard guard;
  Result<std::optional<ResultsFile>> results = open_results(options);
  if (!results) return fail(results.errors(), options);
  std::vector<Outcome> outcomes;
  std::vector<std::int64_t> runs;
  Diagnostics not_kept;
  for (const char* name : {kExclusive, kAnnounced}) {
    const Result<StrategyId> strategy = find_strategy(loaded->model, name);
    if (!strategy) return fail(strategy.errors(), options);
    Result<Outcome> outcome = simulate_strategy(*loaded, *strategy, options);
    if (!outcome) return fail(outcome.errors(), options);
    const auto run = keep_run(*results, *loaded, *outcome, options, "demo");
    if (!run) not_kept = run.errors();
    if (run && *run) runs.push_back(**run);
    outcomes.push_back(std::move(outcome).value());
  }
  std::vector<DemoPlan> plans;
  for (const char* name : {kExclusive, kMany}) {
    Result<DemoPlan> plan = demo_plan(*loaded, name, options);
    if (!plan) return fail(plan.errors(), options);
    if (plan->run) runs.push_back(*plan->run);
    plans.push_back(std::move(plan).value());
  }
  std::string out = story(outcomes[0], outcomes[1], plans, *loaded, options);
  if (options.format == Format::table && options.table.empty()) {
    out += closing(runs, loaded->model, options);
  }
  const int printed = print(out);
  if (!not_kept.empty()) return fail(not_kept, options);
  if (printed != kDone || !*results) return printed;
  const Status written = write_demo_report(**results, options);
  return written ? kDone : fail(written.errors(), options);
}

}  // namespace offtake::cli
