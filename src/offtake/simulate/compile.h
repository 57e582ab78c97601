// The model under a strategy, with a plan, turned into what the kernel reads: one Position for each
// agreement and signing, tables by step, ledger lines.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "offtake/model/model.h"
#include "offtake/simulate/accrual.h"
#include "offtake/simulate/ledger.h"
#include "offtake/simulate/profile.h"

namespace offtake {

// base[step] · Π drivers at that step; past the clock its last step.
struct StepTable {
  std::vector<double> base;
  std::vector<DriverId> drivers;
  bool given() const { return !base.empty(); }
};

// Reset to an index: price · factor(index at the last date of reset / index at signing).
struct ResetTables {
  std::vector<DriverId> drivers;  // of the index
  int signed_step = -1;           // −1 here and below: before the clock, without drivers
  struct At {
    double ratio = 1.0;  // where all drivers are 1
    int step = -1;       // of the date of reset
    friend bool operator==(const At&, const At&) = default;
  };
  std::vector<At> at;  // [step]; empty: never reset
  double weight = 1.0, least = 0.0, most = 1e9;
  double factor(double ratio) const {
    return std::clamp(1.0 + weight * (ratio - 1.0), least, most);
  }
};

// What moves a price along the term besides its escalator.
struct PriceMoves {
  std::vector<double> escalation;  // [step], the escalator's
  ResetTables reset;
  struct Peer {
    int position = 0;
    double times = 1.0;  // its price, as one per MW of this position
  };
  std::vector<Peer> peers;  // no price above theirs
  int asked_row = -1,
      row = -1;  // of Workspace::prices, before and after peers; −1: nothing moves it
};

// What the tenant makes up for at the end.
struct GuaranteeTables {
  double share = 0.0;  // of the capex
  int line = -1;
};

struct CostTables {
  double capex_usd_per_mw = 0.0;        // at signing, without drivers
  std::vector<DriverId> capex_drivers;  // at signing
  double chips_usd_per_mw = 0.0;        // the vendor's part of it, not moved by drivers
  double spend_months = 0.0;
  double deposit = 0.0;  // share of it that is paid at signing instead
  // It is spent in [first, last) at most; of Fixed::spent, a row for each of these steps.
  int first_spend = 0, last_spend = 0, spend_row = -1;
  StepTable residual;  // share of the capex
  StepTable opex_usd_per_mw_month;
  int chips_line = -1, capex_line = -1, opex_line = -1, residual_line = -1;
};

// A capacity falls into parts by what using them costs besides power: nothing, for they are paid
// for anyway; the rent of letting them on; the fee.
enum class Tier { paid, let, beyond };
inline constexpr std::array kTiers{Tier::paid, Tier::let, Tier::beyond};
struct TierShare {
  double share = 0.0;  // of what is delivered
  int cost_row = -1;   // of Workspace::use_cost, where the cost differs by path
};

// What is let on to outside of what is paid for and stands idle.
struct SubleaseTables {
  double share = 0.0;               // at most, of what is delivered
  double kept = 0.0;                // of the price, after the haircut:
  StepTable rent_usd_per_mw_month;  // its own; not given: that of the agreement
  int line = -1;
};

// What a signing of the plan may be on a path: its MW, or 1 for the whole of a kind without
// capacity.
struct SignedSize {
  double mw = 1.0;
  int epoch = -1;  // then by the cell of the path:
  std::vector<double> mw_by_cell;
  double least_mw = 0.0, most_mw = 0.0, lot_mw = 0.0;
  std::vector<int> rooms = {};  // of Compiled::rooms: it fits into all of them
};

// What some signings may be together on a path: the most of an offer, or of what is exercised its
// share of what was signed, most_mw + Σ share · size of the signing.
struct Room {
  double most_mw = 0.0;
  struct Share {
    int signing = 0;
    double share = 0.0;
  };
  std::vector<Share> of;
  int first_signing = 0;  // that takes of it; those that it is a share of come before
};

// What a position is that is no capacity but so much less of another: an exit or step-down. Its MW
// are those given up.
struct Release {
  int of = -1;                // Compiled::positions; −1: it is capacity
  double from_months = -1e9;  // since signing of that position: its effect
  int notice_step = -1;
  double notice_months = 0.0;  // since signing
  double fee_months = 0.0;     // the fee, as months of the price per MW
  int fee_line = -1;
};

// Who has the right of first refusal takes over on the paths on which a number, uniform in [0, 1),
// lies under its probability. Two positions stand for such a signing: this one is alive where the
// number lies in [least, most). Who has failed before it is signed takes nothing.
struct Refusal {
  std::uint64_t stream = 0;
  double least = 0.0, most = 1.0;
  PartyId holder = {};  // in the position of who offered
  double probability() const { return most - least; }
};

// What happens when it is late. Months since signing.
struct LateTables {
  double first_months = 0.0;  // first delivery contracted
  // Later by more than this it ends at long_stop_months().
  double after_months = std::numeric_limits<double>::infinity();
  double damages_per_month = 0.0;  // as a share of the price per MW-month
  double damaged_months = 0.0;     // of so many months at most
  int damages_line = -1, prepayment_return_line = -1;
  double long_stop_months() const { return first_months + after_months; }
  double stop_months(double delay) const {
    return delay > after_months ? long_stop_months() : std::numeric_limits<double>::infinity();
  }
};
struct DepositTables {
  double months = 0.0;  // of the price per MW
  int line = -1, return_line = -1;
};

// Of a position that goes on for another whose provider has failed.
struct StepInTables {
  PartyId failed;  // that provider; none: it is no such position
  double after_months = 0.0, share = 1.0;
};

// Sold out of the provider's own sources. Delivered is first what is due, and what its fleet gives
// once that is dispatched.
struct FromFleet {
  int index = -1;          // among all such (Workspace::due); −1: it has capacity of its own
  double shortfall = 0.0;  // damages for what is due and not delivered, as a share of the price
  int line = -1;           // of the damages
};

// What a position is to a site that is put together: a layer of it, or what the layers can run
// together on the power of one of its agreements.
struct PoolPart {
  enum class Is { none, shell, chips, power, source } is = Is::none;
  double it_mw_per_mw = 1.0;          // MW of IT load that one MW of the layer carries
  StepTable charge_usd_per_mw_month;  // for what stands ready
  int charge_line = -1;
  bool is_layer() const { return is != Is::none && is != Is::source; }
};

// Capacity in MW of one agreement or signing, from `provider` to `user` (the same in a build).
struct Position {
  AgreementId agreement;
  AgreementId from_offer;              // of which offer the agreement was made
  int signing = -1;                    // of the plan; −1: an agreement of the model, with `mw`
  Exercise exercise = Exercise::none;  // of which option it comes
  Release release;
  PartyId user, provider;
  SiteId site;
  AcceleratorId accelerator;
  bool build = false;  // the user's own
  double mw = 0.0;
  double signed_month = 0.0;  // since 1970-01
  int signed_step = 0;        // −1: before the clock, or it is signed with another position
  int price_step = 0;         // whose drivers move the price
  double converts = 1.0;
  DriversAt converts_by = {};
  std::uint64_t conversion_stream = 0;
  Refusal refusal;
  DriverId delay;
  double slip_months = 0.0;           // by a shock; a delay is at least that
  double most_delay_months = 0.0;     // with it
  Profile ramp;                       // never ending: what is installed, for capex
  Profile installed;                  // with its end
  double end_months = 0.0;            // since signing, without delay
  int first_step = 0, last_step = 0;  // delivers in [first, last) at most, delays included
  int shape = 0;                      // positions of one shape install alike since first_step
  double h100e_per_mw = 0.0;
  // MW per MW signed that it stands for in the mean.
  double expected() const { return converts * refusal.probability(); }
  bool always_runs = false;  // work without cash may soak up what is idle here

