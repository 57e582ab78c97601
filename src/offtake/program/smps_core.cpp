#include "offtake/program/smps_core.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"

namespace offtake::smps {
namespace {

constexpr double kNoRange = std::numeric_limits<double>::quiet_NaN();

class CoreReader {
 public:
  CoreReader(const SmpsText& source, Diagnostics& found)
      : lines_(source,
               {{"NAME", 100},
                {"ROWS"},
                {"COLUMNS"},
                {"RHS"},
                {"RANGES"},
                {"BOUNDS"},
                {"OBJSENSE", 2}},
               found) {}

  Core run() {
    while (lines_.next()) {
      if (lines_.at_section()) {
        begin_section();
      } else if (section_ == "ROWS") {
        read_row();
      } else if (section_ == "COLUMNS") {
        read_column();
      } else if (section_ == "RHS" || section_ == "RANGES") {
        read_right_side();
      } else if (section_ == "BOUNDS") {
        read_bound();
      } else if (section_ == "OBJSENSE") {
        read_sense(0);
      } else if (!skipping_) {
        lines_.fail("E1101", 0, "a line that belongs to no section", "begin with NAME and ROWS");
        skipping_ = true;
      }
    }
    finish();
    return std::move(core_);
  }

 private:
  LinearProgram& lp() { return core_.program; }

  void begin_section() {
    section_ = lines_.section();
    skipping_ = false;
    static const std::vector<std::string> known = {"NAME",   "ROWS",   "COLUMNS", "RHS",
                                                   "RANGES", "BOUNDS", "OBJSENSE"};
    if (section_ == "NAME") {
      if (lines_.fields() > 1) core_.name = lines_[1];
    } else if (section_ == "OBJSENSE" && lines_.fields() > 1) {
      read_sense(1);
    } else if (std::find(known.begin(), known.end(), section_) == known.end()) {
      lines_.fail("E1101", 0, fmt::format("unknown section {}", quote(section_)),
                  join_names(known) + " are read");
      skipping_ = true;
    }
    if (section_ == "COLUMNS" && core_.objective.empty()) {
      lines_.fail("E1112", 0, "no row is of type N: there is no objective", "add one to ROWS");
    }
  }

  void read_sense(std::size_t field) {
    const std::string_view text = lines_[field];
    lp().maximize = text.starts_with("MAX");
    if (text.starts_with("MAX") || text.starts_with("MIN")) return;
    lines_.fail("E1106", field, fmt::format("{} is no sense", quote(text)), "MIN or MAX");
  }

  void read_row() {
    if (!lines_.has_fields({2}, "a type and a name")) return;
    const std::string_view type = lines_[0], name = lines_[1];
    if (type != "N" && type != "E" && type != "L" && type != "G") {
      lines_.fail("E1106", 0, fmt::format("{} is no type of row", quote(type)), "N, E, L or G");
      return;
    }
    const bool objective = type == "N" && core_.objective.empty();
    const int index = objective ? kObjective : static_cast<int>(core_.sense.size());
    if (!core_.rows.emplace(name, index).second) {
      lines_.fail("E1105", 1, fmt::format("row {} stands twice", quote(name)), "delete one");
      return;
    }
    if (objective) {
      core_.objective = name;
      core_.objective_before = static_cast<int>(core_.sense.size());
      return;
    }
    core_.sense.push_back(type.front());
    core_.rhs.push_back(0.0);
    core_.range.push_back(kNoRange);
    last_column_.push_back(-1);
    lp().row_names.emplace_back(name);
  }

  void read_column() {
    if (lines_.fields() == 3 && lines_[1].find("MARKER") != std::string_view::npos) {
      read_marker();
      return;
    }
    if (!lines_.has_fields({3, 5}, "a column, a row and a value, and a second row and value")) {
      return;
    }
    const std::string_view name = lines_[0];
    if (core_.columns.empty() || lp().column_names.back() != name) {
      if (!core_.columns.emplace(name, static_cast<int>(lp().columns())).second) {
        lines_.fail("E1105", 0, fmt::format("column {} stands in two places", quote(name)),
                    "write its entries one after another");
        return;
      }
      lp().add_column(0.0, 0.0, kInfinity, integer_);
      lp().column_names.emplace_back(name);
      bounded_.push_back(0);
      costed_ = false;
    }
    for (std::size_t field = 1; field < lines_.fields(); field += 2) read_entry(field);
  }

