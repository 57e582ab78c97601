// How sure the plan is, and from what that is known.
#include "offtake/base/text.h"
#include "offtake/report/said.h"
#include "offtake/report/shown.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

using Mark = XyChart::Series::Mark;

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

}  // namespace offtake
