// Cuts and rows as rows of a master program, linear or mixed-integer, in units of its own.
//
//   x_j = column_j · u_j,   θ = zero + unit · θ'
//
// The program's columns are u, then θ', then what elastic rows add.
#pragma once

#include <vector>

#include "offtake/optimize/domain.h"
#include "offtake/optimize/oracle.h"

namespace offtake {

struct Units {
  std::vector<double> column;
  double zero = 0.0, unit = 1.0;
};

// θ' of what the first cut is made of comes to about a thousand: well above the solver's absolute
// tolerances, and the gap asked for too.
void choose_units(Units& units, const Evaluation& first, const Domain& domain);

struct ProgramRow {
  double least = -kInfinity, most = kInfinity;
  std::vector<LinearProgram::Entry> entries;
};

// θ' − g·u ≤ F_i − g·x_i
ProgramRow cut_row(const Units& units, const Evaluation& cut);
// The row divided by `size`; `add_column(cost)` makes the elastic columns.
template <class AddColumn>
ProgramRow domain_row(const Units& units, const DomainRow& row, double size,
                      const AddColumn& add_column) {
  ProgramRow out{row.least / size, row.most / size, {}};
  for (const LinearProgram::Entry& e : row.entries) {
    out.entries.push_back({e.column, e.value * units.column[std::size_t(e.column)] / size});
  }
  if (row.violation_cost > 0.0) {
    const double cost = row.violation_cost * size / units.unit;
    if (row.most < kInfinity) out.entries.push_back({add_column(-cost), -1.0});
    if (row.least > -kInfinity) out.entries.push_back({add_column(-cost), 1.0});
  }
  return out;
}

}  // namespace offtake
