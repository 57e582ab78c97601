// The run of a study: its plans are kept evaluation by evaluation, so that a study that was
// interrupted begins again with what is known, and so does every other that makes the same plan. At
// its end the study itself is kept as a run with its tables.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "offtake/modelfile/modelfile.h"
#include "offtake/results/record_study.h"
#include "options.h"

namespace offtake::cli {

class StudyRun {
 public:
  // Opens the results file and judges --cells and --epochs.
  static Result<StudyRun> begin(const LoadedModel& loaded, const Options& options);

  // For the study; good while this lives. Plans are as --paths, --gap … ask.
  StudyOptions options();
  // Keeps the report and prints it. Returns the exit code: not "done" where the study was stopped,
  // something failed, or a plan has not the proof that was asked for.
  int end(StudyReport report);
  // Of a study that has nothing to show: the errors and what a stop leaves.
  int fail(const Diagnostics& errors);

  StudyRun();  // of nothing
  StudyRun(StudyRun&&) noexcept;
  ~StudyRun();

 private:
  struct Impl;
  explicit StudyRun(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace offtake::cli
