#include "offtake/results/record_comparison.h"

#include <string_view>

#include "offtake/base/text.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_years.h"
#include "offtake/results/table_json.h"
#include "offtake/simulate/statistics.h"

namespace offtake {
namespace {

using Simulations = std::vector<NamedSimulation>;

void check_alike(const Simulations& simulations) {
  OFFTAKE_CHECK(!simulations.empty(), "nothing to compare");
  const Simulation& first = *simulations.front().simulation;
  for (const NamedSimulation& s : simulations) {
    OFFTAKE_CHECK(s.simulation->years.size() == first.years.size() &&
                      s.simulation->paths == first.paths &&
                      s.simulation->npv_usd.size() == first.npv_usd.size(),
                  "simulations of different clocks, paths or parties: " + s.name);
  }
}

Column of_simulation(const Column& column, const std::string& name) {
  Column out = column;
  out.key = name + "." + column.key;
  out.label += "\n" + name;
  if (!out.label_ko.empty()) out.label_ko += "\n" + name;
  return out;
}

// One column per field and simulation, the same field of all simulations side by side.
void add_fields(Table& table, const Simulations& simulations, const Model& model,
                const std::vector<std::string_view>& keys) {
  for (const std::string_view key : keys) {
    const YearField field = year_field(model, key);
    for (const NamedSimulation& s : simulations) {
      table.columns.push_back(of_simulation(field.column, s.name));
      for (std::size_t i = 0; i < table.rows.size(); ++i) {
        table.rows[i].emplace_back(field.value(s.simulation->years[i]));
      }
    }
  }
}

Table years_table(std::string key, std::string title, std::string title_ko,
                  const Simulation& simulation) {
  Table table{std::move(key), std::move(title), std::move(title_ko), {}, {}, ""};
  table.columns = {count_column("year", "Year", "연도")};
  for (const YearMeasures& y : simulation.years) table.rows.push_back(row_of(std::int64_t{y.year}));
  return table;
}

// Demand is the same in all unless a strategy changes the workloads, which it cannot.
Table compute_table(const Simulations& simulations, const Model& model) {
  const Simulation& first = *simulations.front().simulation;
  Table table = years_table("compute", "Compute: what was asked for and what was there",
                            "연산: 수요와 공급", first);
  const YearField demand = year_field(model, "demand_h100e");
  table.columns.push_back(demand.column);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    table.rows[i].emplace_back(demand.value(first.years[i]));
  }
  add_fields(table, simulations, model, {"delivered_h100e", "short_h100e"});
  return table;
}

Table risk_table(const Simulations& simulations, const Model& model) {
  Table table = years_table("risk", "Risk: too little and too much", "위험: 부족과 과잉",
                            *simulations.front().simulation);
  add_fields(table, simulations, model, {"shortage_probability", "idle_h100e"});
  return table;
}

Table money_table(const Simulations& simulations, const Model& model) {
  Table table =
      years_table("money", "Money of " + model.at(model.planner.party).name,
                  model.at(model.planner.party).name + "의 자금", *simulations.front().simulation);
  add_fields(table, simulations, model, {"spend_usd", "cash_usd"});
  return table;
}

std::vector<PartyId> parties_of(const Model& model, const ComparisonOptions& options) {
  if (!options.parties.empty()) return options.parties;
  std::vector<PartyId> all;
  for (std::size_t p = 1; p < model.parties.size(); ++p) all.emplace_back(p);
  return all;
}

void add_value_columns(Table& table, const Simulations& simulations) {
  table.columns = {text_column("party", "Party", "당사자")};
  for (const NamedSimulation& s : simulations) {
    table.columns.push_back(
        of_simulation(quantity_column("npv_usd", "NPV", "순현재가치", dim::money), s.name));
  }
  const auto add = [&](const char* key, const char* label, const char* label_ko,
                       const std::string& name) {
    table.columns.push_back(of_simulation(quantity_column(key, label, label_ko, dim::money), name));
  };
  for (std::size_t i = 1; i < simulations.size(); ++i) {
    add("gain_usd", "Gain", "이득", simulations[i].name);
    add("gain_low_usd", "95 % low", "95% 하한", simulations[i].name);
    add("gain_high_usd", "95 % high", "95% 상한", simulations[i].name);
  }
}

Table values_table(const Simulations& simulations, const Model& model,
                   const ComparisonOptions& options) {
  Table table{"values", "Value to each party", "당사자별 가치", {}, {}, ""};
  add_value_columns(table, simulations);
  if (simulations.size() > 1) {
    table.note = fmt::format("Gain: over {}, path by path on the same {} futures.",
                             simulations.front().name, simulations.front().simulation->paths);
    table.note_ko = fmt::format("이득: {} 대비, 같은 {}개의 미래에서 경로별로 비교.",
                                simulations.front().name, simulations.front().simulation->paths);
  }
  const SampleOptions sample{options.sampling == Sampling::antithetic};
  for (const PartyId party : parties_of(model, options)) {
    const std::size_t p = party.index();
    std::vector<Cell> row = row_of(model.at(party).name);
    for (const NamedSimulation& s : simulations) {
      row.emplace_back(s.simulation->values[p].npv_usd.mean);
    }
    const std::vector<double>& base = simulations.front().simulation->npv_usd[p];
    for (std::size_t i = 1; i < simulations.size(); ++i) {
      const Estimate gain = paired_difference(simulations[i].simulation->npv_usd[p], base, sample);
      for (const double v : {gain.mean, gain.low(), gain.high()}) row.emplace_back(v);
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

std::vector<Table> comparison_tables(const Simulations& simulations, const Model& model,
                                     const ComparisonOptions& options) {
  check_alike(simulations);
  return {compute_table(simulations, model), risk_table(simulations, model),
          money_table(simulations, model), values_table(simulations, model, options)};
}

Json comparison_json(const Simulations& simulations, const Model& model,
                     const ComparisonOptions& options) {
  Json out{{"format", "offtake.comparison"}, {"version", 1}, {"names", Json::array()}};
  for (const NamedSimulation& s : simulations) out["names"].push_back(s.name);
  for (const Table& table : comparison_tables(simulations, model, options)) {
    out[table.key] = rows_to_json(table);
  }
  return out;
}

}  // namespace offtake
