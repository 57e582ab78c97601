// The tables of the results file. A change here needs a new kSchemaVersion: older programs then
// refuse the file, and this one refuses what has other tables under its own number.
//
// Vectors are BLOBs of Float64, little-endian. What hangs on a run is keyed by it, so that a fan
// (one measure of one party over the steps) is one walk along the primary key.
#pragma once

#include <cstdint>

namespace offtake {

inline constexpr std::int64_t kApplicationId = 0x4f66746b;  // "Oftk"
inline constexpr std::int64_t kSchemaVersion = 2;
// Format 1 lacks kPlanSchema; it is read as if those were empty, and gets them when it is written.
inline constexpr std::int64_t kOldestVersion = 1;
inline constexpr std::size_t kPathsPerRow = 65536;  // of net present values: half a MiB

inline constexpr const char* kSchema[] = {
    R"(CREATE TABLE runs (
  run INTEGER PRIMARY KEY AUTOINCREMENT,
  command TEXT NOT NULL,
  title TEXT NOT NULL,
  strategy TEXT NOT NULL,
  model_hash TEXT NOT NULL,
  set_options TEXT NOT NULL,   -- JSON: [text]
  seed TEXT NOT NULL,          -- up to 2^64 - 1, more than an INTEGER holds
  paths INTEGER NOT NULL,
  sampling TEXT NOT NULL,
  version TEXT NOT NULL,
  started TEXT NOT NULL,       -- RFC 3339, UTC
  ended TEXT NOT NULL,
  steps TEXT NOT NULL,         -- JSON: [label]
  runoff_steps TEXT NOT NULL,  -- JSON: [label]
  probabilities BLOB NOT NULL, -- of the quantiles
  tables TEXT NOT NULL         -- JSON: {key: table}
) STRICT)",
    R"(CREATE TABLE texts (
  text_id INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL,       -- to find equal texts fast; equality is decided by the text
  text TEXT NOT NULL
) STRICT)",  R"(CREATE INDEX texts_by_hash ON texts (hash))",
    R"(CREATE TABLE inputs (
  run INTEGER NOT NULL REFERENCES runs,
  name TEXT NOT NULL,
  text_id INTEGER NOT NULL REFERENCES texts,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID)",
    R"(CREATE TABLE series (
  run INTEGER NOT NULL REFERENCES runs,
  measure TEXT NOT NULL,
  party TEXT NOT NULL,
  step INTEGER NOT NULL,
  mean REAL,
  standard_error REAL,
  quantiles BLOB NOT NULL,     -- [probability]
  sampled BLOB NOT NULL,       -- [sampled path]
  PRIMARY KEY (run, measure, party, step)
) STRICT, WITHOUT ROWID)",
    R"(CREATE TABLE npv (
  run INTEGER NOT NULL REFERENCES runs,
  party TEXT NOT NULL,
  first_path INTEGER NOT NULL,
  npv_usd BLOB NOT NULL,       -- [path from first_path on]
  PRIMARY KEY (run, party, first_path)
) STRICT, WITHOUT ROWID)",
    R"(CREATE TABLE ledger (
  run INTEGER NOT NULL REFERENCES runs,
  line INTEGER NOT NULL,
  agreement TEXT NOT NULL,     -- empty: none
  workload TEXT NOT NULL,
  account TEXT NOT NULL,
  payer TEXT NOT NULL,
  payee TEXT NOT NULL,
  mean_usd BLOB NOT NULL,      -- [step, run-off too]
  PRIMARY KEY (run, line)
) STRICT, WITHOUT ROWID)"};

inline constexpr const char* kPlanSchema[] = {
    R"(CREATE TABLE plans (
  run INTEGER PRIMARY KEY REFERENCES runs,
  state TEXT NOT NULL,         -- "unfinished", or how the method ended
  problem TEXT NOT NULL,       -- evaluations of equal problems are the same
  document TEXT NOT NULL       -- JSON: offtake.plan; empty until the run ended
) STRICT)",
    R"(CREATE TABLE evaluations (
  run INTEGER NOT NULL REFERENCES runs,
  number INTEGER NOT NULL,
  x BLOB NOT NULL,             -- [column]
  value BLOB NOT NULL,         -- value, mean, CVaR
  slope BLOB NOT NULL,         -- [column]
  PRIMARY KEY (run, number)
) STRICT)",
    R"(CREATE TABLE iterations (
  run INTEGER NOT NULL REFERENCES runs,
  number INTEGER NOT NULL,
  phase TEXT NOT NULL,
  iteration INTEGER NOT NULL,
  best REAL,
  bound REAL,
  gap REAL,
  seconds REAL,
  PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID)"};

}  // namespace offtake
