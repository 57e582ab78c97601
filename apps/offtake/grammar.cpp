// The one table of commands and options, and the help made from it.
#include <algorithm>

#include "offtake/base/text.h"
#include "offtake/base/version.h"
#include "options.h"

namespace offtake::cli {
namespace {

const std::vector<std::string> kRunOptions = {"--strategy", "--set",      "--paths",  "--seed",
                                              "--sampling", "--threads",  "--format", "--table",
                                              "--results",  "--progress", "--lang",   "--color"};
const std::vector<std::string> kSimulateOptions = [] {
  std::vector<std::string> all = kRunOptions;
  all.push_back("--plan");
  all.push_back("--contagion");
  return all;
}();
const std::vector<std::string> kPlanOptions = {
    "--strategy", "--risk",   "--cells",  "--epochs",  "--continuous", "--gap",      "--time",
    "--method",   "--quick",  "--resume", "--paths",   "--seed",       "--sampling", "--set",
    "--threads",  "--format", "--table",  "--results", "--progress",   "--lang",     "--color"};
const std::vector<std::string> kDemoOptions = {"--table",    "--format",   "--set",     "--paths",
                                               "--seed",     "--sampling", "--threads", "--results",
                                               "--progress", "--lang",     "--color"};
const std::vector<std::string> kExportOptions = {
    "--to",     "--output",     "--table", "--results", "--lang",     "--strategy", "--cells",
    "--epochs", "--continuous", "--paths", "--seed",    "--sampling", "--set",      "--color"};
const std::vector<std::string> kFlowsOptions = [] {
  std::vector<std::string> all = kRunOptions;
  all.push_back("--plan");
  all.push_back("--to");
  return all;
}();
// Of a study: what plans it makes, and how.
std::vector<std::string> study_options(std::vector<std::string> own) {
  own.insert(own.end(), {"--risk", "--cells", "--epochs", "--gap", "--time", "--paths", "--seed",
                         "--sampling", "--set", "--threads", "--format", "--table", "--results",
                         "--progress", "--lang", "--color"});
  return own;
}
const std::vector<std::string> kDataOptions = {
    "--kind",  "--date",   "--value", "--planned", "--actual", "--with",   "--key",
    "--as-of", "--grace",  "--shape", "--most",    "--trend",  "--center", "--where",
    "--from",  "--format", "--table", "--lang",    "--all",    "--color"};
const std::vector<std::string> kCalibrateOptions = [] {
  std::vector<std::string> all = kDataOptions;
  for (const char* more : {"--debtors", "--defaults", "--rating", "--measure", "--by", "--name",
                           "--source", "--to", "--output"}) {
    all.push_back(more);
  }
  return all;
}();
const std::vector<std::string> kBacktestOptions = [] {
  std::vector<std::string> all = kDataOptions;
  all.push_back("--known-until");
  return all;
}();
const std::vector<std::string> kBenchOptions = {
    "--strategy", "--paths",  "--seed",       "--sampling", "--set",   "--threads",
    "--cells",    "--epochs", "--continuous", "--risk",     "--quick", "--gap",
    "--format",   "--table",  "--progress",   "--lang",     "--color"};
const std::vector<std::string> kShowOptions = {"--strategy", "--set",  "--format",
                                               "--table",    "--lang", "--color"};
const std::vector<std::string> kCheckOptions = {"--set",    "--strategy", "--all",
                                                "--format", "--lang",     "--color"};

const CommandSpec* find_command(const std::string& name) {
  const auto& all = command_specs();
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const CommandSpec& c) { return c.name == name; });
  return at == all.end() ? nullptr : &*at;
}

std::string arguments_of(const CommandSpec& command) {
  std::string out;
  for (const ArgumentSpec& argument : command.arguments) {
    const std::string text = argument.choices.empty()
                                 ? argument.name
                                 : fmt::format("{}", fmt::join(argument.choices, "|"));
    const std::string more = argument.repeats ? "…" : "";
    out += argument.required ? " " + text + more : " [" + text + more + "]";
  }
  return out;
}

std::string option_line(const OptionSpec& option) {
  const std::string value =
      option.choices.empty() ? option.value : fmt::format("{}", fmt::join(option.choices, "|"));
  const std::string left = option.name + (value.empty() ? "" : " " + value);
  if (left.size() > 24) return fmt::format("  {}\n{:28}{}\n", left, "", option.summary);
  return fmt::format("  {:<24}  {}\n", left, option.summary);
}

