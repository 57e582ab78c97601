// A run that grows: a plan is begun, kept evaluation by evaluation, and ended.
#include "offtake/base/text.h"
#include "offtake/results/results_impl.h"

namespace offtake {
namespace {

Status write_plan(const Database& database, std::int64_t run, const RunPlan& plan) {
  Statement s =
      database.prepare("INSERT INTO plans (run, state, problem, document) VALUES (?, ?, ?, '')");
  s.bind(run).bind(std::string(kUnfinished)).bind(plan.problem);
  return s.run();
}

Status copy_evaluations(const Database& database, std::int64_t run, std::int64_t from) {
  Statement s = database.prepare(
      "INSERT INTO evaluations SELECT ?, number, x, value, slope FROM evaluations WHERE run = ?");
  s.bind(run).bind(from);
  return s.run();
}

Status write_evaluation(const Database& database, std::int64_t run, const RunEvaluation& e) {
  if (e.x.empty()) return ok_status();
  Statement s = database.prepare(
      "INSERT INTO evaluations (run, number, x, value, slope) SELECT ?1, "
      "coalesce(max(number) + 1, 0), ?2, ?3, ?4 FROM evaluations WHERE run = ?1");
  s.bind(run).bind(e.x).bind(std::vector<double>{e.value, e.mean, e.cvar}).bind(e.slope);
  return s.run();
}

Status write_iterations(const Database& database, std::int64_t run,
                        const std::vector<RunIteration>& iterations) {
  Statement s = database.prepare(
      "INSERT INTO iterations (run, number, phase, iteration, best, bound, gap, seconds) SELECT "
      "?1, coalesce(max(number) + 1, 0), ?2, ?3, ?4, ?5, ?6, ?7 FROM iterations WHERE run = ?1");
  for (const RunIteration& i : iterations) {
    s.bind(run).bind(i.phase).bind(i.iteration);
    s.bind(i.best).bind(i.bound).bind(i.gap).bind(i.seconds);
    if (Status status = s.run(); !status) return status;
  }
  return ok_status();
}

}  // namespace

Result<std::int64_t> ResultsFile::begin(const RunRecord& record, std::int64_t from) {
  OFFTAKE_CHECK(impl_ != nullptr && record.plan, "a closed file, or a run without a plan");
  const Database& database = impl_->database;
  Transaction transaction(database);
  if (!transaction.begun()) return transaction.begun().errors();
  RunRecord empty;
  empty.head = record.head;
  empty.head.ended.clear();
  empty.inputs = record.inputs;
  const Result<std::int64_t> run = write_parts(database, empty);
  if (!run) return run;
  if (Status status = write_plan(database, *run, *record.plan); !status) return status.errors();
  if (Status status = copy_evaluations(database, *run, from); !status) return status.errors();
  if (Status status = transaction.commit(); !status) return status.errors();
  return run;
}

Status ResultsFile::keep(std::int64_t run, const RunEvaluation& evaluation,
                         const std::vector<RunIteration>& iterations) {
  OFFTAKE_CHECK(impl_ != nullptr, "the results file is closed");
  const Database& database = impl_->database;
  Transaction transaction(database);
  if (!transaction.begun()) return transaction.begun();
  if (Status status = write_evaluation(database, run, evaluation); !status) return status;
  if (Status status = write_iterations(database, run, iterations); !status) return status;
  return transaction.commit();
}

Status ResultsFile::end(std::int64_t run, const RunRecord& record) {
  OFFTAKE_CHECK(impl_ != nullptr && record.plan, "a closed file, or a run without a plan");
  const Database& database = impl_->database;
  Transaction transaction(database);
  if (!transaction.begun()) return transaction.begun();
  Statement head = database.prepare(
      "UPDATE runs SET ended = ?, steps = ?, runoff_steps = ?, probabilities = ?, tables = ? "
      "WHERE run = ?");
  head.bind(record.head.ended)
      .bind(json_text(Json(record.steps)))
      .bind(json_text(Json(record.runoff_steps)))
      .bind(record.probabilities)
      .bind(json_text(record.tables))
      .bind(run);
  if (Status status = head.run(); !status) return status;
  if (Status status = write_measures(database, run, record); !status) return status;
  Statement plan = database.prepare("UPDATE plans SET state = ?, document = ? WHERE run = ?");
  plan.bind(record.plan->state).bind(record.plan->document).bind(run);
  if (Status status = plan.run(); !status) return status;
  return transaction.commit();
}

}  // namespace offtake
