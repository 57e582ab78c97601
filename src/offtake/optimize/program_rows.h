// Cuts and rows as rows of a master program, linear or mixed-integer, in units of its own.
//
//   x_j = column_j · u_j,   θ = zero + unit · θ'
//
// The program's columns are u, then θ', then what elastic rows add.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "offtake/optimize/domain.h"
#include "offtake/optimize/oracle.h"
#include "offtake/optimize/rows.h"

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
// The columns by which elastic limits give way, by the limit's first row and whether above or
// under; in the size of that row.
using Violations = std::map<std::pair<std::size_t, bool>, int>;

// Row r divided by its size; `add_column(cost)` makes what is missing of the violations.
template <class AddColumn>
ProgramRow domain_row(const Units& units, const RowPool& rows, std::size_t r,
                      Violations& violations, const AddColumn& add_column) {
  const DomainRow& row = rows.all()[r];
  const double size = rows.size(r);
  ProgramRow out{row.least / size, row.most / size, {}};
  for (const LinearProgram::Entry& e : row.entries) {
    out.entries.push_back({e.column, e.value * units.column[std::size_t(e.column)] / size});
  }
  if (row.violation_cost == 0.0) return out;
  const std::size_t first = rows.first_of_limit(r);
  const auto give_way = [&](bool above) {
    const auto [at, fresh] = violations.try_emplace({first, above}, 0);
    if (fresh) at->second = add_column(-row.violation_cost * rows.size(first) / units.unit);
    out.entries.push_back({at->second, (above ? -1.0 : 1.0) * rows.size(first) / size});
  };
  if (row.most < kInfinity) give_way(true);
  if (row.least > -kInfinity) give_way(false);
  return out;
}

}  // namespace offtake
