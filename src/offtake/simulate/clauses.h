// The clauses: each one formula, in one file, over the paths of a Workspace, and beside it its
// slope (slopes.h). docs/reference/clauses.md works each on numbers.
#pragma once

#include "offtake/simulate/rows.h"
#include "offtake/simulate/slopes.h"
#include "offtake/simulate/workspace.h"

namespace offtake {

// All of them, on one group of paths: deliver → dispatch → pay → fund.
void play(Workspace& w);
// What no plan moves, for paths that are played again and again.
void keep_fixed(Workspace& w, KeptPaths& kept);

// Delivery (ramp, lead time, delay, term, conversion, default), clause_delivery.cpp:
//   delivered_k = mw · [converted] · (I(min(t_{k+1}, stop) − delay) − I(min(t_k, stop) − delay)) /
//   Δ
// prepare() sets the lanes and the share that deliver() and its slope go by.
void prepare(Workspace& w, std::size_t position);
void deliver(Workspace& w, std::size_t position);
void deliver_slope(const Workspace& w, Slopes& s, std::size_t position);
// By what is drawn, and what a shock adds.
void set_delay(const FuturesBlock& drawn, const Position& p, Lanes& delay);
// delivered/mw of a shape while nobody fails, [step − first_step][lane].
void install(const Compiled& c, const Position& p, const Lanes& delay, double* share);

// The price along the term (escalator, reset to an index, most favoured), clause_price.cpp:
//   asked_k = price · escalation_k · clamp(1 + weight · (index_k / index at signing − 1))
//   price_k = min(asked_k, asked_k of each peer in force), index_k: at the last date of reset
// It hangs on no decision, so it has no slope. set_prices() fills Workspace::prices.
void set_prices(Workspace& w);
// By step from the position's first on, times the months of a step.
inline rows::Price prices_in(const Workspace& w, std::size_t position) {
  const Position& p = w.c.positions[position];
  const double months = w.c.clock.months_per_step;
  if (p.moves.row >= 0)
    return {{w.prices.at(std::size_t(p.moves.row), p.first_step)}, nullptr, months};
  return {rows::same(w.position[position].price), p.escalation.data() + p.first_step, months};
}
// USD per MW-month in a step: usd[lane] · factor.
struct StepPrice {
  const double* usd;
  double factor;
};
inline StepPrice price_in(const Workspace& w, std::size_t position, int step) {
  const Position& p = w.c.positions[position];
  if (p.moves.row >= 0) return {w.prices.at(std::size_t(p.moves.row), step), 1.0};
  return {w.position[position].price.data(), p.escalation[std::size_t(step)]};
}

// Fees (price, take-or-pay, prepayment and its credit), clause_fee.cpp:
//   fee_k = price_k · Δ · max(used_k, take_or_pay · delivered_k)
//   prepayment = price · prepayment_months · mw at signing; credit_k = price · credit_share · Δ ·
//   delivered_k
// `used` is what workloads used and what was let on, or all that is delivered where work without
// cash always runs.
void pay_fees(Workspace& w, std::size_t position, const LaneArray& used);
void fee_slope(const Workspace& w, Slopes& s, std::size_t position);

// Served from the provider's own sources, clause_fleet.cpp:
//   shortfall_k = shortfall · price_k · Δ · (due_k − delivered_k)
// due_k is what deliver() says, delivered_k what the provider's dispatch leaves of it. Credits of a
// prepayment follow what is due.
void pay_shortfall(Workspace& w, std::size_t position);
void shortfall_slope(const Workspace& w, Slopes& s, std::size_t position);

// Late delivery and deposit, clause_late.cpp. F: first delivery contracted, d: the delay.
//   long stop: where d > after, stop = F + after; what was prepaid comes back then
//   damages until t = price · 12 · rate · mw · min(months late until t, most / rate),
//                     late in [F, min(F + d, stop))
//   deposit = price · deposit_months · mw at signing; back at F + term + d, or at the long stop
//   of MW given up neither damages after that nor, at a later long stop, what was prepaid
void pay_late(Workspace& w, std::size_t position);
void late_slope(const Workspace& w, Slopes& s, std::size_t position);

// Step-in where the provider fails at f, clause_step_in.cpp:
//   delivered_k = share · mw · (installed share just before f) · (part of the step in [f + after,
//   end + delay))
// Sets the share that deliver() and its slope go by.
void take_over(Workspace& w, std::size_t position);

// Cost of who builds (capex with its spend curve, opex), clause_cost.cpp:
//   spent until t = capex · mw · (R(t + L) − R(t))/L, R = ∫ installed share, L = spend months
//   opex_k = opex · Δ · delivered_k
//   a deposit of what is bought is a share of it paid at signing instead
// set_spent() fills Fixed::spent.
void set_spent(Workspace& w);
void pay_costs(Workspace& w, std::size_t position);
void cost_slope(const Workspace& w, Slopes& s, std::size_t position);

// What it is worth at the end (residual value, its guarantee), clause_residual.cpp:
//   residual · capex · mw to who built it, max(0, guarantee − residual) · capex · mw from the
//   tenant; of MW given up only the share of the capex that is spent until then
void pay_residual(Workspace& w, std::size_t position);
void residual_slope(const Workspace& w, Slopes& s, std::size_t position);

// Exit and step-down, clause_exit.cpp: from their effect on the position of which they are delivers
// so much less, and the provider spends no more on it; the fee falls due at notice.
//   delivered_k of it −= mw · (I(max(t_{k+1}, effect) − delay) − I(max(t_k, effect) − delay)) / Δ
//   fee = share · price · Σ_k (take_or_pay · escalation_k − credit) · MW-months after the effect
void release(Workspace& w, std::size_t position);
void release_mw_slope(const Workspace& w, Slopes& s, std::size_t position);
void pay_release(Workspace& w, std::size_t position);
void release_slope(const Workspace& w, Slopes& s, std::size_t position);

// Stranded capital of who builds, clause_stranded.cpp; measured only:
//   Σ_k charge · Δ · max(0, standing_k − taken_k),   charge = (1 − residual) · capex / MW-months
//   standing_k = mw · min(installed share_k, share of the capex spent when the tenant left)
// taken is what is used of a build and what is paid for of other capacity. What the builder's own
// failure costs is not counted.
void strand_capital(Workspace& w, std::size_t position, const LaneArray& used);

// Power and its pass-through, clause_power.cpp: MWh_k = used_k · Δ · 730 · PUE, paid by the
// provider at the site's price; the user makes up for a share of it.
void pay_power(Workspace& w, std::size_t position, const LaneArray& used);
void power_slope(const Workspace& w, Slopes& s, std::size_t position);

// Sublease of what stands idle, clause_sublease.cpp:
//   let_k = min(share · delivered_k, max(0, take_or_pay · delivered_k − used_k))   rent ≤ price
//   let_k = min(share · delivered_k, delivered_k − used_k)                         rent > price
//   income_k = (rent_k + what is passed through of its power) · Δ · let_k
// sublet() fills Workspace::taken, what is used and let on. The slope reads that of power.
void sublet(Workspace& w, std::size_t position);
void sublease_slope(const Workspace& w, Slopes& s, std::size_t position);
// USD per MW-month after the haircut [lane].
void rent_in(const Workspace& w, std::size_t position, int step, double* out);
// What the user pays the provider for the power of one MW through a month [lane].
void passed_through_in(const Workspace& w, const Position& p, int step, double* out);
// A site that is put together, clause_pool.cpp:
//   deployed_k = min(Σ chips, Σ shells, Σ power · availability / PUE) of what is delivered
// on the power of each agreement in turn, the cheapest first; what a layer costs is owed whether
// the others are there or not, and only the energy moves with use.
void deploy(Workspace& w, const Pool& pool);
void pay_layers(Workspace& w, const Pool& pool);
void layers_slope(const Workspace& w, Slopes& s, const Pool& pool);
void deploy_slope(const Workspace& w, Slopes& s, const Pool& pool);

// Revenue, penalties and revenue shares of a fleet, clause_revenue.cpp:
//   revenue_k = served_k · price_k · Δ of each workload that earns cash
//   shortage_k = cost_k · Δ · (demand_k − served_k), and after the clock −cost_k · Δ · served_k
//   share_k = share · Σ revenue_k, with a cap min(most, Σ_{j≤k} share_j) − min(most, Σ_{j<k}
//   share_j); dispatch goes by the share as if there were no cap
void set_shares(Workspace& w);
void earn(Workspace& w, std::size_t workload);
void share_revenue(Workspace& w);
void share_slope(const Workspace& w, Slopes& s);
void earn_slope(const Workspace& w, Slopes& s, std::size_t workload);

// Σ_n factor_n · what has accrued until `until`, or its mean from `from` on where that is before
// (accrual.h), clause_accrual.cpp.
struct AccruedPayment {
  struct Term {
    Lanes factor{}, from{}, until{};  // months since 1970-01
    int boundary = -1;                // all of it is the beginning of that step; −1: it is not
    void at(std::size_t lane, double month, double times) { over(lane, month, month, times); }
    void over(std::size_t lane, double first, double last, double times) {
      from[lane] = first;
      until[lane] = last;
      factor[lane] = times;
    }
  };
  int line = -1, step = 0;
  std::array<Term, 2> terms{};
};
// Fills Fixed::ramps.
void set_ramps(Workspace& w);
// Returns what was paid.
Lanes pay(Workspace& w, const Accrual& accrual, const AccruedPayment& payment);
void pay_slope(const Workspace& w, Slopes& s, const Accrual& accrual,
               const AccruedPayment& payment);

// Investments by milestone or condition, and warrants, clause_tranche.cpp:
//   paid_k = [happened by t_{k+1}] · accrued(t_{k+1}) − [happened by t_k] · accrued(t_k)
//   sold_k = (accrued(t_{k+1}) − accrued(t_k)) · max(0, share price_k − strike)
void pay_tranches(Workspace& w);
void tranche_slope(const Workspace& w, Slopes& s);

// Loans, clause_loan.cpp, with D(t) what is drawn until t and a(t) the share of it repaid, from the
// end of the grace period evenly until the end of the term:
//   draw_k = D(t_{k+1}) − D(t_k);  repayment_k = D · (a(t_{k+1}) − a(t_k))
//   interest_k = rate_k · ∫ D(t) · (1 − a(t)) dt;  loss = D · (1 − a) when the borrower fails
void pay_loans(Workspace& w);
void loan_slope(const Workspace& w, Slopes& s);
// Counts the paths on which a covenant is broken in a step, once all is paid and funded:
//   cash < least;   net cash − drawn + debt service < least · debt service, of all the borrower's
//   loans, without emergency funding
void measure_covenants(Workspace& w);

// Investments, licences, other income and cost, clause_stream.cpp.
void pay_streams(Workspace& w);
void stream_slope(const Workspace& w, Slopes& s);

// Cash, emergency funding and value of every party, funding.cpp:
//   before = cash·(1+yield) + net;  draw = max(0, minimum − before);  cash = before + draw
//   value = Σ_k discount_k · (value flow_k − premium · draw_k) + Σ stakes · max(0, value of the
//   investee)
void fund(Workspace& w);
// Sets the weights of the parties and what their cash is worth.
void fund_slope(const Workspace& w, Slopes& s);

}  // namespace offtake
