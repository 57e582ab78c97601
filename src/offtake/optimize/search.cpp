#include "offtake/optimize/search.h"

#include <algorithm>
#include <cmath>

#include "offtake/optimize/bound.h"

namespace offtake {

Search::Search(Oracle& oracle_, const Risk& risk, const Domain& domain_, Separator* separator,
               const Solver& solver_, const BundleOptions& options_)
    : domain(domain_),
      solver(solver_),
      options(options_),
      rows(domain_, separator),
      oracle(oracle_, risk, options_),
      master(domain_, rows, cuts, solver_, incidents),
      began_(options_.clock ? options_.clock() : 0.0) {}

Result<Master::Answer> Search::propose(const Box& box) {
  const double before = seconds();
  while (true) {
    auto answer = master.solve(box);
    if (answer) bound = std::min(bound, answer->bound);
    if (!answer || !rows.separate(answer->x)) {
      seconds_master += seconds() - before;
      return answer;
    }
  }
}

std::vector<double> Search::pulled(std::vector<double> x, const std::vector<double>& inside) {
  do {
    if (!rows.feasible(x)) x = rows.pull(x, inside);
  } while (rows.separate(x));
  return x;
}

Result<Point> Search::evaluate(const std::vector<double>& x) {
  auto made = oracle.at(x);
  if (!made) return made.errors();
  cuts.add(std::move(*made));
  const BoundProblem whole{domain.lower, domain.upper, rows.all(), cuts.all()};
  std::vector<double> alone(cuts.size(), 0.0);
  alone.back() = 1.0;
  bound = std::min(bound, safe_bound(whole, alone, {}, cuts.all().back().x));
  return point(cuts.size() - 1);
}

Point Search::point(std::size_t evaluation) const {
  Point p{cuts[evaluation].x, evaluation, rows.penalty(cuts[evaluation].x), 0.0};
  p.objective = cuts[evaluation].value - p.penalty;
  return p;
}

std::optional<std::size_t> Search::find(const std::vector<double>& x) const {
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    if (cuts[i].x == x) return i;
  }
  return std::nullopt;
}

double Search::gap(double upper, double objective) const {
  return (upper - objective) / std::max(1.0, std::abs(objective));
}

BundleEnd Search::closed(BundleEnd how, double objective) const {
  const bool holds = cuts.verified() && gap(bound, objective) >= -CutPool::kCutTolerance;
  return holds ? how : BundleEnd::unproven;
}

std::optional<BundleEnd> Search::interrupted() const {
  if (options.stop && options.stop()) return BundleEnd::stopped;
  if (seconds() > options.time_limit_seconds) return BundleEnd::time;
  return std::nullopt;
}

void Search::report(BundleProgress::Phase phase, int iteration, double best, double upper) const {
  if (!options.progress) return;
  options.progress({phase, iteration, best, upper, gap(upper, best), seconds()});
}

}  // namespace offtake
