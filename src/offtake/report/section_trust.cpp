// How concentrated, how sure, from what, and how to make it again.
#include <cmath>
#include <set>

#include "offtake/base/text.h"
#include "offtake/report/shown.h"
#include "offtake/report/units.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

using Mark = XyChart::Series::Mark;

// By year, of every plan and strategy that was played.
Table by_year(const Shown& shown, const std::vector<std::string>& keys) {
  std::vector<std::pair<std::string, Table>> parts;
  for (const Played& p : shown.played()) {
    parts.emplace_back(p.name, pick(table_of(*p.run, "by_year"), keys));
  }
  return together(parts, text_column("who", "Plan or strategy", "계획 또는 전략"));
}

XyChart lines(const Shown& shown, std::vector<XyChart::Series> series) {
  XyChart chart;
  chart.x = "year";
  chart.series = std::move(series);
  if (shown.played().size() > 1) chart.facet = "who";
  return chart;
}

// Value and bound as the method came nearer, one row for each line of its log.
Table log_table(const RunRecord& plan) {
  Table table{"log", "How the bound closed", "한계가 좁혀진 과정", {}, {}, ""};
  table.columns = {count_column("number", "Step", "순번"),
                   text_column("phase", "Phase", "단계"),
                   count_column("iteration", "Iteration", "반복"),
                   quantity_column("value_usd", "Best plan", "최선 계획", dim::money),
                   quantity_column("bound_usd", "No plan is worth more than", "상한", dim::money),
                   share_column("gap", "Gap", "차이")};
  std::int64_t number = 0;
  for (const RunIteration& i : plan.iterations) {
    table.rows.push_back(row_of(++number, i.phase, i.iteration, i.best, i.bound, i.gap));
  }
  return table;
}

XyChart log_chart() {
  XyChart chart;
  chart.x = "number";
  chart.series.push_back({Mark::line, "bound_usd", "", "", "", "", {"Bound", "상한"}, Tone::muted});
  chart.series.push_back(
      {Mark::line, "value_usd", "", "", "", "", {"Best plan", "최선 계획"}, Tone::accent});
  return chart;
}

// The options that a run's head knows of.
std::string options_of(const RunHead& head, std::string_view planner_default) {
  std::string out;
  const auto add = [&](std::string_view option, const std::string& value) {
    out += fmt::format(" {} {}", option, shell_word(value));
  };
  if (!head.strategy.empty() && head.strategy != planner_default) add("--strategy", head.strategy);
  add("--paths", fmt::format("{}", head.paths));
  if (head.seed != 1) add("--seed", fmt::format("{}", head.seed));
  if (!head.sampling.empty() && head.sampling != "plain") add("--sampling", head.sampling);
  for (const std::string& set : head.set) add("--set", set);
  return out;
}

Table runs_table(const Shown& shown) {
  Table table{"runs", "Runs", "실행", {}, {}, ""};
  table.columns = {count_column("run", "Run", "실행"),
                   text_column("command", "Command", "명령"),
                   count_column("paths", "Paths", "경로"),
                   text_column("seed", "Seed", "시드"),
                   text_column("sampling", "Sampling", "표본"),
                   text_column("state", "State", "상태"),
                   text_column("started", "Started", "시작"),
                   text_column("ended", "Ended", "끝"),
                   text_column("version", "Version", "버전"),
                   text_column("model_hash", "SHA-256 of the model", "모델의 SHA-256")};
  for (const RunRecord& run : shown.source().runs) {
    const RunHead& h = run.head;
    const std::size_t rest = std::min(h.command.find(' '), h.command.size());
    table.rows.push_back(
        row_of(h.run,
               shown.command(h.command.substr(0, rest),
                             h.command.substr(std::min(rest + 1, h.command.size()))) +
                   options_of(h, ""),
               h.paths, fmt::format("{}", h.seed), h.sampling, h.state, h.started, h.ended,
               h.version, h.model_hash));
  }
  table.note =
      "Run by the same version on the same model, each command gives the same numbers for any "
      "number of threads. Options of a study beyond these stand in its own section.";
  table.note_ko =
      "같은 버전과 같은 모델로 실행하면 스레드 수와 관계없이 같은 숫자가 나옵니다. 그 밖의 분석 "
      "옵션은 해당 항목에 있습니다.";
  return table;
}

Text models_said(const Shown& shown) {
  std::map<std::string, std::vector<std::string>> runs;  // by the hash of their model
  for (const RunRecord& run : shown.source().runs) {
    runs[run.head.model_hash].push_back(fmt::format("{}", run.head.run));
  }
  if (runs.size() < 2) {
    return {"All runs shown here are of one and the same model.",
            "여기 보인 실행은 모두 같은 모델에서 나왔습니다."};
  }
  std::vector<std::string> en;
  for (const auto& [hash, numbers] : runs) {
    en.push_back(fmt::format("{} ({})", hash.substr(0, 8), fmt::join(numbers, ", ")));
  }
  return {
      fmt::format("These runs are of {} different models and must not be compared as if of "
                  "one; by the beginning of their hashes: {}.",
                  runs.size(), fmt::join(en, "; ")),
      fmt::format("서로 다른 모델 {}개의 실행이 섞여 있으므로 그대로 비교해서는 안 됩니다. 해시 "
                  "앞부분과 실행 번호: {}.",
                  runs.size(), fmt::join(en, "; "))};
}

