// What is told of a year, each field once: tables and comparisons pick from here.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "offtake/results/table.h"
#include "offtake/simulate/simulation.h"

namespace offtake {

struct YearField {
  Column column;
  std::function<double(const YearMeasures&)> value;  // NaN: not defined in this year
};

// All fields of the planner's year, in the order of the table.
std::vector<YearField> year_fields(const Model& model);
// The one with this key, which must be there.
YearField year_field(const Model& model, std::string_view key);

}  // namespace offtake
