#include <algorithm>

#include "commands.h"
#include "offtake/results/record_value.h"
#include "output.h"
#include "steps.h"
#include "stop.h"
#include "study_run.h"

namespace offtake::cli {
namespace {

Result<std::vector<AgreementId>> find_offers(const Model& model, const Options& options) {
  std::vector<std::string> known;
  for (const Agreement& a : model.agreements) {
    if (a.is_offer) known.push_back(a.name);
  }
  std::vector<AgreementId> out;
  for (const std::string& name : options.offers) {
    const auto at = std::find_if(model.agreements.begin(), model.agreements.end(),
                                 [&](const Agreement& a) { return a.is_offer && a.name == name; });
    if (at == model.agreements.end()) return unknown_name("offer", name, known);
    out.emplace_back(std::size_t(at - model.agreements.begin()));
  }
  return out;
}

}  // namespace

int command_value(const Options& given) {
  Options options = given;
  options.continuous = true;  // the first MW is asked for, not the first tranche
  const Result<LoadedModel> loaded = read_model(options);
  if (!loaded) return fail(loaded.errors(), options);
  const Result<StrategyId> strategy = find_strategy(loaded->model, options.strategy);
  if (!strategy) return fail(strategy.errors(), options);
  const auto offers = find_offers(loaded->model, options);
  if (!offers) return fail(offers.errors(), options);

  const StopGuard guard;
  Result<StudyRun> run = StudyRun::begin(*loaded, options);
  if (!run) return fail(run.errors(), options);
  // With --offer the question is of these alone.
  const ValueQuestion question{*strategy, *offers, offers->empty()};
  const Result<Worths> found = worths(loaded->model, question, run->options());
  if (!found) return run->fail(found.errors());
  return run->end(value_report(loaded->model, *found));
}

}  // namespace offtake::cli
