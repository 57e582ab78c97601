#include "offtake/optimize/program_rows.h"

#include <algorithm>
#include <cmath>

namespace offtake {

void choose_units(Units& units, const Evaluation& first, const Domain& domain) {
  double size = 1e-3 * std::abs(first.value);
  for (std::size_t j = 0; j < first.slope.size(); ++j) {
    size = std::max(size, std::abs(first.slope[j]) * reach(domain, j));
  }
  units.zero = first.value;
  units.unit = size > 0.0 ? 1e-3 * size : 1.0;
}

ProgramRow cut_row(const Units& units, const Evaluation& cut) {
  ProgramRow row;
  row.entries.push_back({static_cast<int>(units.column.size()), 1.0});
  row.most = (cut.value - units.zero) / units.unit;
  for (std::size_t j = 0; j < units.column.size(); ++j) {
    const double g = cut.slope[j] / units.unit;
    row.most -= g * cut.x[j];
    if (g != 0.0) row.entries.push_back({static_cast<int>(j), -g * units.column[j]});
  }
  return row;
}

}  // namespace offtake
