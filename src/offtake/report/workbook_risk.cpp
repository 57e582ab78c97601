// How sure it is: quantiles of every party's value, and fans of the planner's measures.
#include <algorithm>
#include <limits>

#include "offtake/base/text.h"
#include "offtake/report/workbook_parts.h"
#include "offtake/results/run_tables.h"
#include "offtake/results/table_json.h"

namespace offtake {
namespace {

constexpr double kShown[] = {0.05, 0.25, 0.50, 0.75, 0.95};
constexpr int kHeader = 1, kFirst = 2;  // rows of Fans
constexpr int kChartRows = 19, kChartColumns = 10;

// The columns that say how a party's value is spread.
Table quantiles_table(const Table& parties) {
  Table out{"quantiles", "Net present value: how it spreads", "순현재가치의 분포", {}, {}, ""};
  std::vector<std::size_t> kept;
  for (std::size_t c = 0; c < parties.columns.size(); ++c) {
    const std::string& key = parties.columns[c].key;
    if (key != "party" && !key.starts_with("npv_")) continue;
    kept.push_back(c);
    out.columns.push_back(parties.columns[c]);
  }
  for (const std::vector<Cell>& row : parties.rows) {
    std::vector<Cell>& cells = out.rows.emplace_back();
    for (const std::size_t c : kept) cells.push_back(c < row.size() ? row[c] : Cell{});
  }
  return out;
}

std::string name_of(const RunSeries& s, const Book& book, bool with_party) {
  const MeasureFacts facts = measure_facts(s.measure);
  return book.in(facts.label, facts.label_ko) + (with_party ? ": " + s.party : "");
}

// Its columns in Fans, and the chart over them.
LineChart put_fan(Sheet& fans, int column, const RunRecord& run, const RunSeries& s,
                  const Book& book) {
  const MeasureFacts facts = measure_facts(s.measure);
  const std::string format =
      number_format({"", "", "", Column::Kind::quantity, facts.dimension, false, 3},
                    book.language())
          .format;
  LineChart chart{name_of(s, book, true), 0, kFirst, kFirst + int(s.mean.size()) - 1, {}, format};
  fans.text(0, column, chart.title, Look::bold);
  const std::size_t quantiles = run.probabilities.size();
  int at = column;
  const auto add = [&](const std::string& name, const auto& value) {
    fans.text(kHeader, at, name, Look::header);
    for (std::size_t k = 0; k < s.mean.size(); ++k) {
      fans.number(kFirst + int(k), at, value(k), format);
    }
    chart.series.push_back({name, at});
    fans.width(at++, 16);
  };
  add(book.in("Mean", "평균"), [&](std::size_t k) { return s.mean[k]; });
  for (std::size_t q = 0; q < quantiles; ++q) {
    const double p = run.probabilities[q];
    if (std::find(std::begin(kShown), std::end(kShown), p) == std::end(kShown)) continue;
    add(fmt::format("{:g} %", 100.0 * p),
        [&](std::size_t k) { return s.quantile[k * quantiles + q]; });
  }
  return chart;
}

}  // namespace

bool put_risk(Book& book, const RunRecord& run) {
  const auto parties = stored_table(run, "parties");
  const bool spread = parties && column_of(*parties, "npv_q50_usd") < parties->columns.size();
  if (!spread && run.series.empty()) return false;
  Sheet risk = book.add(book.in("Risk", "위험"));
  int row = 0;
  if (spread) {
    const Table table = quantiles_table(*parties);
    fit_columns(risk, {table}, book);
    row = put_table(risk, row, table, book);
  }
  risk.print_setup(-1);
  if (run.series.empty()) return true;
  Sheet fans = book.add(book.in("Fans", "분포"));
  fans.text(kHeader, 0, book.in("Step", "단계"), Look::header);
  for (std::size_t k = 0; k < run.steps.size(); ++k) fans.text(kFirst + int(k), 0, run.steps[k]);
  fans.freeze(kFirst, 1);
  int column = 1;
  for (std::size_t i = 0; i < run.series.size(); ++i) {
    const LineChart chart = put_fan(fans, column, run, run.series[i], book);
    column += int(chart.series.size()) + 1;
    risk.chart(row + kChartRows * (int(i) / 2), i % 2 == 0 ? 0 : kChartColumns / 2, fans, chart);
  }
  return true;
}

}  // namespace offtake
