#include <algorithm>
#include <array>
#include <map>

#include "offtake/base/text.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_accounts.h"
#include "offtake/results/record_simulation.h"
#include "offtake/results/record_years.h"

namespace offtake {
namespace {

std::int64_t whole(int number) { return number; }

// Whose business a ledger line is: an agreement, a workload, or neither (the party's own).
std::string subject(const LedgerLine& line, const Model& model) {
  if (line.agreement.valid()) return model.at(line.agreement).name;
  if (line.workload.valid()) return model.at(line.workload).name;
  return "";
}

void add_ledger_columns(Table& table) {
  table.columns.push_back(text_column("subject", "Agreement\nor workload", "계약\n또는 작업"));
  table.columns.push_back(word_column("account", "Account", "계정", account_words()));
  table.columns.push_back(text_column("payer", "Payer", "지급자"));
  table.columns.push_back(text_column("payee", "Payee", "수취자"));
}

std::vector<Cell> ledger_cells(const LedgerLine& line, const Model& model) {
  return row_of(subject(line, model), line.account, model.at(line.payer).name,
                model.at(line.payee).name);
}

// Sum of [first, last).
double sum(const std::vector<double>& values, int first, int last) {
  double total = 0.0;
  for (int k = first; k < last; ++k) total += values[std::size_t(k)];
  return total;
}

void add_paths_note(const Simulation& simulation, Table& table) {
  table.note = fmt::format("Means over {} paths.", simulation.paths);
  table.note_ko = fmt::format("{}개 경로의 평균.", simulation.paths);
  if (simulation.batch_paths == 0) return;
  table.note += fmt::format(" Quantiles and tails are means of those of {} paths at a time.",
                            simulation.batch_paths);
  table.note_ko +=
      fmt::format(" 분위수와 꼬리 값은 {}개 경로 묶음별 값의 평균.", simulation.batch_paths);
}

std::vector<Cell> with_interval(const Estimate& e) { return row_of(e.mean, e.low(), e.high()); }

// Cash over the whole clock, from the years.
std::vector<Cell> cash_cells(const Simulation& simulation, std::size_t party) {
  if (simulation.years.empty()) return std::vector<Cell>(5);
  const auto worst =
      std::max_element(simulation.years.begin(), simulation.years.end(),
                       [party](const YearMeasures& a, const YearMeasures& b) {
                         return a.cash_flow_at_risk_usd[party] < b.cash_flow_at_risk_usd[party];
                       });
  return row_of(simulation.years.back().cash_usd[party].mean, worst->cash_flow_at_risk_usd[party],
                worst->cash_flow_at_risk_low_usd[party], worst->cash_flow_at_risk_high_usd[party],
                whole(worst->year));
}

}  // namespace

Table by_year_table(const Simulation& simulation, const Model& model) {
  Table table{"by_year", "By year", "연도별", {count_column("year", "Year", "연도")}, {}, ""};
  add_paths_note(simulation, table);
  const std::vector<YearField> fields = year_fields(model);
  for (const YearField& field : fields) table.columns.push_back(field.column);
  for (const YearMeasures& y : simulation.years) {
    std::vector<Cell> row = row_of(whole(y.year));
    for (const YearField& field : fields) row.emplace_back(field.value(y));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table parties_table(const Simulation& simulation, const Model& model) {
  Table table{"parties", "Parties", "당사자", {}, {}, ""};
  table.note = "Net present value at each party's own rate, with the run-off after the clock.";
  table.note_ko = "각 당사자의 할인율에 따른 순현재가치, 계획 기간 이후의 잔여기간 포함.";
  const std::string worst = fmt::format("{:g} %", 100.0 * model.planner.risk_tail);
  const std::string worst_ko = fmt::format("{:g}%", 100.0 * model.planner.risk_tail);
  const auto money = [&](std::string key, std::string label, std::string label_ko) {
    table.columns.push_back(
        quantity_column(std::move(key), std::move(label), std::move(label_ko), dim::money));
  };
  table.columns = {text_column("party", "Party", "당사자"),
                   share_column("discount_per_year", "Discount\nper year", "연\n할인율")};
  money("npv_usd", "NPV", "순현재가치");
  money("npv_low_usd", "NPV,\n95 % low", "NPV,\n95% 하한");
  money("npv_high_usd", "NPV,\n95 % high", "NPV,\n95% 상한");
  const auto interval = [&](const std::string& key, const std::string& label,
                            const std::string& label_ko) {
    money(key + "_low_usd", label + ",\n95 % low", label_ko + ",\n95% 하한");
    money(key + "_high_usd", label + ",\n95 % high", label_ko + ",\n95% 상한");
  };
  money("npv_cvar_usd", "NPV,\nworst " + worst, "NPV,\n최악 " + worst_ko);
  interval("npv_cvar", "worst " + worst, "최악 " + worst_ko);
  for (const double q : kQuantiles) {
    money(fmt::format("npv_q{:02.0f}_usd", 100.0 * q), fmt::format("NPV,\n{:g} %", 100.0 * q),
          fmt::format("NPV,\n{:g}% 분위", 100.0 * q));
  }
  money("cash_end_usd", "Cash at\nthe end", "기말\n현금");
  money("cash_flow_at_risk_usd", "Cash-flow-at-\nrisk, worst", "최대 현금\n흐름 위험");
  interval("cash_flow_at_risk", "at risk", "위험");
  table.columns.push_back(count_column("cash_flow_at_risk_year", "in the\nyear", "해당\n연도"));
  money("emergency_usd", "Emergency\nfunding", "긴급\n조달");
  interval("emergency", "funding", "조달");
  money("stranded_capital_usd", "Stranded\ncapital", "좌초\n자본");
  interval("stranded_capital", "stranded", "좌초");
  for (std::size_t p = 1; p < model.parties.size(); ++p) {
    const PartyValue& v = simulation.values[p];
    std::vector<Cell> row = row_of(model.parties[p].name, v.discount_per_year, v.npv_usd.mean,
                                   v.npv_usd.low(), v.npv_usd.high());
    const Estimate worst_npv{v.npv_cvar_usd, v.npv_cvar_error_usd};
    for (Cell& cell : with_interval(worst_npv)) row.push_back(std::move(cell));
    for (const double q : v.npv_quantile_usd) row.emplace_back(q);
    for (Cell& cell : cash_cells(simulation, p)) row.push_back(std::move(cell));
    for (Cell& cell : with_interval(v.emergency_usd)) row.push_back(std::move(cell));
    for (Cell& cell : with_interval(v.stranded_capital_usd)) row.push_back(std::move(cell));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table returns_table(const Simulation& simulation, const Model& model) {
  Table table{"returns", "What each agreement brings its sides", "계약별 당사자 수익", {}, {}, ""};
  table.note =
      "Net present value of what a side pays and receives, at its own rate, with the run-off; an "
      "investor's with its stake. Per year: the internal rate of the expected payments, where they "
      "turn once.";
  table.note_ko =
      "각 당사자의 지급·수취의 순현재가치(자체 할인율, 잔여기간 포함), 투자자는 지분 포함. 연 "
      "수익률: "
      "기대 현금흐름의 부호가 한 번 바뀔 때의 내부수익률.";
  table.columns = {
      text_column("agreement", "Agreement", "계약"),
      text_column("party", "Side", "당사자"),
      quantity_column("npv_usd", "NPV", "순현재가치", dim::money),
      quantity_column("npv_low_usd", "NPV,\n95 % low", "NPV,\n95% 하한", dim::money),
      quantity_column("npv_high_usd", "NPV,\n95 % high", "NPV,\n95% 상한", dim::money),
      quantity_column("paid_usd", "Pays,\ndiscounted", "지급,\n할인", dim::money),
      quantity_column("received_usd", "Receives,\ndiscounted", "수취,\n할인", dim::money),
      share_column("rate_per_year", "Return\nper year", "연\n수익률")};
  for (const AgreementReturn& r : simulation.returns) {
    if (r.paid_usd == 0.0 && r.received_usd == 0.0 && r.npv_usd.mean == 0.0) continue;
    table.rows.push_back(row_of(model.at(r.agreement).name, model.at(r.party).name, r.npv_usd.mean,
                                r.npv_usd.low(), r.npv_usd.high(), r.paid_usd, r.received_usd,
                                r.per_year));
  }
  return table;
}

Table party_years_table(const Simulation& simulation, const Model& model) {
  Table table{"party_years", "Parties by year", "연도별 당사자", {}, {}, ""};
  add_paths_note(simulation, table);
  table.columns = {
      count_column("year", "Year", "연도"),
      text_column("party", "Party", "당사자"),
      quantity_column("net_cash_usd", "Net cash\nflow", "순현금\n흐름", dim::money),
      quantity_column("cash_usd", "Cash at\nyear end", "연말\n현금", dim::money),
      quantity_column("cash_p05_usd", "Cash,\n5 % low", "현금,\n하위 5%", dim::money),
      quantity_column("emergency_usd", "Emergency\nfunding", "긴급\n조달", dim::money),
      quantity_column("cash_flow_at_risk_usd", "Cash-flow-\nat-risk", "현금흐름\n위험", dim::money),
      quantity_column("cash_flow_at_risk_low_usd", "at risk,\n95 % low", "위험,\n95% 하한",
                      dim::money),
      quantity_column("cash_flow_at_risk_high_usd", "at risk,\n95 % high", "위험,\n95% 상한",
                      dim::money)};
  for (const YearMeasures& y : simulation.years) {
    for (std::size_t p = 1; p < model.parties.size(); ++p) {
      table.rows.push_back(row_of(whole(y.year), model.parties[p].name, y.net_cash_usd[p].mean,
                                  y.cash_usd[p].mean, y.cash_p05_usd[p], y.emergency_usd[p].mean,
                                  y.cash_flow_at_risk_usd[p], y.cash_flow_at_risk_low_usd[p],
                                  y.cash_flow_at_risk_high_usd[p]));
    }
  }
  return table;
}

Table ledger_table(const Simulation& simulation, const Model& model) {
  Table table{"ledger", "Expected payments", "예상 지급", {}, {}, ""};
  add_paths_note(simulation, table);
  add_ledger_columns(table);
  for (auto [key, label, label_ko] : {std::array{"clock_usd", "In the\nclock", "계획\n기간"},
                                      std::array{"runoff_usd", "In the\nrun-off", "잔여\n기간"},
                                      std::array{"total_usd", "Total", "합계"}}) {
    table.columns.push_back(quantity_column(key, label, label_ko, dim::money));
  }
  const int steps = simulation.steps, all = steps + simulation.runoff_steps;
  for (const LedgerLine& line : simulation.ledger) {
    if (std::all_of(line.mean_usd.begin(), line.mean_usd.end(), [](double x) { return x == 0.0; }))
      continue;
    std::vector<Cell> row = ledger_cells(line, model);
    row.emplace_back(sum(line.mean_usd, 0, steps));
    row.emplace_back(sum(line.mean_usd, steps, all));
    row.emplace_back(sum(line.mean_usd, 0, all));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table ledger_by_year_table(const Simulation& simulation, const Model& model) {
  Table table{"ledger_by_year", "Expected payments by year", "연도별 예상 지급", {}, {}, ""};
  add_paths_note(simulation, table);
  table.note += " Years after the clock are run-off.";
  table.note_ko += " 계획 기간 이후의 연도는 잔여기간.";
  table.columns = {count_column("year", "Year", "연도")};
  add_ledger_columns(table);
  table.columns.push_back(quantity_column("mean_usd", "Payment", "지급액", dim::money));
  for (const LedgerLine& line : simulation.ledger) {
    std::map<int, double> by_year;
    for (std::size_t k = 0; k < line.mean_usd.size(); ++k) {
      by_year[model.clock.year_of(int(k))] += line.mean_usd[k];
    }
    for (const auto& [year, usd] : by_year) {
      if (usd == 0.0) continue;
      std::vector<Cell> row = row_of(whole(year));
      for (Cell& cell : ledger_cells(line, model)) row.push_back(std::move(cell));
      row.emplace_back(usd);
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

Table resources_table(const Simulation& simulation, const Model& model) {
  Table table{"resources", "Resources", "자원", {}, {}, ""};
  add_paths_note(simulation, table);
  table.columns = {text_column("resource", "Resource", "자원"),
                   count_column("year", "Year", "연도"),
                   word_column("kind", "Kind", "종류", {{"limit", "총량"}, {"rate", "연간"}}),
                   quantity_column("used_mw", "Used", "사용", dim::power),
                   quantity_column("limit_mw", "Limit", "한도", dim::power),
                   share_column("used_share", "Used of\nthe limit", "한도 대비\n사용")};
  for (const ResourceYear& r : simulation.resources) {
    table.rows.push_back(row_of(model.at(r.resource).name, whole(r.year),
                                std::string(r.stock ? "limit" : "rate"), r.used_mw, r.limit_mw,
                                ratio(r.used_mw, r.limit_mw)));
  }
  return table;
}

Table covenants_table(const Simulation& simulation, const Model& model) {
  Table table{"covenants", "Covenants", "재무 약정", {}, {}, ""};
  table.note = "probability of a breach in the worst step of the year, over the paths";
  table.note_ko = "그 해 가장 나쁜 단계의 위반 확률";
  table.columns = {text_column("agreement", "Loan", "대출"),
                   text_column("covenant", "Covenant", "약정"),
                   count_column("year", "Year", "연도"), share_column("breach", "Breach", "위반")};
  for (const CovenantBreach& c : simulation.covenants) {
    std::map<int, double> worst;
    for (int k = 0; k < simulation.steps; ++k) {
      double& p = worst[model.clock.year_of(k)];
      p = std::max(p, c.probability[std::size_t(k)]);
    }
    const std::string text =
        c.coverage ? say_in(table.columns[1], fmt::format("coverage {:g}x", c.least),
                            fmt::format("상환 능력 {:g}배", c.least))
                   : say_in(table.columns[1], "cash " + format_quantity(c.least, dim::money),
                            "현금 " + format_quantity(c.least, dim::money, Language::ko));
    for (const auto& [year, p] : worst) {
      table.rows.push_back(row_of(model.at(c.agreement).name, text, whole(year), p));
    }
  }
  return table;
}

Table capacity_table(const Simulation& simulation, const Model& model) {
  Table table{"capacity", "Whose capacity", "누구의 용량", {}, {}, ""};
  table.note = "Expected, for the planner; an own build has its own name.";
  table.note_ko = "계획자가 쓰는 용량의 기댓값. 자체 건설은 계획자 이름으로 표시합니다.";
  table.columns = {
      text_column("step", "Step", "기간"), text_column("provider", "Provider", "공급자"),
      quantity_column("delivered_mw", "Power of IT\ndelivered", "인도\nIT 전력", dim::power),
      quantity_column("delivered_h100e", "Compute\ndelivered", "인도\n연산량", dim::compute),
      quantity_column("used_h100e", "Compute\nused", "사용\n연산량", dim::compute)};
  struct Sum {
    double mw = 0.0, h100e = 0.0, used_h100e = 0.0;
  };
  for (int k = 0; k < simulation.steps; ++k) {
    std::map<PartyId, Sum> by_provider;
    for (const ComputeLine& line : simulation.compute) {
      if (line.user != model.planner.party) continue;
      Sum& s = by_provider[line.provider];
      s.mw += line.delivered_mw[std::size_t(k)];
      s.h100e += line.delivered_mw[std::size_t(k)] * line.h100e_per_mw;
      s.used_h100e += line.used_mw[std::size_t(k)] * line.h100e_per_mw;
    }
    for (const auto& [provider, s] : by_provider) {
      table.rows.push_back(
          row_of(model.clock.label(k), model.at(provider).name, s.mw, s.h100e, s.used_h100e));
    }
  }
  return table;
}

Table conservation_table(const Simulation& simulation, const Model& model) {
  Table table{"conservation", "Does the money add up?", "자금이 맞는가?", {}, {}, ""};
  table.note =
      "Every payment has a payer and a payee: over all parties and the outside they sum to zero.";
  table.note_ko = "모든 지급에는 지급자와 수취자가 있으므로 외부를 포함한 합계는 0입니다.";
  table.columns = {
      quantity_column("gross_usd", "All payments,\nmean", "모든 지급,\n평균", dim::money),
      quantity_column("worst_imbalance_usd", "Worst sum in any\nstep of any path",
                      "경로·단계별\n최대 불일치", dim::money),
      text_column("worst_step", "in step", "해당 단계")};
  const Conservation& c = simulation.conservation;
  const auto worst = std::max_element(c.imbalance_usd.begin(), c.imbalance_usd.end());
  std::string step;
  if (c.worst_usd > 0.0) step = model.clock.label(int(worst - c.imbalance_usd.begin()));
  table.rows.push_back(row_of(sum(c.gross_usd, 0, int(c.gross_usd.size())), c.worst_usd, step));
  return table;
}

std::vector<Table> simulation_tables(const Simulation& simulation, const Model& model) {
  std::vector<Table> tables{by_year_table(simulation, model), parties_table(simulation, model),
                            returns_table(simulation, model)};
  if (!simulation.resources.empty()) tables.push_back(resources_table(simulation, model));
  if (!simulation.covenants.empty()) tables.push_back(covenants_table(simulation, model));
  tables.push_back(conservation_table(simulation, model));
  return tables;
}

}  // namespace offtake
