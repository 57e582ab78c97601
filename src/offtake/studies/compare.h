// What one way of doing has over another, for every party. docs/reference/compare.md
//
// Contenders are played on the same fresh futures and compared with the first, path by path. With
// D = V of the contender − V of the first, V the value of a party on a path:
//   gain          E[D], with the interval of D
//   by agreement  what the lines of one agreement are worth to the party (AgreementReturn) with the
//                 contender less with the first; what no agreement carries is the rest, so that the
//                 parts add up to the gain
//   by driver     how D goes with the driver's level z on the path (driver_levels.h): the gain per
//                 standard deviation, Cov[D, z] / sd z, and the share r² of the spread of D
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "offtake/studies/measured.h"

namespace offtake {

// A strategy that is planned, or a plan that is at hand, in this model or another.
struct Contender {
  std::string name;
  const Model* model = nullptr;  // not yet under the strategy
  StrategyId strategy;
  std::optional<Plan>
      plan;  // the decisions, without what the strategy signs; nothing: it is planned
  // Tells its model apart from the study's (PlanJob::variant).
  std::string variant = {};
};

struct PartyOutcome {
  std::string party;
  Estimate npv_usd, npv_cvar_usd;
  double cash_flow_at_risk_usd = 0.0;  // of the worst year
  int cash_flow_at_risk_year = 0;
  Estimate stranded_capital_usd, emergency_usd;
};

struct Played {
  std::string name;
  std::optional<PlanResult> plan;  // where it was planned here
  Model model;                     // under its strategy
  Simulation simulation;
  PlannerOutcome planner;
  std::vector<PartyOutcome> parties;  // without the outside
};

// A contender over the first, to one party that both have.
struct Gain {
  std::size_t contender = 0;
  std::string party;
  Estimate usd;
  Estimate unpaired_usd;  // as if each had drawn futures of its own
  double cvar_usd = 0.0;  // of the worst tail: difference of the two
};

struct GainPart {
  std::size_t contender = 0;
  std::string party;
  std::string agreement;  // empty: what no agreement carries
  double usd = 0.0;
};

struct GainDriver {  // of the planner
  std::size_t contender = 0;
  std::string driver;
  double usd_per_sd = 0.0;
  double share = 0.0;
};

struct CompareResult {
  std::vector<Played>
      contenders;  // the first that could be played is what others are compared with
  std::vector<Gain> gains;
  std::vector<GainPart> parts;      // by contender and party, the largest first
  std::vector<GainDriver> drivers;  // by contender, the largest share first
  std::vector<Failure> failures;
  bool whole = true;
};

CompareResult compare_contenders(const std::vector<Contender>& contenders,
                                 const StudyOptions& options);

}  // namespace offtake
