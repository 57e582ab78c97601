// What the results file keeps, for the page: the list of runs, a report of some, files to take
// away. The file is opened for each request, so that others may write to it meanwhile.
#pragma once

#include "live_answer.h"
#include "live_model.h"
#include "options.h"

namespace offtake::cli {

HttpResponse list_runs(const Options& options);
// ?runs=3,4; without it the last ones; before anything has run, of the model alone.
HttpResponse report_of(const HttpRequest& request, const Options& options, const ModelState& model);
// ?kind=report&runs=3 · ?kind=workbook&run=3 · ?kind=csv&run=3&table=by_year
HttpResponse download(const HttpRequest& request, const Options& options, const ModelState& model);

}  // namespace offtake::cli