  // price, of a capacity agreement
  double price_usd_per_mw_month = 0.0;  // before escalation and drivers
  std::vector<DriverId> price_drivers;  // at signing
  std::vector<double> escalation;       // [step], with its moves where all drivers are 1
  PriceMoves moves;
  double take_or_pay = 1.0;
  double prepayment_months = 0.0;  // prepaid, as months of the price per MW
  double credit_share = 0.0;       // of the price, credited per MW-month delivered
  int fee_line = -1, prepayment_line = -1, credit_line = -1;
  SubleaseTables sublease;

  LateTables late;
  DepositTables deposit;
  StepInTables step_in;
  GuaranteeTables guarantee;

  FromFleet from_fleet;
  bool delivers(int step) const { return step >= first_step && step < last_step; }

  // cost, of who builds
  bool has_cost = false;
  CostTables cost;

  // power at the site: MWh per MW-month of use
  double mwh_per_mw_month = 0.0;
  StepTable power_usd_per_mwh;
  int power_line = -1;
  double user_power = 0.0;  // share of its cost that the user bears: its own, or passed through
  int pass_through_line = -1;

  std::array<TierShare, 3> tiers{};  // [Tier]
  TierShare& tier(Tier t) { return tiers[std::size_t(t)]; }
  const TierShare& tier(Tier t) const { return tiers[std::size_t(t)]; }
  bool lets_on() const { return tier(Tier::let).share > 0.0; }
  // What its user pays for power moves with use.
  bool bears_power() const { return user_power > 0.0 && !always_runs && power_usd_per_mwh.given(); }