  void read_entry(std::size_t field) {
    const int row = row_at(field), column = static_cast<int>(lp().columns()) - 1;
    const auto value = lines_.read_number(field + 1);
    if (row == kNone || !value) return;
    const bool again = row == kObjective ? costed_ : last_column_[std::size_t(row)] == column;
    if (again) {
      lines_.fail("E1105", field,
                  fmt::format("column {} has two entries in row {}", quote(lines_[0]),
                              quote(lines_[field])),
                  "add them up");
    } else if (row == kObjective) {
      lp().cost[std::size_t(column)] = *value;
      costed_ = true;
    } else {
      core_.entries.push_back({row, column, *value});
      last_column_[std::size_t(row)] = column;
    }
  }

  void read_marker() {
    const bool begins = lines_[2].find("INTORG") != std::string_view::npos;
    if (!begins && lines_[2].find("INTEND") == std::string_view::npos) {
      lines_.fail("E1106", 2, fmt::format("{} is no marker", quote(lines_[2])),
                  "'INTORG' or 'INTEND'");
    }
    integer_ = begins;
  }

  int row_at(std::size_t field) {
    const int row = core_.find_row(lines_[field]);
    if (row == kNone) {
      lines_.fail("E1104", field, fmt::format("there is no row {}", quote(lines_[field])),
                  "name one of ROWS");
    }
    return row;
  }

  // RHS and RANGES: [set] row value [row value]. The first set counts.
  void read_right_side() {
    const bool range = section_ == "RANGES";
    if (!lines_.has_fields({2, 3, 4, 5}, "a set, a row and a value")) return;
    const bool named = lines_.fields() % 2 == 1;
    if (named && !is_set(range ? range_set_ : core_.rhs_set)) return;
    for (std::size_t field = named ? 1 : 0; field < lines_.fields(); field += 2) {
      const int row = row_at(field);
      const auto value = lines_.read_number(field + 1);
      if (row == kNone || !value) continue;
      if (row == kObjective && !range) {
        lp().offset = -*value;
        continue;
      }
      auto& given = range ? ranged_ : sided_;
      given.resize(core_.sense.size(), 0);
      if (row == kObjective || core_.sense[std::size_t(row)] == 'N') {
        if (range) lines_.fail("E1106", field, "a free row has no range", "delete it");
      } else if (given[std::size_t(row)]) {
        lines_.fail("E1105", field,
                    fmt::format("{} of row {} is given twice", section_, quote(lines_[field])),
                    "delete one");
      } else {
        given[std::size_t(row)] = 1;
        (range ? core_.range : core_.rhs)[std::size_t(row)] = *value;
      }
    }
  }

  bool is_set(std::string_view& set) {
    if (set.empty()) set = lines_[0];
    if (set == lines_[0]) return true;
    if (!set_warned_) {
      lines_.warn("W1117", 0, fmt::format("a second set of {}, which is not used", section_),
                  "delete it; the first one counts");
    }
    set_warned_ = true;
    return false;
  }

  // type [set] column [value]
  void read_bound() {
    if (!lines_.has_fields({2, 3, 4}, "a type, a set, a column and a value")) return;
    const std::string_view type = lines_[0];
    if (!is_bound_type(type)) {
      lines_.fail("E1106", 0, fmt::format("{} is no type of bound that is read", quote(type)),
                  "UP, LO, FX, FR, MI, PL, BV, LI or UI");
      return;
    }
    const bool valued = bound_needs_value(type);
    if (valued && lines_.fields() == 2) {
      lines_.has_fields({3, 4}, "a type, a set, a column and a value");
      return;
    }
    // Without a value the set may be missing, or a useless value be there.
    const bool named = lines_.fields() == 4 ||
                       (lines_.fields() == 3 && !valued && core_.find_column(lines_[2]) != kNone);
    const std::size_t field = named ? 2 : 1;
    if (named) {
      if (core_.bound_set.empty()) core_.bound_set = lines_[1];
      if (core_.bound_set != lines_[1]) return;
    }
    const int column = core_.find_column(lines_[field]);
    if (column == kNone) {
      lines_.fail("E1104", field, fmt::format("there is no column {}", quote(lines_[field])),
                  "name one of COLUMNS");
      return;
    }
    const auto value = valued ? lines_.read_number(field + 1, Lines::Range::infinite_too)
                              : std::optional<double>(0.0);
    if (value) set_bound(type, std::size_t(column), *value);
  }

