#include "commands.h"
#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/results/record_bottleneck.h"
#include "output.h"
#include "steps.h"
#include "stop.h"
#include "study_run.h"

namespace offtake::cli {
namespace {

constexpr const char* kExample = "--target '250 GW by 2033Q4'";

// "250 GW by 2033Q4"
Result<BottleneckTarget> read_target(const std::string& text) {
  const auto no = [&](const std::string& why) {
    Diagnostic d = refusal("E0977", fmt::format("{} is no target: {}", quote(text), why), kExample);
    d.expected = "SIZE by DATE, the MW of IT load at the end of a month or quarter";
    return d;
  };
  const std::string by = " by ";
  const std::size_t at = text.find(by);
  if (at == std::string::npos) return no("there is no `by`");
  const Result<Quantity> size = parse_quantity(text.substr(0, at));
  if (!size || size->dimension != dim::power || !(size->value > 0.0)) {
    return no(fmt::format("{} is no power above 0", quote(text.substr(0, at))));
  }
  const std::string when = text.substr(at + by.size());
  const Result<Date> date = parse_date(when);
  if (!date) return no(fmt::format("{} is no date", quote(when)));
  return BottleneckTarget{size->value, end_month(*date)};
}

Result<BottleneckTarget> target_of(const Model& model, const Options& options) {
  BottleneckTarget target;
  if (!options.target_capacity.empty()) {
    const Result<BottleneckTarget> read = read_target(options.target_capacity);
    if (!read) return read.errors();
    target = *read;
  } else if (!model.planner.targets.empty()) {
    for (const CapacityTarget& t : model.planner.targets) {
      if (t.month >= target.month) target = {t.least_mw, t.month};
    }
  } else {
    return refusal("E0977", "no target is given, and the model has none", kExample);
  }
  const Clock& clock = model.clock;
  if (target.month > clock.start_month && target.month <= clock.end() + 1e-9) return target;
  return refusal("E0978", "the date of the target is outside the clock",
                 fmt::format("a date from {} to {}, or another end of the clock: --set clock.end=…",
                             clock.label(0), clock.label(clock.steps - 1)));
}

}  // namespace

int command_bottleneck(const Options& given) {
  Options options = given;
  options.continuous = true;  // plans of any size
  const Result<LoadedModel> loaded = read_model(options);
  if (!loaded) return fail(loaded.errors(), options);
  const Result<StrategyId> strategy = find_strategy(loaded->model, options.strategy);
  if (!strategy) return fail(strategy.errors(), options);
  const Result<BottleneckTarget> target = target_of(loaded->model, options);
  if (!target) return fail(target.errors(), options);

  const StopGuard guard;
  Result<StudyRun> run = StudyRun::begin(*loaded, options);
  if (!run) return fail(run.errors(), options);
  const StudyOptions study = run->options();
  const Result<Bottleneck> found = bottleneck(loaded->model, *strategy, *target, study);
  if (!found) return run->fail(found.errors());
  const int code = run->end(bottleneck_report(*found, loaded->model));
  return code == kDone && !found->possible ? kInfeasible : code;
}

}  // namespace offtake::cli
