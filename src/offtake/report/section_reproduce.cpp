// From what it was made: every assumption with its source, and every run with its command.
#include "offtake/base/text.h"
#include "offtake/report/said.h"
#include "offtake/report/shown.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_plan.h"
#include "offtake/results/record_simulation.h"

namespace offtake {
namespace {

// The options as they were asked for, and those that a run's head knows of.
std::string options_of(const RunRecord& run) {
  const RunHead& head = run.head;
  std::string out;
  const auto add = [&](std::string_view option, const std::string& value) {
    out += fmt::format(" {} {}", option, shell_word(value));
  };
  const Table asked = table_of(run, "asked");
  bool strategy = verb(head) == "demo";  // it plays its own
  for (std::size_t r = 0; r < asked.rows.size(); ++r) {
    const std::string option = text_at(asked, r, "option"), value = text_at(asked, r, "value");
    strategy |= option == "--strategy";
    if (option == "--plan" && head.command.find(option) != std::string::npos) continue;
    if (option.empty()) {
      out += " " + shell_word(value);
    } else if (value.empty()) {
      out += " " + shell_word(option);
    } else {
      add(shell_word(option), value);
    }
  }
  if (!strategy && !head.strategy.empty()) add("--strategy", head.strategy);
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
                   word_column("sampling", "Sampling", "표본", sampling_words()),
                   word_column("state", "State", "상태", end_words()),
                   text_column("started", "Started", "시작"),
                   text_column("ended", "Ended", "끝"),
                   text_column("version", "Version", "버전"),
                   text_column("model_hash", "SHA-256 of the model", "모델의 SHA-256")};
  for (const RunRecord& run : shown.source().runs) {
    const RunHead& h = run.head;
    const std::size_t name = verb(h).size();
    const std::string_view rest =
        std::string_view(h.command).substr(std::min(name + 1, h.command.size()));
    table.rows.push_back(row_of(h.run, shown.command(verb(h), rest) + options_of(run), h.paths,
                                fmt::format("{}", h.seed), h.sampling, h.state, h.started, h.ended,
                                h.version, h.model_hash));
  }
  table.note =
      "Run by the same version on the same model, each command gives the same numbers for any "
      "number of threads, but where a limit of time ended it.";
  table.note_ko =
      "같은 버전과 같은 모델로 실행하면 스레드 수와 관계없이 같은 숫자가 나옵니다. 시간 제한으로 "
      "끝난 실행은 예외입니다.";
  return table;
}

}  // namespace

Section assumptions_section(const Shown& shown) {
  Section section = section_of("assumptions", "Assumptions", "가정");
  if (const std::string& why = shown.source().model_failed; !why.empty()) {
    section.lead.push_back(
        {"The inputs that the run keeps are no model to this version: " + why + ".",
         "실행에 남은 입력을 이 버전이 읽지 못합니다: " + why + "."});
  }
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
