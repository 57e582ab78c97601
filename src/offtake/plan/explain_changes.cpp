#include <algorithm>
#include <cmath>
#include <map>

#include "offtake/plan/explain_limits.h"
#include "offtake/plan/explain_relax.h"

namespace offtake {
namespace {

constexpr double kClearlySmaller = 0.99;
constexpr int kDinkelbachSteps = 20;

// Away from `from`, to four digits; what is a number of four digits but for rounding stays it.
double rounded_outward(double value, bool up) {
  if (value == 0.0 || !std::isfinite(value)) return value;
  const double digits = std::pow(10.0, 3.0 - std::floor(std::log10(std::abs(value))));
  const double scaled = value * digits, rounding = 1e-9 * std::abs(scaled);
  return (up ? std::ceil(scaled - rounding) : std::floor(scaled + rounding)) / digits;
}

class Helper {
 public:
  Helper(const PlanProblem& problem, const Solver& solver)
      : problem_(problem),
        limits_(limits_of(problem.model)),
        halved_(limits_of(with_half_shares(problem.model))),
        scale_(scales()),
        relaxation_(problem, limits_, scale_, solver) {}

  Result<Remedy> run() {
    const std::vector<char> all(limits_.size(), 1);
    const auto both = relaxation_.solve(all, movable(Way::Which::both));
    if (!both) return both.errors();
    Remedy out;
    if (both->size <= kGivesWay) return out;
    double least = kInfinity;
    for (const Way::Which which : {Way::Which::ask_less, Way::Which::allow_more}) {
      const auto answer = relaxation_.solve(all, movable(which));
      if (!answer) return answer.errors();
      if (!answer->possible) continue;
      out.ways.push_back(way_of(which, *answer));
      least = std::min(least, answer->size);
    }
    if (both->size < kClearlySmaller * least) {
      out.ways.push_back(way_of(Way::Which::both, *both));
    }
    Status done = find_conflict(*both, out.conflict);
    if (!done) return done.errors();
    return out;
  }

 private:
  // Offers that are signed as a whole have no part in other limits.
  std::vector<Limit> limits_of(const Model& model) const {
    std::vector<Limit> all = make_limits(model, problem_.signed_already, problem_.columns);
    std::erase_if(all, [&](const Limit& limit) {
      if (limit.of != Limit::Of::total) return false;
      for (std::size_t s = 0; s < limit.per_mw.size(); ++s) {
        if (limit.per_mw[s] != 0.0) return !model.at(problem_.columns.slots[s].offer).delivery();
      }
      return true;
    });
    return all;
  }

  static Model with_half_shares(Model model) {
    for (Concentration& c : model.planner.concentration) c.most /= 2.0;
    return model;
  }

  std::vector<double> scales() const {
    std::vector<double> out;
    for (const Limit& limit : limits_) {
      double reach = 0.0;
      for (std::size_t s = 0; s < limit.per_mw.size(); ++s) {
        const auto column = std::size_t(problem_.columns.slots[s].first_column);
        reach =
            std::max(reach, std::abs(limit.per_mw[s]) * problem_.columns.columns[column].most_mw);
      }
      const bool has_size = !is_share(limit) && limit.written > 0.0;
      out.push_back(has_size ? limit.written : std::max(reach, 1e-3));
    }
    return out;
  }

  // Options are as they were agreed.
  std::vector<char> movable(Way::Which which) const {
    std::vector<char> out;
    for (const Limit& limit : limits_) {
      const Way::Which own =
          limit.violation_cost > 0.0 ? Way::Which::ask_less : Way::Which::allow_more;
      out.push_back(limit.of != Limit::Of::exercise && (which == Way::Which::both || which == own));
    }
    return out;
  }

  Way way_of(Way::Which which, const Relaxation::Answer& answer) const {
    Way way{which, answer.size, {}};
    std::map<std::string, std::size_t> shares;  // one number for all dates and owners
    for (std::size_t l = 0; l < limits_.size(); ++l) {
      const Limit& limit = limits_[l];
      if (answer.by[l] <= kGivesWay * scale_[l]) continue;
      LimitChange change = limit.of == Limit::Of::concentration
                               ? share_change(limit, answer.x)
                               : amount_change(limit, answer.by[l]);
      if (limit.of == Limit::Of::concentration) {
        const auto [at, fresh] = shares.emplace(limit.key_path, way.changes.size());
        if (!fresh) {
          if (change.to > way.changes[at->second].to) way.changes[at->second] = std::move(change);
          continue;
        }
      }
      way.changes.push_back(std::move(change));
    }
    return way;
  }

