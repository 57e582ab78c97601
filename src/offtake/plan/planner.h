// From a model and its futures to a plan with its proof:
//
//   columns → domain → oracle → maximize → the plan on fresh paths → what it is worth to plan so
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "offtake/base/communicator.h"
#include "offtake/base/result.h"
#include "offtake/optimize/bundle.h"
#include "offtake/plan/columns.h"
#include "offtake/plan/rows.h"
#include "offtake/simulate/simulation.h"

namespace offtake {

// `extensive` writes every path out as a program (extensive.h): for samples, and as a check. Its
// bound is the solver's word, so the plan is never `proven`.
enum class PlanMethod { bundle, extensive };

// What is being planned, once it is known.
struct PlanSizes {
  std::int64_t paths = 0;
  std::size_t columns = 0, offers = 0, epochs = 0, cells = 0;  // cells of all epochs
  std::size_t sequences = 0, rows = 0;                         // rows: without the separated ones
};

struct PlanOptions {
  PlanMethod by = PlanMethod::bundle;
  std::optional<double> risk_weight;  // otherwise the planner's
  std::optional<int> cells;           // otherwise the planner's
  std::optional<double> epoch_months;
  FuturesOptions futures;
  std::int64_t paths = 10000;
  std::int64_t fresh_paths = 10000;  // of the out-of-sample value
  std::int64_t perfect_paths = 64;   // that are planned each for itself; 0: none
  bool comparisons = true;           // the values of adapting, of planning under uncertainty …
  int threads = 0;
  double memory_bytes = 3e9;
  BundleOptions method;
  // The processes that share the paths; nothing: this one alone. Rank 0 plans, the others help.
  Communicator* ranks = nullptr;
  std::vector<Plan> near;  // plans of models like this one, to start from
  std::function<void(const std::string& phase)> phase;  // as each begins
  std::function<void(const PlanSizes&)> sizes;          // before the method begins
};

// A value with both parts of the objective.
struct Valued {
  double mean_usd = 0.0, cvar_usd = 0.0, objective_usd = 0.0;
};

struct PhaseTime {
  std::string name;
  double seconds = 0.0;
};

struct PlanResult {
  Model model;          // under its strategy
  Plan signed_already;  // by the strategy
  Columns columns;
  std::vector<std::string> column_names;
  BundleResult method;
  std::vector<DomainRow> rows;  // of the domain, then those separated, as in method.row_dual
  Plan plan;
  Risk risk;
  PlanSizes sizes;

  // A stop (method.stop) keeps the plan; what was not reached is missing from here on.
  Valued in_sample, fresh;
  Estimate fresh_objective;  // with its confidence interval
  // On the same fresh paths; the last two only with options.comparisons, the last only where the
  // strategy signs anything.
  std::optional<Simulation> played, nothing_played, alone_played;
  bool compared = false;    // the next two are there
  Valued nothing;           // no offer signed; on the sample
  Valued agreements_alone;  // nor what the strategy signs

  // Values on the sample, each by a plan of its own; bounds where the plan is not proven. Nothing
  // where one was cut short by a stop or the limit of time.
  std::optional<Valued> here_and_now;    // one cell everywhere
  std::optional<Valued> expected_value;  // planned on the mean path, played on all
  struct Perfect {
    std::int64_t paths = 0;
    Estimate gain_usd;  // of knowing the path in advance over the plan, at most, per path
  };
  std::optional<Perfect> perfect;

  std::vector<PhaseTime> phases;
  bool concave = true;  // by the model, and no cut was contradicted; else nothing is proven
};

// Rows that a request made and that the plan cannot keep.
struct Violation {
  std::string row, key_path;
  double by = 0.0;  // MW
};
std::vector<Violation> violations(const PlanResult& result);

// Those on which plans are valued: of another seed than they were made on.
FuturesOptions fresh_futures(FuturesOptions futures);

// `strategy` invalid: the agreements alone, all offers open. Errors: those of the futures, the
// memory, the oracle, the method (E0960, E0962), the extensive form (E0963); nothing to decide
// (E0965).
Result<PlanResult> make_plan(const Model& model, StrategyId strategy, const PlanOptions& options);

// What every other rank does meanwhile, with the same model and options: its share of the paths,
// until rank 0 dismisses it (or is lost, E1341).
Status help_plan(const Model& model, StrategyId strategy, const PlanOptions& options);

}  // namespace offtake
