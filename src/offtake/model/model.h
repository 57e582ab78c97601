// The alliance as plain data. Everything is in canonical units (USD, MW of IT load, MWh, H100e,
// months; a date is in months since 1970-01). Names are kept for printing only; references are ids.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "offtake/base/date.h"
#include "offtake/base/id.h"
#include "offtake/model/agreement.h"
#include "offtake/model/driver.h"
#include "offtake/model/series.h"
#include "offtake/model/shock.h"

namespace offtake {

struct Party {
  std::string name, label, note, source;
  std::string jurisdiction;
  std::string credit;  // rating, shown only; a default needs `default`
  double discount_per_year = 0.10;
  double cash_usd = 0.0;  // at the start of the clock
  double minimum_cash_usd = 0.0;
  double cash_yield_per_year = 0.0;
  double emergency_premium = 0.0;     // value lost per dollar of emergency funding
  bool emergency_funding = false;     // false: cash may fall under the minimum
  Series other_income_usd_per_month;  // from outside
  Series other_cost_usd_per_month;    // to outside
  DriverId default_event;             // from then on it delivers nothing and pays nothing
};

struct Accelerator {
  std::string name, label, source;
  Series h100e_per_mw;
  PartyId vendor = kOutside;
  Series price_usd_per_mw;   // the part of capex that goes to the vendor; may be not given
  double from_month = -1e9;  // first deliveries
};

struct Site {
  std::string name, label, source;
  std::string jurisdiction;
  double pue = 1.0;
  // Its capacity is the least of shells, chips and power ÷ PUE, each with its own agreements.
  bool assembled = false;
  Series power_price_usd_per_mwh;  // may be not given: power is in the opex
  PartyId utility = kOutside;
};

// Stock: in use at a time. Flow: taken per year of the calendar. At least one is given.
struct Resource {
  std::string name, label, source;
  Series stock_mw;
  Series flow_mw_per_month;
};

struct Workload {
  std::string name, label, source;
  PartyId party;
  Series volume_h100e;
  Series revenue_usd_per_h100e_month;  // cash from outside when it earns cash, else worth
  bool earns_cash = true;
  Series shortage_usd_per_h100e_month;     // cost of what is not served
  bool shortage_is_cash = false;           // a penalty paid to outside; false: worth lost
  std::vector<std::string> jurisdictions;  // where it may run; empty: anywhere
  std::vector<SiteId> sites;               // empty: any
  double least_site_mw = 0.0;              // needs that much delivered at one site, at that step
};

// One decision: so much of an offer at a date. Of kinds without capacity, which are signed as a
// whole, 1 MW stands for the whole.
struct Signing {
  AgreementId offer;
  double month = 0.0;
  double mw = 0.0;
  // Decided at an epoch of the plan, by what is known then: mw_by_cell[cell of the path] instead.
  int epoch = -1;
  std::vector<double> mw_by_cell = {};
  // Or so many MW of an option in `offer`, of an agreement or as it was signed in `base_month`.
  Exercise exercise = Exercise::none;
  double base_month = 0.0;
};

// A date at which the planner decides, and what it can tell apart then. A path's cell is
//   Σ_s (number of thresholds of signal s that its value at `month` reaches) · Π_{r<s} cells_r (1)
// or, where the futures are a tree, the node whose history of the signals is the path's own.
struct Epoch {
  double month = 0.0;  // at the beginning of a step
  std::vector<DriverId> signals;
  std::vector<std::vector<double>> thresholds;  // [signal], rising
  std::vector<std::vector<double>> nodes;  // [cell][signal · steps until then]: a tree; or empty
  int cells() const;
};

struct Plan {
  std::vector<Signing> signings;
  std::vector<Epoch> epochs = {};
};

struct Strategy {
  std::string name, label, note;
  bool all_offers = true;
  std::vector<AgreementId> offers;  // allowed, when not all
  std::vector<AgreementId> drop;
  struct Change {
    AgreementId which;
    Agreement agreement;  // as it reads after the change
  };
  std::vector<Change> change;
  Plan sign;
};

// Limits on what the planner may sign, counted as contracted (as if nothing were late and nobody
// failed) over the agreements in force and the plan.
struct Concentration {
  enum class By { provider, jurisdiction, vendor };
  By by = By::provider;
  double most = 1.0;  // share of the planner's installed MW that any one of them may have
  double from_month = -1e9, until_month = 1e9;
};
struct Budget {
  int year = 0;
  double most_usd = 0.0;  // committed in that calendar year
};
struct CapacityTarget {
  double month = 0.0;
  double least_mw = 0.0;  // installed then
};

struct Planner {
  PartyId party;
  std::optional<double> discount_per_year;  // otherwise the party's own
  StrategyId strategy;                      // taken when none is named; may be none
  double risk_weight = 0.0;
  double risk_tail = 0.10;
  double epoch_months = 12.0;     // between decisions; the first is at the start of the clock
  int cells = 3;                  // that each signal is told apart into
  bool tree = false;              // `cells: given`: the given paths are a tree, a cell is a node
  std::vector<DriverId> signals;  // empty: what moves the volume of its workloads
  std::vector<Concentration> concentration;
  std::vector<Budget> budgets;
  std::vector<CapacityTarget> targets;
};

struct Model {
  std::string title, note;
  Clock clock;
  Planner planner;
  std::vector<Party> parties;  // parties[0] is outside
  std::vector<Accelerator> accelerators;
  std::vector<Site> sites;
  std::vector<Resource> resources;
  std::vector<Driver> drivers;
  std::vector<Correlation> correlations;
  std::vector<Workload> workloads;
  std::vector<Agreement> agreements;  // offers among them
  std::vector<Strategy> strategies;
  std::vector<Shock> shocks;
  Disruption disruption;  // by a shock; none in a model as it is read

