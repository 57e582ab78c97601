// What a party's value is made of, so that it can be added up again from the record.
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_accounts.h"
#include "offtake/results/record_simulation.h"

namespace offtake {
namespace {

// Σ_k (1 + rate)^(−(k + ½) · months / 12) · usd_k
double discounted(const std::vector<double>& usd, double rate, const Clock& clock) {
  double sum = 0.0;
  for (std::size_t k = 0; k < usd.size(); ++k) {
    const double years = (double(k) + 0.5) * clock.months_per_step / kMonthsPerYear;
    sum += std::pow(1.0 + rate, -years) * usd[k];
  }
  return sum;
}

}  // namespace

Table npv_parts_table(const Simulation& simulation, const Model& model) {
  Table table{"npv_parts", "What each value is made of", "순현재가치의 구성", {}, {}, ""};
  table.note =
      "Discounted from the middle of each step. Nobody pays for work that earns no revenue, nor "
      "for a shortage without a penalty.";
  table.note_ko =
      "각 단계의 중간을 기준으로 할인. 대가 없는 가치: 매출이 없는 작업의 가치에서 위약금 없는 "
      "부족의 손실을 뺀 것.";
  const auto money = [&](const char* key, const char* en, const char* ko) {
    table.columns.push_back(quantity_column(key, en, ko, dim::money));
  };
  table.columns = {text_column("party", "Party", "당사자"),
                   share_column("discount_per_year", "Discount\nper year", "연\n할인율"),
                   count_column("months_per_step", "Months\nper step", "단계당\n개월 수")};
  money("payments_usd", "Payments", "지급·수취");
  money("unpaid_usd", "What nobody\npays for", "대가 없는\n가치");
  table.columns.push_back(
      share_column("emergency_premium", "Price of\nemergency\nfunding", "긴급 조달\n비용률"));
  money("premium_usd", "paid", "긴급 조달\n비용");
  money("stakes_usd", "Stakes in\nothers", "보유\n지분");
  money("npv_usd", "NPV", "순현재가치");
  for (std::size_t p = 1; p < model.parties.size(); ++p) {
    const PartyValue& v = simulation.values[p];
    const double rate = v.discount_per_year, premium = model.parties[p].emergency_premium;
    double payments = 0.0, drawn = 0.0;
    for (const LedgerLine& line : simulation.ledger) {
      const double sign = value_sign(
          {"", "", line.account, model.at(line.payer).name, model.at(line.payee).name, {}},
          model.parties[p].name);
      if (sign != 0.0) payments += sign * discounted(line.mean_usd, rate, model.clock);
      if (line.account == kEmergencyAccount && line.payee.index() == p) {
        drawn += discounted(line.mean_usd, rate, model.clock);
      }
    }
    table.rows.push_back(row_of(model.parties[p].name, rate,
                                std::int64_t{model.clock.months_per_step}, payments,
                                discounted(v.unpaid_usd, rate, model.clock), premium,
                                -premium * drawn, v.stakes_usd, v.npv_usd.mean));
  }
  return table;
}

Table unpaid_table(const Simulation& simulation, const Model& model) {
  Table table{"unpaid", "Value that nobody pays for", "대가 없는 가치", {}, {}, ""};
  table.columns = {text_column("party", "Party", "당사자"), text_column("step", "Step", "단계"),
                   count_column("number", "Number", "번호"),
                   quantity_column("usd", "Expected", "기대치", dim::money)};
  for (std::size_t p = 1; p < model.parties.size(); ++p) {
    const std::vector<double>& usd = simulation.values[p].unpaid_usd;
    for (std::size_t k = 0; k < usd.size(); ++k) {
      if (usd[k] == 0.0) continue;
      table.rows.push_back(
          row_of(model.parties[p].name, model.clock.label(int(k)), std::int64_t(k), usd[k]));
    }
  }
  return table;
}

}  // namespace offtake
