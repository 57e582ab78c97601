// `offtake plan` by the ranks of an MPI job: parse, read, agree; rank 0 plans, the others help.
#include <algorithm>
#include <csignal>
#include <exception>
#include <new>
#include <thread>

#include "agree.h"
#include "commands.h"
#include "offtake/base/text.h"
#include "offtake/base/version.h"
#include "offtake/mpi/mpi_ranks.h"
#include "offtake/plan/team.h"
#include "output.h"
#include "plan_run.h"
#include "steps.h"
#include "stop.h"

namespace offtake::cli {
namespace {

bool says_help(const Options& options) {
  return options.command == "help" || options.command == "version";
}

Result<Options> read_command_line(int argc, const char* const* argv) {
  Result<Options> options = parse_options(argc, argv);
  if (!options || says_help(*options) || options->command == "plan") return options;
  return refusal("E0903", fmt::format("offtake-mpi has no command `{}`", options->command),
                 "`offtake-mpi plan MODEL`; the other commands are those of `offtake`");
}

std::string said(const Options& options) {
  if (options.command == "version") return fmt::format("offtake-mpi {}\n", kVersion);
  return "mpirun -n RANKS offtake-mpi plan MODEL [the options of `offtake plan`]\n\n"
         "Makes the plan of `offtake plan`, bit for bit, by several processes: each holds and "
         "plays its share of the\npaths, rank 0 plans, prints and keeps the file.\n\n" +
         help_text("plan");
}

// Ranks that may run on the same cores share them.
int threads_of(const MpiRanks& ranks) {
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  return std::max(1, cores / ranks.on_these_cores());
}

// What a rank other than 0 does; what is wrong is said by rank 0, which sees the same.
Status help_rank_0(const LoadedModel& loaded, const Options& options, Communicator& ranks) {
  const Result<StrategyId> strategy = find_strategy(loaded.model, options.strategy);
  PlanFacts facts = plan_facts(loaded, strategy ? *strategy : StrategyId{}, options);
  facts.options.ranks = &ranks;
  return help_plan(loaded.model, strategy ? *strategy : StrategyId{}, facts.options);
}

int plan_on_rank_0(const LoadedModel& loaded, const Options& options, Communicator& ranks) {
  int code = kFailure;
  try {
    code = plan_loaded(loaded, options, &ranks);
  } catch (const std::bad_alloc&) {
    say("offtake-mpi: out of memory; fewer --paths need less\n");
  } catch (const std::exception& error) {
    say(fmt::format("offtake-mpi: internal error: {}\n", error.what()));
  }
  dismiss_team(ranks);
  return code;
}

int run(int argc, const char* const* argv, MpiRanks& ranks) {
  Result<Options> options = read_command_line(argc, argv);
  Result<LoadedModel> loaded = LoadedModel{};
  if (!options) {
    loaded = options.errors();
  } else if (!says_help(*options)) {
    loaded = ranks.rank() == 0 ? read_model(*options) : load_model(options->model, {options->set});
  }
  Result<Agreed> here = Agreed{};
  if (loaded) {
    here = agreed_here(loaded->hash, argc, argv);
  } else {
    here = loaded.errors();
  }
  const Status same = agree(ranks, here);
  if (!same) return ranks.rank() == 0 ? fail(same.errors(), options ? *options : Options{}) : kDone;
  if (says_help(*options)) return ranks.rank() == 0 ? print(said(*options)) : kDone;

  if (options->threads == 0) options->threads = threads_of(ranks);
  if (ranks.rank() == 0) return plan_on_rank_0(*loaded, *options, ranks);
  const Status helped = help_rank_0(*loaded, *options, ranks);
  return helped ? kDone : fail(helped.errors(), *options);
}

}  // namespace
}  // namespace offtake::cli

int main(int argc, char** argv) {
  using namespace offtake;
  using namespace offtake::cli;
  prepare_streams();
  const StopGuard guard;
  std::signal(SIGUSR1, [](int) { ask_to_stop(); });  // mpirun passes it on at once, SIGTERM late
  MpiRanks ranks({[](const std::string& text) { say(text); }, stop_asked, ask_to_stop});
  int code = kFailure;
  try {
    code = run(argc, argv, ranks);
  } catch (const std::exception& error) {
    // Others may wait for this rank: only the end of the job tells them.
    say(fmt::format("offtake-mpi: {}: {}\n", ranks.name(ranks.rank()), error.what()));
    ranks.abandon(kFailure);
  }
  ranks.end(code);
  return code;
}
