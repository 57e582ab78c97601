#include "offtake/program/smps_time.h"

#include <algorithm>

#include "offtake/base/text.h"

namespace offtake::smps {
namespace {

constexpr std::size_t kMostPeriods = 1000;

class TimeReader {
 public:
  TimeReader(const SmpsText& source, const Core& core, Diagnostics& found)
      : core_(core),
        lines_(source, {{"TIME", 100}, {"PERIODS", 2}, {"ROWS"}, {"COLUMNS"}}, found) {}

  Periods run() {
    while (lines_.next()) {
      if (lines_.at_section()) {
        begin_section();
      } else if (section_ == "PERIODS" && explicit_) {
        if (lines_.has_fields({1}, "the name of a period")) add_period(lines_[0], 0);
      } else if (section_ == "PERIODS") {
        read_implicit();
      } else if (explicit_ && (section_ == "ROWS" || section_ == "COLUMNS")) {
        read_explicit(section_ == "ROWS");
      } else if (!skipping_) {
        lines_.fail("E1101", 0, "a line that belongs to no section", "begin with TIME and PERIODS");
        skipping_ = true;
      }
    }
    finish();
    return std::move(periods_);
  }

 private:
  void begin_section() {
    section_ = lines_.section();
    skipping_ = false;
    if (section_ == "PERIODS" && lines_.fields() > 1) {
      const std::string_view how = lines_[1];
      explicit_ = how == "EXPLICIT";
      if (!explicit_ && how != "IMPLICIT" && how != "LP") {
        lines_.fail("E1106", 1, fmt::format("{} is no way to give periods", quote(how)),
                    "IMPLICIT or EXPLICIT");
      }
    }
    const bool known = section_ == "TIME" || section_ == "PERIODS" ||
                       (explicit_ && (section_ == "ROWS" || section_ == "COLUMNS"));
    if (known) return;
    lines_.fail("E1101", 0, fmt::format("unknown section {}", quote(section_)), "TIME and PERIODS");
    skipping_ = true;
  }

  bool add_period(std::string_view name, std::size_t field) {
    if (periods_.has(name)) {
      lines_.fail("E1105", field, fmt::format("period {} stands twice", quote(name)), "delete one");
      return false;
    }
    if (periods_.names.size() == kMostPeriods) {
      lines_.fail("E1111", field, fmt::format("more than {} periods", kMostPeriods), "merge some");
      return false;
    }
    periods_.names.push_back(name);
    return true;
  }

  int row_at(std::size_t field) {
    const int row = core_.find_row(lines_[field]);
    if (row == kNone) {
      lines_.fail("E1104", field, fmt::format("the core has no row {}", quote(lines_[field])),
                  "name one of its rows");
    }
    return row == kObjective ? core_.objective_before : row;
  }

  int column_at(std::size_t field) {
    const int column = core_.find_column(lines_[field]);
    if (column == kNone) {
      lines_.fail("E1104", field, fmt::format("the core has no column {}", quote(lines_[field])),
                  "name one of its columns");
    }
    return column;
  }

  void read_implicit() {
    if (!lines_.has_fields({3}, "the first column, the first row and the period")) return;
    const int column = column_at(0), row = row_at(1);
    if (!add_period(lines_[2], 2) || column == kNone || row == kNone) return;
    if (column < last_column_ || row < last_row_) {
      lines_.fail("E1108", column < last_column_ ? 0 : 1,
                  "this period begins before the one above it", "follow the order of the core");
    }
    last_column_ = column;
    last_row_ = row;
    if (periods_.names.size() != 2) return;
    second_from_column_ = column;
    second_from_row_ = row;
  }

  void read_explicit(bool row) {
    if (!lines_.has_fields({2}, "a name and its period")) return;
    const int index = row ? core_.find_row(lines_[0]) : column_at(0);
    if (row && index == kNone) row_at(0);
    const auto at = std::find(periods_.names.begin(), periods_.names.end(), lines_[1]);
    if (at == periods_.names.end()) {
      lines_.fail("E1104", 1, fmt::format("there is no period {}", quote(lines_[1])),
                  "name one of PERIODS");
      return;
    }
    if (index < 0) return;
    auto& second = row ? rows_ : columns_;
    second.resize(row ? core_.sense.size() : core_.columns.size(), kUnsaid);
    second[std::size_t(index)] = at == periods_.names.begin() ? 0 : 1;
  }

  void finish() {
    if (!lines_.ended()) {
      lines_.fail_at(lines_.number(), "E1112", "the file ends without ENDATA",
                     "is it whole? the last line is ENDATA");
    }
    if (periods_.names.size() < 2) {
      lines_.fail_at(0, "E1108",
                     fmt::format("{} periods; a two-stage program has two", periods_.names.size()),
                     "name the first column and row of each");
    }
    const std::size_t n = core_.columns.size(), m = core_.sense.size();
    if (explicit_) {
      columns_.resize(n, kUnsaid);
      rows_.resize(m, kUnsaid);
      unsaid(columns_, core_.program.column_names, "column");
      unsaid(rows_, core_.program.row_names, "row");
    } else {
      columns_.assign(n, 0);
      rows_.assign(m, 0);
      std::fill(columns_.begin() + std::min<std::ptrdiff_t>(second_from_column_, std::ptrdiff_t(n)),
                columns_.end(), 1);
      std::fill(rows_.begin() + std::min<std::ptrdiff_t>(second_from_row_, std::ptrdiff_t(m)),
                rows_.end(), 1);
    }
    periods_.second_column = std::move(columns_);
    periods_.second_row = std::move(rows_);
  }

  void unsaid(const std::vector<char>& second, const std::vector<std::string>& names,
              const char* what) {
    const auto at = std::find(second.begin(), second.end(), kUnsaid);
    if (at == second.end()) return;
    lines_.fail_at(0, "E1108",
                   fmt::format("{} {} belongs to no period", what,
                               quote(names[std::size_t(at - second.begin())])),
                   "list every row and column with its period");
  }

  static constexpr char kUnsaid = 2;
  const Core& core_;
  Lines lines_;
  Periods periods_;
  std::string section_;
  std::vector<char> columns_, rows_;
  bool explicit_ = false, skipping_ = false;
  int last_column_ = 0, last_row_ = 0, second_from_column_ = 0, second_from_row_ = 0;
};

}  // namespace

bool Periods::has(std::string_view name) const {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Periods read_time(const SmpsText& source, const Core& core, Diagnostics& found) {
  Diagnostics here;
  Periods periods = TimeReader(source, core, here).run();
  periods.sure = !has_error(here);
  found.insert(found.end(), here.begin(), here.end());
  return periods;
}

}  // namespace offtake::smps
