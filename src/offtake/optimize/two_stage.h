// Solves a two-stage program and says what the uncertainty in it costs. With F as in oracle.h, of
// losses where the program minimizes and of gains where it maximizes:
//
//   value  F at the first stage found                      bound  no first stage does better
//   EV     F of the program of means, at its solution x̄    EEV    F at x̄      VSS = |EEV − value|
//   WS     F where every scenario decides for itself       EVPI = |value − WS|
//
// (Birge & Louveaux, Introduction to Stochastic Programming, ch. 4; with a tail weight the same
// words mean F instead of the expectation.)
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "offtake/optimize/bundle.h"
#include "offtake/program/two_stage.h"

namespace offtake {

enum class TwoStageMethod { automatic, bundle, extensive };

struct TwoStageOptions {
  // automatic: the bundle, unless the second stage has integers or the first has no columns.
  TwoStageMethod method = TwoStageMethod::automatic;
  Risk risk;
  double gap = 1e-7;  // relative
  int threads = 0;    // 0: all cores
  double time_limit_seconds = kInfinity;
  std::function<double()> clock;  // as in BundleOptions
  std::function<void(const BundleProgress&)> progress;
  std::function<bool()> stop;
};

struct TwoStageResult {
  TwoStageMethod method{};          // the one used
  std::vector<double> first_stage;  // in the order of the core
  std::vector<int> columns;         // their core columns
  // All in the program's own sense.
  double value = 0.0, mean = 0.0, cvar = 0.0;
  double bound = 0.0;
  double gap = 0.0;        // |value − bound| / max(1, |value|)
  bool certified = false;  // the bound follows from duals by our own arithmetic
  bool at_limit = false;   // stopped with a wider gap than asked for
  int iterations = 0;      // of the bundle
  std::optional<double> ev, eev, vss, ws, evpi;  // where they can be had
  std::vector<std::string> notes;
};

// Errors: E1120 infeasible, E1121 unbounded, E1122 a recourse that proves nothing, E1124 too large,
// E1126 a broken program, those of the solver and of maximize().
Result<TwoStageResult> solve_two_stage(const TwoStage& program, const Solver& solver,
                                       const TwoStageOptions& options);

}  // namespace offtake
