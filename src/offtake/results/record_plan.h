// A plan with its proof as tables for people and as a document for programs. Times stand apart, in
// the table `times` and the key `seconds`; all else depends on the inputs alone.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "offtake/base/json.h"
#include "offtake/plan/planner.h"
#include "offtake/results/run_record.h"
#include "offtake/results/table.h"

namespace offtake {

// What was asked, which a PlanResult does not know of itself.
struct PlanFacts {
  std::string model_hash;
  std::string strategy;  // empty: the model as it stands
  PlanOptions options;
  // Of a study that planned a changed model, as PlanJob; else empty.
  std::string variant = {};
};

// How the method ended: "proven", "claimed", "iterations", "time", "stopped", "stalled",
// "unproven".
std::string key_of(BundleEnd end);
std::map<std::string, std::string> end_words();  // and their Korean
// The gap that was asked for: the integer one, but for continuous plans.
double asked_gap(const PlanOptions& options);

// now        what to sign at the first epoch; no rows: nothing
// later      what to sign later, by date and offer, a column per cell (by date, cell and offer
//            where there are more than five)
// cells      what the cells mean: the thresholds of each signal
// brings     the plan on fresh paths, against signing nothing more and the agreements alone
// years      spend, shortage and stranded capacity by year
// violations rows that a request made and that cannot be kept
// proof      bound, gap, out-of-sample interval        (a list)
// worth      the value of planning so                  (a list)
// size       how large the problem was                 (a list)
// left_out   offers that the planner cannot decide on, and why
// times      seconds by phase
std::vector<Table> plan_tables(const PlanResult& result, const PlanFacts& facts);
// One row per decision: date, epoch, offer, cell, MW.
Table decisions_table(const PlanResult& result);

// The document of `--format json`, "offtake.plan" version 1: docs/reference/planning.md. For equal
// inputs it is the same bits but for "seconds".
Json plan_json(const PlanResult& result, const PlanFacts& facts);

// What all runs of `plan` have that evaluate points alike: model, strategy, what is drawn, how it
// is told apart, and the risk.
std::string problem_of(const Model& model, const PlanFacts& facts, const std::string& version);

// The run as the results file keeps it, unfinished or (with a result) ended. The caller adds what
// only it knows: head.set, head.version, head.started, head.ended and the inputs.
RunRecord plan_record(const Model& model, const PlanFacts& facts, const std::string& version);
void end_record(const PlanResult& result, const PlanFacts& facts, RunRecord& record);
// And what `simulate` keeps, of the plan as it was played on fresh futures (nothing where a stop
// came first).
void add_played(const PlanResult& result, const PlanFacts& facts, RunRecord& record);

// The way back. Errors: E0964 the document is no plan, or its plan does not fit the model.
// The name of the strategy it was made under; empty: none.
Result<std::string> strategy_of(const Json& document);
// The decisions and epochs, without what the strategy signs. `model` is under the strategy.
Result<Plan> plan_from_json(const Json& document, const Model& model);

}  // namespace offtake
