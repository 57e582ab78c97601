#include "offtake/plan/reach.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "offtake/plan/explain_limits.h"

namespace offtake {
namespace {

// A target that nothing can reach, so that each date has its rows.
constexpr double kBeyondMw = 1e9;
constexpr double kNoDual = 1e-9;  // MW per unit: rounding
constexpr double kWorthNothingUsd = 1.0;

bool must_hold(const Limit& limit) { return limit.violation_cost == 0.0; }

// Of an offer that is signed as a whole: it has no MW.
bool is_whole(const Limit& limit, const Columns& columns) {
  for (std::size_t s = 0; s < limit.per_mw.size(); ++s) {
    const auto first = std::size_t(columns.slots[s].first_column);
    if (limit.per_mw[s] != 0.0) return columns.columns[first].whole;
  }
  return false;
}

double unit_of(const LimitGroup& group) {
  return group.unit == LimitUnit::usd ? kUsdPerBudgetUnit : 1.0;
}

LimitGroup group_of(const Limit& limit, const Model& model) {
  using Kind = LimitGroup::Kind;
  LimitGroup out;
  out.key_path = limit.key_path;
  out.year = limit.year;
  switch (limit.of) {
    case Limit::Of::total:
      out.kind = Kind::offer;
      out.name = limit.name.substr(limit.name.rfind(' ') + 1);
      break;
    case Limit::Of::exercise:
      out.kind = Kind::option;
      out.name = limit.name;
      break;
    case Limit::Of::budget:
      out.kind = Kind::budget;
      out.name = limit.year > 0 ? "budget" : limit.name;
      out.unit = LimitUnit::usd;
      break;
    default:
      out.kind = Kind::resource;
      out.name = limit.resource.valid() ? model.at(limit.resource).name : limit.name;
  }
  return out;
}

auto order_of(const LimitGroup& g) { return std::tie(g.kind, g.name, g.key_path, g.year); }

// Of each limit that belongs to one.
std::map<std::size_t, LimitGroup> groups_of(const std::vector<Limit>& limits, const Model& model,
                                            const Columns& columns) {
  std::map<std::size_t, LimitGroup> out;
  for (std::size_t l = 0; l < limits.size(); ++l) {
    if (!is_whole(limits[l], columns)) out.emplace(l, group_of(limits[l], model));
  }
  return out;
}

class Reacher {
 public:
  Reacher(const PlanProblem& problem, const std::vector<double>& months, const Solver& solver,
          const ReachOptions& options)
      : problem_(problem), options_(options) {
    Model model = problem.model;
    model.planner.concentration.clear();
    model.planner.targets.clear();
    for (const double month : months) model.planner.targets.push_back({month, kBeyondMw});
    std::vector<Limit> limits = make_limits(model, problem.signed_already, problem.columns);
    for (Limit& limit : limits) {
      if (must_hold(limit)) {
        held_.push_back(std::move(limit));
      } else if (counting_.empty() || counting_.back().front().index != limit.index) {
        counting_.push_back({std::move(limit)});
      } else {
        counting_.back().push_back(std::move(limit));
      }
    }
    OFFTAKE_CHECK(counting_.size() == months.size(), std::string("a date without a row"));
    group_ = groups_of(held_, model, problem.columns);
    open_program(solver);
  }

  Result<Reach> at(std::size_t date) {
    set_date(date);
    const Result<LpSolution> best = session_->solve({});
    if (!best) return best.errors();
    Reach out;
    out.mw = best->x[std::size_t(most_)];
    out.in_force_mw = kInfinity;
    for (const Limit& way : counting_[date]) {
      out.in_force_mw = std::min(out.in_force_mw, way.most + kBeyondMw);
    }
    for (std::size_t s = 0; s < columns_.size(); ++s) {
      out.x.push_back(std::max(0.0, best->x[std::size_t(columns_[s])]));
      out.at.push_back(-counting_[date].front().per_mw[s] * out.x[s]);
    }
    if (!options_.worth) return out;
    return with_uses(std::move(out), *best);
  }

 private:
  void open_program(const Solver& solver) {
    LinearProgram program;
    program.maximize = true;
    for (const Slot& slot : problem_.columns.slots) {
      OFFTAKE_CHECK(slot.cells == 1, std::string("more than one cell"));
      const bool open = problem_.domain.domain.upper[std::size_t(slot.first_column)] > 0.0;
      columns_.push_back(program.add_column(0.0, 0.0, open ? kInfinity : 0.0));
    }
    most_ = program.add_column(1.0, 0.0, kInfinity);
    for (const Limit& limit : held_) program.add_row(-kInfinity, limit.most, entries(limit, false));
    session_ = solver.open(program);
  }

  std::vector<LinearProgram::Entry> entries(const Limit& limit, bool counts) const {
    std::vector<LinearProgram::Entry> out;
    for (std::size_t s = 0; s < limit.per_mw.size(); ++s) {
      if (limit.per_mw[s] != 0.0) out.push_back({columns_[s], limit.per_mw[s]});
    }
    if (counts) out.push_back({most_, 1.0});
    return out;
  }

