// The time file: which rows and columns belong to which period. Private to smps*.cpp.
#pragma once

#include "offtake/program/smps_core.h"

namespace offtake::smps {

struct Periods {
  std::vector<std::string_view> names;          // in their order
  std::vector<char> second_column, second_row;  // of the second period or a later one

  bool sure = true;  // no mistake was found: what follows from the stages can be checked

  bool has(std::string_view name) const;
};

// PERIODS IMPLICIT (also written LP, or nothing): the first column and row of each period, in the
// order of the core. PERIODS EXPLICIT: sections ROWS and COLUMNS with a name and its period a line.
Periods read_time(const SmpsText& source, const Core& core, Diagnostics& found);

}  // namespace offtake::smps
