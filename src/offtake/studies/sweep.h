// Many variants of one model in one table: each is planned on the sample (or played as it stands,
// or with a plan that is held) and valued on the same fresh futures. docs/reference/sweep.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "offtake/studies/measured.h"

namespace offtake {

struct SweepVariant {
  std::string name;            // "drivers.demand.volatility=30 %, strategy=multicloud"
  std::optional<Model> model;  // not yet under the strategy; nothing: it could not be made
  Diagnostics why;
  StrategyId strategy;
  std::optional<Plan> held;  // played on top of what the strategy signs; nothing: planned
};

struct SweepRow {
  Measured at;
  Estimate change;  // of the risk-adjusted value against the first variant that could be done
  // Of what was planned:
  bool planned = false;
  double signed_now_mw = 0.0, gap = 0.0;
  BundleEnd end{};
  bool missed = false;  // limits that were asked for and cannot be kept
};

struct Sweep {
  std::vector<std::optional<SweepRow>> rows;  // [variant]; nothing: it failed or was not reached
  std::vector<Failure> failures;
  bool whole = true;
};

// Variants go side by side, each on one thread, where there are at least as many as threads; the
// results are the same.
Sweep sweep(const std::vector<SweepVariant>& variants, const StudyOptions& options);

}  // namespace offtake
