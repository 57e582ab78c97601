// A Simulation as tables for people and as a document for programs. `model` is the one that was
// simulated: under its strategy. Cells hold names (never labels), so a table can be joined with the
// model. Nothing here depends on the clock on the wall or on the number of threads.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "offtake/base/json.h"
#include "offtake/results/run_record.h"
#include "offtake/results/table.h"
#include "offtake/simulate/simulation.h"

namespace offtake {

// What was asked, which a Simulation does not know of itself.
struct SimulationFacts {
  std::string model_hash;
  std::string strategy;  // empty: the model as it stands
  std::uint64_t seed = 1;
  Sampling sampling = Sampling::plain;
};
std::string key_of(Sampling sampling);                // "plain", "antithetic", "sobol"
std::map<std::string, std::string> sampling_words();  // and their Korean

// One row per calendar year of the clock: the planner's compute, power, money and concentration.
Table by_year_table(const Simulation& simulation, const Model& model);
// One row per party (without the outside): its value with interval and quantiles, its cash.
Table parties_table(const Simulation& simulation, const Model& model);
// One row per party: its value as its expected payments, the price of emergency funding, what
// nobody pays for and what its stakes are worth, all discounted; and what a step is discounted by.
Table npv_parts_table(const Simulation& simulation, const Model& model);
// One row per party and step (run-off too) with value that nobody pays for.
Table unpaid_table(const Simulation& simulation, const Model& model);
// One row per year and party: net cash, cash, emergency funding, cash-flow-at-risk.
Table party_years_table(const Simulation& simulation, const Model& model);
// One row per agreement and side of it (without the outside): what it is worth, with interval, and
// its internal rate. No rows for what never pays.
Table returns_table(const Simulation& simulation, const Model& model);
// One row per agreement (or workload), account, payer and payee: expected payments, in the clock,
// in the run-off and in all.
Table ledger_table(const Simulation& simulation, const Model& model);
// The same by calendar year, run-off too. Neither shows what is never paid.
Table ledger_by_year_table(const Simulation& simulation, const Model& model);
// One row per resource and year. The key is "resources"; no rows when the model has none.
Table resources_table(const Simulation& simulation, const Model& model);
// One row per covenant of a loan and year: the highest probability of a breach in any of its steps.
Table covenants_table(const Simulation& simulation, const Model& model);
// One row per step and provider: what stands ready for the planner and what works of it, expected.
// An own build has the planner as its provider.
Table capacity_table(const Simulation& simulation, const Model& model);
// One row: what was paid in all, and the worst sum over all parties that was not zero.
Table conservation_table(const Simulation& simulation, const Model& model);

// What `simulate` shows: by_year, parties, returns, resources and covenants (if any), conservation.
std::vector<Table> simulation_tables(const Simulation& simulation, const Model& model);

// The document of `--format json`, bit-identical for equal inputs:
//   {"format": "offtake.simulation", "version": 1,
//    "model": {"title", "hash", "strategy"}, "options": {"paths", "seed", "sampling"},
//    "steps": [label], "runoff_steps": [label],
//    "by_year", "parties", "party_years", "returns", "resources": rows of the tables above,
//    "covenants": the same, where there are any,
//    "ledger": [{"agreement", "workload", "account", "payer", "payee",
//                "mean_usd": [step, run-off too]}],
//    "series": [{"measure", "party", "step", "mean", "standard_error", "q05" … "q95"}],
//    "conservation": {"worst_imbalance_usd", "gross_usd": [step], "imbalance_usd": [step]}}
// With contagion also the rows of its tables, by their keys, and in "conservation"
// "contagion_worst_imbalance_usd".
Json simulation_json(const Simulation& simulation, const Model& model,
                     const SimulationFacts& facts);

// The simulation as the results file keeps it: all tables above, of contagion and of flows
// (record_flows.h). The caller adds what only it knows: head.set, head.version, head.started,
// head.ended and the inputs.
RunRecord run_record(const Simulation& simulation, const Model& model,
                     const SimulationFacts& facts);

}  // namespace offtake
