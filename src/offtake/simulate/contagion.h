// What becomes of the payments where parties run out of money: in each step of a path all that is
// due is cleared (clearing.h), and what is not paid stays owed. Deliveries go on as simulated: this
// measures, it decides nothing. docs/reference/contagion.md.
//
//   due_k + owed_{k−1} is cleared out of cash_{k−1} · (1 + yield)                             (1)
//   owed_k = (1 − share_k) · (due_k + owed_{k−1})                                             (2)
#pragma once

#include <vector>

#include "offtake/base/result.h"
#include "offtake/simulate/simulation.h"
#include "offtake/simulate/workspace.h"

namespace offtake {

// [party] Those that are named; of nobody, those whose cash is known (above 0) and that have no
// emergency funding. E1300 when there are none.
Result<std::vector<char>> who_may_fail(const Model& model, const std::vector<PartyId>& named);

// Sums over paths. n parties, years as those of the steps.
struct ContagionSums {
  ContagionSums() = default;
  ContagionSums(const Compiled& c, std::vector<char> may_fail);
  void add(const ContagionSums& other);

  std::vector<char> may_fail;      // [party]
  std::vector<int> year_at;        // [step] index of its year
  std::vector<std::size_t> lines;  // of the ledger that are due
  std::size_t parties = 0;
  std::vector<double> fails, by_contagion;                              // [party] paths
  std::vector<double> more_emergency_usd;                               // [party]
  std::vector<double> due_usd, late_usd, owed_usd, stranded_mw_months;  // [payer][payee]
  std::vector<double> fails_in, owes_usd, is_owed_usd, stranded_in;     // [year][party]
  double worst_imbalance_usd = 0.0;
};

inline constexpr std::vector<double> ContagionSums::*kContagionSums[] = {
    &ContagionSums::fails,
    &ContagionSums::by_contagion,
    &ContagionSums::more_emergency_usd,
    &ContagionSums::due_usd,
    &ContagionSums::late_usd,
    &ContagionSums::owed_usd,
    &ContagionSums::stranded_mw_months,
    &ContagionSums::fails_in,
    &ContagionSums::owes_usd,
    &ContagionSums::is_owed_usd,
    &ContagionSums::stranded_in};

// Clears the counted paths of a played workspace that keeps its lines.
void clear_paths(const Workspace& w, ContagionSums& sums);

Contagion measure_contagion(const Clock& clock, const ContagionSums& sums, std::int64_t paths);

}  // namespace offtake
