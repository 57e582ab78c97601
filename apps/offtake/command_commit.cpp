#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "commands.h"
#include "offtake/base/text.h"
#include "offtake/base/version.h"
#include "offtake/modelfile/commit.h"
#include "offtake/results/record_commit.h"
#include "output.h"
#include "steps.h"
#include "stored_plan.h"
#include "write_file.h"

namespace offtake::cli {
namespace {

Status fits(const LoadedModel& loaded, const StoredPlan& plan) {
  if (plan.model_hash == loaded.hash) return ok_status();
  return refusal("E0993", "the model is not the one that was planned",
                 "plan again without `--set`, and commit that");
}

// What the plan signs at its first date, and the options that it exercises then.
struct Now {
  std::vector<SignedOffer> offers;
  std::size_t exercised = 0;
};
Now signed_now(const Plan& plan) {
  constexpr double kNothingMw = 1e-6;
  Now out;
  for (const Signing& s : plan.signings) {
    if (s.epoch > 0) continue;
    const double mw = s.mw_by_cell.empty() ? s.mw : s.mw_by_cell.front();
    if (mw <= kNothingMw) continue;
    if (s.exercise == Exercise::none)
      out.offers.push_back({s.offer, s.month, mw});
    else
      ++out.exercised;
  }
  return out;
}

std::string diff_of(const Commitment& c) {
  std::string out = fmt::format("--- {}\n+++ {}\n", c.exists ? c.file : "/dev/null", c.file);
  for (std::size_t at = 0; at < c.added.size();) {
    const std::size_t end = c.added.find('\n', at);
    std::string line = c.added.substr(at, end == std::string::npos ? end : end - at);
    if (line.ends_with('\r')) line.pop_back();
    out += "+" + line + "\n";
    at = end == std::string::npos ? c.added.size() : end + 1;
  }
  return out;
}

bool agreed(const Options& options) {
  if (options.yes) return true;
  if (!::isatty(STDIN_FILENO) || !::isatty(STDERR_FILENO)) return false;
  say("write this? [y/N] ");
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

// Nobody may have changed the model meanwhile: what was read of the file is what stands in it.
Status write(const LoadedModel& loaded, const Commitment& c, const Options& options) {
  const Result<LoadedModel> now = load_model(options.model, {});
  if (!now) return now.errors();
  if (now->hash != loaded.hash) {
    return refusal("E0993", "the model has changed meanwhile", "commit again");
  }
  const auto whole = std::find_if(c.sources.begin(), c.sources.end(),
                                  [&](const SourceText& s) { return s.name == c.file; });
  return write_whole(options.model + "/" + c.file, whole->text);
}

}  // namespace

int command_commit(const Options& asked) {
  Options options = asked;
  if (options.plan.empty()) options.plan = "best";
  const Result<LoadedModel> loaded = read_model(options);
  if (!loaded) return fail(loaded.errors(), options);
  const Result<StoredPlan> plan = read_stored_plan(*loaded, options);
  if (!plan) return fail(plan.errors(), options);
  if (Status same = fits(*loaded, *plan); !same) return fail(same.errors(), options);
  const Now now = signed_now(plan->plan);
  if (now.exercised > 0) {
    say(fmt::format("{} options are exercised now: these are not written, give notice yourself\n",
                    now.exercised));
  }
  if (now.offers.empty()) {
    say("the plan signs nothing now: there is nothing to write\n");
    return kDone;
  }
  const Result<Commitment> made = commit_offers(*loaded, plan->strategy, now.offers);
  if (!made) return fail(with_places(*loaded, made.errors()), options);
  const Result<LoadedModel> after = load_sources(made->sources);
  if (!after) {
    say("what would be written is no right model, so nothing is:\n");
    return fail(after.errors(), options);
  }
  Result<std::optional<ResultsFile>> file = open_results(options);
  if (!file) return fail(file.errors(), options);

  const int printed = print(diff_of(*made));
  if (printed != kDone) return printed;
  if (!agreed(options)) {
    say("nothing is written: --yes writes it\n");
    return kNotWritten;
  }
  if (Status written = write(*loaded, *made, options); !written) {
    return fail(written.errors(), options);
  }
  say(fmt::format("{} agreements are written to {}\n", made->names.size(),
                  escape_controls(options.model + "/" + made->file)));
  if (!*file) return kDone;
  std::vector<std::string> offers;
  for (const SignedOffer& s : now.offers) offers.push_back(loaded->model.at(s.offer).name);
  RunRecord record =
      commit_record({after->model, after->hash, plan->document, now.offers, offers, made->names});
  record.head.version = kVersion;
  record.head.started = record.head.ended = now_utc();
  for (const SourceText& s : after->sources) record.inputs.push_back({s.name, s.text});
  const Result<std::int64_t> run = (*file)->write(record);
  if (!run) return fail(run.errors(), options);
  say(fmt::format("run {} is kept in {}\n", *run, escape_controls(results_path(options))));
  return kDone;
}

}  // namespace offtake::cli
