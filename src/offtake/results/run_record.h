// One run as the results file keeps it: plain data with names instead of ids, so that it can be
// shown again without its model.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "offtake/base/json.h"

namespace offtake {

struct RunInput {
  std::string name;  // "offers.yaml"
  std::string text;
};

// One measure of one party.
struct RunSeries {
  std::string measure;  // "short_h100e"
  std::string party;
  std::vector<double> mean, standard_error;  // [step]
  std::vector<double> quantile;              // [step][RunRecord::probabilities]
  std::vector<double> sampled;               // [step][sampled path]
};

struct RunValue {
  std::string party;
  std::vector<double> npv_usd;  // [path]
};

struct RunLedgerLine {
  std::string agreement, workload;  // empty: none
  std::string account, payer, payee;
  std::vector<double> mean_usd;  // [step, run-off too]
};

// One point that a planning method evaluated: value, mean, cvar and slope as in optimize/oracle.h.
struct RunEvaluation {
  std::vector<double> x;
  double value = 0.0, mean = 0.0, cvar = 0.0;
  std::vector<double> slope;
};

// A line of its log.
struct RunIteration {
  std::string phase;
  std::int64_t iteration = 0;
  double best = 0.0, bound = 0.0, gap = 0.0, seconds = 0.0;
};

// What a run of `plan` has besides. `problem` names what was planned (model, strategy, paths,
// epochs, cells, risk …): runs of one problem evaluate a point alike.
inline constexpr const char* kUnfinished = "unfinished";
struct RunPlan {
  std::string state = kUnfinished;  // or how the method ended
  std::string problem;
  std::string document;  // JSON: offtake.plan; empty while unfinished
};

// What `runs` lists.
struct RunHead {
  std::int64_t run = 0;  // given by the file
  std::string command = "simulate";
  std::string title;
  std::string strategy;  // empty: the model as it stands
  std::string model_hash;
  std::vector<std::string> set;  // the `--set` options
  std::uint64_t seed = 1;
  std::int64_t paths = 0;
  std::string sampling;
  std::string version;         // of the program
  std::string started, ended;  // RFC 3339, UTC: "2025-03-15T09:30:00Z"; empty: unfinished
  std::string state = {};      // of a plan, as in RunPlan
};

struct RunRecord {
  RunHead head;
  std::vector<RunInput> inputs;
  std::vector<std::string> steps;         // labels of the clock
  std::vector<std::string> runoff_steps;  // and of what comes after
  std::vector<double> probabilities;      // of the quantiles
  std::vector<RunSeries> series;
  std::vector<RunValue> values;
  std::vector<RunLedgerLine> ledger;
  Json tables = Json::object();  // by key, each as in table_json.h: "by_year", "parties" …
  std::optional<RunPlan> plan;
  std::vector<RunIteration> iterations;
};

}  // namespace offtake
