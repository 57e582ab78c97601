// Does this installation work? Every part is tried, not only named.
#include <sys/sysinfo.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <thread>

#include "commands.h"
#include "offtake/base/text.h"
#include "offtake/base/version.h"
#include "offtake/results/columns.h"
#include "offtake/results/database.h"
#include "offtake/solve/highs.h"
#include "output.h"
#include "steps.h"

namespace offtake::cli {
namespace {

namespace fs = std::filesystem;

struct Finding {
  std::string part, found;
  bool well = true;
};

std::string first_of(const Diagnostics& errors) {
  return errors.front().code + ": " + errors.front().what;
}

Finding program() {
  const std::string commit = *kCommit ? fmt::format(", commit {}", kCommit) : std::string();
  return {"offtake", kVersion + commit};
}

Finding compiler() {
#ifdef __clang__
  return {"compiler", __VERSION__};
#else
  return {"compiler", fmt::format("gcc {}", __VERSION__)};
#endif
}

Finding solver() {
  const HighsInfo info = highs_info();
  return {"solver", fmt::format("HiGHS {} ({}) {}", info.version, info.commit, info.library)};
}

// Most of 3x + 2y where x + y ≤ 4, x + 3y ≤ 6, 0 ≤ x ≤ 3, 0 ≤ y: 11 at (3, 1).
Finding solver_answer() {
  LinearProgram program;
  program.maximize = true;
  const int x = program.add_column(3.0, 0.0, 3.0);
  const int y = program.add_column(2.0, 0.0, kInfinity);
  program.add_row(-kInfinity, 4.0, {{x, 1.0}, {y, 1.0}});
  program.add_row(-kInfinity, 6.0, {{x, 1.0}, {y, 3.0}});
  const Result<LpSolution> solution = solve_lp(program);
  if (!solution) return {"solver's answer", first_of(solution.errors()), false};
  const bool right = std::abs(solution->objective - 11.0) < 1e-9 &&
                     std::abs(solution->x[0] - 3.0) < 1e-9 && std::abs(solution->x[1] - 1.0) < 1e-9;
  return {"solver's answer", fmt::format("{:.10g}, expected 11", solution->objective), right};
}

// A run written to a new file and read back.
Finding results_in(const std::string& folder) {
  const std::string path = folder + "/offtake.db";
  Result<ResultsFile> file = ResultsFile::open(path, ResultsFile::Access::write);
  if (!file) return {"results file", first_of(file.errors()), false};
  RunRecord record;
  record.head.title = "doctor";
  const Result<std::int64_t> run = file->write(record);
  if (!run) return {"results file", first_of(run.errors()), false};
  const Result<RunRecord> back = file->read(*run);
  if (!back) return {"results file", first_of(back.errors()), false};
  const Result<Database> database = Database::open(path, false, 1000);
  if (!database) return {"results file", first_of(database.errors()), false};
  Statement s = database->prepare("SELECT sqlite_version(), journal_mode FROM pragma_journal_mode");
  std::string version, journal;
  if (s.next()) {
    version = s.text();
    journal = s.text();
  }
  return {"results file", fmt::format("SQLite {}, journal mode {}", version, journal),
          back->head.title == "doctor" && journal == "delete"};
}

Finding results() {
  std::string folder = (fs::temp_directory_path() / "offtake-XXXXXX").string();
  if (!::mkdtemp(folder.data())) return {"results file", "no folder for temporary files", false};
  const Finding found = results_in(folder);
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  return found;
}

// The starter model from text to results, twice: no money is lost, and the threads change nothing.
Finding simulation() {
  const std::string part = "simulation";
  const Result<LoadedModel> loaded = load_sources(starter_model());
  if (!loaded) return {part, first_of(loaded.errors()), false};
  Options options;
  options.paths = 1000;
  options.progress = ProgressMode::none;
  std::vector<std::string> documents;
  double worst = 0.0;
  for (const int threads : {1, 2}) {
    options.threads = threads;
    const Result<Outcome> outcome = simulate_strategy(*loaded, StrategyId{}, options);
    if (!outcome) return {part, first_of(outcome.errors()), false};
    worst = outcome->simulation.conservation.worst_usd;
    documents.push_back(
        simulation_json(outcome->simulation, outcome->model, outcome->facts).dump());
  }
  const bool same = documents[0] == documents[1];
  return {part,
          fmt::format("1,000 paths of the starter model, {} with 1 and 2 threads, payments sum to "
                      "{:.2g} USD",
                      same ? "equal" : "DIFFERENT", worst),
          same && worst < 1.0};
}

Finding machine() {
  struct sysinfo info {};
  if (::sysinfo(&info) != 0) return {"machine", "unknown", false};
  const double gib = double(info.totalram) * double(info.mem_unit) / 1073741824.0;
  return {"machine", fmt::format("{} threads, {:.1f} GiB of memory",
                                 std::thread::hardware_concurrency(), gib)};
}

}  // namespace

int command_doctor(const Options& options) {
  Table table{"doctor", "", "", {}, {}, ""};
  table.columns = {word_column("part", "Part", "부분",
                               {{"compiler", "컴파일러"},
                                {"solver", "솔버"},
                                {"solver's answer", "솔버의 답"},
                                {"results file", "결과 파일"},
                                {"simulation", "시뮬레이션"},
                                {"machine", "기계"}}),
                   word_column("state", "State", "상태", {{"ok", "정상"}, {"WRONG", "이상"}}),
                   text_column("found", "Found", "결과")};
  bool well = true;
  for (const Finding& finding :
       {program(), compiler(), solver(), solver_answer(), results(), simulation(), machine()}) {
    table.rows.push_back(
        row_of(finding.part, std::string(finding.well ? "ok" : "WRONG"), finding.found));
    well = well && finding.well;
  }
  table.note = well ? "all is well" : "something is wrong";
  table.note_ko = well ? "모두 정상입니다" : "이상이 있습니다";
  const int printed = print(render_tables({table}, options));
  return well ? printed : kFailure;
}

}  // namespace offtake::cli
