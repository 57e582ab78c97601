#include <algorithm>

#include "commands.h"
#include "observed.h"
#include "offtake/base/text.h"
#include "offtake/results/record_calibrate.h"
#include "output.h"

namespace offtake::cli {
namespace {

// Fits group by group. A group that cannot be fitted is left out with a warning, unless none can.
template <class T, class Fit>
Status fit_groups(const ObservedGroups<T>& observed, const Options& options, Fit fit,
                  CalibrationRecord& record) {
  Diagnostics errors;
  record.warnings = observed.warnings;
  for (const T& group : observed.groups) {
    Result<Calibration> done = fit(group);
    if (!done) {
      const Diagnostics bad = of_data(done.errors(), options, group.name);
      errors.insert(errors.end(), bad.begin(), bad.end());
      continue;
    }
    done->group = group.name;
    done->warnings = of_data(done->warnings, options, group.name);
    record.fits.push_back(std::move(*done));
  }
  if (observed.groups.empty()) {
    Diagnostic d;
    d.code = "E0985";
    d.what = "no row is left to fit";
    d.mend = "look at --from, --where and the empty cells";
    errors = of_data({d}, options, {});
    errors.insert(errors.end(), observed.warnings.begin(), observed.warnings.end());
  }
  if (record.fits.empty()) return errors;
  for (Diagnostic& d : errors) {
    d.code = "W0984";
    d.severity = Severity::warning;
    d.what = "a group is left out: " + d.what;
    record.warnings.push_back(std::move(d));
  }
  return ok_status();
}

// By --name, else by what was fitted; with groups the group's name behind it.
void name_drivers(CalibrationRecord& record, const std::string& fallback, const Options& options) {
  for (const Calibration& fit : record.fits) {
    std::string head = driver_name(options.data.name.empty() ? fallback : options.data.name);
    std::string name = fit.group.empty() ? head : head + "-" + driver_name(fit.group);
    const std::string base = name;
    for (int i = 2; std::count(record.names.begin(), record.names.end(), name) > 0; ++i) {
      name = fmt::format("{}-{}", base, i);
    }
    record.names.push_back(std::move(name));
  }
}

Status calibrate_series_data(const Options& options, CalibrationRecord& record) {
  const auto observed = observed_series(options);
  if (!observed) return observed.errors();
  if (!observed->groups.empty()) record.unit = observed->groups.front().unit;
  return fit_groups(
      *observed, options,
      [&](const SeriesData& data) { return calibrate_series(data, series_options(options.data)); },
      record);
}

Status calibrate_milestones(const Options& options, CalibrationRecord& record) {
  const auto observed = observed_milestones(options);
  if (!observed) return observed.errors();
  record.as_of_day = as_of_day(options.data);
  DelayOptions how;
  how.shape = options.data.shape;
  how.most_months = options.data.most_months;
  return fit_groups(
      *observed, options,
      [&](const MilestoneData& data) {
        return calibrate_delay(
            delay_sample(data.milestones, record.as_of_day, options.data.grace_days), how);
      },
      record);
}

Status calibrate_rates(const Options& options, DataTask task, CalibrationRecord& record) {
  const DataOptions& d = options.data;
  const Result<DataFile> file = read_data_file(options.model);
  if (!file) return file.errors();
  const DataSelection which{d.where, d.by, std::nullopt};
  if (task == DataTask::ratings) {
    const auto observed = read_ratings(*file, which, d.rating);
    if (!observed) return observed.errors();
    return fit_groups(
        *observed, options,
        [&](const RatingData& data) { return calibrate_ratings(data.ratings, d.measure); }, record);
  }
  const auto observed = read_cohorts(*file, which, d.debtors, d.defaults);
  if (!observed) return observed.errors();
  return fit_groups(
      *observed, options, [](const CohortData& data) { return calibrate_default(data.cohorts); },
      record);
}

Result<CalibrationRecord> calibrated(const Options& options) {
  const Result<DataTask> task = data_task(options);
  if (!task) return task.errors();
  CalibrationRecord record;
  record.data = options.model;
  record.source = options.data.source;
  Status done = ok_status();
  switch (*task) {
    case DataTask::series:
      done = calibrate_series_data(options, record);
      name_drivers(record, options.data.value, options);
      break;
    case DataTask::delay:
      done = calibrate_milestones(options, record);
      name_drivers(record, "delay", options);
      break;
    default:
      done = calibrate_rates(options, *task, record);
      name_drivers(record, "default", options);
  }
  if (!done) return done.errors();
  return record;
}

std::string rendered(const CalibrationRecord& record, const Options& options) {
  if (options.format == Format::json && options.table.empty()) {
    return render_json(calibration_json(record));
  }
  const bool people = options.format == Format::table || options.format == Format::md;
  std::vector<Table> tables = calibration_tables(record, {options.language, people});
  if (options.table.empty()) {
    std::erase_if(tables, [](const Table& t) { return t.rows.empty(); });
  }
  std::string out = render_tables(std::move(tables), options);
  if (!people || !options.table.empty()) return out;
  out += "\n";
  for (const std::string& sentence : calibration_sentences(record, options.language)) {
    out += sentence + "\n";
  }
  if (options.target && options.output.empty()) out += "\n" + drivers_yaml(record);
  return out;
}

}  // namespace

int command_calibrate(const Options& options) {
  if (Status known = check_tables({"parameters", "laws", "goodness"}, options); !known) {
    return fail(known.errors(), options);
  }
  const Result<CalibrationRecord> record = calibrated(options);
  if (!record) return fail(record.errors(), options);
  Diagnostics of_the_fits;
  for (const Calibration& fit : record->fits) {
    of_the_fits.insert(of_the_fits.end(), fit.warnings.begin(), fit.warnings.end());
  }
  say_warnings(record->warnings, of_the_fits, options);
  if (!options.output.empty()) {
    if (Status written = write_file(options.output, drivers_yaml(*record)); !written) {
      return fail(written.errors(), options);
    }
  }
  return print(rendered(*record, options));
}

}  // namespace offtake::cli
