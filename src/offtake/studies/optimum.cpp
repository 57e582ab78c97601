#include "offtake/studies/optimum.h"

#include <algorithm>

#include "offtake/plan/comparisons.h"
#include "offtake/plan/problem.h"

namespace offtake {
namespace {

Result<Optimum> nothing_to_decide(const StudyOptions& options, const PlanJob& job) {
  const Model model = under(job.model, job.strategy);
  Optimum out;
  out.plan = signed_under(job.model, job.strategy);
  const Result<Futures> sample = Futures::make(model, job.options.futures);
  if (!sample) return sample.errors();
  SimulateOptions how;
  how.paths = job.options.paths;
  how.threads = job.options.threads;
  how.sampled_paths = 0;
  how.stop = options.stop;
  const Result<Simulation> played = simulate(model, out.plan, *sample, how);
  if (!played) return played.errors();
  const Result<Simulation> fresh = play_of_study(options, model, out.plan);
  if (!fresh) return fresh.errors();
  const std::size_t planner = model.planner.party.index();
  out.value_usd = valued(played->npv_usd[planner], risk_of(model, job.options)).objective_usd;
  out.bound_usd = out.value_usd;
  out.proven = true;
  out.fresh_usd = fresh->npv_usd[planner];
  return out;
}

}  // namespace

Result<Optimum> optimum(const StudyOptions& options, const PlanJob& job) {
  Optimum out;
  PlanJob with_keep = job;
  with_keep.options.method.keep = [&](const Evaluation& e) {
    out.known.push_back(e);
    return ok_status();
  };
  const Result<PlanResult> made = plan_of_study(options, with_keep);
  if (!made) {
    if (made.errors().front().code == "E0965") return nothing_to_decide(options, job);
    return made.errors();
  }
  out.value_usd = made->method.objective;
  out.bound_usd = std::max(made->method.bound, made->method.objective);
  out.proven = made->method.end == BundleEnd::proven && made->method.verified;
  out.x = made->method.x;
  out.plan = made->plan;
  out.columns = made->columns;
  out.fresh_usd = made->played->npv_usd[made->model.planner.party.index()];
  return out;
}

Difference difference(const Optimum& a, const Optimum& b, const Risk& risk,
                      const FuturesOptions& fresh) {
  return {a.value_usd - b.value_usd, a.value_usd - b.bound_usd, a.bound_usd - b.value_usd,
          risk_adjusted_difference(a.fresh_usd, b.fresh_usd, risk, fresh)};
}

double signed_mw(const Optimum& of, AgreementId offer) {
  double most = 0.0;
  for (std::size_t j = 0; j < of.columns.columns.size(); ++j) {
    const Slot& slot = of.columns.slots[std::size_t(of.columns.columns[j].slot)];
    if (slot.offer == offer && slot.exercise == Exercise::none) most = std::max(most, of.x[j]);
  }
  return most;
}

}  // namespace offtake
