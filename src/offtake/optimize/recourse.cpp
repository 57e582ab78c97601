#include "offtake/optimize/recourse.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/optimize/dual_value.h"

namespace offtake {
namespace {

constexpr double kProofTolerance = 1e-7;  // between primal and dual value, relative
constexpr double kDualTolerance = 1e-6;   // of a reduced cost with the wrong sign, relative

Diagnostic fault(const char* code, std::string what, std::string mend) {
  Diagnostic d;
  d.code = code;
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

}  // namespace

Recourse::Recourse(const TwoStage& program, const RecourseShape& shape, const Solver& solver,
                   Measure measure, double price)
    : program_(program),
      shape_(shape),
      solver_(solver),
      measure_(measure),
      price_(price),
      sign_(program.core.maximize ? -1.0 : 1.0) {}

Result<Recourse::Answer> Recourse::solve(const TwoStage::Scenario& scenario,
                                         const std::vector<double>& x, double* slope) {
  load(scenario, x);
  Result<LpSolution> s = session_->solve({});
  if (s && !proven(*s)) {  // once more, cold
    session_.reset();
    open();
    s = session_->solve({});
  }
  if (!s && s.errors().front().code == "E0951") {
    return fault("E1121",
                 fmt::format("the recourse of scenario {} is unbounded", quote(scenario.name)),
                 "bound its columns");
  }
  if (!s) return s.errors();
  if (Status proof = proven(*s); !proof) return proof.errors();

  const LinearProgram& core = program_.core;
  std::fill(slope, slope + x.size(), 0.0);
  double loss = s->objective;
  if (measure_ == Measure::loss) loss += first_stage_loss(scenario, x, slope);
  for (std::size_t i = 0; i < shape_.rows.size(); ++i) {
    const auto row = std::size_t(shape_.rows[i]);
    for (auto e = std::size_t(core.start[row]); e < std::size_t(core.start[row + 1]); ++e) {
      const auto c = std::size_t(core.column[e]);
      if (program_.second_column[c]) continue;
      slope[shape_.stages.within[c]] += s->row_dual[i] * value_[e];
    }
  }
  return Answer{-loss, paid_for(*s)};
}

double Recourse::first_stage_loss(const TwoStage::Scenario& scenario, const std::vector<double>& x,
                                  double* slope) const {
  const LinearProgram& core = program_.core;
  const double total = shape_.total_probability;
  double loss = sign_ * (core.offset / total + scenario.offset);
  for (std::size_t j = 0; j < x.size(); ++j) {
    const auto c = std::size_t(shape_.stages.first_columns[j]);
    const double cost = sign_ * (core.cost[c] / total + (cost_[c] - core.cost[c]));
    loss += cost * x[j];
    slope[j] -= cost;
  }
  return loss;
}

void Recourse::load(const TwoStage::Scenario& scenario, const std::vector<double>& x) {
  const LinearProgram& core = program_.core;
  cost_ = core.cost;
  lower_ = core.lower;
  upper_ = core.upper;
  value_ = core.value;
  std::vector<double> least = core.row_lower, most = core.row_upper;
  for (const TwoStage::Cost& c : scenario.costs) cost_[std::size_t(c.column)] = c.value;
  if (measure_ == Measure::violation) std::fill(cost_.begin(), cost_.end(), 0.0);
  for (const TwoStage::Entry& e : scenario.entries) value_[std::size_t(e.at)] = e.value;
  for (const TwoStage::Bounds& b : scenario.columns) {
    lower_[std::size_t(b.index)] = b.least;
    upper_[std::size_t(b.index)] = b.most;
  }
  for (const TwoStage::Bounds& b : scenario.rows) {
    least[std::size_t(b.index)] = b.least;
    most[std::size_t(b.index)] = b.most;
  }
  least_.resize(shape_.rows.size());
  most_.resize(shape_.rows.size());
  for (std::size_t i = 0; i < shape_.rows.size(); ++i) {
    const auto row = std::size_t(shape_.rows[i]);
    double activity = 0.0;
    for (auto e = std::size_t(core.start[row]); e < std::size_t(core.start[row + 1]); ++e) {
      const auto c = std::size_t(core.column[e]);
      if (!program_.second_column[c]) {
        activity += value_[e] * x[std::size_t(shape_.stages.within[c])];
      }
    }
    least_[i] = least[row] - activity;
    most_[i] = most[row] - activity;
  }
  session_ ? load_costs_and_bounds() : open();
}

std::vector<LinearProgram::Entry> Recourse::entries_of(std::size_t i) const {
  const LinearProgram& core = program_.core;
  const auto row = std::size_t(shape_.rows[i]);
  std::vector<LinearProgram::Entry> out;
  for (auto e = std::size_t(core.start[row]); e < std::size_t(core.start[row + 1]); ++e) {
    const auto c = std::size_t(core.column[e]);
    if (program_.second_column[c]) out.push_back({shape_.stages.within[c], value_[e]});
  }
  int column = static_cast<int>(shape_.stages.second_columns.size());
  for (const int of : elastic_row_) {
    if (of == static_cast<int>(i)) out.push_back({column, 1.0});
    if (of == -1 - static_cast<int>(i)) out.push_back({column, -1.0});
    ++column;
  }
  return out;
}

void Recourse::open() {
  LinearProgram p;
  for (const int c : shape_.stages.second_columns) {
    const auto j = std::size_t(c);
    p.add_column(sign_ * cost_[j], lower_[j], upper_[j]);
  }
  elastic_row_.clear();
  for (std::size_t i = 0; i < shape_.rows.size(); ++i) {
    const int row = static_cast<int>(i);
    if (shape_.has_least[i]) elastic_row_.push_back(row);
    if (shape_.has_most[i]) elastic_row_.push_back(-1 - row);
  }
  for (std::size_t k = 0; k < elastic_row_.size(); ++k) p.add_column(price_, 0.0, kInfinity);
  for (std::size_t i = 0; i < shape_.rows.size(); ++i) {
    p.add_row(least_[i], most_[i], entries_of(i));
  }
  session_ = solver_.open(p);
}

void Recourse::load_costs_and_bounds() {
  for (const int c : shape_.random_costs) {
    session_->set_cost(shape_.stages.within[std::size_t(c)], sign_ * cost_[std::size_t(c)]);
  }
  for (const int c : shape_.random_columns) {
    const auto j = std::size_t(c);
    session_->set_column_bounds(shape_.stages.within[j], lower_[j], upper_[j]);
  }
  for (std::size_t i = 0; i < shape_.movable; ++i) {
    session_->set_row_bounds(static_cast<int>(i), least_[i], most_[i]);
  }
  load_movable_rows();
}

// A session changes no coefficients: rows that have others are taken out and put in again.
void Recourse::load_movable_rows() {
  std::vector<int> rows;
  for (std::size_t i = shape_.movable; i < shape_.rows.size(); ++i) {
    rows.push_back(static_cast<int>(i));
  }
  if (rows.empty()) return;
  session_->delete_rows(rows);
  for (std::size_t i = shape_.movable; i < shape_.rows.size(); ++i) {
    session_->add_row(least_[i], most_[i], entries_of(i));
  }
}

Status Recourse::proven(const LpSolution& s) const {
  const DualValue dual = dual_value(session_->program(), s.x, s.row_dual, shape_.largest_cost);
  const double apart = std::abs(dual.value - s.objective);
  // Terms that cancel leave the rounding of the largest.
  const double allowed = kProofTolerance * (1.0 + std::abs(s.objective)) + 1e-13 * dual.size;
  if (apart <= allowed && dual.violation <= kDualTolerance) return ok_status();
  return fault(
      "E1122",
      fmt::format("a recourse of {:.9g} has duals that prove {:.9g} only", s.objective, dual.value),
      "scale the program: its numbers are too far apart");
}

double Recourse::paid_for(const LpSolution& s) const {
  double worst = 0.0;
  const std::size_t first = shape_.stages.second_columns.size();
  for (std::size_t k = 0; k < elastic_row_.size(); ++k) {
    const int row = elastic_row_[k];
    const double side = row >= 0 ? least_[std::size_t(row)] : most_[std::size_t(-1 - row)];
    const double scale = 1.0 + (std::isfinite(side) ? std::abs(side) : 0.0);
    worst = std::max(worst, s.x[first + k] / scale);
  }
  return worst;
}

}  // namespace offtake
