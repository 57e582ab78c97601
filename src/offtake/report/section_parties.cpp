// What every party has of each strategy or plan, and over which terms two of them bargain.
#include "offtake/base/text.h"
#include "offtake/report/said.h"
#include "offtake/report/shown.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

using Mark = XyChart::Series::Mark;

// Bars of intervals from left to right, a row for each `x`.
XyChart intervals(std::string x, std::string stem, Text label, std::string split = {}) {
  XyChart chart;
  chart.x = std::move(x);
  chart.horizontal = true;
  chart.series.push_back({Mark::range, stem + "_usd", stem + "_low_usd", stem + "_high_usd",
                          std::move(split), "", std::move(label), Tone::accent});
  return chart;
}

// Of several simulations, as `compare` would tell it.
Table payoffs_of(const std::vector<PlayedRun>& played) {
  std::vector<std::pair<std::string, Table>> parts;
  for (const PlayedRun& p : played) {
    parts.emplace_back(
        p.name, pick(table_of(*p.run, "parties"),
                     {"party", "npv_usd", "npv_low_usd", "npv_high_usd", "npv_cvar_usd",
                      "cash_flow_at_risk_usd", "cash_flow_at_risk_year", "stranded_capital_usd",
                      "emergency_usd"}));
  }
  return together(parts, text_column("contender", "Plan or strategy", "계획 또는 전략"));
}

// Who is better off with nothing; where the interval holds zero, that is not known.
Text signs_of(const Table& payoffs) {
  std::vector<std::string> lose, open;
  for (std::size_t r = 0; r < payoffs.rows.size(); ++r) {
    const std::string party = text_at(payoffs, r, "party");
    if (number_at(payoffs, r, "npv_high_usd") < 0.0) {
      lose.push_back(party);
    } else if (number_at(payoffs, r, "npv_low_usd") < 0.0) {
      open.push_back(party);
    }
  }
  Text out;
  const auto say = [&](const Text& more) {
    const std::string gap = out.en.empty() ? "" : " ";
    out = {out.en + gap + more.en, out.ko + gap + more.ko};
  };
  if (!lose.empty()) {
    say({fmt::format("Expected value below zero: {}.", join_names(lose, 20)),
         fmt::format("기대 가치가 0보다 낮은 당사자: {}.", fmt::join(lose, ", "))});
  }
  if (!open.empty()) {
    say({fmt::format("Perhaps below zero, as its 95 % interval holds zero: {}.",
                     join_names(open, 20)),
         fmt::format("95% 구간이 0을 포함하여 부호가 확실하지 않은 당사자: {}.",
                     fmt::join(open, ", "))});
  }
  if (out.en.empty()) {
    say({"No party's expected value is below zero.", "기대 가치가 0보다 낮은 당사자는 없습니다."});
  }
  return out;
}

}  // namespace

Section parties_section(const Shown& shown) {
  Section section = section_of("parties", "Every party", "모든 당사자");
  const RunRecord* compare = shown.study("compare");
  const RunRecord* run = shown.main();
  if (compare) {
    if (const auto said = sentence_of(*compare)) section.lead.push_back(*said);
    add_panel(section,
              named(table_of(*compare, "parties"), "payoffs",
                    {"What every party has of each", "당사자별 결과"}),
              intervals("party", "npv", {"Value, 95 % interval", "가치, 95% 구간"}, "contender"));
    Table gains = table_of(*compare, "gains");
    XyChart chart =
        intervals("party", "gain", {"Gain, 95 % interval", "이득, 95% 구간"}, "contender");
    add_panel(section, std::move(gains), std::move(chart),
              Detail{named(table_of(*compare, "by_agreement"), "gains_by_agreement",
                           {"Where it comes from", "이득의 출처"}),
                     "party"});
    add_panel(section, table_of(*compare, "contenders"));
    add_panel(section, named(table_of(*compare, "by_driver"), "gains_by_driver",
                             {"What the planner's gain hangs on", "이득을 좌우하는 동인"}));
  } else {
    Table strategies = shown.model_table("strategies");
    const bool two = strategies.rows.size() > 1;
    section.missing.push_back(
        {{"What one strategy has over another, for every party",
          "전략별로 당사자가 얻는 것의 비교"},
         shown.command("compare",
                       two ? "--strategy " + shell_word(text_at(strategies, 0, "strategy")) +
                                 " --strategy " + shell_word(text_at(strategies, 1, "strategy"))
                           : "--strategy as-signed --plan best")});
  }
  if (!run) return section;
  if (!compare) {
    if (shown.played().size() == 1) section.lead.push_back(signs_of(table_of(*run, "parties")));
    add_panel(section,
              named(payoffs_of(shown.played()), "payoffs",
                    {"What every party has of each", "당사자별 결과"}),
              intervals("party", "npv", {"Value, 95 % interval", "가치, 95% 구간"}, "contender"));
  }
  add_panel(section, named(table_of(*run, "parties"), "party_values",
                           {"Values and their spread: " + shown.played().front().name,
                            "가치와 그 분포: " + shown.played().front().name}));
  add_panel(section, table_of(*run, "returns"));
  add_panel(section, table_of(*run, "covenants"));
  return section;
}

Section bargain_section(const Shown& shown) {
  Section section = section_of("bargain", "Terms on which both gain", "양측이 모두 이득인 조건");
  const RunRecord* run = shown.study("bargain");
  if (!run) {
    section.missing.push_back(
        {{"Between which terms two parties both gain", "두 당사자가 모두 이득인 조건의 범위"},
         shown.command("bargain")});
    return section;
  }
  if (const auto said = sentence_of(*run)) section.lead.push_back(*said);
  XyChart chart;
  chart.x = "lever";
  const Table sides = table_of(*run, "sides");
  for (const std::size_t s : {0, 1}) {
    const std::string stem = s == 0 ? "first_gain" : "second_gain";
    const std::string name = s < sides.rows.size() ? text_at(sides, s, "party") : stem;
    chart.series.push_back({Mark::band,
                            "",
                            stem + "_low_usd",
                            stem + "_high_usd",
                            "",
                            "",
                            {name + ", 95 %", name + ", 95 %"},
                            s == 0 ? Tone::accent : Tone::supply});
    chart.series.push_back({Mark::line,
                            stem + "_usd",
                            "",
                            "",
                            "",
                            "",
                            {name, name},
                            s == 0 ? Tone::accent : Tone::supply});
  }
  add_panel(section,
            named(table_of(*run, "points"), "bargain_points",
                  {"Gains against no agreement", "합의가 없을 때 대비 이득"}),
            std::move(chart));
  for (const char* key : {"zones", "break_even", "sides"}) add_panel(section, table_of(*run, key));
  add_panel(section,
            named(table_of(*run, "risk"), "bargain_risk",
                  {"If a side weighs its worst futures otherwise", "꼬리 가중치를 바꾼 경우"}));
  return section;
}

}  // namespace offtake
