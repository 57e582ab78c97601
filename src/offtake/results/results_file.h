// The results file, offtake.db: one SQLite file that keeps every run.
//
// A run is written in one transaction, so a process that is killed leaves it whole or not at all. A
// plan's run is begun, gets its evaluations one by one, and is ended; until then it is
// `unfinished`. Several processes may write and read at once; a writer waits up to a minute for its
// turn. A file that is broken or not ours is an error and is never written to:
//   E1001 damaged or cut off · E1002 not a results file · E1003 of a newer version of offtake
//   E1004 may not be written · E1005 no space left · E1006 cannot be opened · E1007 in use by
//   another process for over a minute · E1008 could not be read or written · E1009 no such run
//   W1010 on a network file system, whose locks may not hold
//
// Never open the file by other means in a process that has it open here: closing that descriptor
// would drop SQLite's locks.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "offtake/base/result.h"
#include "offtake/results/run_record.h"

namespace offtake {

class ResultsFile {
 public:
  enum class Access { read, write };  // write: the file is created if it is not there

  static Result<ResultsFile> open(const std::string& path, Access access, int wait_ms = 60'000);

  // Returns the number of the new run. Numbers only grow.
  Result<std::int64_t> write(const RunRecord& record);

  // A run with `plan`, unfinished; head.ended and tables are not looked at. It has the evaluations
  // of run `from`, if there is one.
  Result<std::int64_t> begin(const RunRecord& record, std::int64_t from = 0);
  // One evaluation (none where x is empty) and what the log says since the last one.
  Status keep(std::int64_t run, const RunEvaluation& evaluation,
              const std::vector<RunIteration>& iterations);
  // head.ended, steps, series, values, ledger, tables, plan.state and plan.document.
  Status end(std::int64_t run, const RunRecord& record);
  // In the order in which they were made.
  Result<std::vector<RunEvaluation>> evaluations(std::int64_t run) const;

  Result<std::vector<RunHead>> list() const;  // by number
  // The plans of this problem, the last one first.
  Result<std::vector<std::int64_t>> plans_of(const std::string& problem) const;
  // Series and values come back ordered by measure and party.
  Result<RunRecord> read(std::int64_t run) const;

  const Diagnostics& warnings() const;  // W1010

  ResultsFile();  // closed
  ResultsFile(ResultsFile&&) noexcept;
  ResultsFile& operator=(ResultsFile&&) noexcept;
  ~ResultsFile();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace offtake
