// The decision on one page: what to sign now, with whom, by when, what it is worth, how sure.
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/report/said.h"
#include "offtake/report/shown.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

using Mark = XyChart::Series::Mark;

// "1.1 GW with microsoft (azure-growth)"; what has no size is signed as it is.
Text signing(const Table& now, std::size_t row) {
  const std::string amount = text_at(now, row, "amount"), offer = text_at(now, row, "offer"),
                    party = text_at(now, row, "party");
  const bool sized = amount != "✓" && !amount.empty();
  Text out;
  out.en = sized ? amount + (party.empty() ? " of its own" : " with " + party) + " (" + offer + ")"
                 : offer + (party.empty() ? "" : " with " + party);
  out.ko = (party.empty() ? (sized ? "자체 " : "") : party + " ") +
           (sized ? amount + "(" + offer + ")" : offer);
  return out;
}

void say_now(const RunRecord& plan, Section& section) {
  const Table now = table_of(plan, "now");
  if (now.rows.empty()) {
    if (!now.note.empty()) section.lead.push_back({now.note, now.note_ko});
    return;
  }
  std::vector<std::string> en, ko;
  for (std::size_t r = 0; r < now.rows.size(); ++r) {
    const Text one = signing(now, r);
    en.push_back(one.en);
    ko.push_back(one.ko);
  }
  const std::string date = text_at(now, 0, "date");
  section.lead.push_back({fmt::format("Sign now, by the end of {}: {}.", date, join_names(en, 20)),
                          fmt::format("지금 {} 안에 체결: {}.", date, fmt::join(ko, ", "))});
}

std::size_t row_with(const Table& table, std::string_view key, std::string_view value) {
  std::size_t r = 0;
  while (r < table.rows.size() && text_at(table, r, key) != value) ++r;
  return r;
}

void say_value(const RunRecord& plan, Section& section) {
  const Table brings = table_of(plan, "brings"), proof = table_of(plan, "proof");
  const std::size_t own = row_with(brings, "what", "plan");
  if (own == brings.rows.size() || proof.rows.empty()) return;
  const auto usd = [](double v) { return number_text(v, dim::money); };
  const Text value = usd(number_at(brings, own, "objective_usd")),
             low = usd(number_at(proof, 0, "fresh_low_usd")),
             high = usd(number_at(proof, 0, "fresh_high_usd")),
             mean = usd(number_at(brings, own, "mean_usd")),
             worst = usd(number_at(brings, own, "cvar_usd"));
  section.lead.push_back(
      {fmt::format("On futures that it was not planned on the plan is worth {}, risk-adjusted "
                   "(95 %: {} to {}): {} expected, {} in the worst futures.",
                   value.en, low.en, high.en, mean.en, worst.en),
       fmt::format("계획에 쓰지 않은 미래에서 이 계획의 위험 조정 가치는 {}입니다(95% 구간 {} ~ "
                   "{}). 기댓값은 {}, 최악의 미래에서는 {}입니다.",
                   value.ko, low.ko, high.ko, mean.ko, worst.ko)});
  if (const Text said{brings.note.substr(0, brings.note.find('\n')),
                      brings.note_ko.substr(0, brings.note_ko.find('\n'))};
      !said.en.empty()) {
    section.lead.push_back(said);
  }
  if (const Text said{proof.note.substr(0, proof.note.find('\n')),
                      proof.note_ko.substr(0, proof.note_ko.find('\n'))};
      !said.en.empty()) {
    section.lead.push_back(said);
  }
}

// The figures that a board asks for first, in one line.
Table figures(const RunRecord& plan) {
  const Table brings = table_of(plan, "brings"), proof = table_of(plan, "proof");
  const std::size_t own = row_with(brings, "what", "plan");
  Table out;
  if (own == brings.rows.size()) return out;
  Table row = brings;
  row.rows = {brings.rows[own]};
  out = pick(row, {"objective_usd", "mean_usd", "cvar_usd", "spend_usd", "short_share",
                   "idle_h100e", "stranded_usd"});
  out.note.clear();
  out.note_ko.clear();
  if (const auto gap = find_column(proof, "gap"); gap && !proof.rows.empty()) {
    out.columns.push_back(proof.columns[*gap]);
    out.rows.front().push_back(proof.rows.front()[*gap]);
  }
  out.as_list = true;
  return named(std::move(out), "decision_figures", {"Key figures", "핵심 수치"});
}

XyChart by_year(const std::string& measure) {
  XyChart chart;
  chart.x = "year";
  chart.series.push_back(
      {Mark::bar, "plan." + measure, "", "", "", "", {"The plan", "이 계획"}, Tone::accent});
  chart.series.push_back({Mark::bar,
                          "nothing-more." + measure,
                          "",
                          "",
                          "",
                          "",
                          {"Nothing more", "추가 계약 없음"},
                          Tone::muted});
  return chart;
}

}  // namespace

Section decision_section(const Shown& shown) {
  Section section = section_of("decision", "The decision", "결정");
  const RunRecord* plan = shown.study("plan");
  if (!plan) {
    section.missing.push_back({{"What to sign now, what later, and how sure that is",
                                "지금과 나중에 체결할 것, 그 확실성"},
                               shown.command("plan")});
    return section;
  }
  say_now(*plan, section);
  say_value(*plan, section);
  add_panel(section, figures(*plan));
  add_panel(section, table_of(*plan, "now"));
  add_panel(section, table_of(*plan, "brings"));
  const Table years = table_of(*plan, "years");
  add_panel(section,
            named(pick(years, {"year", "plan.short_share", "nothing-more.short_share"}),
                  "decision_shortage", {"Demand not met", "충족하지 못한 수요"}),
            by_year("short_share"));
  add_panel(section,
            named(pick(years, {"year", "plan.spend_usd", "nothing-more.spend_usd"}),
                  "decision_spend", {"Spend on compute", "연산 지출"}),
            by_year("spend_usd"));
  add_panel(section, table_of(*plan, "violations"));
  add_panel(section, table_of(*plan, "left_out"));
  return section;
}

}  // namespace offtake
