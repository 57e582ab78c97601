#include "offtake/studies/bargain.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "offtake/base/text.h"
#include "offtake/plan/comparisons.h"
#include "offtake/studies/respond.h"

namespace offtake {
namespace {

constexpr double kOnTheWay = 1.6;  // plans in all for one of the grid: for the progress

struct Outcome {
  std::array<std::vector<double>, 2> value;  // [side][path]
  Plan plan;
  bool proven = true;
  int turns = 0;
};

class Bargainer {
 public:
  Bargainer(const Model& model, const BargainQuestion& question, const StudyOptions& options)
      : model_(model), q_(question), options_(options) {
    base_ = options.plan.risk_weight.value_or(model.planner.risk_weight);
    out_.tail = model.planner.risk_tail;
    out_.tolerance = q_.tolerance * (q_.to - q_.from);
    for (std::size_t s = 0; s < 2; ++s) {
      out_.sides[s].party = q_.sides[s];
      out_.sides[s].plans = q_.best_response || q_.sides[s] == model.planner.party;
      out_.sides[s].weight = base_;
    }
  }

  Result<Bargain> run() {
    if (Status any = read_grid(); !any) return any.errors();
    plan_cases();
    for (const auto& weight : weights_) {
      if (Status done = find(weight); !done) return done.errors();
      if (!out_.cases.back().zones.whole || stop_asked(options_)) break;
    }
    out_.whole = !stop_asked(options_) && out_.cases.back().zones.whole;
    fill_points();
    return std::move(out_);
  }

 private:
  // The model is a function of the lever alone: what is wrong with a value shows before any plan.
  Status read_grid() {
    Diagnostics first;
    bool any = false;
    for (int i = 0; i < q_.points; ++i) {
      const double share = double(i) / double(q_.points - 1);
      grid_.push_back(i + 1 == q_.points ? q_.to : q_.from + share * (q_.to - q_.from));
      const Result<Model> there = q_.at(grid_.back());
      any |= there.ok();
      if (!there && first.empty()) first = there.errors();
    }
    return any ? ok_status() : Status(first);
  }

  // One side's weight at a time. With the other's no plan changes.
  void plan_cases() {
    weights_.push_back({base_, base_});
    for (std::size_t s : {std::size_t{1}, std::size_t{0}}) {
      for (const double w : q_.weights) {
        if (w == base_) continue;
        weights_.push_back({base_, base_});
        weights_.back()[s] = w;
      }
    }
    // Those that need no other plans first.
    std::stable_partition(weights_.begin() + 1, weights_.end(), [&](const GainPair& w) {
      return planned_with(w) == planned_with(weights_.front());
    });
    std::vector<GainPair> plans;
    for (const GainPair& w : weights_) {
      if (std::find(plans.begin(), plans.end(), planned_with(w)) == plans.end()) {
        plans.push_back(planned_with(w));
      }
    }
    expected_ = kOnTheWay * double(plans.size()) * double(q_.points);
  }

  // The weights as the plans know them.
  GainPair planned_with(const GainPair& weight) const {
    GainPair out{base_, base_};
    for (std::size_t s = 0; s < 2; ++s) {
      if (out_.sides[s].plans) out[s] = weight[s];
    }
    return out;
  }
  double planner_weight(const GainPair& weight) const {
    for (std::size_t s = 0; s < 2; ++s) {
      if (q_.sides[s] == model_.planner.party) return weight[s];
    }
    return base_;
  }

  Result<Outcome> outcome(const Model& model, StrategyId strategy, const std::string& variant,
                          const GainPair& weight) {
    PlanJob job{variant, model, strategy, options_.plan};
    job.options.method.continuous = true;
    job.options.risk_weight = planner_weight(weight);
    const Model under_it = under(model, strategy);
    Outcome out;
    if (q_.best_response) {
      const Result<Response> response = respond(options_, job, q_.sides, weight);
      if (!response) return response.errors();
      out.plan = response->plan;
      out.proven = response->proven;
      out.turns = response->turns;
    } else {
      if (last_) job.options.near = {*last_};
      const Result<PlanResult> made = plan_of_study(options_, job);
      // Without anything to decide the strategy is played as it is.
      if (!made && made.errors().front().code != "E0965") return made.errors();
      if (made) {
        out.plan = made->plan;
        out.proven = made->method.end == BundleEnd::proven && made->method.verified &&
                     made->method.penalty <= 0.0;
        last_ = made->plan;
        if (made->played) return valued_sides(*made->played, std::move(out));
      } else {
        out.plan = signed_under(model, strategy);
      }
    }
    const Result<Simulation> played = play_of_study(options_, under_it, out.plan);
    if (!played) return played.errors();
    return valued_sides(*played, std::move(out));
  }

  Outcome valued_sides(const Simulation& played, Outcome out) const {
    for (std::size_t s = 0; s < 2; ++s) out.value[s] = played.npv_usd[q_.sides[s].index()];
    return out;
  }

  void tell(const std::string& what) {
    if (options_.progress) options_.progress(what, std::min(0.99, double(made_++) / expected_));
  }

  Result<const Outcome*> disagreement(const GainPair& weight) {
    const auto known = without_.find(planned_with(weight));
    if (known != without_.end()) return &known->second;
    tell("the disagreement");
    last_.reset();
    const Result<Outcome> made = outcome(model_, q_.disagreement, "", planned_with(weight));
    last_.reset();
    if (!made) return made.errors();
    return &without_.emplace(planned_with(weight), *made).first->second;
  }

