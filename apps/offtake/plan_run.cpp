#include "plan_run.h"

#include <algorithm>
#include <chrono>

#include "offtake/base/text.h"
#include "offtake/base/version.h"
#include "offtake/model/check.h"
#include "output.h"
#include "plan_progress.h"
#include "steps.h"
#include "stop.h"

namespace offtake::cli {
namespace {

constexpr double kRelaxedGap = 1e-4;  // of the continuous phase, before the tranches

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Diagnostic cannot_resume(std::string what, std::string mend) {
  Diagnostic d;
  d.code = "E0902";
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

// The run to go on from; 0: none.
Result<std::int64_t> earlier_run(const ResultsFile& file, const std::string& problem,
                                 const Options& options) {
  if (!options.resume) return std::int64_t{0};
  const Result<std::vector<std::int64_t>> fitting = file.plans_of(problem);
  if (!fitting) return fitting.errors();
  if (options.resume_run == 0) {
    if (fitting->empty()) say("no such plan is stored: it begins anew\n");
    return fitting->empty() ? std::int64_t{0} : fitting->front();
  }
  if (std::find(fitting->begin(), fitting->end(), options.resume_run) != fitting->end()) {
    return options.resume_run;
  }
  const Result<RunRecord> other = file.read(options.resume_run);
  if (!other) return other.errors();
  return cannot_resume(
      fmt::format(
          "run {} is {}", options.resume_run,
          other->plan ? "a plan of another model, strategy, futures, cases or risk" : "no plan"),
      "give the same model and options, or plan without --resume");
}

}  // namespace

PlanFacts plan_facts(const LoadedModel& loaded, StrategyId strategy, const Options& options) {
  PlanFacts facts;
  facts.model_hash = loaded.hash;
  if (strategy.valid()) facts.strategy = loaded.model.at(strategy).name;
  PlanOptions& o = facts.options;
  if (options.method == Method::extensive) o.by = PlanMethod::extensive;
  o.risk_weight = options.risk;
  if (options.cells > 0) o.cells = options.cells;
  if (options.epoch_months > 0.0) o.epoch_months = options.epoch_months;
  o.futures = {options.seed, options.sampling};
  o.paths = o.fresh_paths = options.paths;
  o.threads = options.threads;
  o.comparisons = !options.quick;
  BundleOptions& m = o.method;
  m.continuous = options.continuous;
  if (options.gap) {
    m.integer_gap = *options.gap;
    m.gap = options.continuous ? *options.gap : std::min(kRelaxedGap, *options.gap / 2.0);
  }
  m.time_limit_seconds = options.time_limit_seconds;
  m.clock = seconds_now;
  m.stop = stop_asked;
  return facts;
}

// --cells and --epochs are judged as the model's own keys are.
Status check_plan_options(const LoadedModel& loaded, const PlanFacts& facts) {
  Model asked = loaded.model;
  asked.planner.tree = asked.planner.tree && !facts.options.cells;
  asked.planner.cells = facts.options.cells.value_or(asked.planner.cells);
  asked.planner.epoch_months = facts.options.epoch_months.value_or(asked.planner.epoch_months);
  for (const Problem& problem : check(asked)) {
    if (problem.severity != Severity::error) continue;
    Diagnostic d;
    d.code = problem.code;
    d.what = problem.what;
    d.expected = problem.expected;
    d.mend = problem.mend;
    d.place.file = problem.path == "planner.epochs" ? "--epochs" : "--cells";
    return d;
  }
  return ok_status();
}

Result<PlanRun> PlanRun::begin(const LoadedModel& loaded, const PlanFacts& facts,
                               const Options& options) {
  PlanRun out;
  Result<std::optional<ResultsFile>> file = open_results(options);
  if (!file) return file.errors();
  if (!*file) {
    if (!options.resume) return out;
    return cannot_resume("nothing is stored with `--results none`", "leave out --resume");
  }
  out.file_ = std::move(*file);
  out.record_ = plan_record(loaded.model, facts, kVersion);
  out.record_.head.set = loaded.set;
  out.record_.head.started = now_utc();
  note_asked(options, out.record_);
  for (const SourceText& source : loaded.sources) {
    out.record_.inputs.push_back({source.name, source.text});
  }
  const Result<std::int64_t> from = earlier_run(*out.file_, out.record_.plan->problem, options);
  if (!from) return from.errors();
  const Result<std::int64_t> number = out.file_->begin(out.record_, *from);
  if (!number) return number.errors();
  out.number_ = *number;
  const auto kept = out.file_->evaluations(*number);
  if (!kept) return kept.errors();
  for (const RunEvaluation& e : *kept)
    out.known_.push_back({e.x, e.value, e.mean, e.cvar, e.slope});
  if (*from > 0) {
    say(fmt::format("run {} goes on from run {}: {} plans are evaluated already\n", *number, *from,
                    out.known_.size()));
  }
  return out;
}

void PlanRun::note(const Status& status) {
  if (!status && not_kept_.empty()) not_kept_ = status.errors();
}

void PlanRun::keep(const Evaluation& e) {
  if (!number_ || !not_kept_.empty()) return;
  note(file_->keep(*number_, {e.x, e.value, e.mean, e.cvar, e.slope}, log_));
  log_.clear();
}

void PlanRun::log(const BundleProgress& p) {
  const char* phase = p.phase == BundleProgress::Phase::continuous ? "continuous" : "integer";
  log_.push_back({phase, p.iteration, p.best, p.bound, p.gap, p.seconds});
}

void PlanRun::end(const PlanResult& result, const PlanFacts& facts) {
  if (!number_ || !not_kept_.empty()) return;
  note(file_->keep(*number_, {}, log_));
  record_.head.ended = now_utc();
  end_record(result, facts, record_);
  add_played(result, facts, record_);
  if (not_kept_.empty()) note(file_->end(*number_, record_));
}

PlanOptions watched(const PlanFacts& facts, PlanRun& run, PlanProgress& progress) {
  PlanOptions o = facts.options;
  o.sizes = [&](const PlanSizes& s) { progress.sizes(s); };
  o.phase = [&](const std::string& name) { progress.phase(name); };
  o.method.known = run.known();
  o.method.keep = [&](const Evaluation& e) {
    progress.ranges(e);
    run.keep(e);
    return ok_status();
  };
  o.method.progress = [&](const BundleProgress& p) {
    progress.iteration(p);
    run.log(p);
  };
  return o;
}

}  // namespace offtake::cli
