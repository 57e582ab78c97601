// A key of the model that takes many values: what `bargain` moves and `sweep` runs through. A value
// is put in its place as `--set` does it, so every key can be a lever, and what is wrong with a
// value is said as it is for `--set`.
#pragma once

#include <string>
#include <vector>

#include "offtake/base/result.h"
#include "offtake/modelfile/modelfile.h"

namespace offtake::cli {

struct Lever {
  std::string key;              // "agreements.azure-share.share"
  double from = 0.0, to = 0.0;  // the numbers of the two ends, as written
  std::string before, after;    // what stands before and after the number: "$", "B/GW-year"
  // "20 %", "$8.25B/GW-year": the shortest text that is this number.
  std::string text(double number) const;
};

// "A:B" where both ends have the same unit, or only the last has one: "0:30 %". E0902.
Result<Lever> read_lever(const std::string& key, const std::string& range);

// One axis of a sweep: "key=a:b:n" has n evenly spaced values, "key=a,b,c" those.
struct Axis {
  std::string key;
  std::vector<std::string> values;
};
Result<Axis> read_axis(const std::string& text);  // E0902

// The model with more `--set` options. Its errors name the option.
Result<LoadedModel> with_set(const LoadedModel& loaded, const std::vector<std::string>& set);

}  // namespace offtake::cli
