#include "offtake/plan/explain_relax.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace offtake {
namespace {

constexpr double kLittle = 1e-4;      // ε
constexpr double kProhibitive = 1e4;  // against the sizes of what may give way
constexpr double kTolerance = 1e-7;   // relative violation at which a row is added
constexpr double kNoForce = 1e-7;     // a dual that is rounding

}  // namespace

Relaxation::Relaxation(const PlanProblem& problem, const std::vector<Limit>& limits,
                       const std::vector<double>& scale, const Solver& solver)
    : problem_(problem), limits_(limits), scale_(scale), solver_(solver) {}

Relaxation::Worst Relaxation::worst(const Limit& limit, const std::vector<double>& x) const {
  const Columns& columns = problem_.columns;
  std::vector<std::vector<double>> part;  // [epoch][cell]
  for (const Epoch& epoch : columns.epochs) part.emplace_back(std::size_t(epoch.cells()), 0.0);
  for (std::size_t s = 0; s < columns.slots.size(); ++s) {
    const Slot& slot = columns.slots[s];
    std::vector<double>& cells = part[std::size_t(slot.epoch)];
    for (int c = 0; c < slot.cells && limit.per_mw[s] != 0.0; ++c) {
      cells[std::size_t(c)] += limit.per_mw[s] * x[std::size_t(slot.first_column + c)];
    }
  }
  Worst out;
  for (std::size_t q = 0; q < problem_.sequences.size(); ++q) {
    double sum = -limit.most;
    for (std::size_t e = 0; e < part.size(); ++e) {
      sum += part[e].size() > 1 ? part[e][std::size_t(problem_.sequences[q][e])] : part[e][0];
    }
    if (sum > out.by) out = {sum, q};
  }
  return out;
}

// Columns: x, then s of each limit, then t of each key.
struct Relaxation::Program {
  const Relaxation& of;
  const std::vector<char>& may;
  std::unique_ptr<LpSession> session;
  std::vector<std::size_t> row_limit;                  // [row]; past the limits: a row of t
  std::set<std::pair<std::size_t, std::size_t>> rows;  // (limit, sequence)
  std::vector<int> give;                               // [limit] column of s
  std::vector<int> most;                               // columns of t

  Program(const Relaxation& relaxation, const std::vector<char>& there,
          const std::vector<char>& may_give)
      : of(relaxation), may(may_give) {
    LinearProgram program;
    for (const double upper : of.problem_.domain.domain.upper) {
      program.add_column(0.0, 0.0, upper > 0.0 ? kInfinity : 0.0);
    }
    for (std::size_t l = 0; l < of.limits_.size(); ++l) {
      give.push_back(program.add_column(may[l] ? kLittle : kProhibitive, 0.0, kInfinity));
    }
    std::map<std::string, int> of_key;
    for (std::size_t l = 0; l < of.limits_.size(); ++l) {
      if (!there[l] || !may[l]) continue;
      const auto [at, fresh] = of_key.emplace(of.limits_[l].key_path, 0);
      if (fresh) most.push_back(at->second = program.add_column(1.0, 0.0, kInfinity));
      program.add_row(-kInfinity, 0.0, {{give[l], 1.0}, {at->second, -1.0}});
      row_limit.push_back(of.limits_.size());
    }
    session = of.solver_.open(program);
  }

  // Whether it is new.
  bool add(std::size_t l, std::size_t sequence) {
    if (!rows.emplace(l, sequence).second) return false;
    const Limit& limit = of.limits_[l];
    std::vector<LinearProgram::Entry> entries{{give[l], -1.0}};
    for (std::size_t s = 0; s < limit.per_mw.size(); ++s) {
      if (limit.per_mw[s] == 0.0) continue;
      const Slot& slot = of.problem_.columns.slots[s];
      const int cell =
          slot.cells > 1 ? of.problem_.sequences[sequence][std::size_t(slot.epoch)] : 0;
      entries.push_back({slot.first_column + cell, limit.per_mw[s] / of.scale_[l]});
    }
    session->add_row(-kInfinity, limit.most / of.scale_[l], entries);
    row_limit.push_back(l);
    return true;
  }

  Answer answer(const LpSolution& solution) const {
    Answer out;
    const std::size_t n = of.problem_.columns.columns.size();
    out.x.assign(solution.x.begin(), solution.x.begin() + std::ptrdiff_t(n));
    for (double& v : out.x) v = std::max(0.0, v);
    out.possible = true;
    for (std::size_t l = 0; l < give.size(); ++l) {
      const double s = std::max(0.0, solution.x[std::size_t(give[l])]);
      out.by.push_back(s * of.scale_[l]);
      out.possible &= may[l] || s <= kGivesWay;
    }
    for (const int t : most) out.size += solution.x[std::size_t(t)];
    out.force.assign(give.size(), 0.0);
    for (std::size_t r = 0; r < std::min(row_limit.size(), solution.row_dual.size()); ++r) {
      const double dual = std::abs(solution.row_dual[r]);
      if (row_limit[r] < give.size() && dual > kNoForce) out.force[row_limit[r]] += dual;
    }
    return out;
  }
};

Result<Relaxation::Answer> Relaxation::solve(const std::vector<char>& there,
                                             const std::vector<char>& may) const {
  Program program(*this, there, may);
  while (true) {
    const Result<LpSolution> solution = program.session->solve({});
    if (!solution) return solution.errors();
    Answer out = program.answer(*solution);
    bool fresh = false;
    for (std::size_t l = 0; l < limits_.size(); ++l) {
      if (!there[l]) continue;
      const Worst at = worst(limits_[l], out.x);
      if (at.by > out.by[l] + kTolerance * scale_[l]) fresh |= program.add(l, at.sequence);
    }
    if (!fresh) return out;
  }
}

}  // namespace offtake
