// One run as the results file keeps it: plain data with names instead of ids, so that it can be
// shown again without its model.
#pragma once

#include <cstdint>
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
  std::string started, ended;  // RFC 3339, UTC: "2025-03-15T09:30:00Z"
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
};

}  // namespace offtake
