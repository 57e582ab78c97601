// How much return must be given up for how much safety: plans along the weight of the risk, the
// demand that is met, or the most that one provider may have. docs/reference/frontier.md.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "offtake/studies/measured.h"

namespace offtake {

// What a frontier runs along, and what its two coordinates are:
//   risk           weight of the tail from 0 to 1; return is E[V], safety CVaR[V]
//   concentration  the most of any one provider, from all down to an even share of all that there
//                  are; return is the risk-adjusted value, safety that the share is small
//   shortage       what unmet work is taken to cost more, λ from 0 to kMostShortage of what it
//                  brings where it is met; return is the risk-adjusted value without that, safety
//                  the share of demand that is met. Such a plan is the best of all that meet as
//                  much (the multiplier of that limit is λ), where value is concave
enum class FrontierOver { risk, concentration, shortage };
inline constexpr double kMostShortage = 3.0;

struct FrontierPoint {
  double at = 0.0;                    // the weight, the share, or λ
  Valued sample;                      // on which it was planned; along λ with what λ adds
  Measured fresh;                     // on fresh futures
  double safety = 0.0, reward = 0.0;  // its coordinates, of fresh futures
  double signed_now_mw = 0.0, gap = 0.0;
  BundleEnd end{};
  std::shared_ptr<const PlanResult> plan;  // without what it played
  bool missed = false;                     // the share cannot be kept: no point of the frontier
  // Another point has as much of both coordinates and more of one, or (same) it came before and has
  // as much of both; −1: it is on the frontier.
  int behind = -1;
  bool same = false;
};

struct Frontier {
  FrontierOver over{};
  double from_month = 0.0;  // of a limit on concentration
  std::vector<FrontierPoint> points;
  // Where safety is cheap before and dear after: of the points on the frontier the one farthest
  // from the chord of its two ends, both coordinates divided by their range,
  //   (s + r − 1) / √2,   s, r = 0 and 1 at the ends                                        (1)
  // Nothing where none lies beyond the chord.
  std::optional<std::size_t> knee;
  double knee_distance = 0.0;
  std::size_t boldest = 0, safest = 0;  // the ends of the frontier
  // From the boldest to the knee and to the safest, path by path: what is given up and gained. Of a
  // limit on concentration no safety in $.
  struct Step {
    Estimate given_up_usd, gained_usd;  // gained in the tail: along the risk alone
  };
  std::optional<Step> to_knee, to_safest;
  std::vector<Failure> failures;
  bool whole = true;
};

// Each plan starts from those before it. `points` at least 2.
Frontier frontier(const Model& model, StrategyId strategy, FrontierOver over, std::int64_t points,
                  const StudyOptions& options);

}  // namespace offtake
