#include "offtake/base/text.h"
#include "offtake/results/record_contagion.h"
#include "offtake/results/record_flows.h"
#include "offtake/results/record_simulation.h"
#include "offtake/results/table_json.h"

namespace offtake {
namespace {

// NaN and infinity have no JSON; negative zero would be a difference without a meaning.
Json number(double value) { return to_json(Cell{value}); }

Json numbers(const std::vector<double>& values) {
  Json all = Json::array();
  for (const double v : values) all.push_back(number(v));
  return all;
}

Json texts(const std::vector<std::string>& values) {
  Json all = Json::array();
  for (const std::string& v : values) all.push_back(to_json(Cell{v}));
  return all;
}

std::vector<std::string> labels(const Clock& clock, int first, int last) {
  std::vector<std::string> all;
  for (int k = first; k < last; ++k) all.push_back(clock.label(k));
  return all;
}

std::string name_of(AgreementId id, const Model& model) {
  return id.valid() ? model.at(id).name : "";
}
std::string name_of(WorkloadId id, const Model& model) {
  return id.valid() ? model.at(id).name : "";
}

Json ledger_json(const RunRecord& record) {
  Json all = Json::array();
  for (const RunLedgerLine& line : record.ledger) {
    all.push_back({{"agreement", line.agreement},
                   {"workload", line.workload},
                   {"account", line.account},
                   {"payer", line.payer},
                   {"payee", line.payee},
                   {"mean_usd", numbers(line.mean_usd)}});
  }
  return all;
}

Json series_json(const RunRecord& record) {
  Json all = Json::array();
  const std::size_t quantiles = record.probabilities.size();
  for (const RunSeries& s : record.series) {
    for (std::size_t k = 0; k < s.mean.size(); ++k) {
      Json row{{"measure", s.measure},
               {"party", s.party},
               {"step", record.steps[k]},
               {"mean", number(s.mean[k])},
               {"standard_error", number(s.standard_error[k])}};
      for (std::size_t q = 0; q < quantiles; ++q) {
        row[fmt::format("q{:02.0f}", 100.0 * record.probabilities[q])] =
            number(s.quantile[k * quantiles + q]);
      }
      all.push_back(std::move(row));
    }
  }
  return all;
}

RunSeries series_record(const StepSeries& s, const Model& model) {
  RunSeries out{key_of(s.measure), model.at(s.party).name, {}, {}, s.quantile, s.sampled};
  for (const Estimate& e : s.estimate) {
    out.mean.push_back(e.mean);
    out.standard_error.push_back(e.standard_error);
  }
  return out;
}

}  // namespace

std::map<std::string, std::string> sampling_words() {
  return {{"plain", "단순"}, {"antithetic", "대조 변량"}, {"sobol", "소볼"}};
}

std::string key_of(Sampling sampling) {
  switch (sampling) {
    case Sampling::plain:
      return "plain";
    case Sampling::antithetic:
      return "antithetic";
    case Sampling::sobol:
      return "sobol";
  }
  return "";
}

RunRecord run_record(const Simulation& simulation, const Model& model,
                     const SimulationFacts& facts) {
  RunRecord r;
  r.head.title = model.title;
  r.head.strategy = facts.strategy;
  r.head.model_hash = facts.model_hash;
  r.head.seed = facts.seed;
  r.head.paths = simulation.paths;
  r.head.sampling = key_of(facts.sampling);
  const int steps = simulation.steps, all = steps + simulation.runoff_steps;
  r.steps = labels(model.clock, 0, steps);
  r.runoff_steps = labels(model.clock, steps, all);
  r.probabilities.assign(kQuantiles, kQuantiles + kQuantileCount);
  for (const StepSeries& s : simulation.series) r.series.push_back(series_record(s, model));
  for (std::size_t p = 1; p < simulation.npv_usd.size(); ++p) {
    if (simulation.npv_usd[p].empty()) break;  // of too many paths
    r.values.push_back({model.parties[p].name, simulation.npv_usd[p]});
  }
  for (const LedgerLine& line : simulation.ledger) {
    r.ledger.push_back({name_of(line.agreement, model), name_of(line.workload, model), line.account,
                        model.at(line.payer).name, model.at(line.payee).name, line.mean_usd});
  }
  for (const Table& table : {by_year_table(simulation, model), parties_table(simulation, model),
                             npv_parts_table(simulation, model), unpaid_table(simulation, model),
                             party_years_table(simulation, model), returns_table(simulation, model),
                             resources_table(simulation, model), ledger_table(simulation, model),
                             capacity_table(simulation, model), covenants_table(simulation, model),
                             conservation_table(simulation, model)}) {
    r.tables[table.key] = to_json(table);
  }
  for (const Table& table : flows_tables({model, simulation, facts, flows_of(model, simulation),
                                          circularity(model, simulation)})) {
    r.tables[table.key] = to_json(table);
  }
  if (simulation.contagion) {
    for (const Table& table : contagion_tables(*simulation.contagion, model)) {
      r.tables[table.key] = to_json(table);
    }
  }
  return r;
}

Json simulation_json(const Simulation& simulation, const Model& model,
                     const SimulationFacts& facts) {
  const RunRecord r = run_record(simulation, model, facts);
  Json out{{"format", "offtake.simulation"}, {"version", 1}};
  out["model"] = {{"title", to_json(Cell{r.head.title})},
                  {"hash", r.head.model_hash},
                  {"strategy", r.head.strategy}};
  out["options"] = {{"paths", r.head.paths}, {"seed", r.head.seed}, {"sampling", r.head.sampling}};
  if (simulation.batch_paths > 0) out["options"]["batch_paths"] = simulation.batch_paths;
  out["steps"] = texts(r.steps);
  out["runoff_steps"] = texts(r.runoff_steps);
  for (const char* key : {"by_year", "parties", "party_years", "returns", "resources"}) {
    out[key] = r.tables[key]["rows"];
  }
  if (!simulation.covenants.empty()) {
    out["covenants"] = to_json(covenants_table(simulation, model))["rows"];
  }
  out["ledger"] = ledger_json(r);
  out["series"] = series_json(r);
  const Conservation& c = simulation.conservation;
  out["conservation"] = {{"worst_imbalance_usd", number(c.worst_usd)},
                         {"gross_usd", numbers(c.gross_usd)},
                         {"imbalance_usd", numbers(c.imbalance_usd)}};
  if (simulation.contagion) {
    for (const char* key : {"contagion", "contagion_links", "contagion_by_year"}) {
      out[key] = r.tables[key]["rows"];
    }
    out["conservation"]["contagion_worst_imbalance_usd"] =
        number(simulation.contagion->worst_imbalance_usd);
  }
  return out;
}

}  // namespace offtake
