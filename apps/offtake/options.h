// What the user asked for. The grammar (commands, arguments, options, choices) is one table, from
// which the parser, the help and the completion scripts are made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data_options.h"
#include "offtake/base/result.h"
#include "offtake/futures/futures.h"
#include "offtake/program/linear_program.h"
#include "offtake/results/table.h"

namespace offtake::cli {

enum class Format { table, json, csv, md };
enum class Target { mps, lp, sankey, yaml, xlsx, csv };  // of --to
enum class ProgressMode { automatic, bar, plain, json, none };
enum class Method { automatic, bundle, extensive };
enum class ColorMode { automatic, always, never };

struct Shard {
  std::int64_t index = 1, count = 1;  // from 1
};

struct Options {
  std::string command;  // "simulate"; "help" and "version" stand for --help and --version
  std::string model;    // first argument: a folder, or the shell of `completion`
  std::string subject;  // second argument: what to show, or which run
  std::vector<std::string> items;  // third and further arguments, where a command takes them
  std::string strategy;            // the last one given
  std::vector<std::string> strategies;
  std::vector<std::string> set;
  std::vector<std::string> table;  // keys; empty: all
  std::int64_t paths = 10000;
  std::uint64_t seed = 1;
  int threads = 0;  // 0: all cores
  Sampling sampling = Sampling::plain;
  Format format = Format::table;
  ProgressMode progress = ProgressMode::automatic;
  Language language = Language::en;
  ColorMode color = ColorMode::automatic;
  std::string results;  // empty: offtake.db beside the model; "none": not stored
  bool all = false;
  bool yes = false;
  std::optional<Target> target;  // nothing: as the command does
  std::string output;            // empty: stdout
  int cells = 0;                 // 0: the planner's
  double epoch_months = 0;       // 0: the planner's
  bool continuous = false;
  Method method = Method::automatic;
  std::optional<double> gap;  // relative; nothing: as the command does
  double time_limit_seconds = kInfinity;
  double mean_weight = 1.0, tail_weight = 0.0, tail = 0.10;
  std::optional<double> risk;  // the planner's weight of the tail; nothing: the model's
  bool quick = false;          // a plan without its comparisons
  bool resume = false;
  std::int64_t resume_run = 0;  // 0: the last one that fits
  std::optional<Shard> shard;   // of simulate: this part of the paths alone
  bool contagion = false;
  std::vector<std::string>
      may_fail;      // parties that may run out of money; empty: as the model has it
  DataOptions data;  // of calibrate and backtest
  std::string plan;  // that is simulated: a run or a file; the last one given
  std::vector<std::string> plans;
  // Of the studies, as they were written; each command reads its own.
  std::vector<std::string> with;                       // further models
  std::string between, lever, range, target_capacity;  // P,Q · a key · A:B · "250 GW by 2033Q4"
  bool best_response = false;
  bool held = false;  // what strategies sign is played, and nothing planned
  std::vector<std::string> offers, shocks;
  std::vector<std::string> limits;  // "cash=$5B"
  // What was asked for besides --paths, --seed, --sampling and --set, and changes the answer:
  // option (empty: an argument) and value (empty: a flag), as they were written.
  std::vector<std::pair<std::string, std::string>> asked;
  std::uint16_t port = 0;  // of serve; 0: any that is free
  bool no_open = false;
  std::string over;  // what a frontier runs along
  std::int64_t points = 0;
};

// Errors E0901 to E0907, each with what was expected and, where there is one, the nearest name.
Result<Options> parse_options(int argc, const char* const* argv);

struct ArgumentSpec {
  std::string name;  // "MODEL"
  bool required = true;
  std::vector<std::string> choices;  // empty: a folder or any text
  bool repeats = false;              // the last one: it and all that follow are Options::items
};
struct OptionSpec {
  std::string name;                  // "--paths"
  std::string value;                 // "N"; empty for a flag
  std::vector<std::string> choices;  // when it is one of a few
  std::string summary;
  bool repeats = false;
  std::string brief = {};  // "-o"
  bool bare = false;       // its value may be left out
};
struct CommandSpec {
  std::string name;
  std::string summary;
  std::vector<ArgumentSpec> arguments;  // at most two
  std::vector<std::string> options;     // those that it looks at, for its help
  std::vector<std::string> examples;
  bool study = false;  // makes many plans: fewer futures unless it is told how many
};
const std::vector<CommandSpec>& command_specs();
bool is_study(const std::string& command);
const std::vector<OptionSpec>& option_specs();

// Of the whole program, or of one command.
std::string help_text(const std::string& command);

// The completion script of bash, zsh or fish.
std::string completion_script(const std::string& shell);

// The usage error E0903 for a name that is none of `names`.
Diagnostic unknown_name(const std::string& what, const std::string& name,
                        const std::vector<std::string>& names);

}  // namespace offtake::cli
