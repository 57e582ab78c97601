// Between which values of a lever (a share, a fee, a price: any number of the model) both of two
// parties are better off than without the agreement. docs/reference/bargain.md.
//
// At each value of the lever the planner plans again under the strategy of the agreement; the value
// of every party follows from the same simulation. With V_s [path] the net present value of side s
// there, D_s without the agreement (the strategy of the disagreement, planned too, with the lever
// as it stands), on the same fresh futures,
//
//   R_w[V]  = (1 − w)·E[V] + w·CVaR_tail[V]                                                  (1)
//   G_s     = R_w[V_s] − R_w[D_s]                               the gain, w the weight of side s
//   (2) zone    = { lever : G_0 ≥ 0 and G_1 ≥ 0 } (3) Nash    = argmax G_0·G_1 over a zone (4)
//
// The interval of a gain is that of the mean of the paths' influence on (2), paired; that of a
// break-even is the gain's over the slope of the gain across the grid's step.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "offtake/studies/study.h"
#include "offtake/studies/zone.h"

namespace offtake {

struct BargainQuestion {
  std::array<PartyId, 2> sides;
  StrategyId disagreement, agreement;        // invalid: the agreements alone, all offers open
  double from = 0.0, to = 0.0;               // of the lever
  int points = 11;                           // of the grid
  double tolerance = 1e-3;                   // of `to − from`
  std::vector<double> weights = {0.0, 1.0};  // that each side's own is exchanged for in turn
  // Both sides plan in turn until neither moves, instead of the planner alone (respond.h).
  bool best_response = false;
  // The model with the lever there. Its errors are those of the value alone.
  std::function<Result<Model>(double lever)> at;
  // "agreements.share.share=20 %": exactly what `at` makes of the lever.
  std::function<std::string(double lever)> name;
};

struct BargainSide {
  PartyId party;
  bool plans = false;             // its weight is the planner's: another one needs other plans
  double weight = 0.0;            // of the tail
  double disagreement_usd = 0.0;  // R_w[D]
};

struct BargainPoint {
  double lever = 0.0;
  std::array<double, 2> value_usd{};  // R_w[V]
  std::array<Estimate, 2> gain_usd{};
  bool on_grid = false;
  bool proven = false;  // every plan behind it
  int turns = 0;        // of best responses
};

// The sampling interval of a break-even; nothing where the gain does not move.
struct Interval {
  double low = 0.0, high = 0.0;
};

// One pair of weights.
struct BargainCase {
  std::array<double, 2> weight{};
  Zones zones;
  std::vector<std::optional<Interval>> break_even;  // [Zones::break_even]
};

struct Bargain {
  std::array<BargainSide, 2> sides;
  double tail = 0.10;
  double tolerance = 0.0;            // of the lever
  std::vector<BargainPoint> points;  // by lever, with the weights as they are
  std::vector<BargainCase> cases;    // the weights as they are, then with one exchanged
  std::optional<BargainPoint> best;  // the Nash point of the greatest product, as in points
  std::vector<Failure> failures;
  bool whole = true;  // false: stopped
};

// Errors: no value of the lever makes a model (those of the first), the disagreement cannot be
// planned.
Result<Bargain> bargain(const Model& model, const BargainQuestion& question,
                        const StudyOptions& options);

}  // namespace offtake
