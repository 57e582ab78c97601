// A backtest as tables, as a document and as a sentence.
#pragma once

#include <string>
#include <vector>

#include "offtake/results/record_calibrate.h"
#include "offtake/studies/backtest.h"

namespace offtake {

struct BacktestRecord {
  std::string data;
  Dimension unit = dim::ratio;
  bool delays = false;       // numbers are days then
  double known_until = 0.0;  // the last day that was known, since 1970-01-01
  Backtest backtest;
  Diagnostics warnings;  // of the data
};

// scores       forecaster × origin: coverage of intervals, CRPS, pinball
// comparisons  the fitted driver against each naive forecast
// outcomes     what was forecast and what came
// parameters   of the fitted driver
std::vector<Table> backtest_tables(const BacktestRecord& record,
                                   const CalibrationStyle& style = {});

// "offtake.backtest" version 1: docs/reference/calibrate.md.
Json backtest_json(const BacktestRecord& record);

std::string backtest_sentence(const BacktestRecord& record, Language language);

}  // namespace offtake
