// `export` of a stored run: a workbook, or its tables as CSV.
#pragma once

#include "options.h"

namespace offtake::cli {

int export_run(const Options& options);

}  // namespace offtake::cli
