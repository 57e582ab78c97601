// What was committed, kept so that the next plan can say what has moved since, and that answer.
#pragma once

#include <optional>

#include "offtake/base/json.h"
#include "offtake/modelfile/commit.h"
#include "offtake/plan/planner.h"
#include "offtake/results/run_record.h"
#include "offtake/results/table.h"

namespace offtake {

struct CommitFacts {
  const Model& model;  // with the agreements
  const std::string& hash;
  const Json& document;                          // of the plan
  const std::vector<SignedOffer>& what;          // ids are of the model before
  const std::vector<std::string>&offers, names;  // of `what`: of the offer, of the agreement
};
// Tables "signed", "planned" (all decisions of the plan) and "commit" (its value). The caller adds
// dates and inputs.
RunRecord commit_record(const CommitFacts& facts);

// Whether the model holds an agreement that was committed then, made of the same offer. A results
// file may have the commits of several models.
bool holds_signed(const Model& model, const RunRecord& commit);

// The model as if what was committed could still be signed: agreements that were made of offers are
// those offers again.
Model uncommitted(const Model& model);

struct Planned {
  std::string offer, date;
  double mw = 0.0;  // over all cells
};
// What has moved since a commit.
struct SinceCommit {
  std::int64_t run = 0;
  std::string date;
  double value_then_usd = 0.0, value_usd = 0.0;  // of the plans, on the paths they were made on
  // Best value now without what was committed being binding, less value_usd; nothing where that
  // was not planned.
  std::optional<double> regret_usd;
  std::vector<Planned> then, now;    // decisions for later dates
  std::vector<std::string> changes;  // "workloads.serving.volume: 100k H100e → 80k H100e"
};
// Nothing where `record` is no commit.
std::optional<SinceCommit> since_commit(const RunRecord& record, const PlanResult& now);
// Tables "since_commit" (a list), "moved" and "causes".
std::vector<Table> since_commit_tables(const SinceCommit& since);
Json since_commit_json(const SinceCommit& since);

}  // namespace offtake
