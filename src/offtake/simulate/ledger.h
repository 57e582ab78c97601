// Who pays whom for what. A line is a clause's payment; every posting moves money from the payer to
// the payee, so the sum over all parties and the outside is zero by construction and checked by
// sum. What moves value and no money (a loan that is never paid back, shares given away) nets to
// zero alike.
#pragma once

#include <string_view>

#include "offtake/model/model.h"

namespace offtake {

enum class Account {
  fee,
  credit,  // of a prepayment, provider to tenant
  prepayment,
  exit_fee,
  shortfall,    // damages for what a fleet does not deliver, provider to tenant
  capex_chips,  // to the accelerator's vendor
  capex,        // the rest, to outside
  opex,
  power,
  power_pass_through,
  sublease,
  residual,
  late_damages,  // provider to tenant
  deposit,
  deposit_return,
  prepayment_return,  // of what was never delivered
  guarantee,          // of the residual value, tenant to provider
  investment,
  revenue_share,
  licence_worth,
  licence_fee,
  revenue,  // of a workload
  backstop,
  penalty,  // for being short
  other_income,
  other_cost,
  cash_yield,
  emergency_funding,
  loan_draw,
  loan_interest,
  loan_repayment,
  loan_loss,  // what a borrower that has failed still owes
  warrant,    // shares sold on by their holder
  dilution,   // what they cost those who owned the issuer
};
std::string_view key_of(Account account);

// Financing moves cash and not value: money that owners put in is theirs still, and what is lent is
// owed back.
constexpr bool is_financing(Account a) {
  return a == Account::cash_yield || a == Account::emergency_funding || a == Account::loan_draw ||
         a == Account::loan_repayment;
}
constexpr bool is_value_to_payee(Account a) { return a != Account::investment && !is_financing(a); }
constexpr bool is_value_to_payer(Account a) { return !is_financing(a); }
// The return of an agreement is on what is paid by it: a loss shows in what is not repaid.
constexpr bool counts_in_return(Account a) { return a != Account::loan_loss; }
constexpr bool moves_cash(Account a) { return a != Account::loan_loss && a != Account::dilution; }

struct Line {
  AgreementId agreement;
  WorkloadId workload;
  Account account{};
  PartyId payer, payee;
};

}  // namespace offtake
