#include "study_run.h"

#include <algorithm>
#include <chrono>
#include <mutex>

#include "offtake/base/text.h"
#include "offtake/base/version.h"
#include "offtake/results/columns.h"
#include "output.h"
#include "plan_run.h"
#include "progress.h"
#include "steps.h"
#include "stop.h"

namespace offtake::cli {
namespace {

constexpr const char* kEffort = "effort";

// Long, or of interest to few: shown only where it is asked for.
bool is_aside(const Table& table) { return table.key == kEffort || table.key == "plans"; }

using SteadyClock = std::chrono::steady_clock;

// How many plans began where, and what each needed.
struct Effort {
  std::int64_t plans = 0, evaluations = 0;
  void add(const PlanResult& result) {
    ++plans;
    evaluations += result.method.evaluations + result.method.evaluations_known;
  }
};

bool is_proven(const PlanResult& result) {
  return result.method.end == BundleEnd::proven && result.method.verified &&
         violations(result).empty();
}

}  // namespace

struct StudyRun::Impl {
  Impl(const LoadedModel& l, const Options& o) : loaded(l), options(o), bar(o.command, o) {}

  const LoadedModel& loaded;
  const Options& options;
  PlanFacts facts;  // of every plan
  std::optional<ResultsFile> file;
  Progress bar;
  SteadyClock::time_point began = SteadyClock::now();
  std::string started = now_utc();
  Effort cold, warm;
  std::int64_t unproven = 0;
  Diagnostics not_kept;
  std::mutex keeping;  // plans may be made side by side

