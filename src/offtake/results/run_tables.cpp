#include "offtake/results/run_tables.h"

#include "offtake/base/text.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_accounts.h"
#include "offtake/results/table_json.h"

namespace offtake {
namespace {

struct Named {
  const char *key, *label, *label_ko;
  Dimension dimension;
};
constexpr Named kMeasures[] = {
    {"demand_h100e", "Demand", "수요", dim::compute},
    {"delivered_h100e", "Delivered", "인도", dim::compute},
    {"served_h100e", "Served", "충족", dim::compute},
    {"short_h100e", "Short", "부족", dim::compute},
    {"idle_h100e", "Stranded", "유휴", dim::compute},
    {"delivered_mw", "Power delivered", "인도된 전력", dim::power},
    {"used_mw", "Power used", "사용된 전력", dim::power},
    {"power_mwh", "Energy drawn", "소비 전력량", dim::energy},
    {"revenue_usd", "Revenue", "매출", dim::money},
    {"spend_usd", "Spend on compute", "연산 지출", dim::money},
    {"stranded_usd", "Paid for nothing", "헛되이 지불", dim::money},
    {"cash_usd", "Cash", "현금", dim::money},
    {"net_cash_usd", "Net cash flow", "순현금흐름", dim::money},
    {"emergency_usd", "Emergency funding", "긴급 조달", dim::money},
};

std::string step_label(const RunRecord& run, std::size_t k) {
  const std::size_t clock = run.steps.size();
  return k < clock                             ? run.steps[k]
         : k - clock < run.runoff_steps.size() ? run.runoff_steps[k - clock]
                                               : "";
}

}  // namespace

MeasureFacts measure_facts(const std::string& key) {
  for (const Named& n : kMeasures) {
    if (key == n.key) return {n.label, n.label_ko, n.dimension};
  }
  return {key, key, dim::ratio};
}

Table payments_table(const RunRecord& run) {
  Table table{"payments", "Expected payments by step", "단계별 예상 지급", {}, {}, ""};
  table.columns = {text_column("step", "Step", "단계"),
                   text_column("agreement", "Agreement", "계약"),
                   text_column("workload", "Workload", "작업"),
                   word_column("account", "Account", "계정", account_words()),
                   text_column("payer", "Payer", "지급자"),
                   text_column("payee", "Payee", "수취자"),
                   quantity_column("mean_usd", "Payment", "지급액", dim::money)};
  for (const RunLedgerLine& line : run.ledger) {
    for (std::size_t k = 0; k < line.mean_usd.size(); ++k) {
      if (line.mean_usd[k] == 0.0) continue;
      table.rows.push_back(row_of(step_label(run, k), line.agreement, line.workload, line.account,
                                  line.payer, line.payee, line.mean_usd[k]));
    }
  }
  return table;
}

Table measures_table(const RunRecord& run) {
  Table table{"measures_by_step", "Measures by step", "단계별 지표", {}, {}, ""};
  table.note = "In dollars, MW, MWh or H100e, as the measure's name says.";
  table.note_ko = "지표 이름에 따라 달러, MW, MWh 또는 H100e.";
  std::map<std::string, std::string> words;
  for (const Named& n : kMeasures) words[n.key] = n.label_ko;
  const auto number = [&](std::string key, std::string label, std::string label_ko) {
    table.columns.push_back(
        quantity_column(std::move(key), std::move(label), std::move(label_ko), dim::ratio));
  };
  table.columns = {word_column("measure", "Measure", "지표", std::move(words)),
                   text_column("party", "Party", "당사자"), text_column("step", "Step", "단계")};
  number("mean", "Mean", "평균");
  number("standard_error", "Standard error", "표준오차");
  for (const double p : run.probabilities) {
    const std::string label = fmt::format("{:g} %", 100.0 * p);
    number(fmt::format("q{:02.0f}", 100.0 * p), label, label);
  }
  const std::size_t quantiles = run.probabilities.size();
  for (const RunSeries& s : run.series) {
    for (std::size_t k = 0; k < s.mean.size(); ++k) {
      std::vector<Cell> row =
          row_of(s.measure, s.party, step_label(run, k), s.mean[k], s.standard_error[k]);
      for (std::size_t q = 0; q < quantiles; ++q) row.emplace_back(s.quantile[k * quantiles + q]);
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

Table log_table(const RunRecord& run) {
  Table table{"log", "Iterations", "반복 기록", {}, {}, ""};
  table.columns = {word_column("phase", "Phase", "단계",
                               {{"continuous", "연속 완화"}, {"integer", "정수 단계"}}),
                   count_column("iteration", "Iteration", "반복"),
                   quantity_column("value", "Value", "가치", dim::money),
                   quantity_column("bound", "Bound", "상한", dim::money),
                   share_column("gap", "Gap", "격차"),
                   quantity_column("seconds", "Seconds", "초", dim::ratio)};
  for (const RunIteration& i : run.iterations) {
    table.rows.push_back(row_of(i.phase, i.iteration, i.best, i.bound, i.gap, i.seconds));
  }
  return table;
}

std::vector<Table> run_tables(const RunRecord& run) {
  std::vector<Table> out;
  for (const auto& [key, json] : run.tables.items()) {
    out.push_back(table_from_json(json));
    out.back().key = key;
  }
  for (Table& table : std::vector{payments_table(run), measures_table(run), log_table(run)}) {
    if (!table.rows.empty()) out.push_back(std::move(table));
  }
  return out;
}

}  // namespace offtake
