// What if: a plan under shocks, held and made again.
//
// Held: the plan that was made without the shock is played with it, on the same fresh futures; what
// it decides later stays as its cells say. Made again: as if the shock were known from the start
// of the clock. With V the planner's net present value on a path,
//   loss_held = E[V with the shock − V],   loss_replanned = E[V' with the shock − V]           (1)
// each with the interval of the paired difference.
//
// What an agreement contributes: its lines and stakes at the planner's rate, and of what the
// planner's workloads earn its share of the compute that they use,
//   c_a = E Σ_k d_k (received_ak − paid_ak) + Σ_k d_k E[earned_k] · used_ak / Σ_b used_bk      (2)
// used in H100e, expected. Σ_a c_a + what belongs to no agreement = E[V], to rounding.
//
// A cap on a resource: of what the plan signs of offers that use it, the share that fits (fit.h)
// is delivered.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "offtake/studies/shock.h"
#include "offtake/studies/study.h"

namespace offtake {

struct StressMeasures {
  double mean_usd = 0.0, cvar_usd = 0.0;  // of V
  double shortage_share = 0.0;            // Σ E[short] / Σ E[demand] over the clock
  // Expected emergency funding in the clock; of a planner without any, the money that its cash
  // would need so as not to fall under its minimum.
  double cash_needed_usd = 0.0;
};

// Broken above `most`, of the value below it.
struct StressLimit {
  enum class On { cash, shortage, value } on{};
  double most = 0.0;
  bool broken(const StressMeasures& m) const;
};
std::string_view key_of(StressLimit::On on);
// Without other words: cash 2 × the base's and the minimum cash; shortage the base's and 10
// points; value 0.
std::vector<StressLimit> default_limits(const StressMeasures& base, const Party& planner);

struct StressShock {
  Shock shock;
  // With what the shock sets, neither under a strategy nor shocked; nothing where it sets nothing.
  std::optional<Model> model;
  Diagnostics refused;  // instead of a model
};

struct StressOptions {
  StrategyId strategy;
  std::vector<StressShock> shocks;
  std::optional<double> most_cash_usd, most_shortage, least_value_usd;
};

struct Contribution {
  AgreementId agreement;
  double before_usd = 0.0, after_usd = 0.0;  // (2)
};
struct FirstSigning {
  AgreementId offer;
  double month = 0.0;
  double before_mw = 0.0, after_mw = 0.0;
};

struct ShockOutcome {
  Shock shock;
  Estimate held_usd;                  // (1)
  std::optional<Estimate> again_usd;  // missing where that failed
  Estimate saved_usd;                 // of the two
  StressMeasures held, again;
  double delivered_share = 1.0;             // under a cap
  std::vector<Contribution> contributions;  // held, the largest loss first
  double rest_before_usd = 0.0, rest_after_usd = 0.0;
  std::vector<FirstSigning> first;  // at the first epoch, where the two plans differ
  std::vector<StressLimit::On> broken;
};

// A driver held on its path of a percentile, all others drawn as ever.
struct TornadoBar {
  DriverId driver;
  double low_at = 0.0, high_at = 0.0;  // last value of its path; months; of an event its month
  Estimate low_usd, high_usd;          // change of E[V] at the 10th and 90th percentile
  double swing_usd() const;
};

// The least of a driver or shock at which a limit breaks, the plan held.
struct BreakingPoint {
  enum class What { driver, demand, slip } what{};
  DriverId driver;
  bool up = false;  // towards high percentiles, more demand
  StressLimit::On limit{};
  bool breaks = false;
  double intensity = 0.0;   // percentile (0 to 1), factor, months; where none breaks, the end
  double deviations = 0.0;  // normal quantile of the percentile; NaN: not told
};

struct Stress {
  Model model;  // under its strategy
  StressMeasures base;
  Estimate base_usd;
  std::vector<StressLimit> limits;
  std::vector<ShockOutcome> shocks;
  std::vector<TornadoBar> tornado;      // the largest swing first
  std::vector<BreakingPoint> breaking;  // the nearest first, what does not break last
  std::vector<Failure> failures;
  bool whole = true;
};

// Plans are continuous, with a gap of 1e-4. Errors: those of the plan without shocks.
Result<Stress> stress(const Model& model, const StressOptions& what, const StudyOptions& options);

// Those that belong to no agreement, last. (2)
struct Contributions {
  std::vector<double> by_agreement_usd;
  double rest_usd = 0.0;
};
Contributions contributions(const Model& model, const Simulation& simulation);

// The parts of stress(), which they use alone.
class DriverQuantiles;
struct StressBase {
  const Model& model;  // under its strategy
  const Plan& plan;
  const Simulation& played;
};
// The plan on the study's fresh futures, with the cash that is needed measured.
Result<Simulation> play_stress(const StudyOptions& options, const Model& model, const Plan& plan);
StressMeasures stress_measures(const Model& model, const Simulation& played);
// `quantiles`: of the fresh futures.
Result<std::vector<TornadoBar>> tornado(const StressBase& base, const DriverQuantiles& quantiles,
                                        const StudyOptions& options);
// Of limits that are not broken already.
Result<std::vector<BreakingPoint>> breaking_points(const StressBase& base,
                                                   const DriverQuantiles& quantiles,
                                                   const std::vector<StressLimit>& limits,
                                                   const StudyOptions& options);

}  // namespace offtake
