#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>

#include "commands.h"
#include "offtake/base/text.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_plan.h"
#include "offtake/results/record_simulation.h"
#include "offtake/results/table_json.h"
#include "output.h"
#include "steps.h"

namespace offtake::cli {
namespace {

namespace fs = std::filesystem;

// A plan that a study made on its way.
bool is_part(const RunHead& head) { return head.command.ends_with(": plan"); }

// Long, and shown to who asks for it by --table.
bool is_kept_for_reports(const std::string& key, bool plan) {
  const auto among = [&](const std::vector<std::string>& keys) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  };
  return among({"decisions", "capacity", "money", "money_by_year", "compute", "compute_by_year",
                "circularity", "circularity_by_year", "unpaid"}) ||
         (plan && among({"by_year", "parties", "npv_parts", "party_years", "returns", "resources",
                         "covenants", "ledger", "conservation"}));
}

Table runs_table(const std::vector<RunHead>& runs) {
  Table table{"runs", "Stored runs", "저장된 실행", {}, {}, ""};
  table.columns = {count_column("run", "Run", "실행"),
                   text_column("started", "Started", "시작"),
                   text_column("command", "Command", "명령"),
                   word_column("state", "State", "상태", end_words()),
                   text_column("strategy", "Strategy", "전략"),
                   count_column("paths", "Paths", "경로"),
                   text_column("seed", "Seed", "시드"),
                   word_column("sampling", "Sampling", "표본", sampling_words()),
                   text_column("set", "Changed", "바꾼 값"),
                   text_column("model_hash", "Model", "모델"),
                   text_column("title", "Title", "제목")};
  for (const RunHead& head : runs) {
    table.rows.push_back(row_of(head.run, head.started, head.command, head.state, head.strategy,
                                head.paths, fmt::format("{}", head.seed), head.sampling,
                                fmt::format("{}", fmt::join(head.set, " ")),
                                head.model_hash.substr(0, 8), head.title));
  }
  return table;
}

Json log_json(const RunRecord& record) {
  Json log = Json::array();
  for (const RunIteration& i : record.iterations) {
    log.push_back({{"phase", i.phase},
                   {"iteration", i.iteration},
                   {"value", to_json(Cell{i.best})},
                   {"bound", to_json(Cell{i.bound})},
                   {"gap", to_json(Cell{i.gap})},
                   {"seconds", to_json(Cell{i.seconds})}});
  }
  return log;
}

Json run_json(const RunRecord& record) {
  const RunHead& head = record.head;
  Json document = {
      {"format", "offtake.run"},
      {"version", 1},
      {"run", head.run},
      {"command", head.command},
      {"model",
       {{"title", head.title},
        {"hash", head.model_hash},
        {"strategy", head.strategy},
        {"set", head.set}}},
      {"options", {{"paths", head.paths}, {"seed", head.seed}, {"sampling", head.sampling}}},
      {"started", head.started},
      {"ended", head.ended},
      {"written_by", head.version}};
  for (const auto& [key, table] : record.tables.items()) {
    document[key] = table.value("rows", Json::array());
  }
  if (!record.plan) return document;
  document["state"] = head.state;
  document["plan"] = Json::parse(record.plan->document, nullptr, false);
  if (document["plan"].is_discarded()) document["plan"] = nullptr;
  document["log"] = log_json(record);
  return document;
}

Result<std::int64_t> run_number(const std::string& text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc() && at == end && number > 0) return number;
  Diagnostic d;
  d.code = "E0902";
  d.what = fmt::format("{} is not the number of a run", quote(text));
  d.expected = "a number from the list of `offtake runs MODEL`";
  return d;
}

int show_run(const ResultsFile& file, const Options& options) {
  const Result<std::int64_t> number = run_number(options.subject);
  if (!number) return fail(number.errors(), options);
  const Result<RunRecord> record = file.read(*number);
  if (!record) return fail(record.errors(), options);
  std::vector<Table> tables = {runs_table({record->head})};
  std::vector<std::string> keys = {"runs"};
  for (const auto& [key, table] : record->tables.items()) {
    keys.push_back(key);
    tables.push_back(table_from_json(table));
  }
  if (Status known = check_tables(keys, options); !known) return fail(known.errors(), options);
  if (options.format == Format::json && options.table.empty()) {
    return print(render_json(run_json(*record)));
  }
  if (options.table.empty()) {
    const bool plan = record->plan.has_value();  // whose empty tables say something
    std::erase_if(tables, [&](const Table& t) {
      return (t.rows.empty() && (!plan || t.note.empty())) || is_kept_for_reports(t.key, plan);
    });
  }
  return print(render_tables(std::move(tables), options));
}

// No file yet, or an empty one, beside a model that is there.
bool nothing_yet(const Options& options) {
  if (!options.results.empty()) return false;
  std::error_code error;
  const fs::file_status file = fs::symlink_status(results_path(options), error);
  if (file.type() == fs::file_type::regular) return fs::is_empty(results_path(options), error);
  return file.type() == fs::file_type::not_found && fs::is_directory(options.model, error);
}

// People are told what to do; programs get the empty list too.
int list_runs(const std::vector<RunHead>& runs, const Options& options) {
  const bool for_people = options.format == Format::table || options.format == Format::md;
  if (runs.empty()) {
    say(fmt::format(
        fmt::runtime(options.language == Language::ko
                         ? "아직 실행이 없습니다: `offtake simulate {}`로 시작하십시오\n"
                         : "nothing was simulated yet: run `offtake simulate {}`\n"),
        escape_controls(options.model)));
  }
  return runs.empty() && for_people ? kDone : print(render_tables({runs_table(runs)}, options));
}

}  // namespace

int command_runs(const Options& options) {
  const bool one = !options.subject.empty();
  const Status known = one ? ok_status() : check_tables({"runs"}, options);
  if (!known) return fail(known.errors(), options);
  if (!one && nothing_yet(options)) return list_runs({}, options);
  const Result<ResultsFile> file = open_results_file(options, ResultsFile::Access::read);
  if (!file) return fail(file.errors(), options);
  if (one) return show_run(*file, options);
  Result<std::vector<RunHead>> runs = file->list();
  if (!runs) return fail(runs.errors(), options);
  if (!options.all) std::erase_if(*runs, is_part);
  return list_runs(*runs, options);
}

}  // namespace offtake::cli
