// The objects of the model language, by file: what keys_*.cpp offer to read_model.cpp.
#pragma once

#include "offtake/modelfile/keys.h"

namespace offtake {

inline constexpr double kDay = 24.0 / kHoursPerMonth;  // in months
inline constexpr double kAboveZero = std::numeric_limits<double>::min();

// What may stand in a series beside its dates.
const ObjectInfo& series_info();

struct ClockDraft {
  double start = 0.0, end = 0.0;
  enum class Step { month, quarter, year } step = Step::quarter;
};
const ObjectOf<ClockDraft>& clock_keys();
const ObjectOf<Planner>& planner_keys();
const ObjectOf<Party>& party_keys();
const ObjectOf<Accelerator>& accelerator_keys();
const ObjectOf<Site>& site_keys();
const ObjectOf<Resource>& resource_keys();
const ObjectOf<Workload>& workload_keys();
const ObjectOf<Correlation>& correlation_keys();

// A driver of any kind, as it is written.
struct DriverDraft {
  std::string kind, label, source;
  Gbm gbm;                                      // gbm, jumps; growth and volatility of ou
  double half_life_months = 12.0, start = 1.0;  // ou
  double jumps_per_year = 0.0, size = 1.0, spread = 0.0;
  std::vector<Regimes::State> states;
  std::vector<Mark> state_marks;
  std::vector<const Node*> next;  // of each state
  const Node* first_state = nullptr;
  enum class Measure { none, ratio, months } measure = Measure::none;
  double median = 1.0, p90 = 1.0, least = 0.0, mode = 0.0, most = 0.0;
  Delay delay;
  double probability = 0.0, effect = 0.0;
  Hazard hazard;
  RatedDefault rated;
  const Node* values = nullptr;
  const Node* csv = nullptr;
  std::string column;
  bool each_step = false;
};
const ObjectOf<DriverDraft>& driver_keys();
// A bare number or a duration; all of a driver's are one or the other.
void read_amount(Reader& r, const Node& node, const KeyInfo& key, DriverDraft& draft, double& out);
Driver read_driver(Reader& r, const Entry& entry);

// An agreement or offer of any kind, as it is written.
struct AgreementDraft {
  Agreement agreement;
  std::string kind;
  Delivery delivery;
  Cost cost;
  bool has_cost = false;
  Price price;
  Series value_usd;
  std::optional<Expansion> expansion;
  std::optional<Extension> extension;
  std::optional<Exit> exit, step_down;
  std::optional<Deposit> deposit;
  std::optional<MostFavoured> most_favoured;
  std::optional<ValueGuarantee> guarantee;
  std::optional<Sublease> sublease;
  double power_pass_through = 0.0;
  bool from_fleet = false;
  double shortfall = 0.0;
  InvestmentTerms investment;
  RevenueShareTerms revenue_share;
  LicenceTerms licence;
  BackstopTerms backstop;
  FirstRefusalTerms first_refusal;
  LoanTerms loan;
  WarrantTerms warrant;
  std::optional<Price> lease;
  std::optional<Deposit> supply_deposit;
  PowerTerms power;
  const Node* ramp = nullptr;
  Mark ramp_mark;
};
const ObjectOf<Cost>& provider_cost_keys();
const ObjectOf<Agreement>& window_keys();
const ObjectOf<Agreement>& quantity_keys();
const ObjectOf<InvestmentTerms>& paid_keys();
const ObjectOf<Expansion>& expansion_keys();
const ObjectOf<Extension>& extension_keys();
const ObjectOf<Exit>& exit_keys();
const ObjectOf<Exit>& step_down_keys();
const ObjectOf<PriceReset>& price_reset_keys();
void add_options(ObjectOf<AgreementDraft>& o);
const ObjectOf<LateDamages>& late_damages_keys();
const ObjectOf<StepIn>& step_in_keys();
void add_late(ObjectOf<AgreementDraft>& o);
void add_price_clauses(ObjectOf<AgreementDraft>& o);
const ObjectOf<Sublease>& sublease_keys();
void add_use(ObjectOf<AgreementDraft>& o);
void add_backstop(ObjectOf<AgreementDraft>& o);
void add_finance(ObjectOf<AgreementDraft>& o);
void add_sides(ObjectOf<AgreementDraft>& o);
void add_pools(ObjectOf<AgreementDraft>& o);
SupplyTerms finish_supply(Reader& r, const Node& node, AgreementDraft& d);
PowerTerms finish_power(Reader& r, const Node& node, AgreementDraft& d);
// By MW or by the hour of compute, told by the first number that is written.
void read_price(Reader& r, const Node& node, const KeyInfo& key, Price::Basis& basis,
                Series& amount);
const ObjectOf<AgreementDraft>& agreement_keys();
const ObjectOf<AgreementDraft>& offer_keys();
Agreement read_agreement(Reader& r, const Entry& entry, bool is_offer);

// {first, full}, shares by months since signing, or (an agreement) by dates.
Ramp read_ramp(Reader& r, const Node& node, std::optional<double> signed_month);
// resource: "1.3 MW/MW while active".
std::vector<ResourceUse> read_uses(Reader& r, const Node& node);

// Strategies need the agreements' own text to read what differs.
struct StrategyDraft {
  Strategy strategy;
  const Node* root = nullptr;
};
const ObjectOf<StrategyDraft>& strategy_keys();

const ObjectOf<Shock>& shock_keys();

// The top level.
struct ModelDraft {
  Model model;
  const Node* root = nullptr;
};
const ObjectOf<ModelDraft>& model_keys();

}  // namespace offtake