  // The rows of (1) are those after the limits.
  void set_date(std::size_t date) {
    std::vector<int> old;
    for (std::size_t r = held_.size(); r < session_->program().rows(); ++r) {
      old.push_back(static_cast<int>(r));
    }
    if (!old.empty()) session_->delete_rows(old);
    for (const Limit& way : counting_[date]) {
      session_->add_row(-kInfinity, way.most + kBeyondMw, entries(way, true));
    }
  }

  Result<Reach> with_uses(Reach out, const LpSolution& best) {
    std::map<std::size_t, double> dual;  // [use]
    std::vector<std::vector<std::size_t>> limits_of;
    for (const auto& [l, group] : group_) {
      const auto known = std::find_if(out.uses.begin(), out.uses.end(), [&](const GroupUse& u) {
        return order_of(u.group) == order_of(group);
      });
      const auto u = std::size_t(known - out.uses.begin());
      if (known == out.uses.end()) {
        out.uses.push_back({group, 0.0, 0.0, 0.0});
        limits_of.emplace_back();
      }
      limits_of[u].push_back(l);
      note_use(held_[l], out.x, out.uses[u]);
      dual[u] += std::abs(best.row_dual[l]);
    }
    for (std::size_t u = 0; u < out.uses.size(); ++u) {
      if (dual[u] <= kNoDual) continue;
      const Result<double> worth = worth_of(limits_of[u], out);
      if (!worth) return worth.errors();
      out.uses[u].worth_mw = *worth / unit_of(out.uses[u].group);
    }
    std::stable_sort(out.uses.begin(), out.uses.end(), [](const GroupUse& a, const GroupUse& b) {
      return order_of(a.group) < order_of(b.group);
    });
    return out;
  }

  // Of a group with several dates, that at which the least is left.
  void note_use(const Limit& limit, const std::vector<double>& x, GroupUse& use) const {
    const double unit = unit_of(use.group);
    const bool share = is_share(limit);
    const double size = share ? limit.most : limit.written;
    double used = share ? 0.0 : limit.written - limit.most + limit.over;
    for (std::size_t s = 0; s < x.size(); ++s) used += limit.per_mw[s] * x[s];
    const bool first = use.used == 0.0 && use.limit == 0.0;
    const bool nearer = used * use.limit >= use.used * size * unit;
    if (!first && !nearer) return;
    use.used = used * unit;
    use.limit = size * unit;
  }

  // MW per unit of the rows.
  Result<double> worth_of(const std::vector<std::size_t>& limits, const Reach& now) {
    double step = 0.0;
    for (const std::size_t l : limits) {
      step = std::max(step, std::max(1.0, options_.step * held_[l].most));
    }
    const auto set = [&](double more) {
      for (const std::size_t l : limits) {
        session_->set_row_bounds(static_cast<int>(l), -kInfinity, held_[l].most + more);
      }
    };
    set(step);
    const Result<LpSolution> better = session_->solve({});
    set(0.0);
    if (!better) return better.errors();
    return std::max(0.0, better->x[std::size_t(most_)] - now.mw) / step;
  }

  const PlanProblem& problem_;
  ReachOptions options_;
  std::vector<Limit> held_;
  std::vector<std::vector<Limit>> counting_;  // [date][way]
  std::map<std::size_t, LimitGroup> group_;   // [limit held]
  std::vector<int> columns_;                  // [slot]
  int most_ = 0;
  std::unique_ptr<LpSession> session_;
};

}  // namespace

Result<std::vector<Reach>> reach(const PlanProblem& problem, const std::vector<double>& months,
                                 const Solver& solver, const ReachOptions& options) {
  Reacher reacher(problem, months, solver, options);
  std::vector<Reach> out;
  for (std::size_t date = 0; date < months.size(); ++date) {
    Result<Reach> one = reacher.at(date);
    if (!one) return one.errors();
    out.push_back(std::move(*one));
  }
  return out;
}

std::vector<GroupWorth> worth_of_limits(const PlanResult& plan) {
  std::map<std::pair<std::string, std::string>, LimitGroup> named;
  for (const Limit& limit : make_limits(plan.model, plan.signed_already, plan.columns)) {
    if (must_hold(limit) && !is_whole(limit, plan.columns)) {
      named.emplace(std::pair(limit.name, limit.key_path), group_of(limit, plan.model));
    }
  }
  std::vector<GroupWorth> out;
  for (std::size_t r = 0; r < plan.method.row_dual.size(); ++r) {
    const auto group = named.find({plan.rows[r].name, plan.rows[r].key_path});
    if (group == named.end()) continue;
    const double usd = std::abs(plan.method.row_dual[r]);
    const auto known = std::find_if(out.begin(), out.end(), [&](const GroupWorth& w) {
      return order_of(w.group) == order_of(group->second);
    });
    if (known == out.end()) {
      out.push_back({group->second, usd});
    } else {
      known->usd += usd;
    }
  }
  std::erase_if(out, [](const GroupWorth& w) { return w.usd < kWorthNothingUsd; });
  for (GroupWorth& w : out) w.usd /= unit_of(w.group);
  return out;
}

double worth_of_targets(const PlanResult& plan) {
  double usd = 0.0;
  for (std::size_t r = 0; r < plan.method.row_dual.size(); ++r) {
    if (plan.rows[r].key_path == kTargetKey) usd += -plan.method.row_dual[r];
  }
  return usd;
}

}  // namespace offtake
