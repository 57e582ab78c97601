#include "commands.h"
#include "observed.h"
#include "offtake/base/text.h"
#include "offtake/results/record_backtest.h"
#include "output.h"

namespace offtake::cli {
namespace {

const std::vector<std::string> kTables = {"scores", "comparisons", "outcomes", "parameters"};

Status check_request(const Options& options, DataTask task) {
  if (task == DataTask::cohorts || task == DataTask::ratings) {
    return refusal("E0902", "backtest does not score default rates",
                   "take --kind gbm, ou or delay; `calibrate` tests whether the years differ");
  }
  if (!options.data.by.empty()) {
    return refusal("E0902", "backtest takes one group at a time",
                   "choose it with --where COLUMN=TEXT");
  }
  if (!options.data.known_until) {
    return refusal("E0905", "`backtest` needs --known-until",
                   fmt::format("offtake backtest {} --known-until 2025-06-30", options.model));
  }
  return ok_status();
}

// The one group, or that no row is left.
template <class T>
Result<T> only(const ObservedGroups<T>& observed, const Options& options) {
  if (!observed.groups.empty()) return observed.groups.front();
  Diagnostics errors = of_data(
      {refusal("E0985", "no row is left to fit", "look at --from and --where")}, options, {});
  errors.insert(errors.end(), observed.warnings.begin(), observed.warnings.end());
  return errors;
}

Status backtest_values(const Options& options, BacktestRecord& record) {
  const auto observed = observed_series(options);
  if (!observed) return observed.errors();
  const Result<SeriesData> data = only(*observed, options);
  if (!data) return data.errors();
  record.unit = data->unit;
  record.warnings = observed->warnings;
  auto done =
      backtest_series(*data, end_month(*options.data.known_until), series_options(options.data));
  if (!done) return of_data(done.errors(), options, {});
  record.backtest = std::move(*done);
  return ok_status();
}

Status backtest_milestones(const Options& options, BacktestRecord& record) {
  const auto observed = observed_milestones(options);
  if (!observed) return observed.errors();
  const Result<MilestoneData> data = only(*observed, options);
  if (!data) return data.errors();
  record.delays = true;
  record.warnings = observed->warnings;
  DelayBacktestOptions how;
  how.until_day = record.known_until;
  how.as_of_day = as_of_day(options.data);
  how.grace_days = options.data.grace_days;
  how.delay.shape = options.data.shape;
  how.delay.most_months = options.data.most_months;
  if (how.until_day >= how.as_of_day) {
    return refusal("E0902", "--known-until is not before --as-of", "take an earlier date");
  }
  auto done = backtest_delay(data->milestones, how);
  if (!done) return of_data(done.errors(), options, {});
  record.backtest = std::move(*done);
  return ok_status();
}

std::string rendered(const BacktestRecord& record, const Options& options) {
  if (options.format == Format::json && options.table.empty()) {
    return render_json(backtest_json(record));
  }
  const bool people = options.format == Format::table || options.format == Format::md;
  std::vector<Table> tables = backtest_tables(record, {options.language, people});
  // Outcome by outcome it is long: for who asks for it.
  if (options.table.empty())
    std::erase_if(tables, [](const Table& t) { return t.key == "outcomes"; });
  std::string out = render_tables(std::move(tables), options);
  if (people && options.table.empty())
    out += "\n" + backtest_sentence(record, options.language) + "\n";
  return out;
}

}  // namespace

int command_backtest(const Options& options) {
  if (Status known = check_tables(kTables, options); !known) return fail(known.errors(), options);
  const Result<DataTask> task = data_task(options);
  if (!task) return fail(task.errors(), options);
  if (Status fits = check_request(options, *task); !fits) return fail(fits.errors(), options);
  BacktestRecord record;
  record.data = options.model;
  record.known_until = last_day(*options.data.known_until);
  const Status done = *task == DataTask::delay ? backtest_milestones(options, record)
                                               : backtest_values(options, record);
  if (!done) return fail(done.errors(), options);
  record.backtest.warnings = of_data(record.backtest.warnings, options, {});
  say_warnings(record.warnings, record.backtest.warnings, options);
  return print(rendered(record, options));
}

}  // namespace offtake::cli
