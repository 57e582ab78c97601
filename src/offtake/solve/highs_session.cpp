#include "offtake/solve/highs_session.h"

#include <interfaces/highs_c_api.h>

#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"

namespace offtake {
namespace {

// Statuses of the columns and rows of a basis.
struct Basis {
  std::vector<HighsInt> column, row;
};

Basis read_basis(void* highs) {
  Basis b;
  b.column.resize(std::size_t(Highs_getNumCol(highs)));
  b.row.resize(std::size_t(Highs_getNumRow(highs)));
  Highs_getBasis(highs, b.column.data(), b.row.data());
  return b;
}

std::ptrdiff_t count_basic(const Basis& b) {
  return std::count(b.column.begin(), b.column.end(), kHighsBasisStatusBasic) +
         std::count(b.row.begin(), b.row.end(), kHighsBasisStatusBasic);
}

bool all_finite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

void check_index(int index, std::size_t size) {
  OFFTAKE_CHECK(index >= 0 && std::size_t(index) < size, fmt::format("{} of {}", index, size));
}

}  // namespace

const std::array<HighsSession::Rung, 5> HighsSession::kLadder{{
    {false, "choose", "simplex", 1},
    {true, "on", "simplex", 1},
    {true, "off", "simplex", 1},
    {true, "off", "simplex", 4},
    {true, "on", "ipm", 1},
}};

HighsSession::HighsSession(const LinearProgram& program) : program_(program) {
  program_.integer.clear();
}

void HighsSession::changed(int highs_status) {
  if (highs_status == kHighsStatusError) in_step_ = false;
}

int HighsSession::add_column(double cost_per_unit, double least, double most) {
  if (in_step_) {
    changed(Highs_addCol(highs_.get(), cost_per_unit, least, most, 0, nullptr, nullptr));
  }
  return program_.add_column(cost_per_unit, least, most);
}

int HighsSession::add_row(double least, double most,
                          const std::vector<LinearProgram::Entry>& entries) {
  if (in_step_) {
    std::vector<HighsInt> column;
    std::vector<double> value;
    for (const LinearProgram::Entry& e : entries) {
      column.push_back(e.column);
      value.push_back(e.value);
    }
    changed(Highs_addRow(highs_.get(), least, most, HighsInt(entries.size()), column.data(),
                         value.data()));
  }
  return program_.add_row(least, most, entries);
}

void HighsSession::set_column_bounds(int column, double least, double most) {
  check_index(column, program_.columns());
  if (in_step_) changed(Highs_changeColBounds(highs_.get(), column, least, most));
  program_.lower[std::size_t(column)] = least;
  program_.upper[std::size_t(column)] = most;
}

void HighsSession::set_row_bounds(int row, double least, double most) {
  check_index(row, program_.rows());
  if (in_step_) changed(Highs_changeRowBounds(highs_.get(), row, least, most));
  program_.row_lower[std::size_t(row)] = least;
  program_.row_upper[std::size_t(row)] = most;
}

void HighsSession::set_cost(int column, double cost_per_unit) {
  check_index(column, program_.columns());
  if (in_step_) changed(Highs_changeColCost(highs_.get(), column, cost_per_unit));
  program_.cost[std::size_t(column)] = cost_per_unit;
}

void HighsSession::delete_rows(const std::vector<int>& rows) {
  std::vector<int> sorted = rows;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  if (sorted.empty()) return;
  check_index(sorted.front(), program_.rows());
  check_index(sorted.back(), program_.rows());
  if (in_step_) {
    // HiGHS forgets its basis here, although it stays one where the rows were slack.
    Basis basis;
    const bool keep = highs_.count("basis_validity") != 0;
    if (keep) basis = read_basis(highs_.get());
    const std::vector<HighsInt> set(sorted.begin(), sorted.end());
    changed(Highs_deleteRowsBySet(highs_.get(), HighsInt(set.size()), set.data()));
    erase_indices(basis.row, sorted);
    if (keep && in_step_ && count_basic(basis) == std::ptrdiff_t(basis.row.size())) {
      Highs_setBasis(highs_.get(), basis.column.data(), basis.row.data());
    }
  }
  program_.delete_rows(sorted);
}

Result<LpSolution> HighsSession::solve(const SolveOptions& options) {
  if (Status valid = validate(program_); !valid) return valid.errors();
  if (program_.columns() == 0) return without_columns(options);
  Diagnostics first;
  double seconds_left = options.time_limit_seconds;
  for (const Rung& rung : kLadder) {
    Result<LpSolution> answer = attempt(rung, options, seconds_left);
    if (answer) return answer;
    const std::string& code = answer.errors().front().code;
    // A solver that is sure of itself is named before one that fails.
    if (first.empty() || code == "E0951") first = answer.errors();
    if (code == "E0952") return answer.errors();
    seconds_left -= highs_.run_seconds();
  }
  return first;
}

// HiGHS forgets the constant here.
Result<LpSolution> HighsSession::without_columns(const SolveOptions& options) const {
  const double worst = infeasibility(program_, {});
  if (worst > options.tolerance) {
    return solver_failure(
        "E0951", "a row without columns does not hold",
        "our programs are feasible by construction: report this with the program");
  }
  return LpSolution{{}, std::vector<double>(program_.rows(), 0.0), program_.offset, worst};
}

Result<LpSolution> HighsSession::attempt(const Rung& rung, const SolveOptions& options,
                                         double seconds_left) {
  if (rung.anew || !in_step_) {
    in_step_ = false;
    if (Status passed = highs_.pass(program_); !passed) return passed.errors();
    in_step_ = true;
  }
  highs_.set("presolve", rung.presolve);
  highs_.set("solver", rung.method);
  highs_.set("simplex_strategy", rung.simplex_strategy);
  if (Status ran = highs_.run(seconds_left); !ran) return ran.errors();
  return checked(options);
}

Result<LpSolution> HighsSession::checked(const SolveOptions& options) const {
  LpSolution s;
  s.x = highs_.point();
  s.row_dual = highs_.duals();
  if (s.x.size() != program_.columns() || s.row_dual.size() != program_.rows()) {
    return broken_answer("it is of another program");
  }
  s.objective = objective(program_, s.x);
  s.infeasibility = infeasibility(program_, s.x);
  if (!all_finite(s.x) || !all_finite(s.row_dual) || !std::isfinite(s.objective)) {
    return broken_answer("it has a value that is not a number");
  }
  if (!(s.infeasibility <= options.tolerance)) {
    return broken_answer(fmt::format("it violates the program by {:.3g}", s.infeasibility));
  }
  const double said = highs_.objective();
  if (!(std::abs(s.objective - said) <= options.tolerance * (1.0 + std::abs(said)))) {
    return broken_answer("its objective is not that of its point");
  }
  return s;
}

}  // namespace offtake
