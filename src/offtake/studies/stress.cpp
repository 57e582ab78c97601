#include "offtake/studies/stress.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/quantity.h"
#include "offtake/plan/fit.h"
#include "offtake/simulate/statistics.h"
#include "offtake/studies/driver_quantiles.h"

namespace offtake {
namespace {

constexpr double kGap = 1e-4;

double discount_at(const Model& model, int step) {
  const double years = (step + 0.5) * model.clock.months_per_step / kMonthsPerYear;
  return std::pow(1.0 + discount_of(model, model.planner.party), -years);
}

// Expected, of the planner's workloads: [step].
std::vector<double> earned(const Model& model, const Simulation& simulation) {
  std::vector<double> usd(std::size_t(simulation.steps + simulation.runoff_steps));
  for (const LedgerLine& l : simulation.ledger) {
    if (!l.workload.valid()) continue;
    const double sign = l.payee == model.planner.party   ? 1.0
                        : l.payer == model.planner.party ? -1.0
                                                         : 0.0;
    for (std::size_t k = 0; k < usd.size(); ++k) usd[k] += sign * l.mean_usd[k];
  }
  return usd;
}

}  // namespace

Contributions contributions(const Model& model, const Simulation& simulation) {
  const PartyId planner = model.planner.party;
  Contributions out;
  out.by_agreement_usd.resize(model.agreements.size());
  for (const AgreementReturn& r : simulation.returns) {
    if (r.party == planner) out.by_agreement_usd[r.agreement.index()] += r.npv_usd.mean;
  }
  const std::vector<double> usd = earned(model, simulation);
  for (std::size_t k = 0; k < usd.size(); ++k) {
    double all = 0.0;
    for (const ComputeLine& l : simulation.compute) {
      if (l.user == planner) all += l.used_mw[k] * l.h100e_per_mw;
    }
    if (all <= 0.0) continue;
    const double per_h100e = discount_at(model, static_cast<int>(k)) * usd[k] / all;
    for (const ComputeLine& l : simulation.compute) {
      if (l.user != planner) continue;
      out.by_agreement_usd[l.agreement.index()] += per_h100e * l.used_mw[k] * l.h100e_per_mw;
    }
  }
  out.rest_usd = simulation.values[planner.index()].npv_usd.mean;
  for (const double c : out.by_agreement_usd) out.rest_usd -= c;
  return out;
}

bool StressLimit::broken(const StressMeasures& m) const {
  switch (on) {
    case On::cash:
      return m.cash_needed_usd > most;
    case On::shortage:
      return m.shortage_share > most;
    case On::value:
      return m.mean_usd < most;
  }
  return false;
}

std::string_view key_of(StressLimit::On on) {
  constexpr std::string_view kKeys[] = {"cash", "shortage", "value"};
  return kKeys[static_cast<int>(on)];
}

std::vector<StressLimit> default_limits(const StressMeasures& base, const Party& planner) {
  return {
      {StressLimit::On::cash, 2.0 * base.cash_needed_usd + std::max(0.0, planner.minimum_cash_usd)},
      {StressLimit::On::shortage, base.shortage_share + 0.10},
      {StressLimit::On::value, 0.0}};
}

Result<Simulation> play_stress(const StudyOptions& options, const Model& model, const Plan& plan) {
  const Party& planner = model.at(model.planner.party);
  if (planner.emergency_funding) return play_of_study(options, model, plan);
  // Without a premium it moves cash and no value.
  Model measured = model;
  measured.parties[model.planner.party.index()].emergency_funding = true;
  measured.parties[model.planner.party.index()].emergency_premium = 0.0;
  return play_of_study(options, measured, plan);
}

StressMeasures stress_measures(const Model& model, const Simulation& played) {
  StressMeasures out;
  const PartyId planner = model.planner.party;
  const PartyValue& value = played.values[planner.index()];
  out.mean_usd = value.npv_usd.mean;
  out.cvar_usd = value.npv_cvar_usd;
  out.cash_needed_usd = value.emergency_usd.mean;
  const StepSeries* demand = played.find(Measure::demand_h100e, planner);
  const StepSeries* missing = played.find(Measure::short_h100e, planner);
  if (!demand || !missing) return out;
  double asked = 0.0, missed = 0.0;
  for (std::size_t k = 0; k < std::size_t(played.steps); ++k) {
    asked += demand->estimate[k].mean;
    missed += missing->estimate[k].mean;
  }
  out.shortage_share = asked > 0.0 ? missed / asked : 0.0;
  return out;
}

namespace {

class Study {
 public:
  Study(const Model& model, const StressOptions& what, const StudyOptions& options)
      : model_(model), what_(what), options_(options) {
    options_.plan.method.continuous = true;
    options_.plan.method.gap = std::min(options_.plan.method.gap, kGap);
    // The plan, for each shock two steps, the two last tables.
    all_ = 2.0 + 2.0 * double(what.shocks.size()) + 6.0;
  }

