#include "read_options.h"

#include <algorithm>
#include <charconv>

#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/simulate/part.h"

namespace offtake::cli {
namespace {

constexpr std::int64_t kStudyPaths = 2000;  // a study is dozens of plans

// Digits, with k or M behind, or as 1e5.
bool read_count(std::string_view text, std::int64_t& out) {
  int zeros = 0;
  if (!text.empty() && (text.back() == 'k' || text.back() == 'M')) {
    zeros = text.back() == 'k' ? 3 : 6;
    text.remove_suffix(1);
  } else if (const auto e = text.find('e'); e != std::string_view::npos) {
    if (e + 2 != text.size() || text[e + 1] < '0' || text[e + 1] > '9') return false;
    zeros = text[e + 1] - '0';
    text = text.substr(0, e);
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || text[0] == '-' || error != std::errc() || end != text.data() + text.size()) {
    return false;
  }
  for (; zeros > 0 && out <= 1'000'000'000; --zeros) out *= 10;
  return zeros == 0;
}

// Of every path: what compares paths one by one.
bool keeps_values(const std::string& command) {
  return command != "simulate" && command != "merge" && command != "flows";
}

// Parts between commas; empty ones do not count.
std::vector<std::string> split_at_commas(const std::vector<std::string>& texts) {
  std::vector<std::string> parts;
  for (std::string_view rest : texts) {
    while (!rest.empty()) {
      const std::size_t length = std::min(rest.find(','), rest.size());
      if (length > 0) parts.emplace_back(rest.substr(0, length));
      rest.remove_prefix(std::min(length + 1, rest.size()));
    }
  }
  return parts;
}

struct Reader {
  const RawOptions& raw;
  Diagnostics errors = {};

  const std::string* given(const std::string& name) const {
    const auto at = raw.value.find(name);
    return at == raw.value.end() || at->second.empty() ? nullptr : &at->second;
  }

  void refuse(const std::string& name, const std::string& text, const std::string& expected,
              const std::string& example) {
    errors.push_back(usage_error("E0902", fmt::format("{} can not be {}", name, quote(text)),
                                 expected, fmt::format("{} {}", name, example)));
  }

  std::string text(const std::string& name) const {
    const std::string* value = given(name);
    return value ? *value : std::string();
  }

  template <class T>
  void choice(const std::string& name, T& out) {
    const std::string* value = given(name);
    if (!value) return;
    const auto spec = std::find_if(option_specs().begin(), option_specs().end(),
                                   [&](const OptionSpec& o) { return o.name == name; });
    const auto at = std::find(spec->choices.begin(), spec->choices.end(), *value);
    if (at == spec->choices.end()) {
      errors.push_back(unknown_name("value of " + name, *value, spec->choices));
    } else {
      out = static_cast<T>(at - spec->choices.begin());
    }
  }

  void target(std::optional<Target>& out) {
    if (!given("--to")) return;
    Target asked = Target::mps;
    const std::size_t wrong = errors.size();
    choice("--to", asked);
    if (errors.size() > wrong) return;
    const bool flows = raw.command == "flows", data = raw.command == "calibrate";
    const bool of_run = asked == Target::xlsx || asked == Target::csv;
    if (flows != (asked == Target::sankey) || data != (asked == Target::yaml) ||
        (of_run && raw.command != "export")) {
      refuse("--to", *given("--to"),
             flows  ? "sankey"
             : data ? "yaml"
                    : "xlsx, csv, mps or lp",
             flows  ? "sankey"
             : data ? "yaml"
                    : "mps");
    }
    out = asked;
  }

  void paths(std::int64_t& out) {
    const std::string* value = given("--paths");
    const std::int64_t most = keeps_values(raw.command) ? kValuePaths : 1'000'000'000;
    if (value && (!read_count(*value, out) || out < 1 || out > most)) {
      refuse("--paths", *value,
             fmt::format("a whole number from 1 to {}, as 5000, 10k or 1e5", most), "10k");
    }
  }

  void threads(int& out) {
    const std::string* value = given("--threads");
    std::int64_t count = 0;
    if (!value) return;
    if (!read_count(*value, count) || count > 1024) {
      refuse("--threads", *value, "a whole number from 1 to 1024, or 0 for all cores", "4");
    }
    out = static_cast<int>(std::min<std::int64_t>(count, 1024));
  }

  void cells(int& out) {
    const std::string* value = given("--cells");
    std::int64_t count = 0;
    if (!value) return;
    if (!read_count(*value, count) || count < 1 || count > 100) {
      refuse("--cells", *value, "a whole number from 1 to 100", "3");
    }
    out = static_cast<int>(std::min<std::int64_t>(count, 100));
  }

  void points(std::int64_t& out) {
    const std::string* value = given("--points");
    if (value && (!read_count(*value, out) || out < 2 || out > 1000)) {
      refuse("--points", *value, "a whole number from 2 to 1000", "11");
    }
  }

  void port(std::uint16_t& out) {
    const std::string* value = given("--port");
    std::int64_t number = 0;
    if (!value) return;
    if (!read_count(*value, number) || number > 65535) {
      refuse("--port", *value, "a whole number from 1 to 65535, or 0 for any that is free", "8080");
    }
    out = static_cast<std::uint16_t>(number);
  }

  void epochs(double& out) {
    const std::string* value = given("--epochs");
    if (!value) return;
    const std::map<std::string, double> named = {
        {"monthly", 1.0}, {"quarterly", 3.0}, {"half-yearly", 6.0}, {"yearly", 12.0}};
    if (const auto at = named.find(*value); at != named.end()) {
      out = at->second;
    } else if (const auto time = parse_quantity(*value);
               time && time->dimension == dim::time && time->value > 0.0) {
      out = time->value;
    } else {
      refuse("--epochs", *value, "monthly, quarterly, half-yearly, yearly or a time",
             "'18 months'");
    }
  }

  // 90, 90s, 5 min, 1 h
  void seconds(const std::string& name, double& out) {
    const std::string* value = given(name);
    if (!value) return;
    double number = 0.0;
    const char* end = value->data() + value->size();
    const auto [at, error] = std::from_chars(value->data(), end, number);
    std::string unit(at, end);
    unit.erase(0, unit.find_first_not_of(' '));
    const std::map<std::string, double> units = {
        {"", 1.0}, {"s", 1.0}, {"min", 60.0}, {"h", 3600.0}};
    const auto found = units.find(unit);
    if (error == std::errc() && found != units.end() && number > 0.0 && number <= 1e9) {
      out = number * found->second;
    } else {
      refuse(name, *value, "a time above 0, as 90s, '5 min' or '1 h'", "90s");
    }
  }

  void resume(bool& asked, std::int64_t& run) {
    const std::string* value = given("--resume");
    if (!value) return;
    asked = true;
    if (*value == kBare) return;
    if (!read_count(*value, run) || run < 1) {
      refuse("--resume", *value, "nothing, or the number of a run", "3");
    }
  }

  void shard(std::optional<Shard>& out) {
    const std::string* value = given("--shard");
    if (!value) return;
    const std::size_t slash = std::min(value->find('/'), value->size());
    Shard read;
    if (slash < value->size() && read_count(value->substr(0, slash), read.index) &&
        read_count(value->substr(slash + 1), read.count) && read.index >= 1 &&
        read.index <= read.count && read.count <= kMostParts) {
      out = read;
    } else {
      refuse("--shard", *value, "I/N: part I of N, from 1/N to N/N", "1/4");
    }
  }

  void contagion(bool& asked, std::vector<std::string>& may_fail) {
    const std::string* value = given("--contagion");
    if (!value) return;
    asked = true;
    if (*value != kBare) may_fail = split_at_commas({*value});
  }

  // A number, or with % behind a share.
  template <class Out>
  void number(const std::string& name, double least, double most, Out& out) {
    const std::string* value = given(name);
    if (!value) return;
    std::string_view text = *value;
    const bool percent = text.ends_with('%');
    if (percent) text.remove_suffix(text.ends_with(" %") ? 2 : 1);
    double read = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
    if (percent) read /= 100.0;
    if (error == std::errc() && end == text.data() + text.size() && read >= least && read <= most) {
      out = read;
    } else {
      refuse(name, *value, fmt::format("a number from {:g} to {:g}", least, most), "0.1");
    }
  }

  void seed(std::uint64_t& out) {
    const std::string* value = given("--seed");
    if (!value) return;
    const char* end = value->data() + value->size();
    const auto [at, error] = std::from_chars(value->data(), end, out);
    if (error != std::errc() || at != end) {
      refuse("--seed", *value, "a whole number from 0 to 18446744073709551615", "7");
    }
  }
};

Status read_arguments(const RawOptions& raw, const CommandSpec& command, Options& options) {
  std::string* const places[] = {&options.model, &options.subject};
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    const ArgumentSpec& argument = command.arguments[i];
    if (argument.repeats) {
      options.items = raw.list.at(command.name + " " + argument.name);
      if (!options.items.empty() || !argument.required) continue;
      return usage_error("E0905", fmt::format("`{}` needs {}", command.name, argument.name), {},
                         command.examples.front());
    }
    const std::string& value = raw.value.at(command.name + " " + argument.name);
    if (value.empty() && argument.required) {
      return usage_error("E0905", fmt::format("`{}` needs {}", command.name, argument.name),
                         argument.choices.empty()
                             ? std::string(argument.name == "DATA" ? "a CSV file" : "a folder")
                             : "one of " + join_names(argument.choices),
                         command.examples.front());
    }
    const auto& choices = argument.choices;
    if (!choices.empty() && std::find(choices.begin(), choices.end(), value) == choices.end()) {
      return unknown_name(argument.name == "SHELL" ? "shell" : "subject", value, choices);
    }
    *places[i] = value;
  }
  return ok_status();
}

// The head of a run has the first four; the others change how and where it is shown, not what.
constexpr const char* kNotAsked[] = {"--paths",  "--seed",   "--sampling", "--set",   "--threads",
                                     "--format", "--table",  "--results",  "--lang",  "--progress",
                                     "--color",  "--output", "--to",       "--resume"};

std::vector<std::pair<std::string, std::string>> asked_of(const RawOptions& raw,
                                                          const Options& options) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const OptionSpec& o : option_specs()) {
    if (std::find(std::begin(kNotAsked), std::end(kNotAsked), o.name) != std::end(kNotAsked)) {
      continue;
    }
    if (o.value.empty()) {
      if (raw.flag.at(o.name)) out.emplace_back(o.name, "");
    } else if (o.repeats) {
      for (const std::string& text : raw.list.at(o.name)) out.emplace_back(o.name, text);
    } else if (const std::string& text = raw.value.at(o.name); !text.empty()) {
      out.emplace_back(o.name, o.bare && text == kBare ? "" : text);
    }
  }
  for (const std::string& item : options.items) out.emplace_back("", item);
  return out;
}

}  // namespace

