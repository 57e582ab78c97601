#include "offtake/plan/planner.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "offtake/plan/comparisons.h"
#include "offtake/plan/concave.h"
#include "offtake/plan/extensive.h"
#include "offtake/plan/problem.h"
#include "offtake/plan/share.h"
#include "offtake/plan/team_oracle.h"
#include "offtake/simulate/statistics.h"

namespace offtake {
namespace {

constexpr double kKeptMw = 1e-6;  // a row passed by less is kept
// So many paths of the sample are not held while fresh ones are played: memory before time.
constexpr std::int64_t kManyPaths = 50'000;

Estimate objective_estimate(const std::vector<double>& value, const Risk& risk,
                            const FuturesOptions& futures) {
  const std::vector<double> adjusted = risk_adjusted_paths(value, risk);
  return estimate(adjusted.data(), std::int64_t(adjusted.size()),
                  {futures.sampling == Sampling::antithetic});
}

class Phases {
 public:
  Phases(const PlanOptions& options, std::vector<PhaseTime>& out) : options_(options), out_(out) {}
  void begin(const std::string& name) {
    end();
    out_.push_back({name, options_.method.clock ? options_.method.clock() : 0.0});
    running_ = true;
    if (options_.phase) options_.phase(name);
  }
  void end() {
    if (!running_) return;
    double& seconds = out_.back().seconds;
    seconds = options_.method.clock ? options_.method.clock() - seconds : 0.0;
    running_ = false;
  }

