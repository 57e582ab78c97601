// A run of the results file as an Excel workbook: what a finance team goes on with.
//
//   Summary      what ran, every party's value (from its cash sheet), what the run says
//   Decide now   what to sign now, what later and on which sign (a plan)
//   Timeline     years, and what is signed when (model tables)
//   Cash NAME    of each party: expected payments by account, step and year, with live formulas for
//                totals, cumulative cash, discount factors and the net present value, which agrees
//                with the engine's to the cent
//   Agreements   what each brings its sides, who pays what (and model tables)
//   Risk         quantiles, and fans as charts over the sheet Fans
//   Assumptions  model tables: quantities with their sources
//   Log          run, seed, version, hashes, iterations
//
// and a sheet for every other table of the run. Sheets without content are left out; Summary says
// which and what makes them. Of equal runs it is the same bytes. docs/reference/export.md.
#pragma once

#include <string>
#include <vector>

#include "offtake/base/language.h"
#include "offtake/base/result.h"
#include "offtake/results/run_record.h"
#include "offtake/results/table.h"

namespace offtake {

// `model_tables` by key: those of the model that was run. Errors: E1150, E1151.
Result<std::string> workbook(const RunRecord& run, const std::vector<Table>& model_tables,
                             Language language);

}  // namespace offtake
