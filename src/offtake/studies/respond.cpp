#include "offtake/studies/respond.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/hash.h"
#include "offtake/base/text.h"
#include "offtake/plan/comparisons.h"

namespace offtake {
namespace {

constexpr int kMostTurns = 20;
constexpr double kSameMw = 1e-6;

// The model as the party would plan it.
Model seen_by(const Model& model, PartyId party) {
  Model out = model;
  Planner& planner = out.planner;
  if (party == planner.party) return out;
  if (planner.discount_per_year) {
    out.parties[planner.party.index()].discount_per_year = *planner.discount_per_year;
    planner.discount_per_year.reset();
  }
  planner.party = party;
  planner.concentration.clear();
  planner.budgets.clear();
  planner.targets.clear();
  return out;
}

// Decisions in one cell, as a strategy signs them.
std::vector<Signing> as_signed(const PlanResult& made) {
  std::vector<Signing> out;
  for (const Signing& s : made.plan.signings) {
    if (s.epoch < 0 || s.mw_by_cell.empty() || s.mw_by_cell.front() <= kSameMw) continue;
    out.push_back({s.offer, s.month, s.mw_by_cell.front(), -1, {}, s.exercise, s.base_month});
  }
  return out;
}

std::string text_of(const std::vector<Signing>& signings) {
  std::string out;
  for (const Signing& s : signings) {
    out += fmt::format("{} {} {} {} {};", s.offer.value, s.month, s.mw,
                       static_cast<int>(s.exercise), s.base_month);
  }
  return out;
}

bool are_same(const std::vector<Signing>& a, const std::vector<Signing>& b) {
  const auto same = [](const Signing& x, const Signing& y) {
    return x.offer == y.offer && x.month == y.month && x.exercise == y.exercise &&
           x.base_month == y.base_month && std::abs(x.mw - y.mw) <= kSameMw;
  };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), same);
}

class Turns {
 public:
  Turns(const StudyOptions& options, const PlanJob& job, const std::array<PartyId, 2>& sides,
        const std::array<double, 2>& weights)
      : options_(options), job_(job), sides_(sides), weights_(weights) {}

  Result<Response> run() {
    std::vector<std::string> states;
    int still = 0;
    for (int turn = 0; turn < kMostTurns; ++turn) {
      const Result<bool> moved = move(std::size_t(turn % 2));
      if (!moved) return moved.errors();
      still = *moved ? 0 : still + 1;
      if (still == 2) return settled(turn + 1);
      if (!*moved) continue;
      states.push_back(fmt::format("{}|{}|{}", turn % 2, text_of(held_[0]), text_of(held_[1])));
      const auto before = std::find(states.begin(), states.end() - 1, states.back());
      if (before != states.end() - 1) {
        return unsettled(
            fmt::format("the two go in a circle of {} moves", states.end() - 1 - before));
      }
    }
    return unsettled(fmt::format("neither rests after {} turns", kMostTurns));
  }

 private:
  static Diagnostic unsettled(std::string what) {
    Diagnostic d;
    d.code = "E0971";
    d.what = std::move(what) + " of best responses";
    d.mend = "read the values with the planner alone: without --best-response";
    return d;
  }

  Model with_held(std::size_t side) const {
    Model out = seen_by(job_.model, sides_[side]);
    Plan& sign = sign_of(out);
    const std::vector<Signing>& other = held_[1 - side];
    sign.signings.insert(sign.signings.end(), other.begin(), other.end());
    return out;
  }

  // A model without strategies has one in its last place here that changes nothing.
  Plan& sign_of(Model& model) const {
    if (job_.strategy.valid()) return model.strategies[job_.strategy.index()].sign;
    model.strategies.push_back({});
    return model.strategies.back().sign;
  }
  StrategyId strategy_of(const Model& model) const {
    return job_.strategy.valid() ? job_.strategy : StrategyId{model.strategies.size() - 1};
  }

  // What the side's decisions until now are worth in the sample of the plan.
  Result<double> stays_at(const PlanResult& made, std::size_t side) const {
    const Result<Futures> futures = Futures::make(made.model, options_.plan.futures);
    if (!futures) return futures.errors();
    Plan plan = made.signed_already;
    plan.signings.insert(plan.signings.end(), held_[side].begin(), held_[side].end());
    SimulateOptions how;
    how.paths = options_.plan.paths;
    how.threads = options_.plan.threads;
    how.sampled_paths = 0;
    how.stop = options_.stop;
    const Result<Simulation> played = simulate(made.model, plan, *futures, how);
    if (!played) return played.errors();
    return valued(played->npv_usd[sides_[side].index()], made.risk).objective_usd;
  }

  Result<bool> move(std::size_t side) {
    const Model model = with_held(side);
    PlanJob job{fmt::format("{}; turn of {} after {}", job_.variant, model.at(sides_[side]).name,
                            sha256_hex(text_of(held_[1 - side]))),
                model, strategy_of(model), job_.options};
    job.options.cells = 1;
    job.options.risk_weight = weights_[side];
    const Result<PlanResult> made = plan_of_study(options_, job);
    if (!made) {
      if (made.errors().front().code == "E0965") return false;
      return made.errors();
    }
    proven_[side] = made->method.end == BundleEnd::proven && made->method.verified;
    std::vector<Signing> decided = as_signed(*made);
    if (are_same(decided, held_[side])) return false;
    const Result<double> stays = stays_at(*made, side);
    if (!stays) return stays.errors();
    const double gap = job.options.method.gap * std::max(1.0, std::abs(*stays));
    if (made->in_sample.objective_usd - *stays <= gap) return false;
    held_[side] = std::move(decided);
    return true;
  }

  Response settled(int turns) const {
    Response out;
    out.plan = signed_under(job_.model, job_.strategy);
    for (const std::vector<Signing>& held : held_) {
      out.plan.signings.insert(out.plan.signings.end(), held.begin(), held.end());
    }
    out.turns = turns;
    out.proven = proven_[0] && proven_[1];
    return out;
  }

  const StudyOptions& options_;
  const PlanJob& job_;
  std::array<PartyId, 2> sides_;
  std::array<double, 2> weights_;
  std::array<std::vector<Signing>, 2> held_;
  std::array<bool, 2> proven_{true, true};
};

}  // namespace

Result<Response> respond(const StudyOptions& options, const PlanJob& job,
                         const std::array<PartyId, 2>& sides,
                         const std::array<double, 2>& weights) {
  return Turns(options, job, sides, weights).run();
}

}  // namespace offtake
