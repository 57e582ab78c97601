// From what the results file keeps to the sections of a page. A section whose study is not there
// says which command makes it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "offtake/report/page.h"
#include "offtake/results/run_record.h"

namespace offtake {

struct PageSource {
  std::vector<RunRecord> runs;    // by number: the last of a command is the one that is shown
  std::vector<Table> model;       // results/record_model.h, of the inputs of the last run
  std::string model_argument;     // "examples/federation": for the commands that are told
  std::string model_failed = {};  // why there is no `model`
  std::string results = {};       // of --results, for the same commands; empty: left out
};

// The runs that belong on one page: of those with the model of the newest, the last of each
// command, and of simulations the last of each strategy. No plan that a study made on its way, none
// that is unfinished.
std::vector<std::int64_t> newest_runs(const std::vector<RunHead>& heads);

// The whole report, all its sections in their order.
Page report_page(const PageSource& source);

// Of one simulation, what moves with a slider: key figures, capacity, money, parties, flows,
// bottlenecks, concentration. `run` is never stored.
Page live_page(const RunRecord& run, const PageSource& source);

}  // namespace offtake
