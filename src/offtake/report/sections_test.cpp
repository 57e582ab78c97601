#include "offtake/report/sections.h"

#include <gtest/gtest.h>

#include <set>

#include "offtake/report/page_document.h"
#include "offtake/report/shown.h"
#include "offtake/results/columns.h"
#include "offtake/results/table_json.h"

namespace offtake {
namespace {

RunHead head(std::int64_t run, std::string command, std::string strategy = {},
             std::string hash = "aa") {
  RunHead h;
  h.run = run;
  h.command = std::move(command);
  h.strategy = std::move(strategy);
  h.model_hash = std::move(hash);
  h.ended = "2025-01-01T00:00:00Z";
  return h;
}

const Section& section(const Page& page, const std::string& key) {
  for (const Section& s : page.sections) {
    if (s.key == key) return s;
  }
  ADD_FAILURE() << key;
  static const Section none;
  return none;
}

TEST(NewestRuns, TakesTheLastOfEachCommandAndStrategyOfTheNewestModel) {
  std::vector<RunHead> heads = {head(1, "simulate", "one", "old"),
                                head(2, "simulate", "one"),
                                head(3, "simulate", "two"),
                                head(4, "simulate", "one"),
                                head(5, "compare: plan"),
                                head(6, "plan"),
                                head(7, "simulate --plan 6", "two"),
                                head(8, "plan")};
  heads.push_back(head(9, "plan"));
  heads.back().ended.clear();  // it is still running
  EXPECT_EQ(newest_runs(heads), (std::vector<std::int64_t>{3, 4, 7, 8}));
  EXPECT_TRUE(newest_runs({}).empty());
}

TEST(ReportPage, SaysWhatMakesWhatIsMissing) {
  const Page page = report_page({{}, {}, "my models/it's"});
  std::set<std::string> commands;
  for (const Section& s : page.sections) {
    for (const Missing& m : s.missing) commands.insert(m.command);
  }
  EXPECT_TRUE(commands.count("offtake plan 'my models/it'\\''s'"));
  EXPECT_TRUE(commands.count("offtake stress 'my models/it'\\''s'"));
  EXPECT_EQ(page.sections.back().key, "glossary");
}

RunRecord two_step_simulation() {
  RunRecord run;
  run.head = head(1, "simulate", "one");
  run.steps = {"2027Q1", "2027Q2"};
  run.probabilities = {0.05, 0.25, 0.5, 0.75, 0.95};
  for (const char* measure : {"demand_h100e", "served_h100e", "short_h100e", "delivered_h100e"}) {
    run.series.push_back({measure, "lab", {100.0, 200.0}, {1.0, 1.0}, {}, {}});
    for (const double v : {10., 20., 30., 40., 50., 60., 70., 80., 90., 95.}) {
      run.series.back().quantile.push_back(v);
    }
  }
  Table capacity{"capacity", "", "", {}, {}, ""};
  capacity.columns = {text_column("step", "", ""), text_column("provider", "", ""),
                      quantity_column("delivered_h100e", "", "", dim::compute)};
  capacity.rows.push_back(row_of("2027Q2", "cloud", 120.0));
  run.tables["capacity"] = to_json(capacity);
  return run;
}

TEST(ReportPage, TheFanHasTheQuantilesOfItsStep) {
  const Page page = report_page({{two_step_simulation()}, {}, "m"});
  const Table& steps = section(page, "capacity").panels.at(0).table;
  ASSERT_EQ(steps.rows.size(), 2U);
  EXPECT_EQ(number_at(steps, 0, "demand_q05_h100e"), 10.0);
  EXPECT_EQ(number_at(steps, 1, "demand_q05_h100e"), 60.0);
  EXPECT_EQ(number_at(steps, 1, "demand_q95_h100e"), 95.0);
  EXPECT_EQ(number_at(steps, 1, "demand_h100e"), 200.0);
  EXPECT_EQ(number_at(steps, 1, "delivered.cloud"), 120.0);
}

// A chart that names a column which is not there would be drawn empty.
void expect_column(const Panel& panel, const std::string& key) {
  if (key.empty()) return;
  EXPECT_TRUE(find_column(panel.table, key)) << panel.table.key << ": " << key;
}

TEST(ReportPage, ChartsNameColumnsOfTheirTables) {
  const Page page = report_page({{two_step_simulation()}, {}, "m"});
  int charts = 0;
  for (const Section& s : page.sections) {
    for (const Panel& panel : s.panels) {
      const auto* chart = std::get_if<XyChart>(&panel.chart);
      if (!chart) continue;
      ++charts;
      expect_column(panel, chart->x);
      expect_column(panel, chart->facet);
      for (const XyChart::Series& series : chart->series) {
        for (const auto& key : {series.y, series.low, series.high, series.split}) {
          expect_column(panel, key);
        }
      }
    }
  }
  EXPECT_GT(charts, 1);
}

TEST(LivePage, HasWhatMovesAndNamesNoCommand) {
  const Page page = live_page(two_step_simulation(), {{}, {}, "m"});
  EXPECT_EQ(page.sections.front().key, "figures");
  for (const Section& s : page.sections) EXPECT_TRUE(s.missing.empty()) << s.key;
  EXPECT_FALSE(section(page, "capacity").panels.empty());
}

// The results file may come from anywhere.
TEST(ReportPage, TakesTablesOfAnyShape) {
  RunRecord run = two_step_simulation();
  run.head.command = "plan";
  run.plan = RunPlan{"proven", "", R"({"epochs": [7, {"date": 3, "cells": [1]}]})"};
  for (const char* key : {"now", "later", "cells", "decisions", "brings", "proof", "by_year",
                          "parties", "money", "circularity", "resources", "sentence", "years"}) {
    run.tables[key] = Json{{"columns", {{{"key", "offer"}}, {{"key", "epoch"}, {"kind", "count"}}}},
                           {"rows", {{{"offer", "x"}, {"epoch", 1}}, 5, nullptr}}};
  }
  run.tables["capacity"] = 3;
  const Page page = report_page({{run}, {}, "m"});
  EXPECT_FALSE(page_document(page).json.empty());
}

}  // namespace
}  // namespace offtake
