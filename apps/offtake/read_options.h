// What stands on the command line, option by option, read into Options: names, numbers and choices
// are judged here, so that every error says what was expected, and all of them come at once.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "options.h"

namespace offtake::cli {

inline constexpr const char* kBare = "last";  // the value of an option that was given without one

// The command line as it was split.
struct RawOptions {
  std::map<std::string, std::string> value;  // option or argument by name, the last one given
  std::map<std::string, std::vector<std::string>> list;  // what may be given several times
  std::map<std::string, bool> flag;
  std::vector<std::string> surplus;
  std::string command;
};

Result<Options> read_options(const RawOptions& raw);

Diagnostic usage_error(std::string code, std::string what, std::string expected,
                       std::string mend = {});

}  // namespace offtake::cli
