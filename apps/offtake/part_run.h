// A part of a simulation, written to a file.
#pragma once

#include <string>

#include "options.h"
#include "steps.h"
#include "stored_plan.h"

namespace offtake::cli {

// "simulate --plan 3", as it is kept with the run.
std::string simulate_command(const Options& options);
// The program that may put parts together is the one that made them.
std::string version_of_parts();

// E0902: --shard needs a file, and a file is written of a shard only.
Status check_shard(const Options& options);
// Simulates options.shard and writes it to options.output. The exit code.
int simulate_shard(const LoadedModel& loaded, const StoredPlan& plan, const Options& options);

}  // namespace offtake::cli
