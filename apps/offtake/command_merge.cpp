#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "commands.h"
#include "offtake/base/text.h"
#include "offtake/results/part_file.h"
#include "offtake/simulate/part.h"
#include "output.h"
#include "part_run.h"
#include "simulation_output.h"
#include "stop.h"

namespace offtake::cli {
namespace {

// One of the files that are merged; its text is let go once its numbers are read.
struct GivenPart {
  std::string name;
  PartHead head;
};

Result<std::string> text_of(const std::string& name) {
  std::error_code error;
  std::ifstream in(name, std::ios::binary);
  if (!std::filesystem::is_regular_file(name, error) || !in) {
    return refusal("E1361", fmt::format("{} can not be read", quote(name)),
                   "name a file that `offtake simulate --shard` wrote");
  }
  std::string text(std::size_t(std::filesystem::file_size(name, error)), '\0');
  in.read(text.data(), std::streamsize(text.size()));
  text.resize(std::size_t(in.gcount()));
  return text;
}

// All that is wrong with the files themselves, at once.
Result<std::vector<GivenPart>> read_heads(const std::vector<std::string>& names) {
  std::vector<GivenPart> parts;
  Diagnostics wrong;
  const auto add = [&](const Diagnostics& errors) {
    wrong.insert(wrong.end(), errors.begin(), errors.end());
  };
  for (const std::string& name : names) {
    const Result<std::string> text = text_of(name);
    if (!text) {
      add(text.errors());
      continue;
    }
    Result<PartFile> file = read_part_file(*text, name);
    if (!file) {
      add(file.errors());
      continue;
    }
    parts.push_back({name, std::move(file->head)});
  }
  if (!wrong.empty()) return wrong;
  return parts;
}

Diagnostic wrong_parts(std::string what, std::string mend) {
  return refusal("E1360", std::move(what), std::move(mend));
}

// All of one run and of this program, each part once.
Status check_parts(const std::vector<GivenPart>& parts) {
  Diagnostics wrong;
  const PartHead& first = parts.front().head;
  if (first.run.version != version_of_parts()) {
    wrong.push_back(
        wrong_parts(fmt::format("{} was made by offtake {}, this is {}", quote(parts.front().name),
                                first.run.version, version_of_parts()),
                    "merge with the program that made the parts"));
  }
  std::vector<std::string> name_of(std::size_t(std::clamp<std::int64_t>(first.of, 0, kMostParts)));
  for (const GivenPart& p : parts) {
    const std::vector<std::string> other = differences(first, p.head);
    if (!other.empty()) {
      wrong.push_back(
          wrong_parts(fmt::format("{} is not of the run of {}: {} {} another", quote(p.name),
                                  quote(parts.front().name), fmt::join(other, " and "),
                                  other.size() == 1 ? "is" : "are"),
                      "take the parts of one run"));
      continue;
    }
    if (p.head.part < 1 || p.head.part > std::int64_t(name_of.size())) {
      wrong.push_back(
          wrong_parts(fmt::format("{} is part {} of {}", quote(p.name), p.head.part, p.head.of),
                      "write it again"));
      continue;
    }
    std::string& name = name_of[std::size_t(p.head.part - 1)];
    if (!name.empty()) {
      wrong.push_back(wrong_parts(fmt::format("{} and {} are both part {} of {}", quote(name),
                                              quote(p.name), p.head.part, p.head.of),
                                  "name each part once"));
    }
    name = p.name;
  }
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < name_of.size(); ++i) {
    if (name_of[i].empty()) missing.push_back(std::to_string(i + 1));
  }
  if (!missing.empty()) {
    wrong.push_back(
        wrong_parts(fmt::format("of {} parts {} {} missing", first.of, join_names(missing),
                                missing.size() == 1 ? "is" : "are"),
                    "name the files of all parts"));
  }
  if (!wrong.empty()) return wrong;
  return ok_status();
}

// What was asked for the run, with how to show it now.
Options asked_for(const PartHead& head, Options options) {
  options.model = head.folder;
  options.paths = head.run.paths;
  options.seed = head.run.seed;
  for (const Sampling s : {Sampling::plain, Sampling::antithetic, Sampling::sobol}) {
    if (key_of(s) == head.run.sampling) options.sampling = s;
  }
  options.contagion = head.contagion;
  options.may_fail = head.may_fail;
  options.asked = head.asked;
  options.strategy = head.run.strategy.empty() ? "as-signed" : head.run.strategy;
  options.plan = head.plan;  // that there is one
  return options;
}

Result<LoadedModel> model_of(const PartHead& head) {
  std::vector<SourceText> sources;
  for (const RunInput& i : head.inputs) sources.push_back({i.name, i.text});
  Result<LoadedModel> loaded = load_sources(std::move(sources), {head.run.set});
  if (loaded && loaded->hash != head.run.model_hash) {
    return refusal("E1361", "the parts hold another model than they name", "write them again");
  }
  return loaded;
}

Result<std::vector<SimulationPart>> read_parts(const std::vector<GivenPart>& given,
                                               const Prepared& of) {
  std::vector<SimulationPart> parts;
  for (const GivenPart& g : given) {
    const Result<std::string> text = text_of(g.name);
    if (!text) return text.errors();
    const Result<PartFile> file = read_part_file(*text, g.name);
    if (!file) return file.errors();
    Result<SimulationPart> part =
        part_of_bytes(file->bytes, of.outcome.model, of.plan, of.futures, of.how);
    if (!part) return part.errors();
    parts.push_back(std::move(part).value());
  }
  return parts;
}

}  // namespace

int command_merge(const Options& asked) {
  const Result<std::vector<GivenPart>> given = read_heads(asked.items);
  if (!given) return fail(given.errors(), asked);
  if (Status whole = check_parts(*given); !whole) return fail(whole.errors(), asked);
  const PartHead& head = given->front().head;
  const Options options = asked_for(head, asked);
  if (Status known = check_simulation_tables(options); !known) return fail(known.errors(), asked);
  const Result<LoadedModel> loaded = model_of(head);
  if (!loaded) return fail(loaded.errors(), options);
  const Result<StoredPlan> plan =
      chosen_plan(*loaded, options, Json::parse(head.plan, nullptr, false));
  if (!plan) return fail(plan.errors(), options);

  const StopGuard guard;
  Result<std::optional<ResultsFile>> results = open_results(options);
  if (!results) return fail(results.errors(), options);
  Result<Prepared> prepared = prepare_simulation(*loaded, plan->strategy, options, plan->plan);
  if (!prepared) return fail(prepared.errors(), options);
  Result<std::vector<SimulationPart>> parts = read_parts(*given, *prepared);
  if (!parts) return fail(parts.errors(), options);
  Outcome outcome = std::move(prepared->outcome);
  Result<Simulation> merged = merge_parts(outcome.model, prepared->plan, prepared->futures,
                                          prepared->how, std::move(parts).value());
  if (!merged) return fail(with_places(*loaded, merged.errors()), options);
  outcome.simulation = std::move(merged).value();
  for (const GivenPart& g : *given) {
    outcome.started = std::min(outcome.started, g.head.run.started);
  }
  outcome.ended = now_utc();
  return keep_and_print(*results, *loaded, outcome, head.run.command, options);
}

}  // namespace offtake::cli
