// The core file as it stands, before periods and random numbers are known. Private to smps*.cpp.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "offtake/program/smps_lines.h"

namespace offtake::smps {

inline constexpr int kObjective = -1;  // the row number of the objective
inline constexpr int kNone = -2;

struct Core {
  struct Triplet {
    int row = 0, column = 0;
    double value = 0.0;
  };
  std::string name;
  // Costs, bounds and kinds of the columns, names; its rows are made by matrix_by_rows().
  LinearProgram program;
  std::unordered_map<std::string_view, int> rows, columns;  // views into the core's text
  std::string_view objective, rhs_set, bound_set;
  int objective_before = 0;  // the row that it stands before
  std::vector<Triplet> entries;
  // [row]
  std::vector<char> sense;         // N, E, L, G
  std::vector<double> rhs, range;  // range NaN: none

  int find_row(std::string_view row) const { return find(rows, row); }
  int find_column(std::string_view column) const { return find(columns, column); }
  TwoStage::Bounds row_bounds(int row, double rhs_value) const;

 private:
  static int find(const std::unordered_map<std::string_view, int>& names, std::string_view wanted) {
    const auto at = names.find(wanted);
    return at == names.end() ? kNone : at->second;
  }
};

Core read_core(const SmpsText& source, Diagnostics& found);

// `type` is a kind of bound of the BOUNDS section; BV, MI, PL and FR need no value.
bool is_bound_type(std::string_view type);
bool bound_needs_value(std::string_view type);

// Sorts the entries by row and column into program.start, column and value.
void matrix_by_rows(Core& core);

}  // namespace offtake::smps