  PoolPart pool;
};

// A site that is put together, of positions.
struct Pool {
  PartyId owner;
  std::vector<int> shells, chips, power;
  std::vector<int> layers;   // all of them
  std::vector<int> sources;  // of each position of `power`, what runs on it
  int first_step = 0, last_step = 0;
  // [step] indices of sources by rising price of their power where all drivers are 1.
  std::vector<std::vector<int>> order;
  int price_row = -1;  // of Workspace::power_price, where that differs by path: a row a source
};

struct WorkloadTables {
  WorkloadId id;
  AgreementId backstop;  // or what asks for it,
  PartyId payer = kOutside;
  PartyId party;
  StepTable volume_h100e, revenue, shortage;  // per H100e-month
  bool earns_cash = true, shortage_is_cash = false;
  std::vector<char> may_use;  // by position; empty: all
  double least_site_mw = 0.0;
  int revenue_line = -1, penalty_line = -1;
};

// The sources and workloads of one party.
struct Fleet {
  PartyId party;
  std::vector<int> positions;
  std::vector<int> releases;  // of them
  std::vector<int> workloads;
  std::vector<int> sold;  // positions of others that it serves, among its needs after the workloads
  std::vector<int> pools;   // whose layers it pays for
  bool restricted = false;  // some workload may not use some source
  // Part of a source through steps in which it may deliver. In the order of these, in every step,
  // the cost rises where all drivers are 1: set where one workload is served. Paths on which it
  // rises too go through them side by side, one source at a time.
  struct Segment {
    int position = 0;
    Tier tier{};
    double share = 1.0;  // of the position's capacity
    int cost_row = -1;   // of Workspace::use_cost, where the cost differs by path
    double h100e_per_mw = 0.0, mw_per_h100e = 0.0;  // of its position
    int first_step = 0, last_step = 0;              // [first, last)
    std::vector<double> cost_usd = {};  // [step − first_step] per H100e-month of use, drivers at 1
    double cost_in(int step) const { return cost_usd[std::size_t(step - first_step)]; }
  };
  std::vector<Segment> merit;
};

// share of the payer's cash revenue, by step (the part of the step in which it is in force)
struct ShareTables {
  PartyId payer;
  std::vector<double> share;  // [step]
  int line = -1;
  double most_usd = 0.0;  // that may still be paid, of one that is capped
  int capped = -1;        // its place among those
};

// Money by step that is independent of paths but for drivers, times the size of its signing.
struct Stream {
  int signing = -1;
  StepTable usd;                    // per step, evenly through what lies in it of:
  double from = -1e9, until = 1e9;  // months since 1970-01; equal: all at once
  PartyId grants;  // whoever must not have failed before it begins, even if it does not pay
  double converts = 1.0;
  DriversAt converts_by = {};
  std::uint64_t conversion_stream = 0;
  int line = -1;
};

// Of an investment by milestone or condition, or of a warrant; see clauses.h.
struct Tranche {
  Accrual of;                 // USD, or shares
  DriverId condition;         // nothing is paid before it has happened
  StepTable share_price_usd;  // of a warrant
  double strike_usd = 0.0;
  int line = -1, dilution_line = -1;
};

struct Loan {
  Accrual of;                                 // what is drawn, USD
  double grace_month = 0.0, end_month = 0.0;  // since 1970-01
  double last_draw_month = 0.0;               // with what falls on the end of the grace period
  StepTable base_rate_per_year;
  double margin_per_year = 0.0;
  int draw_line = -1, interest_line = -1, repayment_line = -1, loss_line = -1;
};

// What the borrower of a loan has promised: cash at the end of a step, or its cash flow before debt
// service for each dollar of that. It is measured and has no consequence.
struct Covenant {
  enum class Kind { cash, coverage } kind{};
  AgreementId agreement;
  int loan = 0;  // Compiled::loans
  PartyId borrower;
  double least = 0.0;
};

struct Stake {
  AgreementId agreement;
  int signing = -1;
  PartyId investor, investee;
  double share = 0.0;
  double signed_month = 0.0;  // where one side has failed before, nothing is signed
  double converts = 1.0;
  DriversAt converts_by = {};
  std::uint64_t conversion_stream = 0;
};

// One party's side of one agreement: all lines of the agreement that it pays or receives.
struct AgreementSide {
  AgreementId agreement;
  PartyId party;
};

struct Compiled {
  Clock clock;
  int steps = 0;      // of the clock
  int all_steps = 0;  // with the run-off
  int parties = 0;
  PartyId planner;
  std::vector<char> counts;  // [party] whose value is asked for
  std::vector<Epoch> epochs;
  std::vector<SignedSize> signings;
  std::vector<Room> rooms;
  std::vector<Position> positions;  // the sources of pools are the last
  std::vector<Pool> pools;
  int price_rows = 0, power_price_rows = 0;
  std::vector<int> shape_row{0};  // [shape] first row of its steps; the last entry: rows in all
  std::vector<WorkloadTables> workloads;
  int sold = 0;               // positions that are served from fleets
  std::vector<Fleet> fleets;  // a provider's before those of whom it serves
  int use_cost_rows = 0, spend_rows = 0, ramp_rows = 0;
  bool lets_on = false;  // some position may be let on
  std::vector<ShareTables> shares;
  int capped_shares = 0;
  std::vector<Stream> streams;
  std::vector<Tranche> tranches;
  std::vector<Loan> loans;
  std::vector<Covenant> covenants;
  std::vector<Stake> stakes;  // in an order in which the investee is valued first
  std::vector<Line> lines;
  std::vector<AgreementSide> sides;  // by agreement
  struct LineSides {
    int payer = -1, payee = -1;  // of sides; −1: the outside, or no agreement
  };
  std::vector<LineSides> line_sides;  // [line]
  std::vector<int> stake_side;        // [stake], the investor's
  // A dollar is worth the same on all lines of one class.
  std::vector<int> line_class;                // [line]
  std::vector<int> class_sample;              // [class] a line of it
  std::vector<std::vector<double>> discount;  // [party][step], at the middle of the step
  std::vector<DriverId> default_event;        // [party]
  std::vector<double> fails_month;            // [party] at the latest
  FundingStop funding_stop;
  std::vector<int> yield_line, emergency_line;                                      // [party]
  std::vector<double> yield_per_step, opening_cash_usd, minimum_cash_usd, premium;  // [party]
};

Compiled compile(const Model& model, const Plan& plan);

// Gives the rows of Fixed (workspace.h) to what needs any.
void number_fixed(Compiled& compiled);

// Share of the capex spent until t months after signing, without delay: (R(t + L) − R(t)) / L, R
// the integral of what is installed, L the months of the spending; of L = 0 what is installed.
double spent_share(const Position& p, double t);
// Per MW of the position as contracted, without delay or failure, on average over step k; becoming
// ready within it. What is given up counts against the position of which it is.
double installed_share(const Clock& clock, const Position& p, int k);
double ready_share(const Clock& clock, const Position& p, int k);

// Of the planner and those in whom it has a stake; what moves no cash or value of theirs is left
// out.
void keep_value_of_planner(Compiled& compiled);

}  // namespace offtake
