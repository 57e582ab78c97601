// CLI11 splits the command line; read_options.h judges what stands there.
#include "options.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "offtake/base/text.h"
#include "read_options.h"

namespace offtake::cli {
namespace {

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const CommandSpec& c : command_specs()) names.push_back(c.name);
  return names;
}

std::vector<std::string> option_names() {
  std::vector<std::string> names;
  for (const OptionSpec& o : option_specs()) names.push_back(o.name);
  return names;
}

std::string expected_of(const OptionSpec& option) {
  if (!option.choices.empty()) return join_names(option.choices);
  return fmt::format("{} {}: {}", option.name, option.value, option.summary);
}

void add_options(CLI::App& app, RawOptions& raw) {
  for (const OptionSpec& option : option_specs()) {
    if (option.repeats) {
      app.add_option(option.name, raw.list[option.name])->allow_extra_args(false);
    } else if (option.value.empty()) {
      app.add_flag(option.name == "--help" ? "-h,--help" : option.name, raw.flag[option.name]);
    } else {
      const std::string names =
          option.brief.empty() ? option.name : option.brief + "," + option.name;
      CLI::Option* made = app.add_option(names, raw.value[option.name])
                              ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
      if (option.bare) made->expected(0, 1)->default_str(kBare);
    }
  }
}

void add_commands(CLI::App& app, RawOptions& raw) {
  for (const CommandSpec& command : command_specs()) {
    CLI::App* sub = app.add_subcommand(command.name);
    sub->set_help_flag();
    sub->fallthrough();
    sub->allow_extras();
    for (const ArgumentSpec& argument : command.arguments) {
      const std::string name = command.name + " " + argument.name;
      if (argument.repeats) {
        sub->add_option(argument.name, raw.list[name]);
      } else {
        sub->add_option(argument.name, raw.value[name]);
      }
    }
  }
}

// CLI11 says "--seed: 1 required …": the option is found by its name at the front.
Diagnostic missing_value(const std::string& message) {
  for (const OptionSpec& option : option_specs()) {
    if (message.rfind(option.name + ":", 0) == 0 || message.rfind(option.name + " ", 0) == 0) {
      return usage_error("E0902", option.name + " needs a value", expected_of(option));
    }
  }
  return usage_error("E0902", message, "see `offtake --help`");
}

Result<RawOptions> split(int argc, const char* const* argv) {
  RawOptions raw;
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  app.require_subcommand(0, 1);
  add_options(app, raw);
  add_commands(app, raw);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Error& error) {
    return missing_value(error.what());
  }
  raw.surplus = app.remaining(true);
  std::erase(raw.surplus, "--");  // it only says that no options follow
  if (!app.get_subcommands().empty()) raw.command = app.get_subcommands().front()->get_name();
  return raw;
}

// What CLI11 could not place: a misspelt command, an unknown option or one argument too many.
Status check_surplus(const RawOptions& raw) {
  const auto option =
      std::find_if(raw.surplus.begin(), raw.surplus.end(),
                   [](const std::string& s) { return s.size() > 1 && s[0] == '-'; });
  if (raw.command.empty() && !raw.surplus.empty() && option != raw.surplus.begin()) {
    return unknown_name("command", raw.surplus.front(), command_names());
  }
  if (option != raw.surplus.end()) {
    return unknown_name("option", option->substr(0, option->find('=')), option_names());
  }
  if (!raw.surplus.empty()) {
    return usage_error("E0906", fmt::format("{} is one argument too many", quote(raw.surplus[0])),
                       {}, "see `offtake " + raw.command + " --help`");
  }
  return ok_status();
}

}  // namespace

Diagnostic unknown_name(const std::string& what, const std::string& name,
                        const std::vector<std::string>& names) {
  const auto near = nearest(name, names);
  return usage_error("E0903",
                     fmt::format("unknown {} {}{}", what, quote(name),
                                 near ? "; did you mean " + quote(*near) + "?" : std::string()),
                     names.empty() ? "there are none" : join_names(names, 30));
}

Result<Options> parse_options(int argc, const char* const* argv) {
  Result<RawOptions> raw = split(argc, argv);
  if (!raw) return raw.errors();
  Options options;
  options.model = raw->command;  // whose help
  if (raw->flag.at("--version")) options.command = "version";
  if (raw->flag.at("--help")) options.command = "help";
  if (!options.command.empty()) return options;
  if (Status surplus = check_surplus(*raw); !surplus) return surplus.errors();
  if (raw->command.empty()) {
    return usage_error("E0905", "no command is given", join_names(command_names(), 30),
                       "offtake --help");
  }
  return read_options(*raw);
}

}  // namespace offtake::cli
