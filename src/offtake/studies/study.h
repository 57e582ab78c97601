// What all studies share. A study plans and plays variants of one model to answer one question.
// All variants draw the same futures (common random numbers), so that differences are taken path by
// path: plans are made on one sample of them, and valued on fresh ones.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "offtake/plan/planner.h"

namespace offtake {

// One plan of a study.
struct PlanJob {
  // Tells it apart from the study's other plans of changed models, and is the same whenever the
  // study runs again: "oracle-1gw dearer by 0.25". Empty: of the model as it stands.
  std::string variant;
  const Model& model;  // not yet under the strategy
  StrategyId strategy;
  // method.keep is told every evaluation, those that were kept before too.
  PlanOptions options;
};

struct StudyOptions {
  PlanOptions plan;  // that every plan of the study has unless the study says otherwise
  // Makes the plans, as make_plan() does; empty: make_plan(). Whoever keeps what was evaluated, and
  // gives it back to a study that was interrupted, stands here.
  std::function<Result<PlanResult>(const PlanJob&)> make;
  // What is being done, and the share of the study that is done by then.
  std::function<void(const std::string& what, double done)> progress;
  std::function<bool()> stop;
};

inline bool stop_asked(const StudyOptions& options) { return options.stop && options.stop(); }

// What could not be found out, while the rest of the study stands.
struct Failure {
  std::string what;  // the variant
  Diagnostics why;
};

// Without comparisons. E0130 where it was stopped: a plan that was cut short answers no question.
Result<PlanResult> plan_of_study(const StudyOptions& options, PlanJob job);

// Plays `plan` (with what the strategy signs) on the fresh futures of the study, the same for all
// its variants. `model` is under its strategy.
Result<Simulation> play_of_study(const StudyOptions& options, const Model& model, const Plan& plan);

// Mean of a − b over the paths, with the interval of that difference; [path] of the same futures.
Estimate paired_difference(const std::vector<double>& a, const std::vector<double>& b,
                           const FuturesOptions& futures);
// The same as if the two had drawn futures of their own: what pairing saves.
Estimate unpaired_difference(const std::vector<double>& a, const std::vector<double>& b,
                             const FuturesOptions& futures);

// R_w[a] − R_w[b], R_w = (1 − w) E + w CVaR, with the interval of that difference path by path.
Estimate risk_adjusted_difference(const std::vector<double>& a, const std::vector<double>& b,
                                  const Risk& risk, const FuturesOptions& futures);

}  // namespace offtake