  static LimitChange amount_change(const Limit& limit, double by) {
    LimitChange change{named_limit(limit), 0.0, 0.0};
    const double unit = limit.of == Limit::Of::budget ? kUsdPerBudgetUnit : 1.0;
    const double to = limit.written + (limit.at_least ? -by : by + limit.over);
    change.to = rounded_outward(std::max(0.0, to) * unit, !limit.at_least);
    change.by = std::abs(change.to - change.limit.value);
    return change;
  }

  // A row of a limit on a share is own − share · all (MW), so that of half the share says what all
  // is. The share must be the largest own / all of any sequence (Dinkelbach, On nonlinear
  // fractional programming, Management Science 13, 1967).
  LimitChange share_change(const Limit& limit, const std::vector<double>& x) const {
    const auto half = std::find_if(halved_.begin(), halved_.end(), [&](const Limit& other) {
      return other.name == limit.name && other.key_path == limit.key_path;
    });
    OFFTAKE_CHECK(half != halved_.end(), limit.name);
    const Limit all = sum(2.0 / limit.written, *half, -2.0 / limit.written, limit);
    double share = limit.written;
    for (int i = 0; i < kDinkelbachSteps; ++i) {
      const Limit at = sum(1.0, limit, limit.written - share, all);
      const Relaxation::Worst worst = relaxation_.worst(at, x);
      if (worst.by <= kGivesWay) break;
      share += worst.by / value(all, x, worst.sequence);
    }
    LimitChange change{named_limit(limit), 0.0, std::min(1.0, rounded_outward(share, true))};
    change.by = change.to - change.limit.value;
    return change;
  }

  static Limit sum(double a, const Limit& first, double b, const Limit& second) {
    Limit out = first;
    for (std::size_t s = 0; s < out.per_mw.size(); ++s) {
      out.per_mw[s] = a * first.per_mw[s] + b * second.per_mw[s];
    }
    out.most = a * first.most + b * second.most;
    return out;
  }

  double value(const Limit& limit, const std::vector<double>& x, std::size_t sequence) const {
    double sum = -limit.most;
    for (std::size_t s = 0; s < limit.per_mw.size(); ++s) {
      const Slot& slot = problem_.columns.slots[s];
      const int cell = slot.cells > 1 ? problem_.sequences[sequence][std::size_t(slot.epoch)] : 0;
      sum += limit.per_mw[s] * x[std::size_t(slot.first_column + cell)];
    }
    return sum;
  }

  // The duals of the least violation prove that the limits they rest on contradict each other; of
  // those each is left out that can be (a deletion filter: Chinneck & Dravnieks, Locating minimal
  // infeasible constraint sets in linear programs, ORSA J. Computing 3, 1991).
  Status find_conflict(const Relaxation::Answer& both, std::vector<NamedLimit>& out) const {
    std::vector<char> in(limits_.size(), 0);
    for (std::size_t l = 0; l < in.size(); ++l) in[l] = both.force[l] > 0.0;
    for (std::size_t l = 0; l < in.size(); ++l) {
      if (!in[l]) continue;
      in[l] = 0;
      const auto without = relaxation_.solve(in, in);
      if (!without) return without.errors();
      if (without->size <= kGivesWay) in[l] = 1;
    }
    for (std::size_t l = 0; l < in.size(); ++l) {
      if (in[l]) out.push_back(named_limit(limits_[l]));
    }
    return ok_status();
  }

  const PlanProblem& problem_;
  std::vector<Limit> limits_, halved_;
  std::vector<double> scale_;  // [limit]
  Relaxation relaxation_;
};

}  // namespace

Result<Remedy> what_would_help(const PlanProblem& problem, const Solver& solver) {
  return Helper(problem, solver).run();
}

}  // namespace offtake
