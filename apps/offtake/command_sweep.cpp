#include <algorithm>

#include "commands.h"
#include "lever.h"
#include "offtake/base/text.h"
#include "offtake/results/record_sweep.h"
#include "output.h"
#include "steps.h"
#include "stop.h"
#include "stored_plan.h"
#include "study_run.h"

namespace offtake::cli {
namespace {

constexpr std::size_t kMostVariants = 1000;
constexpr const char* kStrategyAxis = "strategy";
constexpr const char* kRiskAxis = "risk";
constexpr const char* kRiskKey = "planner.risk.weight";

Result<std::vector<Axis>> axes_of(const Options& options) {
  std::vector<Axis> axes;
  std::size_t count = 1;
  for (const std::string& text : options.items) {
    Result<Axis> axis = read_axis(text);
    if (!axis) return axis.errors();
    for (const Axis& other : axes) {
      if (other.key != axis->key) continue;
      return refusal("E0902", fmt::format("{} is an axis twice", quote(axis->key)),
                     "write all its values into one axis");
    }
    const bool twice = (axis->key == kRiskAxis || axis->key == kRiskKey) && options.risk;
    if (twice || (axis->key == kStrategyAxis && !options.strategy.empty())) {
      return refusal("E0902", fmt::format("{} is an axis and an option", quote(axis->key)),
                     fmt::format("leave out --{}", twice ? kRiskAxis : kStrategyAxis));
    }
    count *= axis->values.size();
    if (count > kMostVariants) {
      return refusal("E0975", fmt::format("these axes have more than {} variants", kMostVariants),
                     "take fewer values, or sweep the axes one by one");
    }
    axes.push_back(std::move(*axis));
  }
  return axes;
}

// Every combination; the last axis runs fastest.
SweepAxes product(const std::vector<Axis>& axes) {
  SweepAxes out;
  out.values.emplace_back();
  for (const Axis& axis : axes) {
    out.keys.push_back(axis.key);
    out.by_risk |= axis.key == kRiskAxis || axis.key == kRiskKey;
    std::vector<std::vector<std::string>> longer;
    for (const auto& before : out.values) {
      for (const std::string& value : axis.values) {
        longer.push_back(before);
        longer.back().push_back(value);
      }
    }
    out.values = std::move(longer);
  }
  return out;
}

// What is wrong with a value is its variant's failure, not the sweep's.
SweepVariant variant_of(const LoadedModel& loaded, const SweepAxes& axes, std::size_t index,
                        const Options& options, const Json& held) {
  SweepVariant out;
  Options own = options;
  std::vector<std::string> set, parts;
  for (std::size_t a = 0; a < axes.keys.size(); ++a) {
    const std::string &key = axes.keys[a], &value = axes.values[index][a];
    parts.push_back(key + "=" + value);
    if (key == kStrategyAxis)
      own.strategy = value;
    else
      set.push_back((key == kRiskAxis ? kRiskKey : key) + "=" + value);
  }
  out.name = fmt::format("{}", fmt::join(parts, ", "));
  const Result<LoadedModel> model = with_set(loaded, set);
  if (!model) {
    out.why = model.errors();
    return out;
  }
  Result<StoredPlan> plan = chosen_plan(*model, own, held);
  if (!plan) {
    out.why = plan.errors();
    return out;
  }
  out.strategy = plan->strategy;
  if (options.quick || !options.plan.empty()) out.held = std::move(plan->plan);
  out.model = model->model;
  return out;
}

}  // namespace

int command_sweep(const Options& given) {
  Options options = given;
  options.continuous = true;  // plans of any size
  const Result<std::vector<Axis>> axes = axes_of(options);
  if (!axes) return fail(axes.errors(), options);
  const Result<LoadedModel> loaded = read_model(options);
  if (!loaded) return fail(loaded.errors(), options);
  const Result<Json> held =
      options.plan.empty() ? Result<Json>(Json()) : stored_document(*loaded, options);
  if (!held) return fail(held.errors(), options);
  const SweepAxes all = product(*axes);
  std::vector<SweepVariant> variants;
  for (std::size_t i = 0; i < all.values.size(); ++i) {
    variants.push_back(variant_of(*loaded, all, i, options, *held));
  }
  const auto can = [](const SweepVariant& v) { return v.model.has_value(); };
  if (std::none_of(variants.begin(), variants.end(), can)) {
    return fail(variants.front().why, options);
  }

  const StopGuard guard;
  Result<StudyRun> run = StudyRun::begin(*loaded, options);
  if (!run) return fail(run.errors(), options);
  const StudyOptions study = run->options();
  return run->end(sweep_report(sweep(variants, study), all, study));
}

}  // namespace offtake::cli
