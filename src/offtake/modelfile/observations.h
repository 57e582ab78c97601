// Observations from CSV files of the user, wherever they lie: series, milestones, cohorts, ratings.
// Everything that is wrong is reported at once, with file:line:column. Rows may stand in any
// order; a quoted cell may run over several lines.
//
// Errors beside those of a CSV file (modelfile/csv.h), of dates and of quantities: E0980 no such
// file, or none that can be read; E0981 no such column or value; E0982 not what belongs there;
// E0983 a value that has no logarithm; E0984 a date or a key stands twice; E0988 not reached, and
// no date until when it was watched; E0989 more defaults than debtors. Warnings: W0980 a gap, W0984
// rows that were left out.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "offtake/base/date.h"
#include "offtake/model/observations.h"
#include "offtake/modelfile/csv.h"
#include "offtake/modelfile/source.h"

namespace offtake {

struct DataFile {
  Sources sources;
  CsvTable table;
};
Result<DataFile> read_data_file(const std::string& path);

// Which rows, and in how many groups.
struct DataSelection {
  std::vector<std::pair<std::string, std::string>> where;  // column, its text; all must hold
  std::string by;                                          // column; empty: one group
  std::optional<double> from_month;                        // dates before it are left out
};

template <class T>
struct ObservedGroups {
  std::vector<T> groups;  // in the order in which they first stand in the file
  Diagnostics warnings;
};

// A date stands for its first instant. Rows without a value are left out.
Result<ObservedGroups<SeriesData>> read_series_data(const DataFile& file,
                                                    const DataSelection& which,
                                                    const std::string& date,
                                                    const std::string& value);

struct MilestoneColumns {
  std::string planned, actual;
  std::vector<std::string> key;     // together the name of a milestone; a file alone needs none
  std::optional<double> as_of_day;  // until when it was watched
};
// Planned and actual dates in one file. An empty actual date: not reached, which needs as_of_day.
Result<ObservedGroups<MilestoneData>> read_milestones(const DataFile& file,
                                                      const DataSelection& which,
                                                      const MilestoneColumns& columns);
// The planned dates of `earlier` with the dates of `later` under the same key; there the column is
// `actual`, or `planned` again. What only one of them has is left out.
Result<ObservedGroups<MilestoneData>> read_vintages(const DataFile& earlier, const DataFile& later,
                                                    const DataSelection& which,
                                                    const MilestoneColumns& columns);

// A row a year; `label` may be empty.
Result<ObservedGroups<CohortData>> read_cohorts(const DataFile& file, const DataSelection& which,
                                                const std::string& debtors,
                                                const std::string& defaults);

// A row a debtor.
Result<ObservedGroups<RatingData>> read_ratings(const DataFile& file, const DataSelection& which,
                                                const std::string& rating);

// The last day of what the date names, in days since 1970-01-01.
double last_day(const Date& date);

}  // namespace offtake
