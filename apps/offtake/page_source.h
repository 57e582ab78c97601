// What a page is made from, out of a results file alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "offtake/report/sections.h"
#include "offtake/results/results_file.h"
#include "options.h"

namespace offtake::cli {

// These runs, or where there are none the newest ones, with the model that the last plan, or the
// last run, was made of: from the inputs that were kept, and with what the plan decides. E1009 no
// such run; E1012 none is finished.
Result<PageSource> page_source(const ResultsFile& file, std::vector<std::int64_t> runs,
                               const Options& options);

// The report of these runs (none: the newest ones) as text.
Result<std::string> report_of_runs(const ResultsFile& file, std::vector<std::int64_t> runs,
                                   const Options& options);

// The tables of the model that a run was made of, with what its plan decides. What this version
// cannot read any more is an error.
Result<std::vector<Table>> model_of_run(const RunRecord& run);

}  // namespace offtake::cli
