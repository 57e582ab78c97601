// CSV as RFC 4180 has it (commas, quotes doubled inside quotes) with a header line; in a model
// every cell stands on one line, so that a quote that is not closed is found where it is. Blank
// lines and spaces around a cell are dropped, and so is a last column without a header and without
// a value.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "offtake/modelfile/source.h"

namespace offtake {

inline constexpr std::size_t kMostCsvBytes = 256u << 20;
inline constexpr std::size_t kMostCsvColumns = 2048;
inline constexpr std::size_t kMostCsvCells = 20'000'000;

struct CsvTable {
  struct Cell {
    std::string_view text;  // into the source, or into `unquoted`
    int line = 0;
    std::uint32_t offset = 0;  // bytes from the line's beginning
    std::uint32_t bytes = 0;   // as written
  };
  struct Column {
    std::string name;  // before the brackets
    std::string unit;  // inside them, empty if there are none
    Cell cell;
  };
  int source = -1;
  std::vector<Column> columns;
  std::vector<Cell> cells;           // [row][column]
  std::deque<std::string> unquoted;  // a deque: its texts stay where they are

  std::size_t rows() const { return columns.empty() ? 0 : cells.size() / columns.size(); }
  const Cell& at(std::size_t row, std::size_t column) const {
    return cells[row * columns.size() + column];
  }
  int find(std::string_view name) const;  // −1: no such column
};

// E0008 too large, E0503 empty, E0504 header only, E0505 another separator, E0506 ragged row, E0507
// unclosed quote, E0508 text after a quote, E0509 a column twice, E0521 too many columns.
enum class CsvCells { one_line, many_lines };  // what quotes may hold
Result<CsvTable> parse_csv(const Sources& sources, int source, CsvCells cells = CsvCells::one_line);

// "12" in a column [$/MWh] is "$12/MWh", in one of [MW] "12 MW".
std::string with_unit(std::string_view number, const std::string& unit);

Mark mark_of(const Sources& sources, const CsvTable& table, const CsvTable::Cell& cell);

}  // namespace offtake
