#include "part_run.h"

#include "offtake/base/text.h"
#include "offtake/base/version.h"
#include "offtake/results/part_file.h"
#include "offtake/results/record_simulation.h"
#include "offtake/simulate/part.h"
#include "output.h"
#include "progress.h"

namespace offtake::cli {
namespace {

PartHead head_of(const LoadedModel& loaded, const StoredPlan& plan, const Outcome& outcome,
                 const Options& options) {
  PartHead head;
  head.run.command = simulate_command(options);
  head.run.title = outcome.model.title;
  head.run.strategy = outcome.facts.strategy;
  head.run.model_hash = loaded.hash;
  head.run.set = loaded.set;
  head.run.seed = options.seed;
  head.run.paths = options.paths;
  head.run.sampling = key_of(options.sampling);
  head.run.version = version_of_parts();
  head.run.started = outcome.started;
  head.folder = options.model;
  if (!plan.document.is_null()) head.plan = plan.document.dump();
  head.contagion = options.contagion;
  head.may_fail = options.may_fail;
  for (const auto& option : options.asked) {
    if (option.first != "--shard") head.asked.push_back(option);
  }
  head.part = options.shard->index;
  head.of = options.shard->count;
  for (const SourceText& s : loaded.sources) head.inputs.push_back({s.name, s.text});
  return head;
}

}  // namespace

std::string simulate_command(const Options& options) {
  return options.plan.empty() ? "simulate" : "simulate --plan " + options.plan;
}

std::string version_of_parts() {
  return *kCommit ? fmt::format("{} ({})", kVersion, kCommit) : std::string(kVersion);
}

Status check_shard(const Options& options) {
  if (options.shard.has_value() == !options.output.empty()) return ok_status();
  return refusal("E0902",
                 options.shard ? "--shard needs a file for its part"
                               : "`simulate` writes a file only of a --shard",
                 options.shard ? "add -o FILE" : "leave out -o, or see `offtake export --help`");
}

int simulate_shard(const LoadedModel& loaded, const StoredPlan& plan, const Options& options) {
  Result<Prepared> prepared = prepare_simulation(loaded, plan.strategy, options, plan.plan);
  if (!prepared) return fail(prepared.errors(), options);
  Progress progress(fmt::format("part {} of {}", options.shard->index, options.shard->count),
                    options);
  prepared->how.progress = [&](double done) { progress(done); };
  Result<SimulationPart> part =
      simulate_part(prepared->outcome.model, prepared->plan, prepared->futures, prepared->how,
                    {options.shard->index - 1, options.shard->count});
  if (!part) return fail(with_places(loaded, part.errors()), options);
  const PartHead head = head_of(loaded, plan, prepared->outcome, options);
  const std::string text = part_file_text(head, bytes_of(*part));
  if (Status written = write_file(options.output, text); !written) {
    return fail(written.errors(), options);
  }
  say(fmt::format("part {} of {} is in {}\n", head.part, head.of, escape_controls(options.output)));
  return kDone;
}

}  // namespace offtake::cli
