// The forward pass: for each path and step deliver → dispatch → pay → fund (DESIGN:
// docs/reference/simulation.md).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "offtake/base/result.h"
#include "offtake/futures/futures.h"
#include "offtake/model/model.h"

namespace offtake {

struct SimulateOptions {
  std::int64_t paths = 1000;
  int threads = 0;                            // 0: all cores
  std::int64_t sampled_paths = 20;            // kept whole
  bool every_value = true;                    // asks for Simulation::npv_usd
  std::function<void(double done)> progress;  // share of paths done; may be empty
  std::function<bool()> stop;                 // true: give up
  // Clears what cannot be paid: who may run out of money (contagion.h).
  std::optional<std::vector<PartyId>> may_fail;
};

// What is measured per step. The planner's unless an entity says otherwise.
enum class Measure {
  demand_h100e,  // of the planner's workloads
  delivered_h100e,
  served_h100e,
  short_h100e,  // demand − served
  idle_h100e,   // delivered − served − let on: stranded
  delivered_mw,
  used_mw,
  power_mwh,      // drawn in the step, facility side
  revenue_usd,    // cash earned by workloads
  spend_usd,      // paid for compute: fees, prepayments, own capex, opex and power, less sublease
  stranded_usd,   // fees paid for what was delivered and neither used nor let on
  cash_usd,       // per party, at the end of the step
  net_cash_usd,   // per party, in the step, without emergency funding
  emergency_usd,  // per party that has emergency funding
};
std::string key_of(Measure measure);  // "short_h100e"

// Over all paths: sums in fixed blocks, quantiles of the sorted values.
struct Estimate {
  double mean = 0.0;
  double standard_error = 0.0;  // antithetic pairs counted as one
  double low() const { return mean - 1.959963984540054 * standard_error; }  // 95 %
  double high() const { return mean + 1.959963984540054 * standard_error; }
};
inline constexpr double kQuantiles[] = {0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95};
inline constexpr int kQuantileCount = 7;

// One measure of one entity: [step] over the horizon and the run-off.
struct StepSeries {
  Measure measure{};
  PartyId party;                   // whose
  std::vector<Estimate> estimate;  // [step]
  std::vector<double> quantile;    // [step][kQuantileCount]
  std::vector<double> sampled;     // [step][sampled path]
};

// A calendar year of the clock, from sums and means over its steps on each path.
struct YearMeasures {
  int year = 0;
  Estimate demand_h100e, delivered_h100e, served_h100e, short_h100e,
      idle_h100e;  // averages over the year
  Estimate delivered_mw, power_mwh;
  Estimate shortage_probability;  // share of paths that are short in any step of the year
  double short_cvar_h100e = 0.0;  // mean of the worst tail (planner's risk tail)
  Estimate revenue_usd, spend_usd, stranded_usd;
  std::vector<Estimate> net_cash_usd;   // [party]
  std::vector<Estimate> cash_usd;       // [party], at the end of the year
  std::vector<double> cash_p05_usd;     // [party]
  std::vector<Estimate> emergency_usd;  // [party]
  // [party]: max(0, mean − 5 % quantile) of the year's net cash; its 95 % interval is that of the
  // quantile.
  std::vector<double> cash_flow_at_risk_usd, cash_flow_at_risk_low_usd, cash_flow_at_risk_high_usd;
  double provider_hhi = 0.0, jurisdiction_hhi = 0.0, vendor_hhi = 0.0;  // of expected delivered MW
};

struct PartyValue {
  Estimate npv_usd;           // with the run-off, at the party's own discount rate
  double npv_cvar_usd = 0.0;  // mean of the worst tail
  double npv_cvar_error_usd = 0.0;
  Estimate emergency_usd;         // drawn in the clock
  Estimate stranded_capital_usd;  // with the run-off
  double npv_quantile_usd[kQuantileCount] = {};
  double discount_per_year = 0.0;
  double stakes_usd = 0.0;  // of the NPV, what its stakes in others are worth
  // [step, run-off too] Expected value that nobody pays for: what work is worth that earns nothing,
  // less what shortage costs that is owed to nobody.
  std::vector<double> unpaid_usd;
};

// What an agreement is worth to one of its sides: the lines that it pays and receives, with the
// run-off, discounted at its own rate; and for an investor its stake.
struct AgreementReturn {
  AgreementId agreement;
  PartyId party;
  Estimate npv_usd;
  double paid_usd = 0.0, received_usd = 0.0;  // expected, discounted
  double per_year = 0.0;  // internal rate of the expected flows; NaN where they have none or many
};

// Expected payments of one clause of one agreement, payer to payee.
struct LedgerLine {
  AgreementId agreement;  // invalid: the party's own business
  WorkloadId workload;    // or that workload's revenue
  std::string account;    // "fee", "prepayment", "credit", "capex", "opex", "power", "revenue" …
  PartyId payer, payee;
  std::vector<double> mean_usd;  // [step]
  bool moves_cash = true;        // false: value alone
};

// Expected capacity of one agreement or signing, provider to user (the same in a build).
struct ComputeLine {
  AgreementId agreement;
  PartyId provider, user;
  double h100e_per_mw = 0.0;
  std::vector<double> delivered_mw, used_mw;  // [step], means over the step
};

struct Conservation {
  std::vector<double>
      imbalance_usd;  // [step]: largest |Σ over parties and outside of net cash| on any path
  std::vector<double> gross_usd;  // [step]: mean sum of all payments
  double worst_usd = 0.0;
};

struct ResourceYear {
  ResourceId resource;
  int year = 0;
  double used_mw = 0.0;  // expected: most in use in the year, or taken in the year
  double limit_mw = 0.0;
  bool stock = false;
};

// What is not paid where parties run out of money, expected; run-off too.
struct ContagionParty {
  bool may_fail = false;
  double fails = 0.0;               // probability of paying less than is due in some step
  double by_contagion = 0.0;        // of it, the first time only because others do not pay
  double due_usd = 0.0;             // that it is to pay
  double unpaid_usd = 0.0;          // what it never pays
  double missing_usd = 0.0;         // what it is never paid
  double more_emergency_usd = 0.0;  // that it draws because others do not pay
};
struct ContagionLink {
  PartyId payer, payee;
  double due_usd = 0.0;
  double late_usd = 0.0;            // not paid when it is due
  double unpaid_usd = 0.0;          // never
  double stranded_mw_months = 0.0;  // that stand ready for the payer, unpaid
};
struct ContagionYear {
  struct OfParty {
    double fails = 0.0;     // probability of paying less than is due in some step of the year
    double owes_usd = 0.0;  // at the end of the year
    double is_owed_usd = 0.0;
    double stranded_mw = 0.0;  // that stand ready for others, unpaid: mean of the year
  };
  int year = 0;
  double months = 0.0;
  std::vector<OfParty> parties;  // [party]
};
struct Contagion {
  std::vector<ContagionParty> parties;  // [party]
  std::vector<ContagionLink> links;     // where something is not paid when it is due
  std::vector<ContagionYear> years;
  double worst_imbalance_usd = 0.0;  // largest |Σ of all purses − Σ at first| on any path
};

// Probability that what the borrower of a loan has promised is broken in a step.
struct CovenantBreach {
  AgreementId agreement;
  bool coverage = false;            // of debt service by cash flow; false: cash
  double least = 0.0;               // a ratio, or USD
  std::vector<double> probability;  // [step]
};

// Up to kWholePaths a run is kept and measured as a whole; beyond, in batches of kBatchPaths, of
// which the quantiles and tails are means (batch.h). Up to kValuePaths the value of every party on
// every path is kept besides, and measured as a whole.
inline constexpr std::int64_t kWholePaths = 131072;
inline constexpr std::int64_t kBatchPaths = 65536;
inline constexpr std::int64_t kValuePaths = 2097152;

struct Simulation {
  std::int64_t paths = 0;
  std::int64_t batch_paths = 0;  // that are measured together; 0: all
  int steps = 0;                 // of the clock
  int runoff_steps = 0;          // after it
  std::vector<StepSeries> series;
  std::vector<YearMeasures> years;
  std::vector<PartyValue> values;            // [party]; outside's is not meaningful
  std::vector<std::vector<double>> npv_usd;  // [party][path]; of no paths beyond kValuePaths
  std::vector<LedgerLine> ledger;
  std::vector<ComputeLine> compute;
  std::vector<AgreementReturn> returns;
  Conservation conservation;
  std::vector<ResourceYear> resources;
  std::optional<Contagion> contagion;  // where it was asked for
  std::vector<CovenantBreach> covenants;

  const StepSeries* find(Measure measure, PartyId party) const;
};

// `model` is under its strategy already. Errors: not enough memory for so many paths (E0314), too
// many to keep every value (E1362). A stopped simulation is an error with code E0130.
Result<Simulation> simulate(const Model& model, const Plan& plan, const Futures& futures,
                            const SimulateOptions& options);

}  // namespace offtake
