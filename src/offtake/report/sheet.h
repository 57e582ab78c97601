// A workbook that no text can harm: strings are only ever strings, without what XML or Excel does
// not take; formulas are made of constants and addresses; a number that is none is an empty cell.
// Private to workbook*.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "offtake/base/language.h"
#include "offtake/base/result.h"
#include "offtake/results/table.h"

namespace offtake {

// "B7" of row 6 and column 1; `fixed` "$B$7".
std::string address(int row, int column);
std::string fixed_address(int row, int column);
// "B7:F7"
std::string range(int row, int first_column, int last_column);

// What a cell may hold of a text, and what a sheet may be called.
std::string cell_string(std::string_view text);
std::string sheet_name(std::string_view text);

// Excel's number format of a column, and what its canonical value is divided by to be shown.
struct NumberFormat {
  std::string format;
  double factor = 1.0;
};
NumberFormat number_format(const Column& column, Language language);

inline constexpr const char* kCents = "#,##0.00";

struct BookFacts {
  std::string title, author;
  std::int64_t created = 0;  // seconds since 1970
};

class Sheet;

class Book {
 public:
  explicit Book(const BookFacts& facts, Language language);
  ~Book();
  Book(const Book&) = delete;
  Book& operator=(const Book&) = delete;

  // Under this name, made fit and unique.
  Sheet add(const std::string& name);
  // The file. E1150 where it cannot be made, E1151 where a sheet has too many rows.
  Result<std::string> bytes();

  Language language() const { return language_; }
  const std::string& in(const std::string& en, const std::string& ko) const {
    return language_ == Language::ko && !ko.empty() ? ko : en;
  }

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
  Language language_;
};

enum class Look { plain, bold, title, header, note };

struct ChartSeries {
  std::string name;
  int column = 0;  // of the values
};
struct LineChart {
  std::string title;
  int label_column = 0, first_row = 0, last_row = 0;  // of the data, on the sheet `data`
  std::vector<ChartSeries> series;
  std::string format;  // of the axis
  bool bars = false;
};

class Sheet {
 public:
  Sheet(Book::Impl& book, void* sheet, std::string name);

  void text(int row, int column, std::string_view text, Look look = Look::plain);
  void number(int row, int column, double value, const std::string& format = "");
  // `formula` never has a text of a model in it. `value` is what it comes to.
  void formula(int row, int column, const std::string& formula, double value,
               const std::string& format = "");
  void width(int column, double characters);
  void freeze(int row, int column);
  void print_setup(int repeated_row);
  void chart(int row, int column, const Sheet& data, const LineChart& chart);

  const std::string& name() const { return name_; }
  Book::Impl& book() const { return *book_; }

 private:
  bool fits(int row, int column);

  Book::Impl* book_;
  void* sheet_;  // lxw_worksheet
  std::string name_;
};

// Columns as wide as these tables, one below the other, need them.
void fit_columns(Sheet& sheet, const std::vector<Table>& tables, const Book& book);
// Title, header, rows and note from `row` on; returns the row behind.
int put_table(Sheet& sheet, int row, const Table& table, const Book& book);

}  // namespace offtake
