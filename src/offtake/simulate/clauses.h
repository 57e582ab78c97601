// The clauses: each one formula, in one file, over the paths of a Workspace, and beside it its
// slope (slopes.h). docs/reference/clauses.md works each on numbers.
#pragma once

#include "offtake/simulate/slopes.h"
#include "offtake/simulate/workspace.h"

namespace offtake {

// All of them, on one group of paths: deliver → dispatch → pay → fund.
void play(Workspace& w);

// Delivery (ramp, lead time, delay, term, conversion, default), clause_delivery.cpp:
//   delivered_k = mw · [converted] · (I(min(t_{k+1}, stop) − delay) − I(min(t_k, stop) − delay)) /
//   Δ
// prepare() sets the lanes and the share that deliver() and its slope go by.
void prepare(Workspace& w, std::size_t position);
void deliver(Workspace& w, std::size_t position);
void deliver_slope(const Workspace& w, Slopes& s, std::size_t position);
// delivered/mw of a shape while nobody fails, [step − first_step][lane].
void install(const Compiled& c, const Position& p, const Lanes& delay, double* share);

// Fees (price, escalator, take-or-pay, prepayment and its credit), clause_fee.cpp:
//   fee_k = price · escalation_k · Δ · max(used_k, take_or_pay · delivered_k)
//   prepayment = price · prepayment_months · mw at signing; credit_k = price · credit_share · Δ ·
//   delivered_k
// `used` is what workloads used, or all that is delivered where work without cash always runs.
void pay_fees(Workspace& w, std::size_t position, const LaneArray& used);
void fee_slope(const Workspace& w, Slopes& s, std::size_t position);

// Cost of who builds (capex with its spend curve, opex, residual value), clause_cost.cpp:
//   spent until t = capex · mw · (R(t + L) − R(t))/L, R = ∫ installed share, L = spend months
//   opex_k = opex · Δ · delivered_k; residual · capex · mw at the end
void pay_costs(Workspace& w, std::size_t position);
void cost_slope(const Workspace& w, Slopes& s, std::size_t position);

// Exit and step-down, clause_exit.cpp: from their effect on the position of which they are delivers
// so much less, and the provider spends no more on it; the fee falls due at notice.
//   delivered_k of it −= mw · (I(max(t_{k+1}, effect) − delay) − I(max(t_k, effect) − delay)) / Δ
//   fee = share · price · Σ_k (take_or_pay · escalation_k − credit) · MW-months after the effect
void release(Workspace& w, std::size_t position);
void release_mw_slope(const Workspace& w, Slopes& s, std::size_t position);
void pay_release(Workspace& w, std::size_t position);
void release_slope(const Workspace& w, Slopes& s, std::size_t position);

// Power, clause_power.cpp: MWh_k = used_k · Δ · 730 · PUE, paid at the site's price.
void pay_power(Workspace& w, std::size_t position, const LaneArray& used);
void power_slope(const Workspace& w, Slopes& s, std::size_t position);

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
void pay(Workspace& w, const Accrual& accrual, const AccruedPayment& payment);
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
