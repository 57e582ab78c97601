// A driver fitted on what was known at one date, scored on what came later, against naive
// forecasts. docs/reference/calibrate.md. Errors E0985, E0986 of the fit; E0987: nothing came
// later.
#pragma once

#include <string>
#include <vector>

#include "offtake/studies/calibrate.h"
#include "offtake/studies/scores.h"

namespace offtake {

// One outcome, and what was forecast for it: from the outcome before (series), or for the
// milestone.
struct BacktestPoint {
  std::string name;       // of the milestone; empty for a series
  double month = 0.0;     // of the value, since 1970-01; of a milestone the day it was planned for
  double observed = 0.0;  // value, or days of delay
  bool open = false;      // a delay of which only this bound is known
  double p5 = 0.0, median = 0.0, p95 = 0.0;
  double crps = 0.0;
};

struct Backtest {
  Calibration fitted;
  int known = 0, later = 0;
  std::vector<ForecastScore> scores;
  std::vector<ScoreComparison> comparisons;  // of "step" scores, or of the milestones
  std::vector<BacktestPoint> points;
  Diagnostics warnings;
};

// Fits the values before `until_month`, then forecasts each later one
//   step  from the value before it, with the parameters as fitted
//   date  from the last known value, all horizons at once (these hang together: no interval is
//   given)
// against `last_value` (no growth, the historical spread) and `last_growth` (that of the twelve
// months before, with the spread that this rule left in the past).
Result<Backtest> backtest_series(const SeriesData& data, double until_month,
                                 const SeriesOptions& options = {});

struct DelayBacktestOptions {
  double until_day = 0.0;  // what was known then is fitted
  double as_of_day = 0.0;  // until when outcomes are known; +inf: all are
  double grace_days = 0.0;
  DelayOptions delay;
};
// Fits the milestones known by the date and forecasts those that were due, or became due by
// `as_of`, and not yet reached; one that was late already, given that it was. What is still open is
// scored up to its bound (the forecast of min(D, c)). Naive: `as_planned`, and `as_before`: the
// delays reached so far, each as likely.
Result<Backtest> backtest_delay(const std::vector<Milestone>& milestones,
                                const DelayBacktestOptions& options);

}  // namespace offtake
