#include "live_commands.h"

#include <algorithm>

#include "live_answer.h"
#include "offtake/base/text.h"
#include "offtake/report/said.h"
#include "options.h"

namespace offtake::cli {
namespace {

using Kind = JobOption::Kind;

constexpr std::size_t kMostValues = 100, kLongestValue = 1000;

const JobOption kStrategy{"--strategy", {"Strategy", "전략"}, Kind::strategy};
const JobOption kStrategies{"--strategy", {"Strategies", "전략들"}, Kind::strategies};
const JobOption kSet{"--set", {"Other values", "바꿀 값"}, Kind::text};
const JobOption kPaths{"--paths", {"Futures", "미래 경로 수"}, Kind::number, "2000"};
const JobOption kSeed{"--seed", {"Seed", "난수 시드"}, Kind::number, "1"};
const JobOption kSampling{"--sampling", {"Sampling", "표본 추출"}, Kind::choice, "plain"};
const JobOption kPlan{"--plan", {"Stored plan", "저장된 계획"}, Kind::text};
const JobOption kPlans{"--plan", {"Stored plans", "저장된 계획들"}, Kind::text};
const JobOption kRisk{
    "--risk", {"Weight of the worst futures", "최악 미래의 가중치"}, Kind::number};
const JobOption kCells{"--cells", {"Cases of each signal", "신호별 구간 수"}, Kind::number};
const JobOption kEpochs{"--epochs", {"Between decisions", "결정 주기"}, Kind::choice};
const JobOption kGap{"--gap", {"Gap from the bound", "한계와의 격차"}, Kind::text};
const JobOption kTime{"--time", {"Time limit", "시간 제한"}, Kind::text};
const JobOption kQuick{"--quick", {"Without comparisons", "비교 생략"}, Kind::flag};

// Of a study: its own options, then how its plans are made.
JobCommand study(std::string name, Text label, std::vector<JobOption> own) {
  for (const JobOption& o : {kSet, kPaths, kSeed, kSampling, kRisk, kCells, kEpochs, kGap, kTime}) {
    own.push_back(o);
  }
  return {std::move(name), std::move(label), false, std::move(own)};
}

std::vector<JobCommand> all_commands() {
  return {
      {"simulate",
       {"Simulate", "시뮬레이션"},
       false,
       {kStrategy,
        kPlan,
        kSet,
        kPaths,
        kSeed,
        kSampling,
        {"--contagion", {"Clear what cannot be paid", "지급 불능 정산"}, Kind::flag}}},
      {"plan",
       {"Plan", "계획 수립"},
       true,
       {kStrategy,
        kSet,
        kPaths,
        kSeed,
        kSampling,
        kRisk,
        kCells,
        kEpochs,
        kGap,
        kTime,
        kQuick,
        {"--continuous", {"Without tranches", "분할 단위 없이"}, Kind::flag},
        {"--resume",
         {"Go on from the last that fits", "맞는 마지막 계획에서 이어서"},
         Kind::flag}}},
      study("compare", {"Compare", "비교"},
            {kStrategies,
             kPlans,
             {"--held", {"As they are, nothing planned", "새 계획 없이 그대로"}, Kind::flag}}),
      study("bargain", {"Bargain", "협상 범위"},
            {kStrategy,
             {"--between", {"The two parties", "두 당사자"}, Kind::text},
             {"--lever", {"What about", "협상 대상"}, Kind::text},
             {"--range", {"Range", "범위"}, Kind::text},
             {"--points", {"Points", "점의 수"}, Kind::number, "11"},
             {"--best-response", {"Both plan in turn", "번갈아 계획"}, Kind::flag}}),
      study("bottleneck", {"Bottleneck", "병목"},
            {kStrategy, {"--target", {"Capacity by a date", "목표 용량과 기한"}, Kind::text}}),
      study("value", {"Value of offers", "제안의 가치"},
            {kStrategy, {"--offer", {"Only these offers", "이 제안들만"}, Kind::text}}),
      study("stress", {"Stress", "스트레스 시험"},
            {kStrategy,
             {"--shock", {"Shocks", "충격"}, Kind::text, "all"},
             {"--limit", {"Limits that must not break", "넘지 말아야 할 한도"}, Kind::text}}),
      study("frontier", {"Frontier", "효율적 경계"},
            {kStrategy,
             {"--over",
              {"Along", "기준"},
              Kind::choice,
              "risk",
              {"risk", "shortage", "concentration"}},
             {"--points", {"Points", "점의 수"}, Kind::number, "11"}}),
      study("sweep", {"Sweep", "변수 훑기"},
            {kStrategies, kPlan, kQuick, {"KEY=VALUES", {"Axes", "축"}, Kind::text}}),
  };
}

const CommandSpec& spec_of(const std::string& command) {
  const auto& all = command_specs();
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const CommandSpec& c) { return c.name == command; });
  OFFTAKE_CHECK(at != all.end(), command);
  return *at;
}

bool is_argument(const JobOption& option) { return !option.name.starts_with("--"); }

