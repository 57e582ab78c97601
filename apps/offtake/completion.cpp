// Completion scripts from the table of commands. They need nothing but the shell.
#include <algorithm>

#include "offtake/base/text.h"
#include "options.h"

namespace offtake::cli {
namespace {

// The names of commands or options.
template <class Specs>
std::string names_of(const Specs& specs, const char* between = " ") {
  std::vector<std::string> names;
  for (const auto& spec : specs) names.push_back(spec.name);
  return fmt::format("{}", fmt::join(names, between));
}

std::string words_of(const std::vector<std::string>& choices) {
  return fmt::format("{}", fmt::join(choices, " "));
}

// In single quotes of any of the three shells.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string bash_words(const std::string& words) {
  return "$(compgen -W " + quoted(words) + " -- \"$word\")";
}

std::string bash_value(const OptionSpec& option) {
  if (option.name == "--results") return "$(compgen -f -- \"$word\")";
  return option.choices.empty() ? std::string() : bash_words(words_of(option.choices));
}

std::string bash_arguments(const CommandSpec& command) {
  std::string out;
  for (const ArgumentSpec& a : command.arguments) {
    if (!out.empty()) out += " ";
    if (!a.choices.empty()) {
      out += bash_words(words_of(a.choices));
    } else if (a.name != "ID") {
      out += "$(compgen -d -- \"$word\")";
    }
  }
  return out;
}

std::string bash_script() {
  std::string out = R"(# bash completion of offtake: source <(offtake completion bash)
_offtake() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      )" + names_of(command_specs(), "|") +
                    R"() command=${COMP_WORDS[i]}; break ;;
    esac
  done
  case $before in
)";
  for (const OptionSpec& o : option_specs()) {
    if (o.value.empty()) continue;
    out += fmt::format("    {}) COMPREPLY=({}); return ;;\n", o.name, bash_value(o));
  }
  out += "  esac\n  if [[ $word == -* ]]; then\n    COMPREPLY=(" +
         bash_words(names_of(option_specs())) + ")\n    return\n  fi\n  case $command in\n" +
         "    '') COMPREPLY=(" + bash_words(names_of(command_specs())) + ") ;;\n";
  for (const CommandSpec& c : command_specs()) {
    if (c.arguments.empty()) continue;
    out += fmt::format("    {}) COMPREPLY=({}) ;;\n", c.name, bash_arguments(c));
  }
  return out + "  esac\n}\ncomplete -o filenames -F _offtake offtake\n";
}

// zsh reads `:` and `[` in a description as its own.
std::string zsh_text(std::string text) {
  std::replace(text.begin(), text.end(), ':', ';');
  std::replace(text.begin(), text.end(), '[', '(');
  std::replace(text.begin(), text.end(), ']', ')');
  return text;
}

std::string zsh_script() {
  std::string out =
      "#compdef offtake\n# zsh completion of offtake\n_offtake() {\n"
      "  local -a commands options\n  commands=(\n";
  for (const CommandSpec& c : command_specs()) {
    out += "    " + quoted(c.name + ":" + zsh_text(c.summary)) + "\n";
  }
  out += "  )\n  options=(\n";
  for (const OptionSpec& o : option_specs()) {
    std::string spec = o.name + "[" + zsh_text(o.summary) + "]";
    if (o.repeats) spec = "*" + spec;
    if (o.name == "--results") {
      spec += ":file:_files";
    } else if (!o.value.empty()) {
      spec += ":" + o.value + ":";
      if (!o.choices.empty()) spec += "(" + words_of(o.choices) + ")";
    }
    out += "    " + quoted(spec) + "\n";
  }
  out +=
      "  )\n  if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then\n"
      "    _describe command commands\n    return\n  fi\n  case $words[2] in\n";
  for (const CommandSpec& c : command_specs()) {
    std::string arguments;
    for (const ArgumentSpec& a : c.arguments) {
      const std::string action = !a.choices.empty() ? "(" + words_of(a.choices) + ")"
                                 : a.name == "ID"   ? std::string()
                                                    : std::string("_directories");
      arguments += " " + quoted(":" + a.name + ":" + action);
    }
    out += fmt::format("    {}) _arguments $options ':command:'{} ;;\n", c.name, arguments);
  }
  return out +
         "    *) _arguments $options ;;\n  esac\n}\n"
         "if [[ ${funcstack[1]} == _offtake ]]; then _offtake \"$@\"; else compdef _offtake "
         "offtake; fi\n";
}

// In a fish string only \ and ' are special, and only with \ before them.
std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\\' || c == '\'') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string fish_script() {
  std::string out = "# fish completion of offtake\ncomplete -c offtake -f\n";
  for (const CommandSpec& c : command_specs()) {
    out += fmt::format("complete -c offtake -n __fish_use_subcommand -a {} -d {}\n", c.name,
                       fish_quoted(c.summary));
    const std::string seen = fish_quoted("__fish_seen_subcommand_from " + c.name);
    for (const ArgumentSpec& a : c.arguments) {
      const std::string words =
          a.choices.empty() ? "(__fish_complete_directories)" : words_of(a.choices);
      if (a.name == "ID") continue;
      out += fmt::format("complete -c offtake -n {} -a {}\n", seen, fish_quoted(words));
    }
  }
  for (const OptionSpec& o : option_specs()) {
    out += fmt::format("complete -c offtake -l {} -d {}", o.name.substr(2), fish_quoted(o.summary));
    if (!o.value.empty()) out += o.name == "--results" ? " -r -F" : " -x";
    if (!o.choices.empty()) {
      out += " -a " + fish_quoted(words_of(o.choices));
    }
    out += "\n";
  }
  return out;
}

}  // namespace

std::string completion_script(const std::string& shell) {
  if (shell == "zsh") return zsh_script();
  if (shell == "fish") return fish_script();
  return bash_script();
}

}  // namespace offtake::cli