  const Party& at(PartyId id) const { return parties[id.index()]; }
  const Accelerator& at(AcceleratorId id) const { return accelerators[id.index()]; }
  const Site& at(SiteId id) const { return sites[id.index()]; }
  const Resource& at(ResourceId id) const { return resources[id.index()]; }
  const Driver& at(DriverId id) const { return drivers[id.index()]; }
  const Workload& at(WorkloadId id) const { return workloads[id.index()]; }
  const Agreement& at(AgreementId id) const { return agreements[id.index()]; }
  const Strategy& at(StrategyId id) const { return strategies[id.index()]; }
};

// The planner's own rate if it is given, else the party's.
double discount_of(const Model& model, PartyId party);

// Cells at one epoch: more would leave too few paths in each, and too much to read.
inline constexpr double kMostCells = 100.0;

// What the planner looks at when it decides: planner.signals, or else the drivers of the volume of
// its workloads (if it has none, of its tenants'), the largest workload first, as many as make
// kMostCells at most; on a tree, all given paths. Events and durations are not seen.
std::vector<DriverId> signals_of(const Model& model, int cells, bool tree);

// The model under a strategy: dropped agreements removed in effect (marked as offers outside any
// window), changed ones replaced, offers that are not allowed closed. Ids stay valid.
Model under(const Model& model, StrategyId strategy);

// Whether it may come to more than its most: the MW of an agreement or offer at so much for each.
bool may_pass(const Model& model, AgreementId of, double per_mw, double most);
// Whether a loan was drawn as it was installed: that may still be owed when it has ended.
bool is_funded(const Model& model, const std::string& agreement);

// Whether it is paid by milestone or condition.
inline bool is_tranche(const InvestmentTerms& terms) {
  return terms.milestone.valid() || terms.condition.valid();
}
constexpr bool has_minimum_cash(const LoanTerms& terms) { return terms.minimum_cash_usd > -1e30; }
constexpr bool is_capped(const RevenueShareTerms& terms) { return terms.most_usd < 1e30; }
// Whether the slip is of what it delivers, whenever that is. What a fleet serves is late as the
// fleet is.
bool slip_hits(const Slip& slip, const Agreement& agreement);
// The price of what is exercised: of its own, or that of the agreement. An extension neither
// escalates nor is prepaid.
Price price_of(const CapacityTerms& terms, Exercise exercise);
// All that is exercised of the option is at most this share of the MW signed; 0: there is none.
double most_share(const CapacityTerms& terms, Exercise exercise);
// The exit or step-down that is exercised; null if there is none.
const Exit* exit_of(const CapacityTerms& terms, Exercise exercise);
bool may_give_up(const CapacityTerms& terms);
constexpr bool gives_up(Exercise e) { return e == Exercise::exit || e == Exercise::step_down; }
// Dates of exercise: after < t ≤ until.
struct ExerciseDates {
  double after = 0.0, until = 0.0;
};
ExerciseDates exercise_dates(const CapacityTerms& terms, Exercise exercise, double signed_month);
// Whether the signing is what the exercise is of.
bool is_base(const Signing& signing, const Signing& exercise);

// What agreements have taken of an offer: MW, or how many where it is signed as a whole.
double taken_of(const Model& model, AgreementId offer);

// What the strategy signs, then what was decided, by its epochs.
Plan signed_under(const Model& model, StrategyId strategy, const Plan& decided = {});

// The right of first refusal to which the offer is subject when it is signed then; null: none.
const Agreement* first_refusal_of(const Model& model, AgreementId offer, double signed_month);

// Share of the contracted capacity installed, by months since signing, without delay.
double installed_share(const Ramp& ramp, double months);
// ∫ installed share dt over the term, per MW: the MW-months that one contracted MW brings.
double contracted_mw_months(const Delivery& delivery);
// H100e per MW of what is installed when signed at `signed_month`: the mean over the ramp.
double h100e_per_mw(const Model& model, const Delivery& delivery, double signed_month);

}  // namespace offtake
