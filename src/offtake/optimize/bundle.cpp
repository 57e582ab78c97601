#include "offtake/optimize/bundle.h"

#include <algorithm>

#include "offtake/optimize/climb.h"
#include "offtake/optimize/search.h"

namespace offtake {
namespace {

void fill(const Search& s, const Point& best, BundleResult& out) {
  out.x = best.x;
  out.best = s.cuts[best.evaluation];
  out.penalty = best.penalty;
  out.objective = best.objective;
  out.bound = s.bound;
  out.claimed_bound = std::max(std::min(out.claimed_bound, s.bound), best.objective);
  out.gap = s.gap(out.bound, out.objective);
  out.claimed_gap = s.gap(out.claimed_bound, out.objective);
  out.verified = s.cuts.verified();
  out.worst_violation = s.cuts.worst_violation();
  out.evaluations = s.oracle.asked();
  out.evaluations_known = s.oracle.known();
  out.seconds_oracle = s.oracle.seconds();
  out.seconds_master = s.seconds_master;
  out.row_dual = s.row_dual;
  out.row_dual.resize(s.rows.all().size(), 0.0);
  out.separated.assign(s.rows.all().begin() + std::ptrdiff_t(s.rows.given()), s.rows.all().end());
  out.incidents = s.incidents;
}

}  // namespace

Result<BundleResult> maximize(Oracle& oracle, const Risk& risk, const Domain& domain,
                              Separator* separator, const Solver& solver,
                              const BundleOptions& options) {
  Search search(oracle, risk, domain, separator, solver, options);
  BundleResult out;
  out.claimed_bound = kInfinity;
  Climb relaxed;
  if (Status done = climb(search, relaxed); !done) {
    const auto end = search.interrupted();  // an oracle that was stopped in its work says so
    if (!end || relaxed.best.x.empty()) return done.errors();
    relaxed.end = *end;
  }
  out.iterations = relaxed.iterations;
  out.relaxed_objective = relaxed.best.objective;
  out.end = relaxed.end;
  fill(search, relaxed.best, out);
  return out;
}

}  // namespace offtake
