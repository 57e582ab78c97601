#include "offtake/studies/bottleneck.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/plan/limits.h"

namespace offtake {
namespace {

constexpr double kEnough = 1e-9;  // of the target: rounding

// One cell everywhere: nothing depends on the futures.
PlanOptions sure(const Model& model, const StudyOptions& options) {
  PlanOptions out = options.plan;
  out.cells = 1;
  out.paths = 1;
  if (!out.epoch_months) out.epoch_months = double(model.clock.months_per_step);
  return out;
}

Model asked(Model model, const BottleneckTarget& target) {
  model.planner.targets = {{target.month, target.mw}};
  return model;
}

Diagnostic too_coarse() {
  Diagnostic d;
  d.code = "E0979";
  d.what = "the target can be reached, but not by decisions at the planner's epochs and cells";
  d.mend = "decide more often: --epochs quarterly";
  return d;
}

double mean_pue(const PlanProblem& problem, const Reach& reach) {
  double mw = 0.0, facility = 0.0;
  for (std::size_t s = 0; s < reach.at.size(); ++s) {
    const Agreement& offer = problem.model.at(problem.columns.slots[s].offer);
    const Delivery* delivery = offer.delivery();
    if (!delivery || !delivery->site.valid() || reach.at[s] <= 0.0) continue;
    mw += reach.at[s];
    facility += reach.at[s] * problem.model.at(delivery->site).pue;
  }
  if (mw > 0.0) return facility / mw;
  double sum = 0.0;
  for (const Site& site : problem.model.sites) sum += site.pue;
  return problem.model.sites.empty() ? 1.0 : sum / double(problem.model.sites.size());
}

std::string only_jurisdiction(const Model& model) {
  std::string one;
  for (const Site& site : model.sites) {
    if (!one.empty() && site.jurisdiction != one) return "";
    one = site.jurisdiction;
  }
  return one;
}

Status find_reach(const PlanProblem& problem, Bottleneck& out) {
  const Clock& clock = problem.model.clock;
  std::vector<double> dates;
  for (int k = 0; k < clock.steps; ++k) dates.push_back(clock.begin_of(k + 1));
  const Result<std::vector<Reach>> scan =
      reach(problem, dates, highs_solver(), {.step = 0.0, .worth = false});
  if (!scan) return scan.errors();
  for (std::size_t k = 0; k < scan->size(); ++k) {
    const Reach& r = (*scan)[k];
    out.by_date.push_back({static_cast<int>(k), r.mw, r.in_force_mw});
    if (!out.earliest_step && r.mw >= out.target.mw * (1.0 - kEnough)) {
      out.earliest_step = static_cast<int>(k);
    }
  }
  Result<std::vector<Reach>> then = reach(problem, {out.target.month}, highs_solver());
  if (!then) return then.errors();
  out.at_target = std::move(then->front());
  out.possible = out.at_target.mw >= out.target.mw * (1.0 - kEnough);
  out.pue = mean_pue(problem, out.at_target);
  return ok_status();
}

Status find_remedy(const Model& model, StrategyId strategy, const StudyOptions& options,
                   Bottleneck& out) {
  Model alone = asked(model, out.target);
  alone.planner.concentration.clear();
  const Result<PlanProblem> problem = plan_problem(alone, strategy, sure(model, options));
  if (!problem) return problem.errors();
  Result<Remedy> remedy = what_would_help(*problem, highs_solver());
  if (!remedy) return remedy.errors();
  out.remedy = std::move(*remedy);
  return ok_status();
}

void find_price(const Model& model, StrategyId strategy, const StudyOptions& options,
                Bottleneck& out) {
  const auto tell = [&](const char* what, double done) {
    if (options.progress) options.progress(what, done);
  };
  const std::string name = fmt::format("target {} MW by month {}", out.target.mw, out.target.month);
  const auto failed = [&](const Diagnostics& why) {
    if (stop_asked(options)) {
      out.whole = false;
    } else {
      out.failures.push_back({name, why});
    }
  };
  tell("a plan with the target", 0.3);
  const Model with_target = asked(model, out.target);
  Model without = model;
  without.planner.targets.clear();
  const Result<PlanResult> with =
      plan_of_study(options, {name, with_target, strategy, options.plan});
  if (!with) return failed(with.errors());
  const auto of_target = [](const Violation& v) { return v.key_path == kTargetKey; };
  const std::vector<Violation> missed = violations(*with);
  if (std::any_of(missed.begin(), missed.end(), of_target)) return failed({too_coarse()});
  tell("a plan without it", 0.7);
  const Result<PlanResult> free =
      plan_of_study(options, {"no target", without, strategy, options.plan});
  if (!free) return failed(free.errors());
  const FuturesOptions& futures = options.plan.futures;
  const Measured a = measured(free->model, *free->played, free->risk, futures);
  const Measured b = measured(with->model, *with->played, with->risk, futures);
  TargetPrice price;
  price.cost_usd = paired_difference(a.adjusted_usd, b.adjusted_usd, futures);
  price.usd_per_mw = worth_of_targets(*with);
  price.worth = worth_of_limits(*with);
  price.with_target = with->fresh;
  price.without = free->fresh;
  out.price = std::move(price);
}

}  // namespace

Result<Bottleneck> bottleneck(const Model& model, StrategyId strategy,
                              const BottleneckTarget& target, const StudyOptions& options) {
  Bottleneck out;
  out.target = target;
  if (options.progress) options.progress("what can be reached", 0.0);
  const Result<PlanProblem> problem = plan_problem(model, strategy, sure(model, options));
  if (!problem) return problem.errors();
  if (Status found = find_reach(*problem, out); !found) return found.errors();
  out.jurisdiction = only_jurisdiction(problem->model);
  if (stop_asked(options)) {
    out.whole = false;
    return out;
  }
  if (out.possible) {
    find_price(model, strategy, options, out);
    return out;
  }
  if (options.progress) options.progress("what would help", 0.5);
  if (Status found = find_remedy(model, strategy, options, out); !found) {
    out.failures.push_back({"what would make it possible", found.errors()});
  }
  return out;
}

std::vector<ContextLine> bottleneck_context(const std::string& jurisdiction) {
  constexpr double kHoursOfYear = 8760.0;
  constexpr double kUsMwh = 4097e6;     // F123, 2024
  constexpr double kUsPeakMw = 759180;  // F124, 2025
  constexpr double kHooverMw = 2080;    // F150
  std::vector<ContextLine> out;
  if (jurisdiction == "US") {
    out.push_back({"average load of the United States, 2024", "미국 평균 부하, 2024년",
                   kUsMwh / kHoursOfYear, "F123", false});
    out.push_back(
        {"record peak load of the United States", "미국 최대 부하 기록", kUsPeakMw, "F124", false});
  }
  out.push_back({"Hoover Dams", "후버 댐", kHooverMw, "F150", true});
  return out;
}

}  // namespace offtake
