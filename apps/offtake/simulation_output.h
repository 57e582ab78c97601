// What `simulate` and `merge` leave: the run in the results file, its tables on stdout.
#pragma once

#include <optional>
#include <string>

#include "steps.h"

namespace offtake::cli {

// E0903 when --table asks for none of a simulation.
Status check_simulation_tables(const Options& options);

// The exit code.
int keep_and_print(std::optional<ResultsFile>& results, const LoadedModel& loaded,
                   const Outcome& outcome, const std::string& command, const Options& options);

}  // namespace offtake::cli