  Result<PlanResult> make(const PlanJob& job);
  StudyFacts study_facts() const;
  Table effort_table() const;
  std::string rendered(const StudyReport& report) const;
  void keep(const StudyReport& report);
  void say_stopped() const {
    say(file ? "stopped: the same command goes on from here\n" : "stopped\n");
  }
};

StudyRun::StudyRun(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StudyRun::StudyRun() = default;
StudyRun::StudyRun(StudyRun&&) noexcept = default;
StudyRun::~StudyRun() = default;

Result<StudyRun> StudyRun::begin(const LoadedModel& loaded, const Options& options) {
  auto impl = std::make_unique<Impl>(loaded, options);
  impl->facts = plan_facts(loaded, StrategyId{}, options);
  if (Status fits = check_plan_options(loaded, impl->facts); !fits) return fits.errors();
  Result<std::optional<ResultsFile>> file = open_results(options);
  if (!file) return file.errors();
  impl->file = std::move(*file);
  return StudyRun(std::move(impl));
}

StudyOptions StudyRun::options() {
  StudyOptions out;
  out.plan = impl_->facts.options;
  out.make = [impl = impl_.get()](const PlanJob& job) { return impl->make(job); };
  out.progress = [impl = impl_.get()](const std::string& what, double done) {
    impl->bar.label(what.empty() ? impl->options.command : impl->options.command + ": " + what);
    impl->bar(done);
  };
  out.stop = stop_asked;
  return out;
}

// What is known of the plan comes from the last run that evaluated any of it. A new run begins with
// the first point that none knows.
Result<PlanResult> StudyRun::Impl::make(const PlanJob& job) {
  PlanFacts of_plan = facts;
  of_plan.options = job.options;
  of_plan.variant = job.variant;
  of_plan.strategy = job.strategy.valid() ? job.model.at(job.strategy).name : "";
  RunRecord record = plan_record(job.model, of_plan, kVersion);
  record.head.command = options.command + ": plan";
  record.head.set = loaded.set;
  record.head.started = now_utc();
  std::int64_t from = 0;
  std::optional<std::int64_t> run;
  std::unique_lock lock(keeping);
  if (file) {
    const auto fitting = file->plans_of(record.plan->problem);
    if (!fitting) return fitting.errors();
    if (!fitting->empty()) from = fitting->front();
    const auto kept = from > 0 ? file->evaluations(from) : std::vector<RunEvaluation>{};
    if (!kept) return kept.errors();
    for (const RunEvaluation& e : *kept) {
      of_plan.options.method.known.push_back({e.x, e.value, e.mean, e.cvar, e.slope});
      if (!job.options.method.keep) continue;
      if (Status kept_by_job = job.options.method.keep(of_plan.options.method.known.back());
          !kept_by_job) {
        return kept_by_job.errors();
      }
    }
  }
  const auto note = [&](const Status& status) {
    if (!status && not_kept.empty()) not_kept = status.errors();
  };
  lock.unlock();
  of_plan.options.method.keep = [&](const Evaluation& e) {
    const std::lock_guard keeps(keeping);
    if (job.options.method.keep) {
      if (Status by_job = job.options.method.keep(e); !by_job) return by_job;
    }
    if (!file || !not_kept.empty()) return ok_status();
    if (!run) {
      const Result<std::int64_t> begun = file->begin(record, from);
      if (begun)
        run = *begun;
      else
        note(begun.errors());
    }
    if (run) note(file->keep(*run, {e.x, e.value, e.mean, e.cvar, e.slope}, {}));
    return ok_status();
  };
  Result<PlanResult> made = make_plan(job.model, job.strategy, of_plan.options);
  if (!made) return made;
  lock.lock();
  (job.options.near.empty() ? cold : warm).add(*made);
  if (!is_proven(*made)) ++unproven;
  if (run && not_kept.empty()) {
    record.head.ended = now_utc();
    end_record(*made, of_plan, record);
    note(file->end(*run, record));
  }
  return made;
}

StudyFacts StudyRun::Impl::study_facts() const {
  StudyFacts out;
  out.study = options.command;
  out.title = loaded.model.title;
  out.model_hash = loaded.hash;
  out.strategy = options.strategies.size() == 1 ? options.strategy : "";
  out.set = loaded.set;
  out.futures = facts.options.futures;
  out.paths = facts.options.paths;
  out.fresh_paths = facts.options.fresh_paths;
  return out;
}

Table StudyRun::Impl::effort_table() const {
  Table table{kEffort, "Plans that were made", "세운 계획", {}, {}, ""};
  table.columns = {word_column("start", "Began", "시작점",
                               {{"anew", "처음부터"}, {"from another plan", "다른 계획에서"}}),
                   count_column("plans", "Plans", "계획 수"),
                   quantity_column("evaluations_per_plan", "Evaluations\nper plan",
                                   "계획당\n평가 수", dim::ratio)};
  const auto add = [&](const char* start, const Effort& e) {
    if (e.plans > 0) {
      table.rows.push_back(row_of(start, e.plans, double(e.evaluations) / double(e.plans)));
    }
  };
  add("anew", cold);
  add("from another plan", warm);
  return table;
}

std::string StudyRun::Impl::rendered(const StudyReport& report) const {
  if (options.format == Format::json && options.table.empty()) {
    Json document = study_json(report, study_facts());
    document["seconds"] = std::chrono::duration<double>(SteadyClock::now() - began).count();
    return render_json(document);
  }
  std::vector<Table> tables = report.tables;
  if (!report.failures.empty()) tables.push_back(failures_table(report.failures));
  if (options.table.empty()) {
    std::erase_if(tables,
                  [](const Table& t) { return (t.rows.empty() && t.note.empty()) || is_aside(t); });
  }
  std::string out = render_tables(std::move(tables), options);
  if (!options.table.empty() || options.format == Format::csv) return out;
  return out + "\n" + (options.language == Language::ko ? report.sentence_ko : report.sentence) +
         "\n";
}

void StudyRun::Impl::keep(const StudyReport& report) {
  if (!file || !not_kept.empty()) return;
  RunRecord record = study_record(report, study_facts());
  record.head.command = options.command;
  note_asked(options, record);
  record.head.version = kVersion;
  record.head.started = started;
  record.head.ended = now_utc();
  for (const SourceText& source : loaded.sources) {
    record.inputs.push_back({source.name, source.text});
  }
  const Result<std::int64_t> run = file->write(record);
  if (!run) {
    not_kept = run.errors();
    return;
  }
  say(fmt::format("run {} is kept in {}\n", *run, escape_controls(results_path(options))));
}

int StudyRun::end(StudyReport report) {
  Impl& s = *impl_;
  report.tables.push_back(s.effort_table());
  s.bar.clear();
  std::vector<std::string> keys = {"failed"};
  for (const Table& table : report.tables) keys.push_back(table.key);
  if (Status known = check_tables(keys, s.options); !known) {
    return cli::fail(known.errors(), s.options);
  }
  s.keep(report);
  const int printed = print(s.rendered(report));
  if (!s.not_kept.empty()) return cli::fail(s.not_kept, s.options);
  if (printed != kDone) return printed;
  if (!report.whole || stop_asked()) {
    s.say_stopped();
    return kInterrupted;
  }
  if (!report.failures.empty()) return exit_code_of(report.failures.front().why);
  const std::int64_t unproven = s.unproven + report.unproven;
  if (unproven > 0) {
    say(fmt::format(
        "{} plans miss a limit, or have not the proof that was asked for (--gap, --time)\n",
        unproven));
    return kUnproven;
  }
  return kDone;
}

int StudyRun::fail(const Diagnostics& errors) {
  impl_->bar.clear();
  const int code = cli::fail(with_places(impl_->loaded, errors), impl_->options);
  if (stop_asked()) impl_->say_stopped();
  return code;
}

}  // namespace offtake::cli
