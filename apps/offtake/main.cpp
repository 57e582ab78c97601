// Parse, dispatch, exit code.
#include <exception>
#include <functional>
#include <map>
#include <new>

#include "commands.h"
#include "offtake/base/text.h"
#include "offtake/base/version.h"
#include "offtake/modelfile/modelfile.h"
#include "output.h"

namespace offtake::cli {
namespace {

std::string version_line() {
  const std::string commit = *kCommit ? fmt::format(" ({})", kCommit) : std::string();
  return fmt::format("offtake {}{}\n", kVersion, commit);
}

using Command = std::function<int(const Options&)>;

const std::map<std::string, Command>& dispatch() {
  static const std::map<std::string, Command> table = {
      {"init", command_init},
      {"check", command_check},
      {"show", command_show},
      {"simulate", command_simulate},
      {"plan", command_plan},
      {"explain", command_explain},
      {"compare", command_compare},
      {"bargain", command_bargain},
      {"value", command_value},
      {"flows", command_flows},
      {"sweep", command_sweep},
      {"frontier", command_frontier},
      {"bottleneck", command_bottleneck},
      {"calibrate", command_calibrate},
      {"backtest", command_backtest},
      {"commit", command_commit},
      {"stress", command_stress},
      {"export", command_export},
      {"serve", command_serve},
      {"runs", command_runs},
      {"report", command_report},
      {"demo", command_demo},
      {"smps", command_smps},
      {"bench", command_bench},
      {"doctor", command_doctor},
      {"schema", [](const Options&) { return print(schema_json()); }},
      {"keys", [](const Options&) { return print(keys_markdown()); }},
      {"completion", [](const Options& o) { return print(completion_script(o.model)); }},
      {"version", [](const Options&) { return print(version_line()); }},
      {"help", [](const Options& o) { return print(help_text(o.model)); }},
  };
  return table;
}

int run(int argc, const char* const* argv) {
  const Result<Options> options = parse_options(argc, argv);
  if (!options) return fail(options.errors(), Options{});
  return dispatch().at(options->command)(*options);
}

}  // namespace
}  // namespace offtake::cli

int main(int argc, char** argv) {
  using namespace offtake::cli;
  prepare_streams();
  try {
    return run(argc, argv);
  } catch (const std::bad_alloc&) {
    say("offtake: out of memory; fewer --paths need less\n");
  } catch (const std::exception& error) {
    say("offtake: internal error: ");
    say(error.what());
    say("\n");
  }
  return kFailure;
}
