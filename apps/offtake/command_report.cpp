#include <unistd.h>

#include <charconv>

#include "commands.h"
#include "offtake/base/text.h"
#include "output.h"
#include "page_source.h"
#include "read_options.h"
#include "steps.h"

namespace offtake::cli {
namespace {

Result<std::vector<std::int64_t>> asked_runs(const std::vector<std::string>& texts) {
  std::vector<std::int64_t> runs;
  Diagnostics errors;
  for (const std::string& text : texts) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || at != end || number < 1) {
      errors.push_back(usage_error("E0902", quote(text) + " is not the number of a run",
                                   "numbers from the list of `offtake runs MODEL`"));
    }
    runs.push_back(number);
  }
  if (!errors.empty()) return errors;
  return runs;
}

}  // namespace

int command_report(const Options& options) {
  if (options.output.empty() && ::isatty(STDOUT_FILENO) == 1) {
    return fail({usage_error("E0905", "a page is nothing for a terminal", "-o FILE",
                             "name a file: -o report.html")},
                options);
  }
  const Result<std::vector<std::int64_t>> asked = asked_runs(options.items);
  if (!asked) return fail(asked.errors(), options);
  const Result<ResultsFile> file = open_results_file(options, ResultsFile::Access::read);
  if (!file) return fail(file.errors(), options);
  const Result<std::string> html = report_of_runs(*file, *asked, options);
  if (!html) return fail(html.errors(), options);
  if (options.output.empty()) return print(*html);
  const Status written = write_file(options.output, *html);
  if (!written) return fail(written.errors(), options);
  say(fmt::format("{}: {} kB\n", escape_controls(options.output), html->size() / 1000));
  return kDone;
}

}  // namespace offtake::cli
