#include <algorithm>
#include <memory>
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
  Rounds(const ExtensiveProblem& problem, const Solver& solver, const SolveOptions& options,
         extensive::Named& out, std::size_t columns)
      : problem_(problem), solver_(solver), options_(options), out_(out), columns_(columns) {}

  // Without lots; every round goes on from the basis of the one before.
  Result<Point> relaxed() {
    const std::unique_ptr<LpSession> session = solver_.open(out_.program);
    return run([&]() -> Result<Point> {
      catch_up(*session);
      Result<LpSolution> s = session->solve(options_);
      if (!s) return s.errors();
      return Point{std::move(s->x), s->objective, s->objective, false};
    });
  }

  Result<Point> whole() {
    return run([&]() -> Result<Point> {
      Result<MipSolution> s = solver_.solve_mip(out_.program, options_);
      if (!s) return s.errors();
      return Point{std::move(s->x), s->objective, s->claimed_bound, s->at_limit};
    });
  }

  std::vector<DomainRow> take() { return std::move(separated_); }

 private:
  template <class Solve>
  Result<Point> run(Solve solve) {
    for (int round = 0; round < kMostRounds; ++round) {
      Result<Point> point = solve();
      if (!point || !problem_.domain.separator) return point;
      const std::vector<double> x(point->x.begin(), point->x.begin() + std::ptrdiff_t(columns_));
      const std::size_t before = separated_.size();
      for (const DomainRow& row : problem_.domain.separator->violated(x)) {
        // An elastic row may be violated at will, and is given again.
        if (std::find(separated_.begin(), separated_.end(), row) != separated_.end()) continue;
        extensive::add_domain_row(row, out_);
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

  // The columns and rows that have come since.
  void catch_up(LpSession& session) const {
    const LinearProgram& p = out_.program;
    for (std::size_t j = session.program().columns(); j < p.columns(); ++j) {
      session.add_column(p.cost[j], p.lower[j], p.upper[j]);
    }
    for (std::size_t i = session.program().rows(); i < p.rows(); ++i) {
      std::vector<LinearProgram::Entry> entries;
      for (auto e = std::size_t(p.start[i]); e < std::size_t(p.start[i + 1]); ++e) {
        entries.push_back({p.column[e], p.value[e]});
      }
      session.add_row(p.row_lower[i], p.row_upper[i], entries);
    }
  }

  const ExtensiveProblem& problem_;
  const Solver& solver_;
  const SolveOptions& options_;
  extensive::Named& out_;
  std::size_t columns_;
  std::vector<DomainRow> separated_;
};

}  // namespace

Result<ExtensiveSolution> solve_extensive(const ExtensiveProblem& problem, const Solver& solver,
                                          const ExtensiveOptions& options) {
  Result<ExtensiveForm> form = extensive_form(problem, options);
  if (!form) return form.errors();
  extensive::Named out{std::move(form->program), std::move(form->limits),
                       std::move(form->violations)};
  Rounds rounds(problem, solver, options.solve, out, form->columns);
  // With lots it is the relaxation that finds most of the violated rows, at less cost.
  const bool lots = !out.program.integer.empty();
  Result<Point> point = !lots || problem.domain.separator ? rounds.relaxed() : rounds.whole();
  if (point && lots && problem.domain.separator) point = rounds.whole();
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
  const double worth = (1.0 - planner.risk_weight) * s.mean_usd + planner.risk_weight * s.cvar_usd;
  s.penalty_usd = std::max(0.0, worth - s.objective_usd);
  s.separated = rounds.take();
  s.program_columns = out.program.columns();
  s.program_rows = out.program.rows();
  return s;
}

}  // namespace offtake