Diagnostic usage_error(std::string code, std::string what, std::string expected, std::string mend) {
  Diagnostic d;
  d.code = std::move(code);
  d.what = std::move(what);
  d.expected = std::move(expected);
  d.mend = std::move(mend);
  return d;
}

Result<Options> read_options(const RawOptions& raw) {
  Options options;
  options.command = raw.command;
  options.set = raw.list.at("--set");
  options.table = split_at_commas(raw.list.at("--table"));
  options.all = raw.flag.at("--all");
  options.yes = raw.flag.at("--yes");
  Reader reader{raw};
  if (raw.command == "export") options.paths = 100;
  if (is_study(raw.command)) options.paths = kStudyPaths;
  options.strategies = raw.list.at("--strategy");
  if (!options.strategies.empty()) options.strategy = options.strategies.back();
  options.results = reader.text("--results");
  reader.paths(options.paths);
  reader.seed(options.seed);
  reader.threads(options.threads);
  options.output = reader.text("--output");
  options.continuous = raw.flag.at("--continuous");
  reader.cells(options.cells);
  reader.epochs(options.epoch_months);
  reader.target(options.target);
  reader.choice("--method", options.method);
  reader.number("--gap", 0.0, 1.0, options.gap);
  reader.seconds("--time", options.time_limit_seconds);
  reader.number("--mean-weight", 0.0, 1e6, options.mean_weight);
  reader.number("--tail-weight", 0.0, 1e6, options.tail_weight);
  reader.number("--tail", 1e-6, 1.0, options.tail);
  reader.number("--risk", 0.0, 1.0, options.risk);
  reader.resume(options.resume, options.resume_run);
  options.quick = raw.flag.at("--quick");
  reader.shard(options.shard);
  reader.contagion(options.contagion, options.may_fail);
  options.plans = raw.list.at("--plan");
  if (!options.plans.empty()) options.plan = options.plans.back();
  options.with = raw.list.at("--with");
  options.between = reader.text("--between");
  options.lever = reader.text("--lever");
  options.range = reader.text("--range");
  options.target_capacity = reader.text("--target");
  options.best_response = raw.flag.at("--best-response");
  options.held = raw.flag.at("--held");
  options.offers = split_at_commas(raw.list.at("--offer"));
  options.shocks = split_at_commas(raw.list.at("--shock"));
  options.limits = raw.list.at("--limit");
  options.over = reader.text("--over");
  reader.points(options.points);
  reader.port(options.port);
  options.no_open = raw.flag.at("--no-open");
  options.data =
      read_data_options({[&](const std::string& name) { return reader.given(name); },
                         [&](const std::string& name) -> const std::vector<std::string>& {
                           return raw.list.at(name);
                         }},
                        reader.errors);
  reader.choice("--sampling", options.sampling);
  reader.choice("--format", options.format);
  reader.choice("--progress", options.progress);
  reader.choice("--lang", options.language);
  reader.choice("--color", options.color);
  if (!reader.errors.empty()) return reader.errors;
  for (const CommandSpec& command : command_specs()) {
    if (command.name != raw.command) continue;
    if (Status arguments = read_arguments(raw, command, options); !arguments) {
      return arguments.errors();
    }
  }
  options.asked = asked_of(raw, options);
  return options;
}

}  // namespace offtake::cli
