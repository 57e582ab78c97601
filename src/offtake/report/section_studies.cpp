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

// What a frontier runs along, and its two coordinates as in docs/reference/frontier.md.
struct Course {
  const char *along, *safety, *reward;
};
Course course_of(const Table& frontier) {
  if (find_column(frontier, "dearer")) return {"dearer", "short_share", "objective_usd"};
  if (find_column(frontier, "share")) return {"share", "share", "objective_usd"};
  return {"weight", "cvar_usd", "mean_usd"};
}

// In the place of what it runs along, a name for each point: by it a point's plan is found.
Table with_points(const Table& table, const std::string& along) {
  Table out = table;
  const auto at = find_column(table, along);
  if (!at) return {};
  const Column& column = table.columns[*at];
  out.columns[*at] = text_column("point", column.label, column.label_ko);
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    out.rows[r][*at] = Cell(share_text(number_at(table, r, along), 4).en);
  }
  return out;
}

XyChart frontier_chart(const Course& course) {
  const bool risk = std::string_view(course.along) == "weight";
  XyChart chart;
  chart.x = course.safety;
  chart.series.push_back(
      {Mark::line, course.reward, "", "", "", "",
       risk ? Text{"Expected value", "기대 가치"} : Text{"Risk-adjusted value", "위험 조정 가치"},
       Tone::accent});
  if (risk) {
    chart.series.push_back({Mark::range,
                            "mean_usd",
                            "mean_low_usd",
                            "mean_high_usd",
                            "",
                            "",
                            {"95 % interval", "95% 구간"},
                            Tone::accent});
  }
  return chart;
}

void add_frontier(const RunRecord& study, Section& section) {
  const Table frontier = table_of(study, "frontier");
  const Course course = course_of(frontier);
  Table plans = with_points(table_of(study, "plans"), course.along);
  std::optional<Detail> detail;
  if (!plans.rows.empty()) {
    detail = Detail{named(std::move(plans), "frontier_plans", {"Its plan", "그 계획"}), "point"};
  }
  Table points = with_points(frontier, course.along);
  // Of a limit on concentration the limit itself is the other coordinate.
  if (std::string_view(course.along) == course.safety) {
    const std::size_t at = *find_column(frontier, course.along);
    points.columns.push_back(frontier.columns[at]);
    for (std::size_t r = 0; r < points.rows.size(); ++r) {
      points.rows[r].push_back(frontier.rows[r][at]);
    }
  }
  add_panel(section, std::move(points), frontier_chart(course), std::move(detail));
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
  add_frontier(*study, section);
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
