// Steps that commands share: read a model, choose its strategy, simulate it, keep the run.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "offtake/base/result.h"
#include "offtake/modelfile/modelfile.h"
#include "offtake/results/record_simulation.h"
#include "offtake/results/results_file.h"
#include "offtake/simulate/simulation.h"
#include "options.h"

namespace offtake::cli {

// With the `--set` options. Its warnings are on stderr: the first of them, before a table of the
// model only how many.
Result<LoadedModel> read_model(const Options& options);

// "9 parties, 6 agreements, …"
std::string model_summary(const Model& model, Language language = Language::en);

// By name, or the planner's when none is given. Invalid for `as-signed`: the agreements alone.
// E0907 names the nearest and lists all.
Result<StrategyId> find_strategy(const Model& model, const std::string& name);

// By name; E0903 names the nearest.
Result<std::vector<PartyId>> find_parties(const Model& model,
                                          const std::vector<std::string>& names);

// One simulation and what was asked for it.
struct Outcome {
  Model model;  // under its strategy
  Simulation simulation;
  SimulationFacts facts;
  std::string started, ended;  // RFC 3339, UTC
};
// All that it takes to simulate.
struct Prepared {
  Outcome outcome;  // without its simulation
  Plan plan;
  Futures futures;
  SimulateOptions how;  // without progress; until the signals say stop
};
Result<Prepared> prepare_simulation(const LoadedModel& loaded, StrategyId strategy,
                                    const Options& options, const Plan& decided);
// Draws the futures and simulates, with progress on stderr, until `stop` says so: where it is not
// given, until the signals do. `decided` is signed on top of what the strategy signs.
Result<Outcome> simulate_strategy(const LoadedModel& loaded, StrategyId strategy,
                                  const Options& options, const Plan& decided = {},
                                  const std::function<bool()>& stop = {});

std::string now_utc();  // RFC 3339

// With Options::asked as its table "asked", for `report` to tell the command; nothing, no table.
void note_asked(const Options& options, RunRecord& record);

// Empty for `--results none`.
std::string results_path(const Options& options);
// The file beside the model must not be a link, which would lead out of the folder; one that
// --results names may be.
Result<ResultsFile> open_results_file(const Options& options, ResultsFile::Access access);
// Opened before the work, so that a file that can not be written is known at once. Nothing for
// `none`.
Result<std::optional<ResultsFile>> open_results(const Options& options);
// The number of the run; nothing for `none`.
Result<std::optional<std::int64_t>> keep_run(std::optional<ResultsFile>& file,
                                             const LoadedModel& loaded, const Outcome& outcome,
                                             const Options& options, const std::string& command);

}  // namespace offtake::cli
