// What may be run as a job, and how a request for one becomes the arguments of this program: only
// what stands in this table, each value in an argument of its own.
#pragma once

#include <string>
#include <vector>

#include "offtake/base/json.h"
#include "offtake/base/result.h"
#include "offtake/report/page.h"

namespace offtake::cli {

struct JobOption {
  enum class Kind { number, text, flag, strategy, strategies, choice };
  std::string name;  // "--paths"; without dashes: an argument of the command
  Text label;
  Kind kind = Kind::text;
  std::string preset = {};
  std::vector<std::string> choices = {};  // empty: those of the grammar
};
struct JobCommand {
  std::string name;
  Text label;
  bool plans = false;  // shows bounds while it runs
  std::vector<JobOption> options;
};
const std::vector<JobCommand>& job_commands();
Json job_commands_json();

struct JobRequest {
  std::string command;
  Json options = Json::object();
};
// As they would be typed.
struct JobPlace {
  std::string model;
  std::string results;  // of --results; empty: not given
};
struct JobLine {
  std::vector<std::string> arguments;  // "plan", "--paths=2000", …: without the program's name
  std::string typed;                   // as it could be typed into a shell
};
// With `always` among the options, which nobody types. Errors: E1161 for what is no such command,
// option or value.
Result<JobLine> job_line(const JobRequest& request, const JobPlace& place,
                         const std::vector<std::string>& always);

}  // namespace offtake::cli
