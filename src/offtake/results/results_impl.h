// What an open results file holds. Only for results_*.cpp.
#pragma once

#include "offtake/results/database.h"
#include "offtake/results/results_file.h"

namespace offtake {

struct ResultsFile::Impl {
  Database database;
  Diagnostics warnings;
};

}  // namespace offtake