  Result<Stress> run() {
    tell("the plan", 2.0);
    Result<PlanResult> plan = plan_of_study(options_, {"", model_, what_.strategy, options_.plan});
    if (!plan) return plan.errors();
    plan_ = std::move(*plan);
    Result<Simulation> played = play_stress(options_, plan_.model, plan_.plan);
    if (!played) return played.errors();
    base_ = std::move(*played);
    out_.model = plan_.model;
    contributed_ = contributions(out_.model, base_);
    out_.base = stress_measures(plan_.model, base_);
    out_.base_usd = base_.values[plan_.model.planner.party.index()].npv_usd;
    set_limits();
    for (const StressShock& s : what_.shocks) {
      if (!keep(s.shock.name, one(s))) break;
    }
    last_tables();
    out_.whole = !stop_asked(options_);
    return std::move(out_);
  }

 private:
  void tell(const std::string& what, double weight) {
    if (options_.progress) options_.progress(what, done_ / all_);
    done_ += weight;
  }

  void set_limits() {
    out_.limits = default_limits(out_.base, out_.model.at(out_.model.planner.party));
    const std::optional<double> given[] = {what_.most_cash_usd, what_.most_shortage,
                                           what_.least_value_usd};
    for (std::size_t i = 0; i < out_.limits.size(); ++i) {
      out_.limits[i].most = given[i].value_or(out_.limits[i].most);
    }
  }

  // Whether to go on.
  bool keep(const std::string& what, const Status& done) {
    if (stop_asked(options_)) return false;
    if (!done) out_.failures.push_back({what, done.errors()});
    return true;
  }

  const std::vector<double>& values_of(const Simulation& s) const {
    return s.npv_usd[out_.model.planner.party.index()];
  }
  Estimate change(const Simulation& after, const Simulation& before) const {
    return paired_difference(values_of(after), values_of(before), options_.plan.futures);
  }

  const Model& model_of(const StressShock& s) const { return s.model ? *s.model : model_; }

  Status one(const StressShock& s) {
    tell(s.shock.name, 1.0);
    if (!s.refused.empty()) {
      tell(s.shock.name, 1.0);
      return s.refused;
    }
    const Model hit = shocked(model_of(s), what_.strategy, s.shock);
    Model held = under(hit, what_.strategy);
    ShockOutcome out;
    out.shock = s.shock;
    if (s.shock.cap) {
      const Result<double> share = fit(hit, *s.shock.cap);
      if (!share) return share.errors();
      out.delivered_share = *share;
      deliver_less(*s.shock.cap, *share, held);
    }
    const Result<Simulation> played = play_stress(options_, held, plan_.plan);
    if (!played) return played.errors();
    out.held_usd = change(*played, base_);
    out.held = stress_measures(held, *played);
    attribute(held, *played, out);
    for (const StressLimit& l : out_.limits) {
      if (l.broken(out.held)) out.broken.push_back(l.on);
    }
    tell(s.shock.name + ", planned again", 1.0);
    const Status again = plan_again(s, hit, *played, out);
    if (stop_asked(options_)) return ok_status();
    out_.shocks.push_back(std::move(out));
    return again;
  }

  Result<double> fit(const Model& hit, const ResourceCap& cap) const {
    const Result<PlanProblem> problem = plan_problem(hit, what_.strategy, options_.plan);
    if (!problem) return problem.errors();
    return fitting_share(*problem, point_of(problem->columns, plan_.plan),
                         "resources." + hit.at(cap.resource).name);
  }

  void deliver_less(const ResourceCap& cap, double share, Model& held) const {
    held.disruption.delivered_share.assign(held.agreements.size(), 1.0);
    for (std::size_t i = 0; i < held.agreements.size(); ++i) {
      const Agreement& a = held.agreements[i];
      const Delivery* d = a.delivery();
      const bool uses =
          d && a.is_offer && std::any_of(d->uses.begin(), d->uses.end(), [&](const ResourceUse& u) {
            return u.resource == cap.resource;
          });
      if (uses) held.disruption.delivered_share[i] = share;
    }
  }

