// What is signed or may be: the kinds of agreement and their clauses, as plain data.
// docs/reference/clauses.md gives each its formula.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "offtake/base/id.h"
#include "offtake/model/series.h"

namespace offtake {

// The rest of the world: customers, banks, builders without a name. Always party 0.
inline constexpr PartyId kOutside{0};

struct ResourceUse {
  enum class When { while_active, at_ready, at_signing };
  ResourceId resource;
  double mw_per_mw = 1.0;
  When when = When::while_active;
};

enum class AgreementKind {
  capacity,
  build,
  investment,
  revenue_share,
  licence,
  exclusivity,
  supply,
  power,
  loan,
  warrant,
  first_refusal,
  backstop,
};
std::string_view key_of(AgreementKind kind);
enum class Binding { firm, option, letter_of_intent };

// Share of the contracted capacity that is installed, by months since signing.
struct Ramp {
  struct Step {
    double month = 0.0;
    double share = 0.0;  // from then on
  };
  double first_months = 0.0;  // 0 until then,
  double full_months = 0.0;   // then linear to 1 here; equal: all at once
  std::vector<Step> steps;    // if given, these jumps instead; the last share is 1
  double first() const { return steps.empty() ? first_months : steps.front().month; }
  double full() const { return steps.empty() ? full_months : steps.back().month; }
};

// What it costs the one who builds.
struct Cost {
  Series capex_usd_per_mw;       // at the price of the signing date
  double spend_months = 0.0;     // spent evenly over so many months before each MW is installed
  Series opex_usd_per_mw_month;  // while installed
  Series residual = {};          // share of capex that is got back, at the end
};

// The tenant ends what is not delivered so long after the first delivery contracted. What it has
// prepaid and deposited comes back then.
struct LongStop {
  double after_months = 0.0;
};

// From the provider to the tenant for each month late, up to a cap; both as a share of a year's
// payments for what is contracted.
struct LateDamages {
  double rate_per_month = 0.0;
  double most = 0.0;
};

// When the provider fails, another party goes on with a share of what it delivered, a while later.
struct StepIn {
  PartyId by;
  double after_months = 0.0;
  double share = 1.0;
};

// Capacity delivered, for both capacity agreements and own builds. The term (or life) runs from
// first delivery; a delay moves the whole profile.
struct Delivery {
  double capacity_mw = 0.0;
  Ramp ramp;
  double term_months = 0.0;
  DriverId delay;
  AcceleratorId accelerator;
  SiteId site;
  std::vector<ResourceUse> uses;
  std::optional<Cost> cost;  // the provider's in `capacity`, the owner's in `build`
  std::optional<LongStop> long_stop = {};
  std::optional<LateDamages> damages = {};
  std::optional<StepIn> step_in = {};
};

// The price follows an index at each of its dates:
//   price_n = price · clamp(1 + weight · (index(t_n) / index(signing) − 1), least, most)
struct PriceReset {
  Series index;
  double every_months = 12.0;
  double weight = 1.0;
  double least = 0.0, most = 1e9;
};

struct Price {
  enum class Basis { per_mw_month, per_h100e_month, total };
  Basis basis = Basis::per_mw_month;
  Series amount;                    // at the signing date
  double escalator_per_year = 0.0;  // at each anniversary of signing
  double take_or_pay = 1.0;
  double prepayment =
      0.0;  // share of the contracted payments, paid at signing, credited per MW-month delivered
  std::optional<PriceReset> reset = {};
};

// Options of the tenant. It exercises them as the planner alone.
enum class Exercise { none, expansion, extension, exit, step_down };
std::string_view key_of(Exercise exercise);

// More on the same terms, signed anew on the date of exercise.
struct Expansion {
  double most = 0.0;          // of all together, as a share of the MW signed
  double until_months = 0.0;  // since signing
  // Of its own; without an amount that of the agreement.
  Price::Basis basis = Price::Basis::per_mw_month;
  Series amount = {};
};

// What it holds for longer: from its end on, all at once. The same machines, so nobody builds.
struct Extension {
  double term_months = 0.0;
  double notice_months = 0.0;  // before its end without delay
  double most = 1.0;           // share of the MW signed
  // Of its own, on the date of exercise; without an amount the escalated one at the end.
  Price::Basis basis = Price::Basis::per_mw_month;
  Series amount = {};
};

// Less of it, some time after notice. An exit costs a fee for what is given up; a step-down is the
// same without one.
struct Exit {
  double from_months = 0.0;  // first notice, since signing
  double notice_months = 0.0;
  double fee = 0.0;   // share of what would remain to be paid from its effect on
  double most = 1.0;  // share of the MW signed
};

// At no time a higher price than the provider asks of a peer whose agreement is in force then.
struct MostFavoured {
  std::vector<AgreementId> peers;  // empty: all that the provider delivers to other tenants
};

// Paid at signing, given back at the end without interest; lost when the provider fails.
struct Deposit {
  double share = 0.0;  // of the contracted payments
};

// What stands idle may be let on.
struct Sublease {
  double most = 1.0;     // share of what is delivered
  double haircut = 0.0;  // off the price: of its own, or without an amount that of the agreement
  Price::Basis basis = Price::Basis::per_mw_month;
  Series amount = {};
};

// At the end the tenant makes up for what the residual value falls short of.
struct ValueGuarantee {
  double share = 0.0;  // of the capex
};

struct CapacityTerms {
  Delivery delivery;
  Price price;
  std::optional<Expansion> expansion = {};
  std::optional<Extension> extension = {};
  std::optional<Exit> exit = {};
  std::optional<Exit> step_down = {};
  std::optional<MostFavoured> most_favoured = {};
  std::optional<Deposit> deposit = {};
  std::optional<Sublease> sublease = {};
  std::optional<ValueGuarantee> guarantee = {};
  double power_pass_through = 0.0;  // share of the cost of power that the tenant pays
  bool from_fleet = false;  // the provider serves it from its own sources, as one of its workloads
  double shortfall = 0.0;   // damages for what they do not deliver, as a share of its price
};
struct BuildTerms {
  Delivery delivery;
};

// Chips for a site that is put together: bought (delivery.cost) or leased. The ramp is the delivery
// schedule.
struct SupplyTerms {
  Delivery delivery;
  std::optional<Price> lease = {};
  std::optional<Deposit> deposit = {};
};
// Power for a site that is put together, in MW of facility power.
struct PowerTerms {
  enum class From { grid, purchase, on_site };
  From from = From::grid;
  Delivery delivery;
  Series charge_usd_per_mw_month;  // for what stands ready, used or not
  Series energy_usd_per_mwh;       // may be not given: the site's price of power
  double availability = 1.0;       // share of the time
};

struct InvestmentTerms {
  double amount_usd = 0.0;
  double first_months = 0.0, full_months = 0.0;  // paid evenly between, since signing
  double stake = 0.0;  // share of the receiver's value that belongs to the investor
  // Or by milestone: so much for each MW of an agreement that is installed, up to the amount.
  AgreementId milestone = {};
  double usd_per_mw = 0.0;
  DriverId condition = {};  // paid from the month of this event on, never before
};
struct RevenueShareTerms {
  double share = 0.0;
  double most_usd = 1e30;      // of all that is paid
  double paid_before_usd = 0;  // before the clock
};
// Drawn evenly between two dates, or as capacity is installed; interest on what is drawn; paid
// back evenly from the end of the grace period until the end of the term.
struct LoanTerms {
  double limit_usd = 0.0;
  Series base_rate_per_year;  // floating; may be not given
  double margin_per_year = 0.0;
  double first_months = 0.0, full_months = 0.0;
  AgreementId funds;  // then usd_per_mw as it is installed
  double usd_per_mw = 0.0;
  double grace_months = 0.0, term_months = 0.0;
  // Covenants: reported, not enforced.
  double minimum_cash_usd = -1e30;
  double least_coverage = 0.0;  // cash flow before debt service / debt service
};
// Shares of the issuer that vest evenly as an agreement is installed.
struct WarrantTerms {
  AgreementId on;
  double shares = 0.0;
  double full_mw = 0.0;  // all have vested then
  double strike_usd = 0.0;
  Series share_price_usd;
};
// Whoever holds it may take over, on the same terms, what the tenant signs with others.
struct FirstRefusalTerms {
  double takes = 0.0;  // probability, on each path and of each agreement
};
// Buys compute that the seller cannot sell.
struct BackstopTerms {
  Series volume_h100e;
  Series price_usd_per_h100e_month;
};
struct LicenceTerms {
  Series worth_usd_per_month;  // what the licensee earns with it, from outside
  Series fee_usd_per_month;    // licensee to licensor
};
struct ExclusivityTerms {};

// `first` pays and `second` delivers or receives:
//   capacity tenant, provider · build owner, outside · investment investor, investee ·
//   revenue_share payer, payee · licence licensee, licensor · exclusivity tenant, provider
//   supply buyer, seller · power buyer, seller · loan lender, borrower · warrant issuer, holder
//   first_refusal tenant, holder · backstop buyer, seller
struct Agreement {
  std::string name, label, note, source;
  AgreementKind kind = AgreementKind::capacity;
  bool is_offer = false;
  PartyId first, second = kOutside;
  Binding binding = Binding::firm;
  double converts = 1.0;  // probability that an option or letter of intent becomes firm
  std::vector<DriverId> converts_drivers;  // move it, at signing
  double signed_month = 0.0;
  double from_month = -1e9,
         until_month = 1e9;  // revenue_share, licence, exclusivity; window of an offer
  AgreementId from_offer;    // an agreement: of which offer it is so much
  double least_mw = 0.0, most_mw = 0.0,
         tranche_mw = 0.0;  // offers of capacity; tranche 0: any size
  std::variant<CapacityTerms, BuildTerms, InvestmentTerms, RevenueShareTerms, LicenceTerms,
               ExclusivityTerms, SupplyTerms, PowerTerms, LoanTerms, WarrantTerms,
               FirstRefusalTerms, BackstopTerms>
      terms;

  const Delivery* delivery() const;
};

}  // namespace offtake
