#include "export_run.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>

#include "offtake/base/text.h"
#include "offtake/report/workbook.h"
#include "offtake/results/run_tables.h"
#include "output.h"
#include "page_source.h"
#include "steps.h"

namespace offtake::cli {
namespace {

namespace fs = std::filesystem;

Result<RunRecord> read_run(const Options& options) {
  std::int64_t number = 0;
  const std::string& text = options.subject;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1) {
    Diagnostic d = refusal(text.empty() ? "E0905" : "E0902",
                           text.empty() ? "`export --to xlsx` and `--to csv` need RUN"
                                        : fmt::format("{} is not the number of a run", quote(text)),
                           "offtake export mine 3 --to xlsx -o mine.xlsx");
    d.expected = "a number from the list of `offtake runs MODEL`";
    return d;
  }
  const Result<ResultsFile> file = open_results_file(options, ResultsFile::Access::read);
  if (!file) return file.errors();
  return file->read(number);
}

Status check_output(const Options& options) {
  const bool to_terminal = options.output.empty() && ::isatty(STDOUT_FILENO) == 1;
  if (options.target == Target::xlsx && to_terminal) {
    return refusal("E0905", "a workbook is nothing for a terminal", "name a file: -o mine.xlsx");
  }
  if (options.target == Target::csv && options.output.empty() && options.table.size() != 1) {
    return refusal("E0905", "several tables need a folder",
                   "name one with -o, or one table with --table");
  }
  return ok_status();
}

int write_text(const std::string& text, const Options& options) {
  if (options.output.empty()) return print(text);
  const Status written = write_file(options.output, text);
  return written ? kDone : fail(written.errors(), options);
}

// A key of a results file may be anything.
std::string file_name(const std::string& key) {
  std::string out;
  for (const char c : key) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
                       (c == '.' && !out.empty());
    out += plain ? c : '_';
  }
  return out + ".csv";
}

int write_tables(const std::vector<Table>& tables, const Options& options) {
  if (options.table.size() == 1) return write_text(to_csv(tables.front()), options);
  std::error_code error;
  fs::create_directory(options.output, error);
  if (error || !fs::is_directory(options.output, error)) {
    return fail(
        {refusal("E1011",
                 fmt::format("{} is no folder and cannot be made one", quote(options.output)),
                 "name another with -o")},
        options);
  }
  for (const Table& table : tables) {
    const std::string path = (fs::path(options.output) / file_name(table.key)).string();
    if (Status written = write_file(path, to_csv(table)); !written) {
      return fail(written.errors(), options);
    }
  }
  return kDone;
}

int export_csv(const RunRecord& run, const Options& options) {
  std::vector<Table> tables = run_tables(run);
  std::vector<std::string> keys;
  for (const Table& table : tables) keys.push_back(table.key);
  if (Status known = check_tables(keys, options); !known) return fail(known.errors(), options);
  std::erase_if(tables, [&](const Table& table) { return !is_asked(table.key, options); });
  return write_tables(tables, options);
}

}  // namespace

int export_run(const Options& options) {
  if (options.target != Target::xlsx && options.target != Target::csv) {
    return fail({refusal("E0902", "a run is written as a workbook or as CSV", "--to xlsx")},
                options);
  }
  if (Status fits = check_output(options); !fits) return fail(fits.errors(), options);
  const Result<RunRecord> run = read_run(options);
  if (!run) return fail(run.errors(), options);
  if (options.target == Target::csv) return export_csv(*run, options);
  const auto model = model_of_run(*run);  // without it the rest still stands
  const Result<std::string> book =
      workbook(*run, model ? *model : std::vector<Table>(), options.language);
  if (!book) return fail(book.errors(), options);
  return write_text(*book, options);
}

}  // namespace offtake::cli
