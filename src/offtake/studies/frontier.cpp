#include "offtake/studies/frontier.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "offtake/base/text.h"

namespace offtake {
namespace {

constexpr double kSame = 1e-9;  // of the size of a coordinate: rounding
constexpr double kOnChord = 1e-6;
constexpr std::size_t kNear = 2;  // plans that the next begins with

// The limit by provider that the model has, or one over the second half of the clock.
Concentration& limit_of(Model& model) {
  for (Concentration& c : model.planner.concentration) {
    if (c.by == Concentration::By::provider) return c;
  }
  Concentration c;
  c.by = Concentration::By::provider;
  c.from_month = model.clock.begin_of(model.clock.steps / 2);
  c.until_month = model.clock.end();
  model.planner.concentration.push_back(c);
  return model.planner.concentration.back();
}

// Those that could have a share, in force or offered.
std::size_t providers(const Model& model) {
  std::set<PartyId> all;
  for (const Agreement& a : model.agreements) {
    if (!a.delivery()) continue;
    const bool build = std::holds_alternative<BuildTerms>(a.terms);
    if (a.first == model.planner.party) all.insert(build ? a.first : a.second);
  }
  return std::max<std::size_t>(1, all.size());
}

// Work of the planner that is not done costs `more` of what it brings where it is done, on top: by
// base values at the start, moving as its own cost of being short does, or else as its revenue.
void raise_shortage(Model& model, double more) {
  const double start = model.clock.start_month;
  for (Workload& w : model.workloads) {
    if (w.party != model.planner.party) continue;
    Series& cost = w.shortage_usd_per_h100e_month;
    const double revenue = base_value(w.revenue_usd_per_h100e_month, start);
    const double own = base_value(cost, start);
    double factor = more;
    if (own > 0.0) {
      factor = 1.0 + more * (revenue + own) / own;
    } else {
      cost = w.revenue_usd_per_h100e_month;
      w.shortage_is_cash = false;
    }
    for (Series::Point& point : cost.points) point.value *= factor;
  }
}

struct Range {
  double first = 0.0, last = 1.0;
};

class Walk {
 public:
  Walk(const Model& model, StrategyId strategy, const StudyOptions& options)
      : model_(model), strategy_(strategy), options_(options) {}

  Frontier run(FrontierOver over, std::int64_t points) {
    out_.over = over;
    if (over == FrontierOver::concentration) out_.from_month = limit_of(model_).from_month;
    const auto [first, last] = range();
    for (std::int64_t i = 0; i < points && out_.whole; ++i) {
      const double share = double(i) / double(points - 1);
      const double at = i + 1 == points ? last : first + share * (last - first);
      if (options_.progress) {
        options_.progress(fmt::format("{:.3g}", at), double(i) / double(points));
      }
      add(at);
      // What is stricter than a share that cannot be kept cannot be kept either.
      if (!out_.points.empty() && out_.points.back().missed) break;
    }
    return std::move(out_);
  }

 private:
  Range range() const {
    if (out_.over == FrontierOver::risk) return {0.0, 1.0};
    if (out_.over == FrontierOver::shortage) return {0.0, kMostShortage};
    return {1.0, 1.0 / double(providers(model_))};
  }

  // Nothing where it fails or is stopped.
  std::optional<PlanResult> plan(double at) {
    Model changed = model_;
    PlanJob job{"", changed, strategy_, options_.plan};
    job.options.near = near_;
    if (out_.over == FrontierOver::risk) {
      job.options.risk_weight = at;
    } else if (out_.over == FrontierOver::concentration) {
      Concentration& limit = limit_of(changed);
      limit.most = at;
      job.variant = fmt::format("concentration by provider most {} from {}", at, limit.from_month);
    } else if (at > 0.0) {
      raise_shortage(changed, at);
      job.variant = fmt::format("unmet work dearer by {}", at);
    }
    Result<PlanResult> made = plan_of_study(options_, job);
    if (made && at > 0.0 && out_.over == FrontierOver::shortage) {
      // Valued as the model has it.
      made->model = under(model_, strategy_);
      Result<Simulation> played = play_of_study(options_, made->model, made->plan);
      if (!played)
        made = played.errors();
      else
        made->played = std::move(*played);
    }
    if (made) return std::move(*made);
    out_.whole = !stop_asked(options_);
    if (out_.whole) out_.failures.push_back({fmt::format("{}", at), made.errors()});
    return std::nullopt;
  }

