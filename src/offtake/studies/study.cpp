#include "offtake/studies/study.h"

#include <cmath>

#include "offtake/plan/comparisons.h"
#include "offtake/simulate/statistics.h"

namespace offtake {
namespace {

Diagnostic stopped(const std::string& what) {
  Diagnostic d;
  d.code = "E0130";
  d.what = "stopped in " + what;
  return d;
}

}  // namespace

Result<PlanResult> plan_of_study(const StudyOptions& options, PlanJob job) {
  job.options.comparisons = false;
  job.options.method.stop = options.stop;
  Result<PlanResult> made =
      options.make ? options.make(job) : make_plan(job.model, job.strategy, job.options);
  if (stop_asked(options)) return stopped(job.variant.empty() ? "a plan" : job.variant);
  return made;
}

Result<Simulation> play_of_study(const StudyOptions& options, const Model& model,
                                 const Plan& plan) {
  const Result<Futures> futures = Futures::make(model, fresh_futures(options.plan.futures));
  if (!futures) return futures.errors();
  SimulateOptions how;
  how.paths = options.plan.fresh_paths;
  how.threads = options.plan.threads;
  how.sampled_paths = 0;
  how.stop = options.stop;
  return simulate(model, plan, *futures, how);
}

Estimate paired_difference(const std::vector<double>& a, const std::vector<double>& b,
                           const FuturesOptions& futures) {
  return paired_difference(a, b, SampleOptions{futures.sampling == Sampling::antithetic});
}

Estimate unpaired_difference(const std::vector<double>& a, const std::vector<double>& b,
                             const FuturesOptions& futures) {
  const SampleOptions sample{futures.sampling == Sampling::antithetic};
  const Estimate x = estimate(a.data(), std::int64_t(a.size()), sample);
  const Estimate y = estimate(b.data(), std::int64_t(b.size()), sample);
  return {x.mean - y.mean, std::hypot(x.standard_error, y.standard_error)};
}

Estimate risk_adjusted_difference(const std::vector<double>& a, const std::vector<double>& b,
                                  const Risk& risk, const FuturesOptions& futures) {
  return paired_difference(risk_adjusted_paths(a, risk), risk_adjusted_paths(b, risk), futures);
}

}  // namespace offtake
