#include "page_source.h"

#include <algorithm>

#include "offtake/base/text.h"
#include "output.h"

namespace offtake::cli {

Result<PageSource> page_source(const ResultsFile& file, std::vector<std::int64_t> runs,
                               const std::string& model_argument) {
  if (runs.empty()) {
    const Result<std::vector<RunHead>> heads = file.list();
    if (!heads) return heads.errors();
    runs = newest_runs(*heads);
  }
  if (runs.empty()) {
    return refusal("E1012", "the results file has no finished run",
                   "offtake simulate " + model_argument);
  }
  std::sort(runs.begin(), runs.end());
  runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
  PageSource source;
  source.model_argument = model_argument;
  Diagnostics errors;
  for (const std::int64_t run : runs) {
    Result<RunRecord> record = file.read(run);
    if (record) {
      source.runs.push_back(std::move(record).value());
    } else {
      errors.insert(errors.end(), record.errors().begin(), record.errors().end());
    }
  }
  if (!errors.empty()) return errors;
  return source;
}

}  // namespace offtake::cli
