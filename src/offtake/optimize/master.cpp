#include "offtake/optimize/master.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/optimize/bound.h"

namespace offtake {
namespace {

constexpr int kTries = 3;
// Point and bound of one answer must meet within this, relative to the size of F.
constexpr double kMeet = 1e-6;
constexpr int kIdleSolves = 30;

bool finite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

Diagnostic fault(std::string what) {
  Diagnostic d;
  d.code = "E0960";
  d.what = std::move(what);
  d.mend = "see that the rows which must hold do not contradict each other; else report this";
  return d;
}

}  // namespace

Master::Master(const Domain& domain, const RowPool& rows, const CutPool& cuts, const Solver& solver,
               std::vector<std::string>& incidents)
    : domain_(domain), rows_(rows), cuts_(cuts), solver_(solver), incidents_(incidents) {
  for (std::size_t j = 0; j < domain.lower.size(); ++j) units_.column.push_back(reach(domain, j));
}

void Master::reopen() {
  LinearProgram program;
  program.maximize = true;
  for (std::size_t j = 0; j < units_.column.size(); ++j) {
    program.add_column(0.0, domain_.lower[j] / units_.column[j],
                       domain_.upper[j] / units_.column[j]);
  }
  program.add_column(1.0, -kInfinity, kInfinity);
  session_ = solver_.open(program);
  refs_.clear();
  violations_.clear();
  rows_taken_ = cuts_taken_ = 0;
  theta_ = cuts_.size() > 0;
  if (!theta_) {  // elastic costs alone
    session_->set_column_bounds(static_cast<int>(units_.column.size()), 0.0, 0.0);
    return;
  }
  choose_units(units_, cuts_[0], domain_);
}

void Master::add_cut(std::size_t cut) {
  const ProgramRow row = cut_row(units_, cuts_[cut]);
  session_->add_row(row.least, row.most, row.entries);
  refs_.push_back({Kind::cut, cut});
  in_use_.resize(cuts_.size(), 0);
  in_use_[cut] = 1;
}

void Master::add_row(std::size_t index) {
  const ProgramRow row = domain_row(units_, rows_, index, violations_, [&](double cost) {
    return session_->add_column(cost, 0.0, kInfinity);
  });
  session_->add_row(row.least, row.most, row.entries);
  refs_.push_back({Kind::row, index});
}

void Master::set_box(const Box& box) {
  for (std::size_t j = 0; j < units_.column.size(); ++j) {
    session_->set_column_bounds(static_cast<int>(j), box.lower[j] / units_.column[j],
                                box.upper[j] / units_.column[j]);
  }
}

// A cut that is out still counts: where the program's answer passes one, it is taken in again.
void Master::drop_idle_cuts() {
  if (refs_.size() < 2 * units_.column.size() + 100) return;
  std::vector<int> idle;
  for (std::size_t i = 0; i < refs_.size(); ++i) {
    if (refs_[i].kind == Kind::cut && refs_[i].idle > kIdleSolves) {
      idle.push_back(static_cast<int>(i));
      in_use_[refs_[i].index] = 0;
    }
  }
  if (idle.empty()) return;
  session_->delete_rows(idle);
  refs_.erase(
      std::remove_if(refs_.begin(), refs_.end(),
                     [](const Ref& r) { return r.kind == Kind::cut && r.idle > kIdleSolves; }),
      refs_.end());
}

Result<Master::Answer> Master::solve_once(const Box& box) {
  if (!session_ || (!theta_ && cuts_.size() > 0)) reopen();
  while (rows_taken_ < rows_.all().size()) add_row(rows_taken_++);
  while (cuts_taken_ < cuts_.size()) add_cut(cuts_taken_++);
  set_box(box);
  drop_idle_cuts();
  while (true) {
    auto solution = session_->solve({});
    if (!solution) return solution.errors();
    if (solution->x.size() < units_.column.size() || !finite(solution->x)) {
      return fault("the solver's point is no number");
    }
    Answer answer;
    answer.x.resize(units_.column.size());
    for (std::size_t j = 0; j < units_.column.size(); ++j) {
      double u = solution->x[j];
      // A vertex lies on its bounds but for the solver's rounding.
      for (const double at : {box.lower[j], box.upper[j]}) {
        if (std::abs(u - at / units_.column[j]) < 1e-10) u = at / units_.column[j];
      }
      answer.x[j] = std::clamp(u * units_.column[j], box.lower[j], box.upper[j]);
    }
    if (cuts_.size() == 0) return answer;
    const auto lowest = cuts_.lowest(answer.x);
    if (!in_use_[lowest.cut]) {
      add_cut(lowest.cut);
      continue;
    }
    answer.model = lowest.value - rows_.penalty(answer.x);
    answer.weight.assign(cuts_.size(), 0.0);
    answer.row_dual.assign(rows_.all().size(), 0.0);
    for (std::size_t i = 0; i < std::min(refs_.size(), solution->row_dual.size()); ++i) {
      const double dual = solution->row_dual[i];
      if (refs_[i].kind == Kind::cut) {
        answer.weight[refs_[i].index] = dual;
        refs_[i].idle = dual > 0.0 ? 0 : refs_[i].idle + 1;
      } else {
        answer.row_dual[refs_[i].index] = dual * units_.unit / rows_.size(refs_[i].index);
      }
    }
    const BoundProblem whole{domain_.lower, domain_.upper, rows_.all(), cuts_.all()};
    const BoundProblem boxed{box.lower, box.upper, rows_.all(), cuts_.all()};
    answer.bound = safe_bound(whole, answer.weight, answer.row_dual, answer.x);
    answer.box_bound = safe_bound(boxed, answer.weight, answer.row_dual, answer.x);
    return answer;
  }
}

std::string Master::doubt(const Answer& answer) const {
  if (!rows_.feasible(answer.x)) return "the master's point violates a row";
  if (cuts_.size() == 0) return "";
  const double apart = answer.box_bound - answer.model;
  const double size = std::max({1.0, std::abs(answer.model), 1e3 * units_.unit});
  if (apart <= kMeet * size) return "";
  return fmt::format("point and duals of the master do not meet: {:.3g} apart at {:.6g}", apart,
                     answer.model);
}

Result<Master::Answer> Master::solve(const Box& box) {
  std::string last;
  Result<Answer> best = fault("");
  for (int attempt = 0; attempt < kTries; ++attempt) {
    auto answer = solve_once(box);
    last = answer ? doubt(*answer) : answer.errors().front().what;
    if (last.empty()) return answer;
    incidents_.push_back(fmt::format("{}; solved again from a fresh program", last));
    if (answer && (!best || answer->box_bound - answer->model < best->box_bound - best->model)) {
      best = std::move(answer);
    }
    session_.reset();
  }
  if (best && (cuts_.size() > 0))
    return best;  // not the best point or bound, but a point and a bound
  return fault(fmt::format("the master program cannot be solved: {}", last));
}

}  // namespace offtake
