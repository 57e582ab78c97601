// Rows of a data file, chosen and read cell by cell. Private to observations*.cpp.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "offtake/base/quantity.h"
#include "offtake/modelfile/observations.h"

namespace offtake {

// Cells by column and row, and the mistakes in them.
class DataRows {
 public:
  DataRows(const DataFile& file, Diagnostics& found) : file_(file), found_(found) {}

  Place place(const CsvTable::Cell& cell) const;
  Diagnostic& say(std::string code, const CsvTable::Cell& cell, std::string what, std::string mend);

  // E0981. −1 when there is none.
  int column(const std::string& name);
  const CsvTable::Cell& at(std::size_t row, int column) const {
    return file_.table.at(row, std::size_t(column));
  }
  std::size_t size() const { return file_.table.rows(); }
  const std::string& unit(int column) const {
    return file_.table.columns[std::size_t(column)].unit;
  }
  // Nothing when the cell is wrong, which is said.
  std::optional<Date> date(const CsvTable::Cell& cell);
  std::optional<Quantity> number(const CsvTable::Cell& cell, const std::string& unit);

 private:
  void pass_on(const Diagnostics& errors, const CsvTable::Cell& cell);

  const DataFile& file_;
  Diagnostics& found_;
};

// The rows that are asked for, with their group.
struct Selected {
  std::vector<std::size_t> rows;
  std::vector<std::size_t> group;  // of each row
  std::vector<std::string> names;
};
Selected select_rows(DataRows& rows, const DataSelection& which);

// W0984: how many rows were left out and where the first of them stands.
class LeftOut {
 public:
  LeftOut(const char* why, const char* mend) : why_(why), mend_(mend) {}
  void add(const CsvTable::Cell& cell) {
    if (count_++ == 0) first_ = &cell;
  }
  void say(DataRows& rows) const;

 private:
  const char *why_, *mend_;
  int count_ = 0;
  const CsvTable::Cell* first_ = nullptr;
};

// What was found, split.
template <class T>
Result<ObservedGroups<T>> finished(ObservedGroups<T> out, Diagnostics found) {
  if (has_error(found)) {
    sort_diagnostics(found);
    return found;
  }
  out.warnings = std::move(found);
  return out;
}

}  // namespace offtake
