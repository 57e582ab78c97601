#include "offtake/results/record_accounts.h"

#include <iterator>

#include "offtake/simulate/ledger.h"

namespace offtake {
namespace {

struct Named {
  Account account;
  const char *label, *label_ko;
};
constexpr Named kAccounts[] = {
    {Account::fee, "Fees for capacity", "용량 이용료"},
    {Account::credit, "Credit of a prepayment", "선급금 차감"},
    {Account::prepayment, "Prepayments", "선급금"},
    {Account::exit_fee, "Exit fees", "해지 수수료"},
    {Account::shortfall, "Damages for shortfall", "미인도 배상금"},
    {Account::capex_chips, "Capex, chips", "칩 자본지출"},
    {Account::capex, "Capex, the rest", "기타 자본지출"},
    {Account::opex, "Operating cost", "운영비"},
    {Account::power, "Power", "전력비"},
    {Account::power_pass_through, "Power passed through", "전력비 전가"},
    {Account::sublease, "Subleases", "전대 수입"},
    {Account::residual, "Residual value", "잔존가치"},
    {Account::late_damages, "Damages for delay", "지체 배상금"},
    {Account::deposit, "Deposits", "보증금"},
    {Account::deposit_return, "Deposits returned", "보증금 반환"},
    {Account::prepayment_return, "Prepayments returned", "선급금 반환"},
    {Account::guarantee, "Residual value guarantees", "잔존가치 보증"},
    {Account::investment, "Investments", "지분 투자"},
    {Account::revenue_share, "Revenue shares", "매출 배분"},
    {Account::licence_worth, "Worth of licences", "라이선스의 가치"},
    {Account::licence_fee, "Licence fees", "라이선스료"},
    {Account::revenue, "Revenue", "매출"},
    {Account::backstop, "Backstops", "백스톱"},
    {Account::penalty, "Penalties for being short", "부족 위약금"},
    {Account::other_income, "Other income", "기타 수입"},
    {Account::other_cost, "Other cost", "기타 비용"},
    {Account::cash_yield, "Yield on cash", "현금 운용수익"},
    {Account::emergency_funding, "Emergency funding", "긴급 조달"},
    {Account::loan_draw, "Loans drawn", "대출 인출"},
    {Account::loan_interest, "Loan interest", "대출 이자"},
    {Account::loan_repayment, "Loan repayments", "대출 상환"},
    {Account::loan_loss, "Loan losses", "대손"},
    {Account::warrant, "Warrants", "신주인수권"},
    {Account::dilution, "Dilution", "지분 희석"},
};
static_assert(std::size(kAccounts) == std::size_t(Account::dilution) + 1,
              "each account has a name");

}  // namespace

AccountFacts account_facts(std::string_view key) {
  for (const Named& n : kAccounts) {
    if (key_of(n.account) != key) continue;
    return {n.label, n.label_ko, is_value_to_payer(n.account), is_value_to_payee(n.account),
            moves_cash(n.account)};
  }
  return {std::string(key), std::string(key)};
}

std::map<std::string, std::string> account_words() {
  std::map<std::string, std::string> words;
  for (const Named& n : kAccounts) words[std::string(key_of(n.account))] = n.label_ko;
  return words;
}

double value_sign(const RunLedgerLine& line, const std::string& party) {
  const AccountFacts facts = account_facts(line.account);
  double sign = 0.0;
  if (line.payee == party && facts.value_to_payee) sign += 1.0;
  if (line.payer == party && facts.value_to_payer) sign -= 1.0;
  return sign;
}

}  // namespace offtake