  const Outcome* agreement(double lever, const GainPair& weight) {
    const std::pair<GainPair, double> key{planned_with(weight), lever};
    if (const auto known = with_.find(key); known != with_.end()) {
      return known->second ? &*known->second : nullptr;
    }
    const std::string name = q_.name(lever);
    tell(name);
    const Result<Model> model = q_.at(lever);
    Result<Outcome> made =
        model ? outcome(*model, q_.agreement, name, planned_with(weight)) : model.errors();
    if (!made && stop_asked(options_)) return nullptr;
    std::optional<Outcome>& kept = with_[key];
    if (made) {
      kept = std::move(*made);
      return &*kept;
    }
    const bool said = std::any_of(out_.failures.begin(), out_.failures.end(),
                                  [&](const Failure& f) { return f.what == name; });
    if (!said) out_.failures.push_back({name, made.errors()});
    return nullptr;
  }

  Risk risk(double weight) const { return {1.0 - weight, weight, out_.tail}; }

  Status find(const GainPair& weight) {
    const Result<const Outcome*> without = disagreement(weight);
    if (!without) {
      if (out_.cases.empty()) return without.errors();
      if (!stop_asked(options_)) {
        out_.failures.push_back(
            {fmt::format("the disagreement with the weights {} and {}", weight[0], weight[1]),
             without.errors()});
      }
      return ok_status();
    }
    std::array<double, 2> at_least{};
    for (std::size_t s = 0; s < 2; ++s) {
      at_least[s] = valued((*without)->value[s], risk(weight[s])).objective_usd;
      if (out_.cases.empty()) out_.sides[s].disagreement_usd = at_least[s];
    }
    ZoneSearch search{grid_, out_.tolerance, {}, options_.stop};
    search.gains = [&](double lever) -> std::optional<GainPair> {
      const Outcome* with = agreement(lever, weight);
      if (!with) return {};
      GainPair gain{};
      for (std::size_t s = 0; s < 2; ++s) {
        gain[s] = valued(with->value[s], risk(weight[s])).objective_usd - at_least[s];
      }
      return gain;
    };
    // What the same plans have shown with other weights needs no work.
    KnownGains known;
    for (const auto& [key, outcome] : with_) {
      if (key.first == planned_with(weight)) known.emplace(key.second, search.gains(key.second));
    }
    BargainCase found{weight, find_zones(search, known), {}};
    for (const BreakEven& e : found.zones.break_even) {
      found.break_even.push_back(interval(e, weight, **without));
    }
    out_.cases.push_back(std::move(found));
    return ok_status();
  }

  // Of the paths: the interval of the gain at the end of the bracket that is nearer to nothing.
  std::optional<Interval> interval(const BreakEven& e, const GainPair& weight,
                                   const Outcome& without) {
    const double nearer = std::abs(e.gain_from) < std::abs(e.gain_to) ? e.from : e.to;
    const Outcome* with = agreement(nearer, weight);
    if (!with || e.slope == 0.0 || e.jumps) return {};
    const auto s = std::size_t(e.side);
    const Estimate gain =
        risk_adjusted_difference(with->value[s], without.value[s], risk(weight[s]), drawn());
    const double half = (gain.high() - gain.mean) / std::abs(e.slope);
    return Interval{e.at - half, e.at + half};
  }

  FuturesOptions drawn() const { return fresh_futures(options_.plan.futures); }

  BargainPoint point(double lever, const Outcome& with, const Outcome& without) const {
    BargainPoint p;
    p.lever = lever;
    p.proven = with.proven && without.proven;
    p.turns = with.turns;
    p.on_grid = std::find(grid_.begin(), grid_.end(), lever) != grid_.end();
    for (std::size_t s = 0; s < 2; ++s) {
      p.value_usd[s] = valued(with.value[s], risk(base_)).objective_usd;
      p.gain_usd[s] =
          risk_adjusted_difference(with.value[s], without.value[s], risk(base_), drawn());
    }
    return p;
  }

  void fill_points() {
    const auto without = without_.find(weights_.front());
    if (without == without_.end()) return;
    for (const auto& [key, with] : with_) {
      if (key.first != weights_.front() || !with) continue;
      out_.points.push_back(point(key.second, *with, without->second));
    }
    if (out_.cases.empty() || !out_.cases.front().zones.whole) return;
    const Zone* best = nullptr;
    for (const Zone& z : out_.cases.front().zones.zones) {
      const auto product = [](const Zone& of) { return of.nash_gain[0] * of.nash_gain[1]; };
      if (!best || product(z) > product(*best)) best = &z;
    }
    for (const BargainPoint& p : out_.points) {
      if (best && p.lever == best->nash) out_.best = p;
    }
  }

  const Model& model_;
  const BargainQuestion& q_;
  const StudyOptions& options_;
  double base_ = 0.0;
  std::vector<double> grid_;
  std::vector<GainPair> weights_;  // of each case
  std::map<GainPair, Outcome> without_;
  std::map<std::pair<GainPair, double>, std::optional<Outcome>> with_;
  std::optional<Plan> last_;  // the last plan that was made: the next one is near it
  double made_ = 0.0, expected_ = 1.0;
  Bargain out_;
};

}  // namespace

Result<Bargain> bargain(const Model& model, const BargainQuestion& question,
                        const StudyOptions& options) {
  return Bargainer(model, question, options).run();
}

}  // namespace offtake
