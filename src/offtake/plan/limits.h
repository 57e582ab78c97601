// The limits of the model per MW of each slot. Only the plan folder includes this.
//
//   Σ_slots per_mw · x[the column of the cell in which the path is at the slot's epoch] ≤ most  (1)
//
// on every path. What is counted is what is contracted, as if nothing were late and nobody failed,
// at base prices; what may not become firm counts by its probability:
//   total          of an offer: MW, or 1 for a whole
//   exercised      MW of an option, less its share of what is signed
//   stock          mean MW installed in a step, times the MW used per MW
//   flow           MW that become ready or are signed in a year of the calendar
//   concentration  mean MW installed in a step: those of one less `most` of all of the planner's
//   budget         the planner's spend in a year of the calendar, in $M: prepayments, the fees owed
//                  whether used or not less credits, capex and opex of own builds; and the limit of
//                  a loan that is drawn as MW are installed
//   capacity       MW of the planner installed at a date: at least so much
// A site that is put together counts for the last ones as the least of its layers, in MW of IT
// load.
#pragma once

#include <string>
#include <vector>

#include "offtake/plan/columns.h"

namespace offtake {

inline constexpr const char* kTargetKey = "planner.limits.capacity";

// What one MW more than a concentration limit allows, or less than a target asks, costs. No MW
// earns as much over its life, so such limits give way only where they cannot be kept.
inline constexpr double kViolationUsdPerMw = 1e9;

struct Limit {
  enum class Of { total, exercise, stock, flow, concentration, budget, capacity } of{};
  std::vector<double> per_mw;  // [slot]
  double most = 0.0;
  double violation_cost = 0.0;  // 0: must hold
  bool at_least = false;        // both sides of (1) are negated
  double written = 0.0;         // as the model has it: MW, $M, or the share that it is
  double over = 0.0;            // what is in force already passes it by; `most` is 0 then
  std::string name, key_path;   // as in DomainRow
  int index = -1;               // DomainRow::limit
  ResourceId resource;          // of a stock or flow
  int year = 0;                 // of a stock, flow or budget
};

// Those that any slot has a part in, and what was asked for that nothing can bring.
std::vector<Limit> make_limits(const Model& model, const Plan& signed_already,
                               const Columns& columns);

// What is left of an offer's most.
double left_to_sign(const Model& model, const Plan& signed_already, AgreementId offer);

}  // namespace offtake