  void add(double at) {
    std::optional<PlanResult> made = plan(at);
    if (!made) return;
    near_.insert(near_.begin(), made->plan);
    if (near_.size() > kNear) near_.resize(kNear);
    FrontierPoint p;
    p.at = at;
    p.sample = made->in_sample;
    p.fresh = measured(made->model, *made->played, made->risk, options_.plan.futures);
    const bool risk = out_.over == FrontierOver::risk;
    p.safety = risk                                  ? p.fresh.cvar_usd.mean
               : out_.over == FrontierOver::shortage ? 1.0 - p.fresh.outcome.short_share
                                                     : -at;
    p.reward = risk ? p.fresh.mean_usd.mean : p.fresh.objective_usd.mean;
    p.signed_now_mw = signed_now_mw(*made);
    p.gap = made->method.gap;
    p.end = made->method.end;
    p.missed = out_.over == FrontierOver::concentration && !violations(*made).empty();
    made->played = made->nothing_played = made->alone_played = std::nullopt;
    p.plan = std::make_shared<const PlanResult>(std::move(*made));
    out_.points.push_back(std::move(p));
  }

  Model model_;
  StrategyId strategy_;
  const StudyOptions& options_;
  std::vector<Plan> near_;  // the last ones first
  Frontier out_;
};

struct Sizes {
  double safety = 0.0, reward = 0.0;
};

// 1: a is better, −1: b, 0: neither or both alike.
int compare(double a, double b, double size) {
  return std::abs(a - b) <= kSame * size ? 0 : a > b ? 1 : -1;
}

void find_behind(Frontier& f) {
  Sizes size;
  for (const FrontierPoint& p : f.points) {
    size.safety = std::max(size.safety, std::abs(p.safety));
    size.reward = std::max(size.reward, std::abs(p.reward));
  }
  for (std::size_t i = 0; i < f.points.size(); ++i) {
    FrontierPoint& p = f.points[i];
    for (std::size_t j = 0; j < f.points.size() && p.behind < 0; ++j) {
      const FrontierPoint& q = f.points[j];
      if (i == j || p.missed || q.missed) continue;
      const int safer = compare(q.safety, p.safety, size.safety);
      const int richer = compare(q.reward, p.reward, size.reward);
      const bool same = safer == 0 && richer == 0;
      if (same ? j > i : safer < 0 || richer < 0) continue;
      p.behind = static_cast<int>(j);
      p.same = same;
    }
  }
}

Frontier::Step step(const Frontier& f, std::size_t to, const FuturesOptions& futures) {
  const Measured &a = f.points[f.boldest].fresh, &b = f.points[to].fresh;
  if (f.over == FrontierOver::risk) {
    return {paired_difference(a.value_usd, b.value_usd, futures),
            paired_difference(b.tail_usd, a.tail_usd, futures)};
  }
  return {paired_difference(a.adjusted_usd, b.adjusted_usd, futures), {}};
}

void find_knee(Frontier& f, const FuturesOptions& futures) {
  std::vector<std::size_t> on;
  for (std::size_t i = 0; i < f.points.size(); ++i) {
    if (f.points[i].behind < 0 && !f.points[i].missed) on.push_back(i);
  }
  if (on.empty()) return;
  const auto at = [&](std::size_t i) -> const FrontierPoint& { return f.points[i]; };
  f.boldest = *std::max_element(on.begin(), on.end(),
                                [&](auto a, auto b) { return at(a).reward < at(b).reward; });
  f.safest = *std::max_element(on.begin(), on.end(),
                               [&](auto a, auto b) { return at(a).safety < at(b).safety; });
  if (f.boldest == f.safest) return;
  f.to_safest = step(f, f.safest, futures);
  const FrontierPoint &bold = at(f.boldest), &safe = at(f.safest);
  for (const std::size_t i : on) {
    const double s = (at(i).safety - bold.safety) / (safe.safety - bold.safety);
    const double r = (at(i).reward - safe.reward) / (bold.reward - safe.reward);
    const double beyond = (s + r - 1.0) / std::sqrt(2.0);  // (1)
    if (beyond <= std::max(f.knee_distance, kOnChord)) continue;
    f.knee = i;
    f.knee_distance = beyond;
  }
  if (f.knee) f.to_knee = step(f, *f.knee, futures);
}

}  // namespace

Frontier frontier(const Model& model, StrategyId strategy, FrontierOver over, std::int64_t points,
                  const StudyOptions& options) {
  Frontier out = Walk(model, strategy, options).run(over, points);
  find_behind(out);
  find_knee(out, options.plan.futures);
  return out;
}

}  // namespace offtake