std::string example_lines(const std::vector<std::string>& examples) {
  std::string out = "\nexamples:\n";
  for (const std::string& example : examples) out += "  " + example + "\n";
  return out;
}

std::string command_help(const CommandSpec& command) {
  std::string out = fmt::format("{}\n\nusage: offtake {}{}{}\n", command.summary, command.name,
                                arguments_of(command), command.options.empty() ? "" : " [options]");
  if (!command.options.empty()) out += "\noptions:\n";
  for (const OptionSpec& option : option_specs()) {
    const bool used = std::find(command.options.begin(), command.options.end(), option.name) !=
                      command.options.end();
    if (used) out += option_line(option);
  }
  return out + example_lines(command.examples);
}

std::string program_help() {
  std::string out = fmt::format(
      "offtake {} plans AI compute: which capacity to sign and build, with whom, when.\n\n"
      "usage: offtake COMMAND [MODEL] [options]\n\ncommands:\n",
      kVersion);
  for (const CommandSpec& command : command_specs()) {
    out += fmt::format("  {:<11} {}\n", command.name, command.summary);
  }
  out += "\noptions:\n";
  for (const OptionSpec& option : option_specs()) out += option_line(option);
  out += example_lines({"offtake demo                         the flagship model, start to end",
                        "offtake init mine                    a new model that works",
                        "offtake check mine                   every mistake, in its place",
                        "offtake simulate mine --paths 1k     what 1,000 futures make of it",
                        "offtake plan mine                    what to sign now, and what later",
                        "offtake simulate --help              more on one command"});
  return out +
         "\nexit codes: 0 done, 2 usage, 3 the model is wrong, 4 infeasible,\n"
         "            5 stopped at a limit without a result, 6 numerical or storage failure,\n"
         "            7 a plan without the proof that was asked for, 8 nothing was written,\n"
         "            130 interrupted\n";
}

}  // namespace

