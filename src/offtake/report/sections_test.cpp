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

Table text_table(const std::string& key, const std::vector<std::string>& keys,
                 const std::vector<std::vector<std::string>>& rows) {
  Table table{key, "", "", {}, {}, ""};
  for (const std::string& k : keys) table.columns.push_back(text_column(k, "", ""));
  for (const auto& row : rows) table.rows.emplace_back(row.begin(), row.end());
  return table;
}

TEST(ReportPage, TellsTheCommandWithAllThatWasAsked) {
  RunRecord run;
  run.head = head(7, "bottleneck");
  run.head.paths = 500;
  run.head.strategy = "two";
  run.tables["asked"] = to_json(text_table("asked", {"option", "value"},
                                           {{"--strategy", "two"},
                                            {"--target", "10 GW by 2030-12"},
                                            {"--quick", ""},
                                            {"", "risk=0:1:3"}}));
  const Page page = report_page({{run}, {}, "m", {}, "other.db"});
  EXPECT_EQ(text_at(section(page, "reproduce").panels.at(0).table, 0, "command"),
            "offtake bottleneck m --results other.db --strategy two --target '10 GW by 2030-12' "
            "--quick risk=0:1:3 --paths 500");
  run.head = head(8, "simulate --plan 3", "one");
  run.tables["asked"] = to_json(text_table("asked", {"option", "value"}, {{"--plan", "best"}}));
  const Page other = report_page({{run}, {}, "m"});
  EXPECT_EQ(text_at(section(other, "reproduce").panels.at(0).table, 0, "command"),
            "offtake simulate m --plan 3 --strategy one --paths 0");
}

TEST(ReportPage, SaysNoMoreOfAValueThanItsInterval) {
  const auto said = [](double low, double high) {
    RunRecord run = two_step_simulation();
    Table parties{"parties", "", "", {}, {}, ""};
    parties.columns = {text_column("party", "", ""),
                       quantity_column("npv_low_usd", "", "", dim::money),
                       quantity_column("npv_high_usd", "", "", dim::money)};
    parties.rows.push_back(row_of("cloud", low, high));
    run.tables["parties"] = to_json(parties);
    return section(report_page({{run}, {}, "m"}), "parties").lead.at(0).en;
  };
  EXPECT_EQ(said(1.0, 2.0), "No party's expected value is below zero.");
  EXPECT_EQ(said(-2.0, -1.0), "Expected value below zero: cloud.");
  EXPECT_EQ(said(-1.0, 2.0), "Perhaps below zero, as its 95 % interval holds zero: cloud.");
}

// Each point finds its plan by its name; the coordinates are those of what it runs along.
TEST(ReportPage, AFrontierShowsThePlanOfEachPoint) {
  const auto panel_along = [](const char* along) {
    RunRecord run;
    run.head = head(9, "frontier");
    Table frontier{"frontier", "", "", {}, {}, ""};
    frontier.columns = {share_column(along, "", ""), share_column("short_share", "", ""),
                        quantity_column("objective_usd", "", "", dim::money)};
    frontier.rows = {row_of(0.5, 0.3, 2e9), row_of(1.0, 0.2, 1e9)};
    Table plans{"plans", "", "", {}, {}, ""};
    plans.columns = {share_column(along, "", ""), text_column("offer", "", "")};
    plans.rows = {row_of(1.0, "azure")};
    run.tables["frontier"] = to_json(frontier);
    run.tables["plans"] = to_json(plans);
    return section(report_page({{run}, {}, "m"}), "frontier").panels.at(0);
  };
  for (const auto& [along, x] : {std::pair{"dearer", "short_share"}, {"share", "share"}}) {
    const Panel panel = panel_along(along);
    const auto& chart = std::get<XyChart>(panel.chart);
    EXPECT_EQ(chart.x, x);
    EXPECT_EQ(chart.series.at(0).y, "objective_usd");
    EXPECT_TRUE(find_column(panel.table, x));
    ASSERT_TRUE(panel.detail);
    EXPECT_EQ(panel.detail->by, "point");
    EXPECT_EQ(text_at(panel.detail->table, 0, "point"), text_at(panel.table, 1, "point"));
    EXPECT_EQ(text_at(panel.detail->table, 0, "offer"), "azure");
  }
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
