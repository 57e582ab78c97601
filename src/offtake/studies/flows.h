// Who pays whom, and who computes on whose machines: the ledger and the capacity of a simulation
// added up by calendar year, both expected. docs/reference/flows.md.
#pragma once

#include <string>
#include <vector>

#include "offtake/simulate/simulation.h"

namespace offtake {

struct MoneyFlow {
  PartyId payer, payee;
  std::string account;
  std::vector<double> usd;  // [year]
  double clock_usd = 0.0, runoff_usd = 0.0;
  double total_usd() const { return clock_usd + runoff_usd; }
};

// What stands ready and what works of it; provider and user are the same in a build.
struct ComputeFlow {
  PartyId provider, user;
  std::vector<double> delivered_mw_months, used_mw_months;        // [year]
  std::vector<double> delivered_h100e_months, used_h100e_months;  // [year]
};

struct Flows {
  std::vector<int> years;            // of the clock, then of the run-off
  std::vector<double> months;        // [year] of which there are steps
  std::vector<MoneyFlow> money;      // by payer, payee and account; without what is never paid
  std::vector<ComputeFlow> compute;  // by provider and user; without what is never delivered
};

Flows flows_of(const Model& model, const Simulation& simulation);

}  // namespace offtake