void say_lines(const std::string& en, const std::string& ko, Section& section) {
  std::size_t e = 0, k = 0;
  while (e < en.size()) {
    const std::size_t e_end = std::min(en.find('\n', e), en.size());
    const std::size_t k_end = std::min(ko.find('\n', k), ko.size());
    const std::string line_ko = k < ko.size() ? ko.substr(k, k_end - k) : std::string();
    if (e_end > e) section.lead.push_back({en.substr(e, e_end - e), line_ko});
    e = e_end + 1;
    k = std::min(k_end + 1, ko.size());
  }
}

}  // namespace

Section concentration_section(const Shown& shown) {
  Section section = section_of("concentration", "Concentration and efficiency", "집중도와 효율");
  if (!shown.main()) {
    section.missing.push_back(
        {{"How concentrated and how efficient it is", "집중도와 효율"}, shown.command("simulate")});
    return section;
  }
  Table hhi = named(by_year(shown, {"year", "provider_hhi", "jurisdiction_hhi", "vendor_hhi"}),
                    "hhi", {"Concentration (HHI)", "집중도(HHI)"});
  hhi.note = "1 is a single one, 1/n is n equal ones.";
  hhi.note_ko = "1이면 하나뿐이고, 1/n이면 같은 크기 n개입니다.";
  add_panel(
      section, std::move(hhi),
      lines(shown,
            {{Mark::line, "provider_hhi", "", "", "", "", {"Providers", "공급자"}, Tone::accent},
             {Mark::line,
              "jurisdiction_hhi",
              "",
              "",
              "",
              "",
              {"Jurisdictions", "관할권"},
              Tone::supply},
             {Mark::line,
              "vendor_hhi",
              "",
              "",
              "",
              "",
              {"Chip vendors", "칩 제조사"},
              Tone::demand}}));
  add_panel(section,
            named(by_year(shown, {"year", "served_h100e_hours_per_mwh", "power_mwh"}), "per_mwh",
                  {"Work done per MWh", "MWh당 작업량"}),
            lines(shown, {{Mark::line,
                           "served_h100e_hours_per_mwh",
                           "",
                           "",
                           "",
                           "",
                           {"H100e-hours per MWh", "MWh당 H100e-시간"},
                           Tone::served}}));
  add_panel(section,
            named(by_year(shown, {"year", "spend_usd_per_h100e_month", "spend_usd"}), "per_dollar",
                  {"What served work costs", "충족된 작업의 비용"}),
            lines(shown, {{Mark::line,
                           "spend_usd_per_h100e_month",
                           "",
                           "",
                           "",
                           "",
                           {"Spend per served work", "충족 작업당 지출"},
                           Tone::accent}}));
  return section;
}

Section trust_section(const Shown& shown) {
  Section section = section_of("trust", "How far to trust it", "얼마나 믿을 수 있는가");
  section.lead.push_back(models_said(shown));
  if (const RunRecord* plan = shown.study("plan")) {
    Table proof = table_of(*plan, "proof");
    say_lines(proof.note, proof.note_ko, section);
    proof.note.clear();  // it was just said
    proof.note_ko.clear();
    add_panel(section, std::move(proof));
    add_panel(section, log_table(*plan), log_chart());
    add_panel(section, table_of(*plan, "size"));
    add_panel(section, table_of(*plan, "times"));
  } else {
    section.missing.push_back(
        {{"A plan with its proof", "증명이 있는 계획"}, shown.command("plan")});
  }
  if (const RunRecord* run = shown.main()) {
    add_panel(section, table_of(*run, "conservation"));
  }
  std::vector<std::pair<std::string, Table>> failed;
  for (const RunRecord& run : shown.source().runs) {
    failed.emplace_back(fmt::format("{} {}", run.head.command, run.head.run),
                        table_of(run, "failed"));
  }
  add_panel(section, together(failed, text_column("study", "Study", "분석")));
  return section;
}

Section assumptions_section(const Shown& shown) {
  Section section = section_of("assumptions", "Assumptions", "가정");
  const Table all = shown.model_table("assumptions");
  if (!all.rows.empty()) {
    std::size_t sourced = 0;
    for (std::size_t r = 0; r < all.rows.size(); ++r) {
      if (!text_at(all, r, "source").empty()) ++sourced;
    }
    section.lead.push_back(
        {fmt::format("{} values make up the model; {} of them say where they come from.",
                     all.rows.size(), sourced),
         fmt::format("모델은 값 {}개로 이루어져 있고, 그중 {}개에는 출처가 적혀 있습니다.",
                     all.rows.size(), sourced)});
  }
  for (const Table& table : shown.source().model) {
    if (table.key != "dates" && table.key != "assumptions") {
      add_panel(section, named(table, "model_" + table.key, {table.title, table.title_ko}));
    }
  }
  add_panel(section, all);
  return section;
}

Section reproduce_section(const Shown& shown) {
  Section section = section_of("reproduce", "How to make it again", "재현 방법");
  add_panel(section, runs_table(shown));
  if (section.panels.empty()) {
    section.missing.push_back({{"Any run at all", "실행 기록"}, shown.command("simulate")});
  }
  return section;
}

}  // namespace offtake