// What the grammar knows of it. An argument of a command may be given several times if it repeats.
struct Known {
  bool repeats = false;
  std::vector<std::string> choices;
};
Known known(const JobCommand& command, const JobOption& option) {
  const CommandSpec& spec = spec_of(command.name);
  if (is_argument(option)) {
    OFFTAKE_CHECK(spec.arguments.back().name == option.name, option.name);
    return {spec.arguments.back().repeats, {}};
  }
  const auto& names = spec.options;
  OFFTAKE_CHECK(std::find(names.begin(), names.end(), option.name) != names.end(), option.name);
  const auto at = std::find_if(option_specs().begin(), option_specs().end(),
                               [&](const OptionSpec& o) { return o.name == option.name; });
  return {at->repeats, option.choices.empty() ? at->choices : option.choices};
}

Json text_json(const Text& text) { return {{"en", text.en}, {"ko", text.ko}}; }

const char* key_of(Kind kind) {
  constexpr const char* kKeys[] = {"number", "text", "flag", "strategy", "strategies", "choice"};
  return kKeys[std::size_t(kind)];
}

Diagnostic wrong(std::string what, std::string expected) {
  Diagnostic d;
  d.code = "E1161";
  d.what = std::move(what);
  d.expected = std::move(expected);
  d.mend = "GET /api/model lists the commands and their options";
  return d;
}

// Parts between commas.
std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// A text, or several where it may be given several times; "" is not given. Runs may stand in one
// text: "3,4".
Result<std::vector<std::string>> values_of(const JobOption& option, const Known& known,
                                           const Json& value) {
  std::vector<std::string> out;
  const auto add = [&](const Json& json) {
    if (!is_text(json) || json.get_ref<const std::string&>().size() > kLongestValue) return false;
    const auto& text = json.get_ref<const std::string&>();
    if (option.name == "--plan") {
      for (std::string& part : parts_of(text)) out.push_back(std::move(part));
    } else if (!text.empty()) {
      out.push_back(text);
    }
    return true;
  };
  bool fits = known.repeats && value.is_array()
                  ? value.size() <= kMostValues && std::all_of(value.begin(), value.end(), add)
                  : add(value);
  for (const std::string& text : out) {
    // A file is none of the page's business.
    const bool run = text == "best" ||
                     (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos);
    if (option.name == "--plan") fits = fits && run;
    if (option.kind == Kind::choice) {
      fits = fits &&
             std::find(known.choices.begin(), known.choices.end(), text) != known.choices.end();
    }
  }
  if (fits) return out;
  return wrong(fmt::format("{} can not be {}", option.name, quote(value.dump())),
               option.name == "--plan"       ? "the number of a run, or best"
               : option.kind == Kind::choice ? join_names(known.choices)
               : known.repeats               ? "a text, or a list of texts"
                                             : "a text");
}

std::string typed(const std::string& command, const std::vector<std::string>& arguments,
                  const std::vector<std::string>& options, const std::string& results) {
  std::string out = "offtake " + command;
  for (const auto* part : {&arguments, &options}) {
    for (const std::string& a : *part) out += " " + shell_word(a);
  }
  return results.empty() ? out : out + " --results " + shell_word(results);
}

}  // namespace

const std::vector<JobCommand>& job_commands() {
  static const std::vector<JobCommand> all = all_commands();
  return all;
}

Json job_commands_json() {
  Json out = Json::array();
  for (const JobCommand& c : job_commands()) {
    Json options = Json::array();
    for (const JobOption& o : c.options) {
      const Known of = known(c, o);
      options.push_back({{"name", o.name},
                         {"label", text_json(o.label)},
                         {"kind", o.kind == Kind::text && of.repeats ? "texts" : key_of(o.kind)},
                         {"choices", of.choices},
                         {"preset", o.preset}});
    }
    out.push_back({{"name", c.name},
                   {"label", text_json(c.label)},
                   {"plans", c.plans},
                   {"options", std::move(options)}});
  }
  return out;
}

Result<JobLine> job_line(const JobRequest& request, const JobPlace& place,
                         const std::vector<std::string>& always) {
  const auto& all = job_commands();
  const auto command = std::find_if(all.begin(), all.end(),
                                    [&](const JobCommand& c) { return c.name == request.command; });
  if (command == all.end()) {
    return wrong(fmt::format("{} is no job", quote(request.command)), "a command of the model");
  }
  std::vector<std::string> options, arguments = {place.model};
  for (const auto& [name, value] : request.options.items()) {
    const auto option = std::find_if(command->options.begin(), command->options.end(),
                                     [&](const JobOption& o) { return o.name == name; });
    if (option == command->options.end()) {
      return wrong(fmt::format("{} is no option of {}", quote(name), command->name),
                   "one of those that are listed");
    }
    if (option->kind == Kind::flag) {
      if (!value.is_boolean()) return wrong(name + " is a flag", "true or false");
      if (value.get<bool>()) options.push_back(name);
      continue;
    }
    const auto values = values_of(*option, known(*command, *option), value);
    if (!values) return values.errors();
    for (const std::string& text : *values) {
      if (is_argument(*option)) {
        arguments.push_back(text);
      } else {
        options.push_back(name + "=" + text);
      }
    }
  }
  JobLine out{{command->name}, typed(command->name, arguments, options, place.results)};
  const auto append = [&](const std::vector<std::string>& part) {
    out.arguments.insert(out.arguments.end(), part.begin(), part.end());
  };
  append(options);
  append(always);
  append({"--"});
  append(arguments);
  return out;
}

}  // namespace offtake::cli