const std::vector<CommandSpec>& command_specs() {
  static const ArgumentSpec model{"MODEL", true, {}};
  static const std::vector<CommandSpec> specs = {
      {"demo",
       "Runs the flagship model and says what it shows",
       {{"MODEL", false, {}}},
       kDemoOptions,
       {"offtake demo", "offtake demo --paths 1k --lang ko"}},
      {"init",
       "Writes a small model that works into a new folder",
       {{"DIR", true, {}}},
       {},
       {"offtake init mine"}},
      {"check",
       "Reads a model and reports every mistake in its place",
       {model},
       kCheckOptions,
       {"offtake check mine", "offtake check mine --format json"}},
      {"show",
       "Shows a part of a model as a table",
       {model,
        {"SUBJECT",
         true,
         {"parties", "agreements", "offers", "drivers", "workloads", "strategies", "timeline"}}},
       kShowOptions,
       {"offtake show mine timeline", "offtake show mine offers --format csv"}},
      {"simulate",
       "Plays every agreement through many futures",
       {model},
       kSimulateOptions,
       {"offtake simulate mine --strategy more",
        "offtake simulate mine --paths 100k --seed 7 --format json",
        "offtake simulate mine --table by_year --format csv",
        "offtake simulate mine --set 'drivers.demand.volatility=50 %' --results none",
        "offtake simulate mine --plan 3 --seed 8", "offtake simulate mine --contagion lab"}},
      {"plan",
       "Finds what to sign now, what later and on which sign, and how sure that is",
       {model},
       kPlanOptions,
       {"offtake plan mine", "offtake plan mine --strategy more --risk 0.3 --cells 2",
        "offtake plan mine --paths 100k --gap '0.1 %' --time '5 min'",
        "offtake plan mine --continuous --quick --format json", "offtake plan mine --resume"}},
      {"commit",
       "Writes what the plan signs now into the model, as agreements, once it is asked to",
       {model},
       {"--plan", "--yes", "--results", "--color"},
       {"offtake commit mine", "offtake commit mine --plan 3 --yes"}},
      {"explain",
       "Says what limits a stored plan, or what would make an impossible one possible",
       {model, {"RUN", false, {}}},
       {"--threads", "--format", "--table", "--results", "--lang", "--color"},
       {"offtake explain mine", "offtake explain mine 3 --format json"}},
      {"compare",
       "Says what one strategy, plan or model has over another, for every party",
       {model},
       study_options({"--strategy", "--plan", "--with", "--held"}),
       {"offtake compare mine --strategy alone --strategy more",
        "offtake compare mine --plan 3 --plan 4 --format json",
        "offtake compare mine --with 'mine, but dearer'"},
       true},
      {"bargain",
       "Finds between which shares, fees or prices two parties both gain",
       {model},
       study_options(
           {"--strategy", "--between", "--lever", "--range", "--points", "--best-response"}),
       {"offtake bargain mine", "offtake bargain mine --between lab,cloud --range '0:40 %'",
        "offtake bargain mine --lever offers.more.price --range '$8M/MW-year:$14M/MW-year'"},
       true},
      {"flows",
       "Says who pays whom, and who computes on whose machines",
       {model},
       kFlowsOptions,
       {"offtake flows mine", "offtake flows mine --table money_by_year --format csv",
        "offtake flows mine --plan 3 --format json", "offtake flows mine --to sankey"}},
      {"sweep",
       "Plans many variants of a model, and compares them in one table",
       {model, {"KEY=VALUES", true, {}, true}},
       study_options({"--strategy", "--plan", "--quick"}),
       {"offtake sweep mine 'drivers.demand.volatility=10 %:50 %:5'",
        "offtake sweep mine strategy=one,more risk=0,0.3,0.6",
        "offtake sweep mine 'offers.big.price=$8B/GW-year:$12B/GW-year:9' --plan best"},
       true},
      {"frontier",
       "Says how much return must be given up for how much safety",
       {model},
       study_options({"--strategy", "--over", "--points"}),
       {"offtake frontier mine", "offtake frontier mine --strategy more --points 6",
        "offtake frontier mine --over concentration --format json"},
       true},
      {"bottleneck",
       "Says whether a capacity by a date is possible, and what limits it",
       {model},
       study_options({"--strategy", "--target"}),
       {"offtake bottleneck mine --target '250 GW by 2033Q4'",
        "offtake bottleneck mine --target '20 GW by 2030' --strategy more --format json"},
       true},
      {"calibrate",
       "Fits a driver to data, and says how sure it is",
       {{"DATA", true, {}}},
       kCalibrateOptions,
       {"offtake calibrate prices.csv --date date --value price --to yaml",
        "offtake calibrate sites.csv --planned planned --actual actual --as-of 2026-05-23",
        "offtake calibrate december.csv --with may.csv --key id --planned date --from 2025-12-15",
        "offtake calibrate cohorts.csv --debtors debtors --defaults defaults -o drivers.yaml"}},
      {"backtest",
       "Fits a driver to what was known at a date, and scores it on what came later",
       {{"DATA", true, {}}},
       kBacktestOptions,
       {"offtake backtest prices.csv --date date --value price --known-until 2025-06-30",
        "offtake backtest sites.csv --planned planned --actual actual --known-until 2025-12-31"}},
      {"value",
       "Says what each offer, its clauses and news are worth, and where to walk away",
       {model},
       study_options({"--strategy", "--offer"}),
       {"offtake value mine", "offtake value mine --offer more --paths 500"},
       true},
      {"stress",
       "Says what shocks do to a plan, held and made again, and what it takes to break it",
       {model},
       study_options({"--strategy", "--shock", "--limit"}),
       {"offtake stress mine", "offtake stress mine --shock demand-halves,slip-a-year",
        "offtake stress mine --limit 'shortage=30 %' --format json"},
       true},
      {"export",
       "Writes a stored run as a workbook or as CSV, or the planning problem for any solver",
       {model, {"RUN", false, {}}},
       kExportOptions,
       {"offtake export mine 3 --to xlsx -o mine.xlsx", "offtake export mine 3 --to csv -o folder",
        "offtake export mine 3 --to csv --table by_year",
        "offtake export mine --to mps -o mine.mps --paths 100",
        "offtake export mine --to lp --strategy more --paths 5 --cells 2 --continuous"}},
      {"report",
       "Writes what is stored as one page that opens anywhere",
       {model, {"RUN", false, {}, true}},
       {"--output", "--results", "--lang", "--color"},
       {"offtake report mine -o report.html", "offtake report mine 3 5 -o report.html --lang ko"}},
      {"serve",
       "Serves a page on this computer that answers while you change the model",
       {model},
       {"--port", "--no-open", "--results", "--threads", "--lang", "--color"},
       {"offtake serve mine", "offtake serve mine --port 8080 --no-open"}},
      {"runs",
       "Lists the stored runs of a model, or shows one again",
       {model, {"ID", false, {}}},
       {"--all", "--format", "--table", "--results", "--lang", "--color"},
       {"offtake runs mine", "offtake runs mine 3", "offtake runs mine --all"}},
      {"smps",
       "Solves a two-stage stochastic program in SMPS files",
       {{"FOLDER", true, {}}},
       {"--method", "--gap", "--time", "--mean-weight", "--tail-weight", "--tail", "--threads",
        "--format", "--table", "--progress", "--lang", "--color"},
       {"offtake smps farmer", "offtake smps farmer --tail-weight 2 --tail '20 %' --format json"}},
      {"schema",
       "Prints the JSON Schema of a model file, for editors",
       {},
       {},
       {"offtake schema > model.schema.json"}},
      {"keys", "Prints the reference of all keys, as Markdown", {}, {}, {"offtake keys | less"}},
      {"bench",
       "Says where the time of a model goes, and what the machine could do",
       {model},
       kBenchOptions,
       {"offtake bench mine", "offtake bench mine --strategy more --threads 1 --format json",
        "offtake bench mine --table kernel --format md"}},
      {"doctor",
       "Checks that this installation works",
       {},
       {"--format", "--color"},
       {"offtake doctor"}},
      {"completion",
       "Prints the completion script of a shell",
       {{"SHELL", true, {"bash", "zsh", "fish"}}},
       {},
       {"source <(offtake completion bash)",
        "offtake completion fish > ~/.config/fish/completions/offtake.fish"}},
  };
  return specs;
}