 private:
  const PlanOptions& options_;
  std::vector<PhaseTime>& out_;
  bool running_ = false;
};

// The extensive form's point, valued by the simulator.
Result<BundleResult> by_extensive_form(const ExtensiveProblem& problem, Oracle& oracle,
                                       const Risk& risk, const PlanOptions& options) {
  ExtensiveOptions extensive{options.paths, options.method.continuous, {}};
  extensive.solve.time_limit_seconds = options.method.time_limit_seconds;
  extensive.solve.relative_gap = options.method.integer_gap;
  Result<ExtensiveSolution> solved = solve_extensive(problem, highs_solver(), extensive);
  if (!solved) return solved.errors();
  Result<Evaluation> best = evaluate(oracle, risk, solved->x);
  if (!best) return best.errors();
  BundleResult out;
  out.x = solved->x;
  out.best = std::move(*best);
  out.penalty = solved->penalty_usd;
  out.objective = out.best.value - out.penalty;
  out.relaxed_objective = out.objective;
  out.bound = kInfinity;
  out.gap = kInfinity;
  out.claimed_bound = std::max(solved->bound_usd, out.objective);
  out.claimed_gap = (out.claimed_bound - out.objective) / std::max(1.0, std::abs(out.objective));
  out.end = solved->at_limit ? BundleEnd::time : BundleEnd::claimed;
  out.verified = true;
  out.evaluations = 1;
  out.separated = std::move(solved->separated);
  return out;
}

bool stop_asked(const PlanOptions& options) { return options.method.stop && options.method.stop(); }

// By the simulator, not the oracle: it keeps to the most of an offer on paths that go through cells
// in an order that the sample has not shown. Nothing where it was stopped.
Status play(const PlanResult& result, const Plan& plan, const Futures& futures,
            const PlanOptions& options, std::optional<Simulation>& out) {
  SimulateOptions how;
  how.paths = options.fresh_paths;
  how.threads = options.threads;
  how.sampled_paths = 0;
  how.stop = options.method.stop;
  Result<Simulation> played = simulate(result.model, plan, futures, how);
  if (played) {
    out = std::move(played).value();
  } else if (!stop_asked(options)) {
    return played.errors();
  }
  return ok_status();
}

Status value_fresh(const PlanOptions& options, PlanResult& out) {
  const FuturesOptions drawn = fresh_futures(options.futures);
  const Result<Futures> futures = Futures::make(out.model, drawn);
  if (!futures) return futures.errors();
  if (Status done = play(out, out.plan, *futures, options, out.played); !done) return done;
  if (!out.played) return ok_status();
  const std::vector<double>& value = out.played->npv_usd[out.model.planner.party.index()];
  out.fresh = valued(value, out.risk);
  out.fresh_objective = objective_estimate(value, out.risk, drawn);
  if (!options.comparisons) return ok_status();
  Status done = play(out, out.signed_already, *futures, options, out.nothing_played);
  if (!done || out.signed_already.signings.empty()) return done;
  return play(out, {}, *futures, options, out.alone_played);
}

PlanSizes sizes_of(const Columns& columns, const PlanOptions& options) {
  PlanSizes sizes;
  sizes.paths = options.paths;
  sizes.columns = columns.columns.size();
  sizes.epochs = columns.epochs.size();
  for (const Epoch& epoch : columns.epochs) sizes.cells += std::size_t(epoch.cells());
  std::set<AgreementId> offers;
  for (const Slot& slot : columns.slots) offers.insert(slot.offer);
  sizes.offers = offers.size();
  return sizes;
}

}  // namespace

FuturesOptions fresh_futures(FuturesOptions futures) {
  futures.seed ^= 0x9e3779b97f4a7c15ULL;
  return futures;
}

std::vector<Violation> violations(const PlanResult& result) {
  std::vector<Violation> all;
  for (const DomainRow& row : result.rows) {
    if (row.violation_cost <= 0.0) continue;
    double sum = 0.0;
    for (const auto& entry : row.entries) {
      sum += entry.value * result.method.x[std::size_t(entry.column)];
    }
    const double by = std::max(row.least - sum, sum - row.most);
    if (by <= kKeptMw) continue;
    // A limit has a row for each sequence of cells: the worst one tells.
    const auto known = std::find_if(all.begin(), all.end(), [&](const Violation& v) {
      return v.row == row.name && v.key_path == row.key_path;
    });
    if (known == all.end()) {
      all.push_back({row.name, row.key_path, by});
    } else {
      known->by = std::max(known->by, by);
    }
  }
  return all;
}

Valued valued(const std::vector<double>& value, const Risk& risk) {
  const std::vector<double> probability(value.size(), 1.0 / double(value.size()));
  const RiskWeights w = risk_weights(value, probability, risk);
  return {w.mean, w.cvar, risk.mean_weight * w.mean + risk.tail_weight * w.cvar};
}

Result<PlanResult> make_plan(const Model& model, StrategyId strategy, const PlanOptions& options) {
  if (options.by == PlanMethod::extensive && !model.disruption.none()) {
    Diagnostic d;
    d.code = "E0963";
    d.what = "the extensive form knows no shocks";
    d.mend = "take the method `bundle`";
    return d;
  }
  PlanResult out;
  Phases phases(options, out.phases);
  phases.begin("draw");
  OneRank alone;
  Communicator& ranks = options.ranks ? *options.ranks : alone;
  PlanShare share(model, strategy, options, ranks);
  PlanTeam team(ranks, [&](const TeamRequest& request) { return share.answer(request); });
  if (auto begun = team.ask({TeamRequest::Kind::begin, {}}); !begun) return begun.errors();
  const PlanProblem& problem = share.problem();
  out.model = problem.model;
  out.signed_already = problem.signed_already;
  out.risk = problem.risk;
  out.columns = problem.columns;
  const PlanDomain& domain = problem.domain;
  const Futures& futures = problem.futures;
  for (std::size_t j = 0; j < out.columns.columns.size(); ++j) {
    out.column_names.push_back(out.columns.name(out.model, static_cast<int>(j)));
  }
  out.sizes = sizes_of(out.columns, options);
  out.sizes.sequences = problem.sequences.size();
  out.sizes.rows = domain.domain.rows.size();
  if (options.sizes) options.sizes(out.sizes);
  TeamOracle oracle(team, Decisions::plan, {options.paths, out.columns.columns.size()});

  BundleOptions how = options.method;
  std::optional<TeamOracle> few;
  if (const std::int64_t fewer = rehearsed_paths(options.paths); fewer > 0) {
    how.few = &few.emplace(team, Decisions::rehearsed,
                           TeamOracle::Sizes{fewer, out.columns.columns.size()});
  }
  for (const Plan& near : options.near) {
    std::vector<double> x = point_of(out.columns, near);
    for (std::size_t j = 0; j < x.size(); ++j) x[j] = std::min(x[j], domain.domain.upper[j]);
    how.start.push_back(std::move(x));
  }

  phases.begin("plan");
  Result<BundleResult> method =
      options.by == PlanMethod::extensive
          ? by_extensive_form({out.model, out.signed_already, out.columns, domain, futures}, oracle,
                              out.risk, options)
          : maximize(oracle, out.risk, domain.domain, domain.separator.get(), highs_solver(), how);
  if (!method) return method.errors();
  out.method = std::move(*method);
  out.concave = out.method.verified && value_is_concave(out.model);
  BundleEnd& end = out.method.end;
  const bool closed = end == BundleEnd::proven || end == BundleEnd::claimed;
  if (closed && !out.concave) end = BundleEnd::unproven;
  out.plan = plan_of(out.columns, out.signed_already, out.method.x);
  out.in_sample = {out.method.best.mean, out.method.best.cvar, out.method.best.value};
  out.rows = domain.domain.rows;
  out.rows.insert(out.rows.end(), out.method.separated.begin(), out.method.separated.end());

  if (!stop_asked(options)) {
    phases.begin("fresh paths");
    if (options.paths >= kManyPaths) share.let_go();
    if (Status done = value_fresh(options, out); !done) return done.errors();
  }
  if (!stop_asked(options)) {
    phases.begin("comparisons");
    if (Status done = compare(problem, team, oracle, options, out); !done) return done.errors();
  }
  phases.end();
  return out;
}

Status help_plan(const Model& model, StrategyId strategy, const PlanOptions& options) {
  OFFTAKE_CHECK(options.ranks != nullptr, "nobody to help");
  PlanShare share(model, strategy, options, *options.ranks);
  return serve_team(*options.ranks,
                    [&](const TeamRequest& request) { return share.answer(request); });
}

}  // namespace offtake
