#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "commands.h"
#include "offtake/base/text.h"
#include "offtake/optimize/two_stage.h"
#include "offtake/program/smps.h"
#include "offtake/results/columns.h"
#include "output.h"
#include "stop.h"

namespace offtake::cli {
namespace {

namespace fs = std::filesystem;

constexpr double kNothing = 1e-9;  // shown to people as 0

Diagnostic folder_error(std::string what, std::string mend) {
  Diagnostic d;
  d.code = "E1100";
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

// The one file of the folder that ends so.
Result<SmpsText> read_file(const std::string& folder, const std::vector<std::string>& endings) {
  std::vector<fs::path> found;
  std::error_code error;
  for (const auto& file : fs::directory_iterator(folder, error)) {
    std::string ending = file.path().extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (std::find(endings.begin(), endings.end(), ending) != endings.end()) {
      found.push_back(file.path());
    }
  }
  if (error) {
    return folder_error(
        fmt::format("the folder {} cannot be read: {}", quote(folder), error.message()),
        "name the folder that holds the three files");
  }
  if (found.size() != 1) {
    return folder_error(fmt::format("the folder {} holds {} files *{}", quote(folder), found.size(),
                                    endings.front()),
                        "one .cor, one .tim and one .sto make a program");
  }
  const std::string name = found.front().filename().string();
  std::ifstream in(found.front(), std::ios::binary);
  const bool regular = fs::is_regular_file(found.front(), error);
  const auto size = regular ? fs::file_size(found.front(), error) : 0;
  if (!regular || error || !in || size > kMostSmpsBytes) {
    return folder_error(fmt::format("the file {} cannot be read", quote(name)),
                        fmt::format("a regular file of at most {} MiB", kMostSmpsBytes >> 20));
  }
  SmpsText out{name, {}};
  out.text.assign(std::istreambuf_iterator<char>(in), {});
  return out;
}

Result<SmpsProgram> read_folder(const std::string& folder) {
  const Result<SmpsText> core = read_file(folder, {".cor", ".core"});
  if (!core) return core.errors();
  const Result<SmpsText> time = read_file(folder, {".tim", ".time"});
  if (!time) return time.errors();
  const Result<SmpsText> stoch = read_file(folder, {".sto", ".stoch"});
  if (!stoch) return stoch.errors();
  return read_smps(*core, *time, *stoch);
}

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

TwoStageOptions solve_options(const Options& options) {
  TwoStageOptions how;
  how.method = static_cast<TwoStageMethod>(options.method);
  how.risk = {options.mean_weight, options.tail_weight, options.tail};
  how.gap = options.gap.value_or(how.gap);
  how.threads = options.threads;
  how.time_limit_seconds = options.time_limit_seconds;
  how.clock = seconds_now;
  how.stop = stop_asked;
  if (options.progress == ProgressMode::plain) {
    how.progress = [](const BundleProgress& p) {
      say(fmt::format("iteration {}: best {:.10g}, bound {:.10g}, gap {:.2g}\n", p.iteration,
                      p.best, p.bound, p.gap));
    };
  }
  return how;
}

// The figures by key; what cannot be had is NaN.
struct Figure {
  const char *key, *label, *label_ko;
  double value;
};

std::vector<Figure> figures(const TwoStageResult& r, const Options& options) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  std::vector<Figure> all = {{"value", "Value", "값", r.value},
                             {"bound", "Bound", "한계", r.bound},
                             {"gap", "Gap", "차이", r.gap}};
  if (options.tail_weight != 0.0) {
    all.push_back({"mean", "Expectation", "기댓값", r.mean});
    all.push_back({"cvar", "Mean of the tail", "꼬리 평균", r.cvar});
  }
  all.push_back(
      {"ev", "Expected-value solution (EV)", "기댓값 문제의 해 (EV)", r.ev.value_or(none)});
  all.push_back(
      {"eev", "Its expected result (EEV)", "그 해의 기대 결과 (EEV)", r.eev.value_or(none)});
  all.push_back({"vss", "Value of the stochastic solution (VSS)", "확률 해의 가치 (VSS)",
                 r.vss.value_or(none)});
  all.push_back({"ws", "Wait and see (WS)", "정보를 기다린 경우 (WS)", r.ws.value_or(none)});
  all.push_back({"evpi", "Expected value of perfect information (EVPI)", "완전 정보의 가치 (EVPI)",
                 r.evpi.value_or(none)});
  return all;
}

const char* method_name(const TwoStageResult& r) {
  return r.method == TwoStageMethod::bundle ? "bundle" : "extensive";
}

Json to_json(const SmpsProgram& smps, const TwoStageResult& r, const Options& options) {
  const auto number = [](double v) { return std::isfinite(v) ? Json(v) : Json(nullptr); };
  Json document = {{"format", "offtake.smps"},
                   {"version", 1},
                   {"name", smps.name},
                   {"scenarios", smps.program.scenarios.size()},
                   {"periods", smps.periods},
                   {"method", method_name(r)},
                   {"risk",
                    {{"mean_weight", options.mean_weight},
                     {"tail_weight", options.tail_weight},
                     {"tail", options.tail}}}};
  for (const Figure& f : figures(r, options)) document[f.key] = number(f.value);
  document["certified"] = r.certified;
  document["at_limit"] = r.at_limit;
  document["iterations"] = r.iterations;
  Json first = Json::object();
  for (std::size_t j = 0; j < r.columns.size(); ++j) {
    first[smps.program.core.column_names[std::size_t(r.columns[j])]] = number(r.first_stage[j]);
  }
  document["first_stage"] = std::move(first);
  document["notes"] = r.notes;
  return document;
}

// People see ten digits, programs all of them.
Table numbers_table(std::string key, std::string title, std::string title_ko,
                    const Options& options) {
  const bool people = options.format == Format::table || options.format == Format::md;
  Table table{std::move(key), std::move(title), std::move(title_ko), {}, {}, ""};
  table.columns.push_back(text_column("name", "", ""));
  table.columns.push_back(people ? text_column("value", "Value", "값")
                                 : quantity_column("value", "Value", "값", dim::ratio));
  return table;
}

void add_row(Table& table, const std::string& name, double value) {
  if (table.columns[1].kind == Column::Kind::text) {
    const double shown = std::abs(value) < kNothing ? 0.0 : value;
    const std::string text = std::isfinite(shown) ? fmt::format("{:.10g}", shown) : "–";
    table.rows.push_back(row_of(name, text));
  } else {
    table.rows.push_back(row_of(name, value));
  }
}

std::vector<Table> tables_of(const SmpsProgram& smps, const TwoStageResult& r,
                             const Options& options) {
  Table solution = numbers_table("solution", smps.name.empty() ? "Solution" : smps.name,
                                 smps.name.empty() ? "해" : smps.name, options);
  for (const Figure& f : figures(r, options)) {
    add_row(solution, options.language == Language::ko ? f.label_ko : f.label, f.value);
  }
  solution.note = fmt::format("{} scenarios, {}; the bound is {}{}.", smps.program.scenarios.size(),
                              r.method == TwoStageMethod::bundle
                                  ? fmt::format("bundle method, {} iterations", r.iterations)
                                  : "extensive form",
                              r.certified ? "certified" : "claimed by the solver",
                              r.at_limit ? "; stopped at a limit" : "");
  solution.note_ko = fmt::format(
      "시나리오 {}개, {}; 상한은 {}{}.", smps.program.scenarios.size(),
      r.method == TwoStageMethod::bundle ? fmt::format("번들법, 반복 {}회", r.iterations)
                                         : "전개형",
      r.certified ? "검증됨" : "솔버의 주장", r.at_limit ? "; 한도에서 멈춤" : "");
  for (const std::string& note : r.notes) {
    solution.note += " " + note + ".";
    solution.note_ko += " " + note + ".";
  }
  Table first = numbers_table("first_stage", "First stage", "첫 단계", options);
  for (std::size_t j = 0; j < r.columns.size(); ++j) {
    add_row(first, smps.program.core.column_names[std::size_t(r.columns[j])], r.first_stage[j]);
  }
  return {std::move(solution), std::move(first)};
}

}  // namespace

int command_smps(const Options& options) {
  if (Status known = check_tables({"solution", "first_stage"}, options); !known) {
    return fail(known.errors(), options);
  }
  const Result<SmpsProgram> smps = read_folder(options.model);
  if (!smps) return fail(smps.errors(), options);
  say_diagnostics(smps->warnings, options);

  const StopGuard guard;
  const auto solved = solve_two_stage(smps->program, highs_solver(), solve_options(options));
  if (!solved) return fail(solved.errors(), options);
  const bool whole = options.format == Format::json && options.table.empty();
  const int printed = print(whole ? render_json(to_json(*smps, *solved, options))
                                  : render_tables(tables_of(*smps, *solved, options), options));
  return stop_asked() ? kInterrupted : printed;
}

}  // namespace offtake::cli
