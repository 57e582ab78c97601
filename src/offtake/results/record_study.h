// What every study leaves behind: tables, one sentence that a person can repeat, and from these a
// document for programs and a run of the results file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "offtake/base/json.h"
#include "offtake/futures/futures.h"
#include "offtake/results/run_record.h"
#include "offtake/results/table.h"
#include "offtake/studies/study.h"

namespace offtake {

// What was asked, which the tables do not know of themselves.
struct StudyFacts {
  std::string study;  // "compare"
  std::string title, model_hash;
  std::string strategy;  // empty: the model as it stands, or several
  std::vector<std::string> set;
  FuturesOptions futures;
  std::int64_t paths = 0, fresh_paths = 0;
};

struct StudyReport {
  std::vector<Table> tables;
  std::string sentence, sentence_ko;
  std::vector<Failure> failures;  // the rest stands without these
  std::int64_t unproven = 0;      // plans beside PlanJobs that have not the proof asked for
  bool whole = true;              // false: stopped before all was done
  Json more = Json::object();     // keys of the document that no table has
};

// "failed": what could not be found out, and why; no rows where all could.
Table failures_table(const std::vector<Failure>& failures);

// {"format": "offtake.STUDY", "version": 1, "model": {"title", "hash", "strategy", "set"},
//  "options": {"paths", "fresh_paths", "seed", "sampling"}, the rows of each table by its key,
//  `more`, "failed": [{"what", "code", "why", "mend"}], "sentence", "whole"}
// For equal inputs it is the same bits, but for a table with the key "times".
Json study_json(const StudyReport& report, const StudyFacts& facts);

// The caller adds what only it knows: head.command, head.version, head.started, head.ended and the
// inputs.
RunRecord study_record(const StudyReport& report, const StudyFacts& facts);

}  // namespace offtake