const std::vector<OptionSpec>& option_specs() {
  static const std::vector<OptionSpec> specs = {
      {"--strategy",
       "NAME",
       {},
       "of the model, or as-signed (the planner's); studies: several",
       true},
      {"--set", "KEY=VALUE", {}, "another value for one key, as often as wanted", true},
      {"--paths",
       "N",
       {},
       "1 to 1000000000 futures, as 10k or 1e5 (10000; studies 2000, export 100)"},
      {"--seed", "N", {}, "of the random numbers, 0 to 18446744073709551615 (1)"},
      {"--sampling", "HOW", {"plain", "antithetic", "sobol"}, "how the futures are drawn (plain)"},
      {"--method", "HOW", {"auto", "bundle", "extensive"}, "how a program is solved (auto)"},
      {"--gap",
       "GAP",
       {},
       "from the bound, as 0.001 or '0.1 %' (plan: 0.5 %; --continuous 0.01 %)"},
      {"--time", "TIME", {}, "as 90s, '5 min', '1 h', after which the best so far is taken"},
      {"--risk", "W", {}, "weight of the worst futures, 0 to 1 (the planner's)"},
      {"--quick", "", {}, "the plan and its proof, without the comparisons"},
      {"--resume", "[RUN]", {}, "go on from a stored plan, the last that fits", false, {}, true},
      {"--plan",
       "RUN|FILE|best",
       {},
       "a stored plan: a run, or the JSON of `plan`; compare: several",
       true},
      {"--with",
       "MODEL|FILE",
       {},
       "a further model to compare, as often as wanted, or later milestones",
       true},
      {"--between", "P,Q", {}, "the two parties that bargain"},
      {"--lever", "KEY", {}, "what they bargain about (the first revenue share between them)"},
      {"--range", "A:B", {}, "between which values, with their unit, as '0:30 %'"},
      {"--held", "", {}, "what the strategies sign is played as it is, and nothing planned"},
      {"--best-response", "", {}, "both plan in turn until neither moves"},
      {"--target",
       "'SIZE by DATE'",
       {},
       "installed capacity that is asked for, as '250 GW by 2033Q4'"},
      {"--offer", "NAME,…", {}, "only these offers", true},
      {"--shock", "NAME,…", {}, "only these shocks, or all", true},
      {"--limit", "KEY=VALUE", {}, "of cash, shortage or value, that must not break", true},
      {"--over", "WHAT", {}, "risk, shortage or concentration: what a frontier runs along (risk)"},
      {"--points", "N", {}, "of a frontier or a range, 2 to 1000 (11)"},
      {"--contagion",
       "[PARTY,…]",
       {},
       "clear what these cannot pay (all with cash and no emergency funding)",
       false,
       {},
       true},
      {"--mean-weight", "W", {}, "of the expectation in what is sought (1)"},
      {"--tail-weight", "W", {}, "of the mean of the worst share of scenarios (0)"},
      {"--tail", "SHARE", {}, "the worst share: 0.1 or '10 %' (10 %)"},
      {"--threads", "N", {}, "1 to 1024; 0 is all cores (0). The results are the same"},
      {"--format", "FORMAT", {"table", "json", "csv", "md"}, "of the results on stdout (table)"},
      {"--table", "KEY", {}, "only this table, by its key; several with commas or again", true},
      {"--results", "FILE", {}, "the results file, or none (offtake.db in the model folder)"},
      {"--progress", "HOW", {"auto", "bar", "plain", "json", "none"}, "on stderr (auto)"},
      {"--lang", "LANGUAGE", {"en", "ko"}, "of tables and sentences (en)"},
      {"--color", "WHEN", {"auto", "always", "never"}, "auto honours NO_COLOR and TERM=dumb"},
      {"--to",
       "FORMAT",
       {"mps", "lp", "sankey", "yaml", "xlsx", "csv"},
       "runs: xlsx, csv; programs: mps, lp (mps); flows: sankey; calibrate: yaml"},
      {"--output", "FILE", {}, "where it is written, also -o (stdout)", false, "-o"},
      {"--cells", "N", {}, "that each signal is told apart into, 1 to 100 (the planner's)"},
      {"--epochs",
       "HOW",
       {"monthly", "quarterly", "half-yearly", "yearly"},
       "between decisions, or a time as '18 months' (the planner's)"},
      {"--continuous", "", {}, "without tranches and least sizes"},
      {"--kind", "KIND", {"auto", "gbm", "ou", "delay", "default"}, "what is fitted (by the data)"},
      {"--date", "COLUMN", {}, "of a series (date)"},
      {"--value", "COLUMN", {}, "of a series"},
      {"--planned", "COLUMN", {}, "the date for which a milestone was planned"},
      {"--actual", "COLUMN", {}, "the date at which it was reached; empty: not yet"},
      {"--key", "COLUMN", {}, "that names a milestone in both, as often as it takes", true},
      {"--as-of", "DATE", {}, "until when the milestones were watched (dates count as they stand)"},
      {"--known-until", "DATE", {}, "what was known by then is fitted"},
      {"--grace", "TIME", {}, "that counts as no delay (0 days)"},
      {"--shape", "SHAPE", {"auto", "exponential", "lognormal"}, "of the tail of a delay (auto)"},
      {"--most", "TIME", {}, "the longest delay (60 months)"},
      {"--trend", "HOW", {"fitted", "flat"}, "of a series (fitted)"},
      {"--center", "WHICH", {"mean", "median"}, "that follows the growth of a gbm (median)"},
      {"--debtors", "COLUMN", {}, "at the beginning of each year"},
      {"--defaults", "COLUMN", {}, "of them in the year"},
      {"--rating", "COLUMN", {}, "of a list of debtors"},
      {"--measure", "WHICH", {"real-world", "market-implied"}, "of a rating (real-world)"},
      {"--where", "COLUMN=TEXT", {}, "only rows that hold this, as often as wanted", true},
      {"--from", "DATE", {}, "only dates from then on"},
      {"--by", "COLUMN", {}, "a driver for each text of it"},
      {"--name", "NAME", {}, "of the driver (by the data)"},
      {"--source", "TEXT", {}, "where the data come from, written into the driver"},
      {"--port", "N", {}, "on which the page is served, 0 to 65535 (0, any that is free)"},
      {"--no-open", "", {}, "only print the address of the page"},
      {"--yes", "", {}, "write without asking"},
      {"--all", "", {}, "all diagnostics, not the first 50; runs: the plans of studies too"},
      {"--version", "", {}, "the version"},
      {"--help", "", {}, "this help, or that of a command"},
  };
  return specs;
}

bool is_study(const std::string& command) {
  const CommandSpec* spec = find_command(command);
  return spec && spec->study;
}

std::string help_text(const std::string& command) {
  const CommandSpec* spec = find_command(command);
  return spec ? command_help(*spec) : program_help();
}

}  // namespace offtake::cli
