#include <algorithm>
#include <charconv>

#include "commands.h"
#include "offtake/base/text.h"
#include "offtake/base/version.h"
#include "offtake/results/record_explain.h"
#include "output.h"
#include "steps.h"

namespace offtake::cli {
namespace {

const std::vector<std::string> kTables = {"limits", "at_most", "not_signed",
                                          "missed", "changes", "conflict"};

// A plan as it is stored.
struct Stored {
  std::int64_t run = 0;
  RunRecord record;
  Json document;
  std::vector<Evaluation> known;
};

Result<std::int64_t> run_asked(const ResultsFile& file, const Options& options) {
  const std::string& text = options.subject;
  std::int64_t number = 0;
  if (!text.empty()) {
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc() && at == end && number > 0) return number;
    return refusal("E0902", fmt::format("{} is not the number of a run", quote(text)),
                   "take a number from the list of `offtake runs MODEL`");
  }
  const Result<std::vector<RunHead>> runs = file.list();
  if (!runs) return runs.errors();
  for (const RunHead& run : *runs) {
    if (run.command == "plan" && !run.ended.empty()) number = std::max(number, run.run);
  }
  if (number > 0) return number;
  return refusal("E0964", "no plan is stored",
                 fmt::format("offtake plan {}", escape_controls(options.model)));
}

Result<Stored> read_stored(const Options& options) {
  const Result<ResultsFile> file = open_results_file(options, ResultsFile::Access::read);
  if (!file) return file.errors();
  const Result<std::int64_t> run = run_asked(*file, options);
  if (!run) return run.errors();
  Result<RunRecord> record = file->read(*run);
  if (!record) return record.errors();
  if (!record->plan) {
    return refusal("E0964", fmt::format("run {} is no plan", *run), "`offtake runs` lists them");
  }
  const std::string& text = record->plan->document;
  if (text.empty()) {
    return refusal(
        "E0964", fmt::format("run {} is unfinished", *run),
        fmt::format("offtake plan {} --resume {}", escape_controls(options.model), *run));
  }
  Stored out;
  out.run = *run;
  out.document = Json::parse(text, nullptr, false);
  if (!out.document.is_object()) {
    return refusal("E0964", fmt::format("run {} can not be read", *run), "plan again");
  }
  out.record = std::move(*record);
  const auto kept = file->evaluations(*run);
  if (!kept) return kept.errors();
  for (const RunEvaluation& e : *kept) out.known.push_back({e.x, e.value, e.mean, e.cvar, e.slope});
  return out;
}

// The places of today's model are those of the plan only if it is the model that was planned, and
// its evaluations are worth something only to the program that made them.
Status check_same(const LoadedModel& loaded, const PlanFacts& facts, const Stored& stored) {
  if (loaded.hash != facts.model_hash) {
    return refusal("E0964", fmt::format("the model has changed since run {}", stored.run),
                   "plan again, or take the model as it was");
  }
  if (!facts.variant.empty()) {
    return refusal("E0964",
                   fmt::format("run {} is of a study that changed the model: {}", stored.run,
                               escape_controls(facts.variant)),
                   "plan the model itself, changed with --set where a key can say it");
  }
  if (problem_of(loaded.model, facts, kVersion) != stored.record.plan->problem) {
    return refusal("E0964",
                   fmt::format("run {} was made by version {}", stored.run,
                               escape_controls(stored.record.head.version)),
                   "plan again");
  }
  return ok_status();
}

Result<Explanation> explained(const PlanProblem& problem, const PlanFacts& facts,
                              const Stored& stored) {
  Explanation out;
  out.run = stored.run;
  out.facts = facts;
  const Domain& domain = problem.domain.domain;
  const auto positive = [](double v) { return v > 0.0; };
  out.in_lots = !stored.document.value("options", Json::object()).value("continuous", false) &&
                (std::any_of(domain.lot.begin(), domain.lot.end(), positive) ||
                 std::any_of(domain.least.begin(), domain.least.end(), positive));
  out.missed = violations_of(stored.document);
  if (!out.missed.empty()) {
    Result<Remedy> remedy = what_would_help(problem, highs_solver());
    if (!remedy) return remedy.errors();
    out.remedy = std::move(*remedy);
    return out;
  }
  const Result<Plan> plan = plan_from_json(stored.document, problem.model);
  if (!plan) return plan.errors();
  const std::vector<double> x = point_of(problem.columns, *plan);
  const bool known = std::any_of(stored.known.begin(), stored.known.end(),
                                 [&](const Evaluation& e) { return e.x == x; });
  if (!known) {
    return refusal(
        "E0964",
        fmt::format("run {} has no marginal values: the extensive form leaves none", stored.run),
        "plan with --method bundle");
  }
  Result<Bindings> binds = what_binds(problem, stored.known, x, facts.options);
  if (!binds) return binds.errors();
  out.binds = std::move(*binds);
  return out;
}

Place place_of(const LoadedModel& loaded, const std::string& key_path) {
  Diagnostic d;
  d.key_path = key_path;
  return with_places(loaded, {d}).front().place;
}

std::string rendered(const PlanProblem& problem, const Explanation& explanation,
                     const Options& options) {
  if (options.format == Format::json && options.table.empty()) {
    return render_json(explain_json(problem, explanation));
  }
  std::vector<Table> tables = explain_tables(problem, explanation);
  if (options.table.empty()) {
    std::erase_if(tables, [](const Table& t) { return t.rows.empty() && t.note.empty(); });
  }
  return render_tables(std::move(tables), options);
}

}  // namespace

int command_explain(const Options& options) {
  if (Status known = check_tables(kTables, options); !known) return fail(known.errors(), options);
  const Result<Stored> stored = read_stored(options);
  if (!stored) return fail(stored.errors(), options);
  Result<PlanFacts> facts = facts_of_problem(stored->record.plan->problem);
  if (!facts) return fail(facts.errors(), options);
  facts->options.threads = options.threads;
  Options as_planned = options;
  as_planned.set = stored->record.head.set;
  const Result<LoadedModel> loaded = read_model(as_planned);
  if (!loaded) return fail(loaded.errors(), options);
  if (Status same = check_same(*loaded, *facts, *stored); !same)
    return fail(same.errors(), options);
  const Result<StrategyId> strategy = find_strategy(
      loaded->model, facts->strategy.empty() ? std::string("as-signed") : facts->strategy);
  if (!strategy) return fail(strategy.errors(), options);

  const Result<PlanProblem> problem = plan_problem(loaded->model, *strategy, facts->options);
  if (!problem) return fail(with_places(*loaded, problem.errors()), options);
  Result<Explanation> explanation = explained(*problem, *facts, *stored);
  if (!explanation) return fail(with_places(*loaded, explanation.errors()), options);
  explanation->place = [&](const std::string& key_path) { return place_of(*loaded, key_path); };
  const int printed = print(rendered(*problem, *explanation, options));
  return printed != kDone ? printed : explanation->missed.empty() ? kDone : kInfeasible;
}

}  // namespace offtake::cli