  void attribute(const Model& held, const Simulation& played, ShockOutcome& out) const {
    const Contributions& before = contributed_;
    const Contributions after = contributions(held, played);
    for (std::size_t i = 0; i < before.by_agreement_usd.size(); ++i) {
      const double a = before.by_agreement_usd[i], b = after.by_agreement_usd[i];
      if (a != 0.0 || b != 0.0) out.contributions.push_back({AgreementId{i}, a, b});
    }
    std::stable_sort(out.contributions.begin(), out.contributions.end(),
                     [](const Contribution& a, const Contribution& b) {
                       return a.after_usd - a.before_usd < b.after_usd - b.before_usd;
                     });
    out.rest_before_usd = before.rest_usd;
    out.rest_after_usd = after.rest_usd;
  }

  Status plan_again(const StressShock& s, const Model& hit, const Simulation& held,
                    ShockOutcome& out) {
    PlanJob job{"shock " + s.shock.name + ": " + describe(model_of(s), s.shock), hit,
                what_.strategy, options_.plan};
    job.options.near = {scaled(plan_.plan, out.delivered_share)};
    const Result<PlanResult> made = plan_of_study(options_, job);
    if (!made) return made.errors();
    const Result<Simulation> played = play_stress(options_, made->model, made->plan);
    if (!played) return played.errors();
    out.again_usd = change(*played, base_);
    out.saved_usd = change(*played, held);
    out.again = stress_measures(made->model, *played);
    compare_first(*made, out);
    return ok_status();
  }

  // So much of all that it signs and that still fits.
  static Plan scaled(Plan plan, double share) {
    for (Signing& s : plan.signings) {
      s.mw *= share;
      for (double& mw : s.mw_by_cell) mw *= share;
    }
    return plan;
  }

  // MW of each offer at the first epoch.
  static std::vector<FirstSigning> first_of(const PlanResult& plan, bool after) {
    std::vector<FirstSigning> out;
    for (std::size_t j = 0; j < plan.columns.columns.size(); ++j) {
      const Slot& slot = plan.columns.slots[std::size_t(plan.columns.columns[j].slot)];
      const double mw = plan.method.x[j];
      if (slot.epoch != 0 || slot.exercise != Exercise::none || mw <= 1e-6) continue;
      out.push_back({slot.offer, slot.month, after ? 0.0 : mw, after ? mw : 0.0});
    }
    return out;
  }
  void compare_first(const PlanResult& again, ShockOutcome& out) const {
    std::vector<FirstSigning> all = first_of(plan_, false);
    for (const FirstSigning& f : first_of(again, true)) {
      const auto same = std::find_if(all.begin(), all.end(), [&](const FirstSigning& x) {
        return x.offer == f.offer && x.month == f.month;
      });
      if (same == all.end())
        all.push_back(f);
      else
        same->after_mw = f.after_mw;
    }
    std::erase_if(all, [](const FirstSigning& f) {
      return std::abs(f.after_mw - f.before_mw) <= 1e-3 * std::max(1.0, f.before_mw);
    });
    out.first = std::move(all);
  }

  void last_tables() {
    if (stop_asked(options_)) return;
    const StressBase base{out_.model, plan_.plan, base_};
    tell("every driver", 2.0);
    const Result<DriverQuantiles> quantiles = DriverQuantiles::draw(
        base.model, fresh_futures(options_.plan.futures), options_.plan.threads);
    if (!quantiles) {
      keep("every driver, what breaks a limit", quantiles.errors());
      return;
    }
    Result<std::vector<TornadoBar>> bars = tornado(base, *quantiles, options_);
    if (bars) out_.tornado = std::move(*bars);
    if (!keep("every driver", bars ? ok_status() : Status(bars.errors()))) return;
    tell("what breaks a limit", 4.0);
    Result<std::vector<BreakingPoint>> points =
        breaking_points(base, *quantiles, out_.limits, options_);
    if (points) out_.breaking = std::move(*points);
    keep("what breaks a limit", points ? ok_status() : Status(points.errors()));
  }

  const Model& model_;
  const StressOptions& what_;
  StudyOptions options_;
  PlanResult plan_;
  Simulation base_;
  Contributions contributed_;  // without a shock
  Stress out_;
  double all_ = 1.0, done_ = 0.0;
};

}  // namespace

Result<Stress> stress(const Model& model, const StressOptions& what, const StudyOptions& options) {
  return Study(model, what, options).run();
}

}  // namespace offtake
