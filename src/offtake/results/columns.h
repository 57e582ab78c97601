// Columns and rows in one line each.
#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "offtake/results/table.h"

namespace offtake {

inline Column text_column(std::string key, std::string label, std::string label_ko) {
  return {std::move(key), std::move(label), std::move(label_ko), Column::Kind::text, {}, false, 3};
}
inline Column count_column(std::string key, std::string label, std::string label_ko) {
  return {std::move(key), std::move(label), std::move(label_ko), Column::Kind::count, {}, false, 3};
}
inline Column date_column(std::string key, std::string label, std::string label_ko) {
  return {std::move(key), std::move(label), std::move(label_ko), Column::Kind::date, {}, false, 3};
}
inline Column quantity_column(std::string key, std::string label, std::string label_ko,
                              Dimension dimension) {
  return {std::move(key),
          std::move(label),
          std::move(label_ko),
          Column::Kind::quantity,
          dimension,
          false,
          3};
}
inline Column share_column(std::string key, std::string label, std::string label_ko) {
  return {std::move(key),
          std::move(label),
          std::move(label_ko),
          Column::Kind::quantity,
          dim::ratio,
          true,
          3};
}

// Cells made in place. (From a list in braces they are copied, which GCC 12 warns of wrongly.)
template <class... Values>
std::vector<Cell> row_of(Values&&... values) {
  std::vector<Cell> row;
  row.reserve(sizeof...(values));
  (row.emplace_back(std::forward<Values>(values)), ...);
  return row;
}

// a / b; where b is nothing, NaN, which is shown and stored as nothing.
inline double ratio(double a, double b) {
  return b > 0.0 ? a / b : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace offtake
