// What has moved since what was last committed: for `plan`.
#pragma once

#include <optional>

#include "offtake/modelfile/modelfile.h"
#include "offtake/results/record_commit.h"
#include "offtake/results/record_plan.h"
#include "options.h"

namespace offtake::cli {

// By the last commit in the results file of which the model holds an agreement; nothing where there
// is none. Plans once more without what was committed, but for --quick and after
// a stop.
Result<std::optional<SinceCommit>> what_moved(const LoadedModel& loaded, const PlanFacts& facts,
                                              const PlanResult& now, const Options& options);

}  // namespace offtake::cli
