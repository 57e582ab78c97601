// Columns and rows in one line each.
#pragma once

#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "offtake/results/table.h"

namespace offtake {

inline Column text_column(std::string key, std::string label, std::string label_ko) {
  return {std::move(key), std::move(label), std::move(label_ko), Column::Kind::text, {}, false, 3};
}
// Cells that are words of ours, with their Korean.
inline Column word_column(std::string key, std::string label, std::string label_ko,
                          std::map<std::string, std::string> words) {
  Column column = text_column(std::move(key), std::move(label), std::move(label_ko));
  column.words = std::move(words);
  return column;
}
inline std::map<std::string, std::string> yes_or_no() { return {{"yes", "예"}, {"no", "아니요"}}; }
// A cell of `column` that is said in both languages.
inline std::string say_in(Column& column, std::string text, std::string ko) {
  if (text != ko) column.words[text] = std::move(ko);
  return text;
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

// A quantity among texts.
inline std::string quantity_in(Column& column, double value, Dimension dimension, int digits = 3) {
  return say_in(column, format_quantity(value, dimension, digits),
                format_quantity(value, dimension, digits, Language::ko));
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
