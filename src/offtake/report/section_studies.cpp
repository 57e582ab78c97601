// What the studies found: what offers, clauses and news are worth, what shocks do, what safety
// costs, and how variants of the model fare.
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/report/said.h"
#include "offtake/report/shown.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

using Mark = XyChart::Series::Mark;

XyChart across(std::string x, std::vector<XyChart::Series> series, std::string facet = {}) {
  XyChart chart;
  chart.x = std::move(x);
  chart.series = std::move(series);
  chart.facet = std::move(facet);
  chart.horizontal = true;
  return chart;
}

XyChart::Series interval(const std::string& stem, Text label, Tone tone) {
  return {Mark::range,      stem + "_usd", stem + "_low_usd", stem + "_high_usd", "", "",
          std::move(label), tone};
}

const Text kFresh = {"On fresh futures, 95 % interval", "새 미래에서, 95% 구간"};

void add_value(const RunRecord& study, Section& section) {
  if (const auto said = sentence_of(study)) section.lead.push_back(*said);
  XyChart prices = across(
      "offer",
      {{Mark::point, "price_usd", "", "", "", "", {"Price", "현재 가격"}, Tone::muted},
       {Mark::point, "walk_away_usd", "", "", "", "", {"Walk away at", "포기 가격"}, Tone::accent}},
      "basis");
  add_panel(section, table_of(study, "walk_away"), std::move(prices));
  add_panel(
      section,
      named(table_of(study, "offers"), "offer_values", {"What each offer is worth", "제안별 가치"}),
      across("offer", {interval("fresh", kFresh, Tone::accent)}));
  add_panel(section,
            named(table_of(study, "changes"), "term_values",
                  {"What speed, exits and other terms are worth", "속도와 옵션 등 조건의 가치"}),
            across("offer",
                   {{Mark::range, "fresh_usd", "fresh_low_usd", "fresh_high_usd", "", "", kFresh,
                     Tone::accent}},
                   "change"));
  add_panel(section,
            named(table_of(study, "drivers"), "news_values",
                  {"What news of each driver is worth", "요인별 정보의 가치"}),
            across("driver", {interval("fresh", kFresh, Tone::accent)}));
}

// A name for each point of a frontier that moves the weight of risk, by which its plan is found.
std::string point_name(double weight) { return share_text(weight, 4).en; }

// What the plans behind the points sign.
std::optional<Detail> plans_of(const Table& frontier, const std::vector<RunRecord>& parts) {
  if (!find_column(frontier, "weight")) return std::nullopt;
  std::map<std::string, Table> by_point;  // the last one of each
  for (const RunRecord& part : parts) {
    const Json document = Json::parse(part.plan ? part.plan->document : "", nullptr, false);
    const auto weight = Json::json_pointer("/options/risk_weight");
    if (!document.is_object() || !document.contains(weight)) continue;
    if (!document.at(weight).is_number()) continue;
    by_point[point_name(document.at(weight).get<double>())] = table_of(part, "decisions");
  }
  std::vector<std::pair<std::string, Table>> plans;
  for (std::size_t r = 0; r < frontier.rows.size(); ++r) {
    const std::string point = point_name(number_at(frontier, r, "weight"));
    if (by_point.count(point)) plans.emplace_back(point, by_point.at(point));
  }
  Table table = together(plans, text_column("point", "Weight of the risk", "위험의 가중치"));
  if (table.rows.empty()) return std::nullopt;
  return Detail{named(std::move(table), "frontier_plans", {"Its plan", "그 계획"}), "point"};
}

// With the name of each point in front.
Table with_points(const Table& frontier) {
  Table table = frontier;
  if (!find_column(frontier, "weight")) return table;
  table.columns.insert(table.columns.begin(),
                       text_column("point", "Weight of the risk", "위험의 가중치"));
  for (std::size_t r = 0; r < frontier.rows.size(); ++r) {
    Cell name(point_name(number_at(frontier, r, "weight")));
    table.rows[r].insert(table.rows[r].begin(), std::move(name));
  }
  std::vector<std::string> keys;
  for (const Column& column : table.columns) {
    if (column.key != "weight") keys.push_back(column.key);
  }
  return pick(table, keys);
}

}  // namespace

Section worth_section(const Shown& shown) {
  Section section = section_of("worth", "What terms and news are worth", "조건과 정보의 가치");
  if (const RunRecord* study = shown.study("value")) {
    add_value(*study, section);
  } else {
    section.missing.push_back(
        {{"The walk-away price of each offer, the value of speed, options and news",
          "제안별 포기 가격, 속도와 옵션과 정보의 가치"},
         shown.command("value")});
  }
  if (const RunRecord* plan = shown.study("plan")) add_panel(section, table_of(*plan, "worth"));
  return section;
}

Section stress_section(const Shown& shown) {
  Section section = section_of("stress", "Shocks", "충격");
  const RunRecord* study = shown.study("stress");
  if (!study) {
    section.missing.push_back({{"What shocks do to the plan, and what it takes to break it",
                                "충격이 계획에 미치는 영향과 계획이 깨지는 지점"},
                               shown.command("stress")});
    return section;
  }
  if (const auto said = sentence_of(*study)) section.lead.push_back(*said);
  add_panel(section, table_of(*study, "shocks"),
            across("shock", {interval("held", {"Plan held", "계획 유지"}, Tone::bad),
                             interval("again", {"Planned again", "다시 계획"}, Tone::accent)}),
            Detail{named(table_of(*study, "agreements"), "shock_agreements",
                         {"Which agreements carry it, the plan held", "계약별 손실(계획 유지)"}),
                   "shock"});
  TornadoChart tornado;
  tornado.row = "driver";
  tornado.low = "low_usd";
  tornado.high = "high_usd";
  add_panel(section, table_of(*study, "tornado"), tornado);
  add_panel(section, named(table_of(*study, "measures"), "shock_measures",
                           {"Shortage, cash and the worst futures", "부족, 현금, 최악의 미래"}));
  for (const char* key : {"breaking", "signed_now", "limits"}) {
    add_panel(section, table_of(*study, key));
  }
  return section;
}

Section frontier_section(const Shown& shown) {
  Section section = section_of("frontier", "Return against safety", "수익과 안전");
  const RunRecord* study = shown.study("frontier");
  if (!study) {
    section.missing.push_back(
        {{"How much return must be given up for how much safety", "안전을 위해 포기해야 하는 수익"},
         shown.command("frontier")});
    return section;
  }
  if (const auto said = sentence_of(*study)) section.lead.push_back(*said);
  XyChart chart;
  chart.x = "cvar_usd";
  chart.series.push_back(
      {Mark::line, "mean_usd", "", "", "", "", {"Expected value", "기대 가치"}, Tone::accent});
  chart.series.push_back({Mark::range,
                          "mean_usd",
                          "mean_low_usd",
                          "mean_high_usd",
                          "",
                          "",
                          {"95 % interval", "95% 구간"},
                          Tone::accent});
  const Table frontier = table_of(*study, "frontier");
  add_panel(section, with_points(frontier), chart, plans_of(frontier, shown.source().parts));
  add_panel(section, table_of(*study, "steps"));
  return section;
}

Section variants_section(const Shown& shown) {
  Section section = section_of("variants", "Variants of the model", "모델의 변형");
  const RunRecord* study = shown.study("sweep");
  if (!study) return section;
  if (const auto said = sentence_of(*study)) section.lead.push_back(*said);
  add_panel(section, table_of(*study, "sweep"));
  return section;
}

}  // namespace offtake
