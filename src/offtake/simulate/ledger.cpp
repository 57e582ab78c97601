#include "offtake/simulate/ledger.h"

namespace offtake {

std::string_view key_of(Account account) {
  switch (account) {
    case Account::fee:
      return "fee";
    case Account::credit:
      return "credit";
    case Account::prepayment:
      return "prepayment";
    case Account::exit_fee:
      return "exit_fee";
    case Account::shortfall:
      return "shortfall";
    case Account::capex_chips:
      return "capex_chips";
    case Account::capex:
      return "capex";
    case Account::opex:
      return "opex";
    case Account::power:
      return "power";
    case Account::power_pass_through:
      return "power_pass_through";
    case Account::sublease:
      return "sublease";
    case Account::residual:
      return "residual";
    case Account::late_damages:
      return "late_damages";
    case Account::deposit:
      return "deposit";
    case Account::deposit_return:
      return "deposit_return";
    case Account::prepayment_return:
      return "prepayment_return";
    case Account::guarantee:
      return "guarantee";
    case Account::investment:
      return "investment";
    case Account::revenue_share:
      return "revenue_share";
    case Account::licence_worth:
      return "licence_worth";
    case Account::licence_fee:
      return "licence_fee";
    case Account::revenue:
      return "revenue";
    case Account::backstop:
      return "backstop";
    case Account::penalty:
      return "penalty";
    case Account::other_income:
      return "other_income";
    case Account::other_cost:
      return "other_cost";
    case Account::cash_yield:
      return "cash_yield";
    case Account::emergency_funding:
      return "emergency_funding";
    case Account::loan_draw:
      return "loan_draw";
    case Account::loan_interest:
      return "loan_interest";
    case Account::loan_repayment:
      return "loan_repayment";
    case Account::loan_loss:
      return "loan_loss";
    case Account::warrant:
      return "warrant";
    case Account::dilution:
      return "dilution";
  }
  return "";
}

}  // namespace offtake
