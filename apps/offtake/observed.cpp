#include "observed.h"

#include <limits>

#include "offtake/base/text.h"
#include "output.h"

namespace offtake::cli {
namespace {

Diagnostic usage(std::string code, std::string what, std::string mend) {
  Diagnostic d;
  d.code = std::move(code);
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

Diagnostic needs(const Options& options, const char* kind, const char* option,
                 const char* example) {
  return usage("E0905", fmt::format("`{}` of {} needs {}", options.command, kind, option),
               fmt::format("offtake {} {} {}", options.command, options.model, example));
}

Status check_delay(const Options& options) {
  const DataOptions& d = options.data;
  if (d.planned.empty()) {
    return needs(options, "delays", "--planned", "--planned planned --actual actual");
  }
  if (d.with.empty() && d.actual.empty()) {
    return needs(options, "delays", "--actual or --with", "--planned planned --actual actual");
  }
  if (!d.with.empty() && d.key.empty()) {
    return needs(options, "two vintages", "--key", "--with later.csv --key id --planned planned");
  }
  return ok_status();
}

DataTask by_columns(const DataOptions& d) {
  if (!d.planned.empty() || !d.with.empty()) return DataTask::delay;
  if (!d.rating.empty()) return DataTask::ratings;
  if (!d.debtors.empty() || !d.defaults.empty()) return DataTask::cohorts;
  return DataTask::series;
}

DataSelection selection(const DataOptions& d) {
  DataSelection which{d.where, d.by, std::nullopt};
  if (d.from) which.from_month = begin_month(*d.from);
  return which;
}

}  // namespace

Result<DataTask> data_task(const Options& options) {
  const DataOptions& d = options.data;
  DataTask task = by_columns(d);
  if (d.kind == DataKind::gbm || d.kind == DataKind::ou) task = DataTask::series;
  if (d.kind == DataKind::delay) task = DataTask::delay;
  if (d.kind == DataKind::rate && task != DataTask::ratings) task = DataTask::cohorts;
  switch (task) {
    case DataTask::series:
      if (d.value.empty())
        return needs(options, "a series", "--value", "--date date --value price");
      break;
    case DataTask::delay:
      if (Status whole = check_delay(options); !whole) return whole.errors();
      break;
    case DataTask::cohorts:
      if (d.debtors.empty() || d.defaults.empty()) {
        return needs(options, "defaults", "--debtors and --defaults, or --rating",
                     "--debtors debtors --defaults defaults");
      }
      break;
    case DataTask::ratings:
      break;
  }
  return task;
}

Result<ObservedGroups<SeriesData>> observed_series(const Options& options) {
  const Result<DataFile> file = read_data_file(options.model);
  if (!file) return file.errors();
  return read_series_data(*file, selection(options.data), options.data.date, options.data.value);
}

Result<ObservedGroups<MilestoneData>> observed_milestones(const Options& options) {
  const DataOptions& d = options.data;
  Diagnostics wrong;
  const Result<DataFile> file = read_data_file(options.model);
  if (!file) wrong = file.errors();
  MilestoneColumns columns{d.planned, d.actual, d.key, std::nullopt};
  if (d.as_of) columns.as_of_day = last_day(*d.as_of);
  if (d.with.empty()) {
    if (!file) return wrong;
    return read_milestones(*file, selection(d), columns);
  }
  const Result<DataFile> later = read_data_file(d.with);
  if (!later) wrong.insert(wrong.end(), later.errors().begin(), later.errors().end());
  if (!wrong.empty()) return wrong;
  Result<ObservedGroups<MilestoneData>> both = read_vintages(*file, *later, selection(d), columns);
  if (both && !d.from) {
    Diagnostic w =
        usage("W0989",
              "milestones that were past already when the earlier file was made count as "
              "on time",
              "name the date of the earlier file with --from");
    w.severity = Severity::warning;
    w.place.file = options.model;
    both->warnings.push_back(std::move(w));
  }
  return both;
}

SeriesOptions series_options(const DataOptions& asked) {
  SeriesOptions out;
  out.kind = asked.kind == DataKind::gbm  ? SeriesKind::gbm
             : asked.kind == DataKind::ou ? SeriesKind::ou
                                          : SeriesKind::automatic;
  out.trend = asked.trend;
  out.center = asked.center;
  return out;
}

double as_of_day(const DataOptions& asked) {
  return asked.as_of ? last_day(*asked.as_of) : std::numeric_limits<double>::infinity();
}

Diagnostics of_data(Diagnostics found, const Options& options, const std::string& group) {
  for (Diagnostic& d : found) {
    if (d.place.file.empty()) d.place.file = options.model;
    if (!group.empty()) d.what = quote(group) + ": " + d.what;
  }
  return found;
}

void say_warnings(const Diagnostics& of_the_data, const Diagnostics& of_the_fit,
                  const Options& options) {
  Diagnostics all = of_the_data;
  all.insert(all.end(), of_the_fit.begin(), of_the_fit.end());
  say_diagnostics(all, options);
}

}  // namespace offtake::cli
