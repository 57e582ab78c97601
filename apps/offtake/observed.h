// Steps that `calibrate` and `backtest` share: what is fitted, and the data for it.
#pragma once

#include <string>
#include <vector>

#include "offtake/modelfile/observations.h"
#include "options.h"

namespace offtake::cli {

enum class DataTask { series, delay, cohorts, ratings };

// By --kind, or by the columns that are named. E0905 when an option that it needs is missing, E0902
// when two do not go together.
Result<DataTask> data_task(const Options& options);

Result<ObservedGroups<SeriesData>> observed_series(const Options& options);
Result<ObservedGroups<MilestoneData>> observed_milestones(const Options& options);

SeriesOptions series_options(const DataOptions& asked);
// +inf: every date counts as it stands.
double as_of_day(const DataOptions& asked);

// Errors and warnings of a fit, which know no file: with that of the data, and the group.
Diagnostics of_data(Diagnostics found, const Options& options, const std::string& group);

// The warnings on stderr.
void say_warnings(const Diagnostics& of_the_data, const Diagnostics& of_the_fit,
                  const Options& options);

}  // namespace offtake::cli
