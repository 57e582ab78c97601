#include "offtake/optimize/bundle.h"

#include <algorithm>
#include <optional>

#include "offtake/optimize/climb.h"
#include "offtake/optimize/integer.h"
#include "offtake/optimize/rehearsal.h"
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

Diagnostic no_point(const Search& s) {
  Diagnostic d;
  d.code = "E0962";
  d.what = s.interrupted() ? "stopped before any point in whole lots was found"
                           : "no point in whole lots was found that satisfies the rows";
  d.mend = s.interrupted() ? "give it more time" : "allow smaller lots, or loosen a row";
  return d;
}

}  // namespace

Result<BundleResult> maximize(Oracle& oracle, const Risk& risk, const Domain& domain,
                              Separator* separator, const Solver& solver,
                              const BundleOptions& options) {
  Search search(oracle, risk, domain, separator, solver, options);
  BundleResult out;
  out.claimed_bound = kInfinity;

  std::optional<Rehearsal> rehearsal;
  if (options.few) rehearsal.emplace(*options.few, risk, search);
  Climb relaxed;
  if (Status done = climb(search, relaxed, rehearsal ? &*rehearsal : nullptr); !done) {
    const auto end = search.interrupted();  // an oracle stopped in its work calls that an error
    if (!end || relaxed.best.x.empty()) return done.errors();
    relaxed.end = *end;
  }
  if (rehearsal) {
    out.evaluations_few = rehearsal->evaluations();
    out.seconds_rehearsal = rehearsal->seconds();
  }
  out.iterations = relaxed.iterations;
  out.relaxed_objective = relaxed.best.objective;
  out.end = relaxed.end;
  const Lots lots(domain);
  if (options.continuous || lots.none()) {
    fill(search, relaxed.best, out);
    return out;
  }

  IntegerPhase whole;
  const double began = search.seconds();
  if (Status done = search_lots(search, lots, relaxed.best, whole); !done) {
    const auto end = search.interrupted();
    if (!end) return done.errors();
    whole.end = *end;
  }
  if (whole.best.x.empty()) return no_point(search);
  out.seconds_integer = search.seconds() - began;
  out.integer_rounds = whole.rounds;
  out.claimed_bound = whole.claimed_bound;
  out.end = whole.end;
  fill(search, whole.best, out);
  return out;
}

}  // namespace offtake
