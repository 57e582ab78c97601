// Typed tables: what simulations and studies return to be shown, stored and exported.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "offtake/base/language.h"
#include "offtake/base/quantity.h"

namespace offtake {

// A cell: nothing, text, a whole number, or a number in the column's canonical unit.
using Cell = std::variant<std::monostate, std::string, std::int64_t, double>;

struct Column {
  std::string key;    // snake_case, stable: the JSON and CSV name, with the unit: "spend_usd"
  std::string label;  // "Spend"
  std::string label_ko;
  enum class Kind { text, count, quantity, date } kind = Kind::text;  // date: months since 1970-01
  Dimension dimension;   // of a quantity, for people's formats
  bool percent = false;  // a ratio shown as %
  int digits = 3;
  // Korean of cells that are words or sentences of ours; cells that are names are not in it.
  std::map<std::string, std::string> words = {};
};

struct Table {
  std::string key;    // "by_year"
  std::string title;  // "By year"
  std::string title_ko;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  std::string note;          // lines under the table, may be empty
  std::string note_ko = {};  // in Korean, or empty
  bool as_list = false;      // one row, of which people see a line for each column
};

struct TableStyle {
  Language language = Language::en;
  bool color = false;
  int width = 0;  // 0: as wide as needed
};

// A cell as people see it.
std::string cell_text(const Cell& cell, const Column& column, Language language);
std::string to_terminal(const Table& table,
                        const TableStyle& style = {});  // aligned, by display width
std::string to_markdown(const Table& table, const TableStyle& style = {});
// RFC 4180; keys as header; full precision; text cells that start with = + - @ TAB CR get a leading
// '.
std::string to_csv(const Table& table);

}  // namespace offtake