  void set_bound(std::string_view type, std::size_t column, double value) {
    double &lower = lp().lower[column], &upper = lp().upper[column];
    bounded_[column] = 1;
    if (type == "LO" || type == "LI") lower = value;
    if (type == "UP" || type == "UI") {
      upper = value;
      if (value < 0.0 && lower == 0.0) {
        lower = -kInfinity;
        lines_.warn("W1117", 0, "an upper bound below zero without a lower one",
                    "the lower one is taken as minus infinity; say so with MI, or give it");
      }
    }
    if (type == "FX" || type == "BV") lower = value;
    if (type == "FX") upper = value;
    if (type == "BV") upper = 1.0;
    if (type == "FR" || type == "MI") lower = -kInfinity;
    if (type == "FR" || type == "PL") upper = kInfinity;
    if (type == "LI" || type == "UI" || type == "BV") {
      lp().integer.resize(lp().columns(), 0);
      lp().integer[column] = 1;
    }
    bound_line_.resize(lp().columns(), 0);
    bound_line_[column] = lines_.number();
  }

  void finish() {
    if (!lines_.ended()) {
      lines_.fail_at(lines_.number(), "E1112", "the file ends without ENDATA",
                     "is it whole? the last line is ENDATA");
    }
    if (core_.columns.empty()) lines_.fail_at(0, "E1112", "there are no columns", "add COLUMNS");
    bound_line_.resize(lp().columns(), 0);
    std::size_t unbounded = 0;
    for (std::size_t j = 0; j < lp().columns(); ++j) {
      if (!(lp().lower[j] <= lp().upper[j]) || lp().lower[j] == kInfinity ||
          lp().upper[j] == -kInfinity) {
        lines_.fail_at(bound_line_[j], "E1107",
                       fmt::format("the bounds of column {} are crossed: {} to {}",
                                   quote(lp().column_names[j]), lp().lower[j], lp().upper[j]),
                       "correct one of them");
      }
      if (lp().integer.empty() || !lp().integer[j] || bounded_[j]) continue;
      lp().upper[j] = 1.0;
      ++unbounded;
    }
    if (unbounded > 0) {
      lines_.warn_at(
          0, "W1117",
          fmt::format("{} integer columns have no bounds: they are taken as 0 or 1", unbounded),
          "give them bounds; readers of MPS differ here");
    }
    for (std::size_t i = 0; i < core_.sense.size(); ++i) {
      const TwoStage::Bounds b = core_.row_bounds(static_cast<int>(i), core_.rhs[i]);
      lp().row_lower.push_back(b.least);
      lp().row_upper.push_back(b.most);
    }
  }

  Lines lines_;
  Core core_;
  std::string section_;
  std::string_view range_set_;
  std::vector<int> last_column_;      // [row] the last column with an entry there
  std::vector<char> bounded_;         // [column] BOUNDS names it
  std::vector<int> bound_line_;       // [column] where, last
  std::vector<char> sided_, ranged_;  // [row]
  bool skipping_ = false, integer_ = false, costed_ = false, set_warned_ = false;
};

}  // namespace

Core read_core(const SmpsText& source, Diagnostics& found) {
  return CoreReader(source, found).run();
}

bool is_bound_type(std::string_view type) {
  return bound_needs_value(type) || type == "FR" || type == "MI" || type == "PL" || type == "BV";
}

bool bound_needs_value(std::string_view type) {
  return type == "UP" || type == "LO" || type == "FX" || type == "LI" || type == "UI";
}

TwoStage::Bounds Core::row_bounds(int row, double b) const {
  const double r = range[std::size_t(row)];
  const double width = std::isnan(r) ? kInfinity : std::abs(r);
  switch (sense[std::size_t(row)]) {
    case 'L':
      return {row, b - width, b};
    case 'G':
      return {row, b, b + width};
    case 'E':
      return std::isnan(r) ? TwoStage::Bounds{row, b, b}
                           : TwoStage::Bounds{row, b + std::min(r, 0.0), b + std::max(r, 0.0)};
    default:
      return {row, -kInfinity, kInfinity};
  }
}

void matrix_by_rows(Core& core) {
  const auto before = [](const Core::Triplet& a, const Core::Triplet& b) {
    return a.row != b.row ? a.row < b.row : a.column < b.column;
  };
  std::sort(core.entries.begin(), core.entries.end(), before);
  LinearProgram& p = core.program;
  p.start.assign(core.sense.size() + 1, 0);
  for (const Core::Triplet& t : core.entries) {
    ++p.start[std::size_t(t.row) + 1];
    p.column.push_back(t.column);
    p.value.push_back(t.value);
  }
  for (std::size_t i = 0; i < core.sense.size(); ++i) p.start[i + 1] += p.start[i];
}

}  // namespace offtake::smps
