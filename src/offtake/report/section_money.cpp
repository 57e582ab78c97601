// The money of every party: cash and net cash as fans, what the planner pays whom, what is at risk.
#include "offtake/base/text.h"
#include "offtake/report/said.h"
#include "offtake/report/shown.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

using Mark = XyChart::Series::Mark;

struct Quantile {
  const char *key, *en, *ko;
  double probability;
};
constexpr Quantile kFan[] = {{"q05_usd", "5 %", "5 %", 0.05},
                             {"q25_usd", "25 %", "25 %", 0.25},
                             {"q75_usd", "75 %", "75 %", 0.75},
                             {"q95_usd", "95 %", "95 %", 0.95}};

// One row per party and step.
Table fan_table(const RunRecord& run, const std::string& measure, const std::string& planner) {
  Table table;
  table.columns = {text_column("party", "Party", "당사자"), text_column("step", "Step", "기간"),
                   quantity_column("mean_usd", "Mean", "평균", dim::money)};
  for (const Quantile& q : kFan) {
    table.columns.push_back(quantity_column(q.key, q.en, q.ko, dim::money));
  }
  const auto add = [&](const RunSeries& series) {
    for (std::size_t k = 0; k < run.steps.size(); ++k) {
      std::vector<Cell> row = row_of(series.party, run.steps[k], at_step(run, series, -1.0, k));
      for (const Quantile& q : kFan) row.emplace_back(at_step(run, series, q.probability, k));
      table.rows.push_back(std::move(row));
    }
  };
  // The planner first.
  for (const bool own : {true, false}) {
    for (const RunSeries& series : run.series) {
      if (series.measure == measure && (series.party == planner) == own) add(series);
    }
  }
  table.note = "Mean over the futures; the fan holds 90 % and 50 % of them.";
  table.note_ko = "모든 미래의 평균. 띠는 미래의 90%와 50%를 담습니다.";
  return table;
}

XyChart fan_chart() {
  XyChart chart;
  chart.x = "step";
  chart.facet = "party";
  chart.series.push_back({Mark::band,
                          "",
                          "q05_usd",
                          "q95_usd",
                          "",
                          "",
                          {"90 % of futures", "미래의 90 %"},
                          Tone::accent});
  chart.series.push_back({Mark::band,
                          "",
                          "q25_usd",
                          "q75_usd",
                          "",
                          "",
                          {"50 % of futures", "미래의 50 %"},
                          Tone::accent});
  chart.series.push_back({Mark::line, "mean_usd", "", "", "", "", {"Mean", "평균"}, Tone::accent});
  return chart;
}

// Whom the planner pays, by year of the clock. A row for every payee and year, zeros too, so that
// bars stand on each other.
Table spend_table(const RunRecord& run, const std::string& planner) {
  Table table{"spend_by_payee", "Whom the planner pays", "계획자가 지급하는 상대", {}, {}, ""};
  table.columns = {count_column("year", "Year", "연도"), text_column("payee", "To", "상대"),
                   quantity_column("usd", "Paid", "지급액", dim::money)};
  const Table flows = table_of(run, "money_by_year"), clock = table_of(run, "by_year");
  std::map<std::string, std::map<std::string, double>> paid;  // [payee][year]
  for (std::size_t r = 0; r < flows.rows.size(); ++r) {
    if (text_at(flows, r, "payer") != planner) continue;
    paid[text_at(flows, r, "payee")][text_at(flows, r, "year")] += number_at(flows, r, "usd");
  }
  for (const auto& [payee, by_year] : paid) {
    for (std::size_t r = 0; r < clock.rows.size(); ++r) {
      const auto at = by_year.find(text_at(clock, r, "year"));
      table.rows.push_back(row_of(std::int64_t(number_at(clock, r, "year")), payee,
                                  at == by_year.end() ? 0.0 : at->second));
    }
  }
  table.note = "All that is paid, expected, with shares of revenue and interest.";
  table.note_ko = "수익 배분과 이자를 포함한 모든 지급의 기댓값.";
  return table;
}

XyChart spend_chart() {
  XyChart chart;
  chart.x = "year";
  chart.series.push_back(
      {Mark::bar, "usd", "", "", "payee", "paid", {"Paid", "지급액"}, Tone::plain});
  return chart;
}

XyChart at_risk_chart() {
  XyChart chart;
  chart.x = "year";
  chart.facet = "party";
  chart.series.push_back({Mark::bar,
                          "cash_flow_at_risk_usd",
                          "",
                          "",
                          "",
                          "",
                          {"Cash-flow-at-risk", "현금흐름 위험"},
                          Tone::bad});
  chart.series.push_back({Mark::range,
                          "cash_flow_at_risk_usd",
                          "cash_flow_at_risk_low_usd",
                          "cash_flow_at_risk_high_usd",
                          "",
                          "",
                          {"95 % interval", "95% 구간"},
                          Tone::muted});
  return chart;
}

std::optional<Text> said_of(const RunRecord& run, const std::string& planner) {
  const Table parties = table_of(run, "parties");
  for (std::size_t r = 0; r < parties.rows.size(); ++r) {
    if (text_at(parties, r, "party") != planner) continue;
    const Text risk = number_text(number_at(parties, r, "cash_flow_at_risk_usd"), dim::money),
               need = number_text(number_at(parties, r, "emergency_usd"), dim::money);
    const std::string year = text_at(parties, r, "cash_flow_at_risk_year");
    return Text{
        fmt::format("In {} the cash flow of {} may fall short of what is expected by {} (in "
                    "1 of 20 futures by more); it needs {} of emergency funding in "
                    "expectation.",
                    year, planner, risk.en, need.en),
        fmt::format("{}년 {}의 현금흐름은 기댓값보다 {} 모자랄 수 있고, 미래 20개 중 "
                    "1개에서는 그보다 더 모자랍니다. 긴급 조달의 기댓값은 {}입니다.",
                    year, planner, risk.ko, need.ko)};
  }
  return std::nullopt;
}

}  // namespace

Section money_section(const Shown& shown) {
  Section section = section_of("money", "Money", "자금");
  const RunRecord* run = shown.main();
  if (!run) {
    section.missing.push_back(
        {{"Cash, spending and what is at risk", "현금, 지출과 위험"}, shown.command("simulate")});
    return section;
  }
  if (const auto said = said_of(*run, shown.planner())) section.lead.push_back(*said);
  add_panel(section,
            named(fan_table(*run, "cash_usd", shown.planner()), "cash_fan", {"Cash", "현금"}),
            fan_chart());
  add_panel(section,
            named(fan_table(*run, "net_cash_usd", shown.planner()), "net_cash_fan",
                  {"Net cash flow of a step", "기간별 순현금흐름"}),
            fan_chart());
  add_panel(section, spend_table(*run, shown.planner()), spend_chart());
  add_panel(section,
            named(pick(table_of(*run, "party_years"),
                       {"party", "year", "cash_flow_at_risk_usd", "cash_flow_at_risk_low_usd",
                        "cash_flow_at_risk_high_usd", "net_cash_usd", "emergency_usd"}),
                  "cash_at_risk", {"Cash-flow-at-risk", "현금흐름 위험"}),
            at_risk_chart());
  add_panel(section, named(pick(table_of(*run, "by_year"),
                                {"year", "revenue_usd", "spend_usd", "stranded_usd", "net_cash_usd",
                                 "cash_usd", "cash_p05_usd", "emergency_usd"}),
                           "money_years", {"The planner's year", "계획자의 연도별 자금"}));
  return section;
}

}  // namespace offtake
