#include <algorithm>
#include <numeric>

#include "offtake/base/text.h"
#include "offtake/plan/extensive.h"
#include "offtake/plan/extensive_path.h"

namespace offtake {
namespace {

constexpr int kMostRounds = 1000;

struct Point {
  std::vector<double> x;
  double objective = 0.0, bound = 0.0;
  bool at_limit = false;
};

Result<Point> solve(const LinearProgram& program, const Solver& solver,
                    const SolveOptions& options) {
  if (program.integer.empty()) {
    Result<LpSolution> s = solve_lp(program, options);
    if (!s) return s.errors();
    return Point{std::move(s->x), s->objective, s->objective, false};
  }
  Result<MipSolution> s = solver.solve_mip(program, options);
  if (!s) return s.errors();
  return Point{std::move(s->x), s->objective, s->claimed_bound, s->at_limit};
}

// Mean of the worst share `tail` of equally likely values.
double mean_of_worst(std::vector<double> values, double tail) {
  std::sort(values.begin(), values.end());
  const double most = tail * static_cast<double>(values.size());
  double sum = 0.0, left = most;
  for (const double v : values) {
    const double take = std::min(1.0, left);
    sum += take * v;
    left -= take;
    if (left <= 0.0) break;
  }
  return sum / most;
}

// Solves, adds what the point violates, until it violates nothing.
class Rounds {
 public:
  Rounds(const ExtensiveProblem& problem, const Solver& solver, const SolveOptions& options)
      : problem_(problem), solver_(solver), options_(options) {}

  Result<Point> run(extensive::Named& out, std::size_t columns) {
    for (int round = 0; round < kMostRounds; ++round) {
      Result<Point> point = solve(out.program, solver_, options_);
      if (!point || !problem_.domain.separator) return point;
      const std::vector<double> x(point->x.begin(), point->x.begin() + std::ptrdiff_t(columns));
      const std::size_t before = separated_.size();
      for (const DomainRow& row : problem_.domain.separator->violated(x)) {
        // An elastic row may be violated at will, and is given again.
        if (std::find(separated_.begin(), separated_.end(), row) != separated_.end()) continue;
        extensive::add_domain_row(row, out);
        separated_.push_back(row);
      }
      if (separated_.size() == before) return point;
    }
    Diagnostic d;
    d.code = "E0952";
    d.what = fmt::format("after {} rounds the limits are still violated", kMostRounds);
    d.mend = "report this with the model";
    return d;
  }

  std::vector<DomainRow> take() { return std::move(separated_); }

 private:
  const ExtensiveProblem& problem_;
  const Solver& solver_;
  const SolveOptions& options_;
  std::vector<DomainRow> separated_;
};

// With rows of limits it is the relaxation that finds most of them, at less cost.
Result<Point> solve_in_rounds(extensive::Named& out, std::size_t columns, bool limits,
                              Rounds& rounds) {
  if (!out.program.integer.empty() && limits) {
    std::vector<char> whole;
    whole.swap(out.program.integer);
    if (Result<Point> relaxed = rounds.run(out, columns); !relaxed) return relaxed;
    whole.resize(out.program.columns(), 0);  // rows that came may have brought columns
    whole.swap(out.program.integer);
  }
  return rounds.run(out, columns);
}

}  // namespace

Result<ExtensiveSolution> solve_extensive(const ExtensiveProblem& problem, const Solver& solver,
                                          const ExtensiveOptions& options) {
  Result<ExtensiveForm> form = extensive_form(problem, options);
  if (!form) return form.errors();
  extensive::Named out{std::move(form->program), std::move(form->limits),
                       std::move(form->violations)};
  Rounds rounds(problem, solver, options.solve);
  Result<Point> point =
      solve_in_rounds(out, form->columns, problem.domain.separator != nullptr, rounds);
  if (!point) return point.errors();

  constexpr double usd = ExtensiveForm::kUsdPerUnit;
  ExtensiveSolution s;
  s.x.assign(point->x.begin(), point->x.begin() + std::ptrdiff_t(form->columns));
  s.objective_usd = point->objective * usd;
  s.bound_usd = point->bound * usd;
  s.at_limit = point->at_limit;
  for (const int v : form->value_column) s.value_usd.push_back(point->x[std::size_t(v)] * usd);
  const Planner& planner = problem.model.planner;
  s.mean_usd = std::accumulate(s.value_usd.begin(), s.value_usd.end(), 0.0) /
               static_cast<double>(s.value_usd.size());
  s.cvar_usd = mean_of_worst(s.value_usd, planner.risk_tail);
  s.penalty_usd =
      (1.0 - planner.risk_weight) * s.mean_usd + planner.risk_weight * s.cvar_usd - s.objective_usd;
  s.separated = rounds.take();
  s.program_columns = out.program.columns();
  s.program_rows = out.program.rows();
  return s;
}

}  // namespace offtake
