// What an open results file holds. Only for results_*.cpp.
#pragma once

#include "offtake/results/database.h"
#include "offtake/results/results_file.h"

namespace offtake {

struct ResultsFile::Impl {
  Database database;
  Diagnostics warnings;
};

// Head, inputs, series, values, ledger: the run's number. Inside a transaction.
Result<std::int64_t> write_parts(const Database& database, const RunRecord& record);

// Series, values and ledger alone, of a run that has none yet.
Status write_measures(const Database& database, std::int64_t run, const RunRecord& record);

// A byte that is no UTF-8 becomes U+FFFD: a record must not fail for a name.
std::string json_text(const Json& json);

}  // namespace offtake
