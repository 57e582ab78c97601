// What `calibrate` and `backtest` are asked: which columns of which file, and what is fitted.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "offtake/base/date.h"
#include "offtake/base/result.h"
#include "offtake/studies/calibrate.h"

namespace offtake::cli {

enum class DataKind { automatic, gbm, ou, delay, rate };  // rate: `default`

struct DataOptions {
  DataKind kind = DataKind::automatic;
  std::string date = "date", value;
  std::string planned, actual, with;
  std::string debtors, defaults, rating;
  std::string by, name, source;
  std::vector<std::string> key;
  std::vector<std::pair<std::string, std::string>> where;
  std::optional<Date> from, as_of, known_until;
  double grace_days = 0.0;
  double most_months = 60.0;
  TailShape shape = TailShape::automatic;
  SeriesTrend trend = SeriesTrend::fitted;
  Center center = Center::median;
  DefaultMeasure measure = DefaultMeasure::real_world;
};

// The command line as `options.cpp` has split it.
struct GivenOptions {
  std::function<const std::string*(const std::string&)> value;  // nullptr: not given
  std::function<const std::vector<std::string>&(const std::string&)> list;
};
// Errors E0902 and E0903, added to `errors`.
DataOptions read_data_options(const GivenOptions& given, Diagnostics& errors);

}  // namespace offtake::cli
