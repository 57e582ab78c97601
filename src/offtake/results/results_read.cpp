#include <algorithm>
#include <charconv>

#include "offtake/base/text.h"
#include "offtake/results/results_impl.h"

namespace offtake {
namespace {

Diagnostic damaged(const Database& database) {
  return results_error("E1001", database.path(),
                       "the results file is damaged: a run does not read as it was written",
                       "restore it from a copy, or name another file with --results");
}

bool parse_texts(const std::string& text, std::vector<std::string>& out) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_array()) return false;
  for (const Json& item : json) {
    if (!item.is_string()) return false;
    out.push_back(item.get<std::string>());
  }
  return true;
}

bool parse_seed(const std::string& text, std::uint64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

constexpr const char* kHeadColumns =
    "run, command, title, strategy, model_hash, set_options, seed, paths, sampling, version, "
    "started, ended, coalesce(state, '')";
constexpr const char* kHeads = "runs LEFT JOIN plans USING (run)";

bool read_head(Statement& s, RunHead& h) {
  h.run = s.integer();
  h.command = s.text();
  h.title = s.text();
  h.strategy = s.text();
  h.model_hash = s.text();
  const bool set = parse_texts(s.text(), h.set);
  const bool seed = parse_seed(s.text(), h.seed);
  h.paths = s.integer();
  h.sampling = s.text();
  h.version = s.text();
  h.started = s.text();
  h.ended = s.text();
  h.state = s.text();
  return set && seed;
}

Status read_run(const Database& database, std::int64_t run, RunRecord& r) {
  Statement s = database.prepare(
      fmt::format("SELECT {}, steps, runoff_steps, probabilities, tables FROM {} WHERE run = ?",
                  kHeadColumns, kHeads));
  s.bind(run);
  if (!s.next()) {
    if (Status status = s.finish(); !status) return status;
    return results_error("E1009", database.path(), fmt::format("there is no run {}", run),
                         "`offtake runs` lists them");
  }
  const bool head = read_head(s, r.head);
  const bool steps = parse_texts(s.text(), r.steps);
  const bool runoff = parse_texts(s.text(), r.runoff_steps);
  r.probabilities = s.vector();
  r.tables = Json::parse(s.text(), nullptr, false);
  const bool tables =
      r.tables.is_object() && std::all_of(r.tables.begin(), r.tables.end(),
                                          [](const Json& table) { return table.is_object(); });
  if (!head || !steps || !runoff || !tables) return damaged(database);
  return ok_status();
}

Status read_inputs(const Database& database, std::int64_t run, RunRecord& r) {
  Statement s = database.prepare(
      "SELECT name, text FROM inputs JOIN texts USING (text_id) WHERE run = ? ORDER BY name");
  s.bind(run);
  while (s.next()) {
    RunInput& input = r.inputs.emplace_back();
    input.name = s.text();
    input.text = s.text();
  }
  return s.finish();
}

void append(std::vector<double>& to, const std::vector<double>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

Status read_series(const Database& database, std::int64_t run, RunRecord& r) {
  Statement s = database.prepare(
      "SELECT measure, party, step, mean, standard_error, quantiles, sampled FROM series "
      "WHERE run = ? ORDER BY measure, party, step");
  s.bind(run);
  bool whole = true;
  while (s.next()) {
    std::string measure = s.text(), party = s.text();
    if (r.series.empty() || r.series.back().measure != measure || r.series.back().party != party) {
      r.series.push_back({std::move(measure), std::move(party), {}, {}, {}, {}});
    }
    RunSeries& x = r.series.back();
    whole = whole && s.integer() == std::int64_t(x.mean.size());
    x.mean.push_back(s.real());
    x.standard_error.push_back(s.real());
    append(x.quantile, s.vector());
    append(x.sampled, s.vector());
  }
  if (Status status = s.finish(); !status) return status;
  for (const RunSeries& x : r.series) {
    whole = whole && x.mean.size() == r.steps.size() &&
            x.quantile.size() == x.mean.size() * r.probabilities.size() &&
            x.sampled.size() % x.mean.size() == 0;
  }
  return whole ? ok_status() : Status(damaged(database));
}

Status read_values(const Database& database, std::int64_t run, RunRecord& r) {
  Statement s = database.prepare(
      "SELECT party, first_path, npv_usd FROM npv WHERE run = ? ORDER BY party, first_path");
  s.bind(run);
  bool whole = true;
  while (s.next()) {
    std::string party = s.text();
    if (r.values.empty() || r.values.back().party != party) {
      r.values.push_back({std::move(party), {}});
    }
    std::vector<double>& npv = r.values.back().npv_usd;
    whole = whole && s.integer() == std::int64_t(npv.size());
    append(npv, s.vector());
  }
  if (Status status = s.finish(); !status) return status;
  for (const RunValue& v : r.values) {
    whole = whole && std::int64_t(v.npv_usd.size()) == r.head.paths;
  }
  return whole ? ok_status() : Status(damaged(database));
}

Status read_ledger(const Database& database, std::int64_t run, RunRecord& r) {
  Statement s = database.prepare(
      "SELECT agreement, workload, account, payer, payee, mean_usd FROM ledger "
      "WHERE run = ? ORDER BY line");
  s.bind(run);
  while (s.next()) {
    RunLedgerLine& l = r.ledger.emplace_back();
    l.agreement = s.text();
    l.workload = s.text();
    l.account = s.text();
    l.payer = s.text();
    l.payee = s.text();
    l.mean_usd = s.vector();
  }
  return s.finish();
}

Status read_plan(const Database& database, std::int64_t run, RunRecord& r) {
  Statement s = database.prepare("SELECT state, problem, document FROM plans WHERE run = ?");
  s.bind(run);
  if (s.next()) {
    RunPlan& plan = r.plan.emplace();
    plan.state = s.text();
    plan.problem = s.text();
    plan.document = s.text();
  }
  return s.finish();
}

Status read_iterations(const Database& database, std::int64_t run, RunRecord& r) {
  Statement s = database.prepare(
      "SELECT phase, iteration, best, bound, gap, seconds FROM iterations WHERE run = ? "
      "ORDER BY number");
  s.bind(run);
  while (s.next()) {
    RunIteration& i = r.iterations.emplace_back();
    i.phase = s.text();
    i.iteration = s.integer();
    i.best = s.real();
    i.bound = s.real();
    i.gap = s.real();
    i.seconds = s.real();
  }
  return s.finish();
}

}  // namespace

Result<std::vector<RunHead>> ResultsFile::list() const {
  OFFTAKE_CHECK(impl_ != nullptr, "the results file is closed");
  const Database& database = impl_->database;
  Statement s =
      database.prepare(fmt::format("SELECT {} FROM {} ORDER BY run", kHeadColumns, kHeads));
  std::vector<RunHead> all;
  while (s.next()) {
    if (!read_head(s, all.emplace_back())) return damaged(database);
  }
  if (Status status = s.finish(); !status) return status.errors();
  return all;
}

Result<RunRecord> ResultsFile::read(std::int64_t run) const {
  OFFTAKE_CHECK(impl_ != nullptr, "the results file is closed");
  RunRecord record;
  for (const auto& part :
       {read_run, read_inputs, read_series, read_values, read_ledger, read_plan, read_iterations}) {
    if (Status status = part(impl_->database, run, record); !status) return status.errors();
  }
  return record;
}

Result<std::vector<RunEvaluation>> ResultsFile::evaluations(std::int64_t run) const {
  OFFTAKE_CHECK(impl_ != nullptr, "the results file is closed");
  const Database& database = impl_->database;
  Statement s =
      database.prepare("SELECT x, value, slope FROM evaluations WHERE run = ? ORDER BY number");
  s.bind(run);
  std::vector<RunEvaluation> all;
  while (s.next()) {
    RunEvaluation& e = all.emplace_back();
    e.x = s.vector();
    const std::vector<double> value = s.vector();
    e.slope = s.vector();
    if (value.size() != 3 || e.slope.size() != e.x.size()) return damaged(database);
    e.value = value[0];
    e.mean = value[1];
    e.cvar = value[2];
  }
  if (Status status = s.finish(); !status) return status.errors();
  return all;
}

Result<std::vector<std::int64_t>> ResultsFile::plans_of(const std::string& problem) const {
  OFFTAKE_CHECK(impl_ != nullptr, "the results file is closed");
  Statement s =
      impl_->database.prepare("SELECT run FROM plans WHERE problem = ? ORDER BY run DESC");
  s.bind(problem);
  std::vector<std::int64_t> runs;
  while (s.next()) runs.push_back(s.integer());
  if (Status status = s.finish(); !status) return status.errors();
  return runs;
}

}  // namespace offtake
