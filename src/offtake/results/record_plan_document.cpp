// A plan as a document, and as a run of the results file.
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/results/record_plan_parts.h"
#include "offtake/results/record_simulation.h"
#include "offtake/results/table_json.h"

namespace offtake {
namespace {

// NaN and infinity have no JSON.
Json number(double value) { return to_json(Cell{value}); }
Json numbers(const std::vector<double>& values) {
  Json all = Json::array();
  for (const double v : values) all.push_back(number(v));
  return all;
}

Json valued_json(const Valued& v) {
  return {{"mean", number(v.mean_usd)},
          {"cvar", number(v.cvar_usd)},
          {"objective", number(v.objective_usd)}};
}
Json valued_json(const std::optional<Valued>& v) { return v ? valued_json(*v) : Json(nullptr); }

Json estimate_json(const Estimate& e) {
  return {{"mean", number(e.mean)}, {"low", number(e.low())}, {"high", number(e.high())}};
}

Json options_json(const Model& model, const PlanFacts& facts) {
  const PlanOptions& o = facts.options;
  return {{"method", o.by == PlanMethod::extensive ? "extensive" : "bundle"},
          {"paths", o.paths},
          {"fresh_paths", o.fresh_paths},
          {"seed", o.futures.seed},
          {"sampling", key_of(o.futures.sampling)},
          {"risk_weight", number(o.risk_weight.value_or(model.planner.risk_weight))},
          {"risk_tail", number(model.planner.risk_tail)},
          {"cells", !o.cells && model.planner.tree ? Json("given")
                                                   : Json(o.cells.value_or(model.planner.cells))},
          {"epoch_months", number(o.epoch_months.value_or(model.planner.epoch_months))},
          {"gap", number(asked_gap(o))},
          {"continuous", o.method.continuous},
          {"comparisons", o.comparisons}};
}

// One signing, or exercise of what was signed, in one cell.
Json decision_json(const PlanResult& result, const Signing& s, int cell) {
  Json out{{"offer", result.model.at(s.offer).name},
           {"date", date_name(result.model.clock, s.month)},
           {"month", number(s.month)},
           {"epoch", s.epoch},
           {"cell", cell},
           {"if", cell_name(result.plan.epochs[std::size_t(s.epoch)], cell)},
           {"mw", number(s.mw_by_cell[std::size_t(cell)])}};
  if (s.exercise == Exercise::none) return out;
  out["exercise"] = key_of(s.exercise);
  out["signed_month"] = number(s.base_month);
  return out;
}

Json decisions_json(const PlanResult& result, int last_epoch) {
  Json all = Json::array();
  for (const Signing& s : result.plan.signings) {
    if (s.epoch < 0 || s.epoch > last_epoch) continue;
    for (int c = 0; c < int(s.mw_by_cell.size()); ++c) {
      if (s.mw_by_cell[std::size_t(c)] > 0.0) all.push_back(decision_json(result, s, c));
    }
  }
  return all;
}

Json epochs_json(const PlanResult& result) {
  Json all = Json::array();
  for (const Epoch& epoch : result.plan.epochs) {
    Json signals = Json::array(), thresholds = Json::array(), nodes = Json::array(),
         cells = Json::array();
    for (const DriverId d : epoch.signals) signals.push_back(result.model.at(d).name);
    for (const auto& cuts : epoch.thresholds) thresholds.push_back(numbers(cuts));
    for (const auto& node : epoch.nodes) nodes.push_back(numbers(node));
    for (int c = 0; c < epoch.cells(); ++c) cells.push_back(cell_name(epoch, c));
    all.push_back({{"date", date_name(result.model.clock, epoch.month)},
                   {"month", number(epoch.month)},
                   {"signals", std::move(signals)},
                   {"thresholds", std::move(thresholds)},
                   {"nodes", std::move(nodes)},
                   {"cells", std::move(cells)}});
  }
  return all;
}

Json seconds_json(const PlanResult& result) {
  Json seconds = Json::object();
  for (const PhaseTime& p : result.phases) seconds[p.name] = number(p.seconds);
  seconds["oracle"] = number(result.method.seconds_oracle);
  seconds["rehearsal"] = number(result.method.seconds_rehearsal);
  seconds["master"] = number(result.method.seconds_master);
  seconds["integer"] = number(result.method.seconds_integer);
  return seconds;
}

void add_proof(const PlanResult& result, Json& out) {
  const BundleResult& m = result.method;
  out["value"] = number(m.objective);
  out["penalty"] = number(m.penalty);
  out["bound"] = number(m.bound);
  out["gap"] = number(m.gap);
  out["certified"] = m.end == BundleEnd::proven && m.verified;
  out["claimed_bound"] = number(m.claimed_bound);
  out["claimed_gap"] = number(m.claimed_gap);
  out["end"] = key_of(m.end);
  out["verified"] = m.verified;
  out["worst_violation"] = number(m.worst_violation);
  out["relaxed_value"] = number(m.relaxed_objective);
  Json missed = Json::array();
  for (const Violation& v : violations(result)) {
    missed.push_back({{"row", v.row}, {"key", v.key_path}, {"by_mw", number(v.by)}});
  }
  out["violations"] = std::move(missed);
}

void add_values(const PlanResult& result, Json& out) {
  out["in_sample"] = valued_json(result.in_sample);
  out["out_of_sample"] = nullptr;
  if (result.played) {
    Json fresh = valued_json(result.fresh);
    fresh["low"] = number(result.fresh_objective.low());
    fresh["high"] = number(result.fresh_objective.high());
    out["out_of_sample"] = std::move(fresh);
  }
  out["nothing"] = result.compared ? valued_json(result.nothing) : Json(nullptr);
  out["agreements_alone"] = result.compared ? valued_json(result.agreements_alone) : Json(nullptr);
  out["here_and_now"] = valued_json(result.here_and_now);
  out["expected_value"] = valued_json(result.expected_value);
  out["vss"] = number(value_of_stochastic_solution(result));
  out["value_of_adapting"] = number(value_of_adapting(result));
  out["perfect_information"] = nullptr;
  if (result.perfect) {
    Json gain = estimate_json(result.perfect->gain_usd);
    out["perfect_information"] = {{"paths", result.perfect->paths},
                                  {"mean", gain["mean"]},
                                  {"low", gain["low"]},
                                  {"high", gain["high"]}};
  }
}

}  // namespace

Json plan_json(const PlanResult& result, const PlanFacts& facts) {
  Json out{{"format", "offtake.plan"}, {"version", 1}};
  out["model"] = {{"title", to_json(Cell{result.model.title})},
                  {"hash", facts.model_hash},
                  {"strategy", facts.strategy}};
  out["options"] = options_json(result.model, facts);
  add_proof(result, out);
  out["first_stage"] = decisions_json(result, 0);
  out["decisions"] = decisions_json(result, int(result.plan.epochs.size()));
  out["epochs"] = epochs_json(result);
  add_values(result, out);
  const PlanSizes& s = result.sizes;
  out["size"] = {{"columns", s.columns}, {"offers", s.offers},       {"epochs", s.epochs},
                 {"cells", s.cells},     {"sequences", s.sequences}, {"rows", result.rows.size()}};
  out["iterations"] = result.method.iterations;
  out["integer_rounds"] = result.method.integer_rounds;
  out["evaluations"] = result.method.evaluations + result.method.evaluations_known;
  for (const Table& table :
       {brings_table(result, facts), plan_years_table(result), left_out_table(result)}) {
    out[table.key] = rows_to_json(table);
  }
  Json incidents = Json::array();
  for (const std::string& i : result.method.incidents) incidents.push_back(i);
  out["incidents"] = std::move(incidents);
  out["seconds"] = seconds_json(result);
  return out;
}

std::string problem_of(const Model& model, const PlanFacts& facts, const std::string& version) {
  Json options = options_json(model, facts);
  for (const char* key : {"fresh_paths", "gap", "continuous", "comparisons"}) options.erase(key);
  Json problem = {{"model", facts.model_hash},
                  {"strategy", facts.strategy},
                  {"options", std::move(options)},
                  {"version", version}};
  if (!facts.variant.empty()) problem["variant"] = facts.variant;
  return problem.dump(-1, ' ', false, Json::error_handler_t::replace);
}

RunRecord plan_record(const Model& model, const PlanFacts& facts, const std::string& version) {
  RunRecord r;
  r.head.command = "plan";
  r.head.title = model.title;
  r.head.strategy = facts.strategy;
  r.head.model_hash = facts.model_hash;
  r.head.seed = facts.options.futures.seed;
  r.head.paths = facts.options.paths;
  r.head.sampling = key_of(facts.options.futures.sampling);
  r.head.version = version;
  r.plan = RunPlan{kUnfinished, problem_of(model, facts, version), {}};
  return r;
}

void end_record(const PlanResult& result, const PlanFacts& facts, RunRecord& r) {
  for (const Table& table : plan_tables(result, facts)) r.tables[table.key] = to_json(table);
  const Table decisions = decisions_table(result);
  r.tables[decisions.key] = to_json(decisions);
  r.plan->state = key_of(result.method.end);
  r.plan->document = plan_json(result, facts).dump(-1, ' ', false, Json::error_handler_t::replace);
}

void add_played(const PlanResult& result, const PlanFacts& facts, RunRecord& r) {
  if (!result.played) return;
  const FuturesOptions fresh = fresh_futures(facts.options.futures);
  RunRecord played = run_record(*result.played, result.model,
                                {facts.model_hash, facts.strategy, fresh.seed, fresh.sampling});
  r.steps = std::move(played.steps);
  r.runoff_steps = std::move(played.runoff_steps);
  r.probabilities = std::move(played.probabilities);
  r.series = std::move(played.series);
  r.values = std::move(played.values);
  r.ledger = std::move(played.ledger);
  for (auto& [key, table] : played.tables.items()) r.tables[key] = std::move(table);
}

}  // namespace offtake
