#include "offtake/optimize/climb.h"

#include <algorithm>
#include <cmath>

namespace offtake {
namespace {

struct Stabilizer {
  double share = 0.3;    // α
  double radius = 0.05;  // of the trust region, relative to each column's range
  static constexpr double kFactor = 1.4, kLeastShare = 0.02, kLeastRadius = 1e-3;

  void outward(bool rises) {
    share = std::clamp(rises ? share * kFactor : share / kFactor, kLeastShare, 1.0);
  }
  void near(double gained, double promised) {
    if (gained > 0.5 * promised) radius = std::min(1.0, 2.0 * radius);
    if (gained <= 0.0) radius = std::max(kLeastRadius, 0.5 * radius);
  }
};

Box around(const Domain& domain, const std::vector<double>& centre, double radius) {
  Box box{domain.lower, domain.upper};
  for (std::size_t j = 0; j < centre.size(); ++j) {
    const double reach = radius * (domain.upper[j] - domain.lower[j]);
    box.lower[j] = std::max(box.lower[j], centre[j] - reach);
    box.upper[j] = std::min(box.upper[j], centre[j] + reach);
  }
  return box;
}

std::vector<double> between(const std::vector<double>& from, const std::vector<double>& to,
                            double share) {
  std::vector<double> x(from.size());
  for (std::size_t j = 0; j < x.size(); ++j) {
    x[j] = share < 1.0 ? from[j] + share * (to[j] - from[j]) : to[j];
  }
  return x;
}

// The points of options.start and the least one; where a row forbids one, what of the way to it
// from an allowed one is allowed.
Status evaluate_starts(Search& s, Climb& out) {
  std::vector<std::vector<double>> starts = s.options.start;
  starts.push_back(s.domain.lower);
  const auto allowed = std::find_if(starts.begin(), starts.end(), [&](const auto& x) {
    while (s.rows.separate(x)) {
    }
    return s.rows.feasible(x);
  });
  std::vector<double> inside;
  if (allowed != starts.end()) {
    inside = *allowed;
  } else {
    auto any = s.propose({s.domain.lower, s.domain.upper});
    if (!any) return any.errors();
    inside = any->x;
    starts.push_back(inside);
  }
  for (const std::vector<double>& x : starts) {
    if (!out.best.x.empty() && s.interrupted()) break;
    auto point = s.evaluate(x, inside);
    if (!point) return point.errors();
    if (out.best.x.empty() || point->objective > out.best.objective) out.best = *point;
  }
  return ok_status();
}

bool closed(const Search& s, const Climb& c) {
  return s.gap(s.bound, c.best.objective) <= s.options.gap;
}

}  // namespace

Status climb(Search& s, Climb& c) {
  if (Status begun = evaluate_starts(s, c); !begun) return begun;
  Stabilizer stabilizer;
  const Box whole{s.domain.lower, s.domain.upper};
  for (;; ++c.iterations) {
    const auto far = s.propose(whole);
    if (!far) return far.errors();
    s.row_dual = far->row_dual;
    s.report(BundleProgress::Phase::continuous, c.iterations, c.best.objective, s.bound);
    const auto ends = [&](BundleEnd end) { return c.end = end, ok_status(); };
    if (closed(s, c)) return ends(s.cuts.verified() ? BundleEnd::proven : BundleEnd::unproven);
    if (const auto end = s.interrupted()) return ends(*end);
    if (c.iterations >= s.options.max_iterations) return ends(BundleEnd::iterations);

    Point next;
    bool stepped = false;
    if (c.iterations % 2 == 1) {
      const auto near = s.propose(around(s.domain, c.best.x, stabilizer.radius));
      if (!near) return near.errors();
      const double promised = near->model - c.best.objective;
      if (promised > 0.0 && !s.find(near->x)) {
        auto made = s.evaluate(near->x, c.best.x);
        if (!made) return made.errors();
        next = *made;
        stabilizer.near(next.objective - c.best.objective, promised);
        stepped = true;
      }
    }
    if (!stepped) {
      auto x = between(c.best.x, far->x, stabilizer.share);
      if (s.find(x)) x = far->x;
      if (s.find(x)) return ends(BundleEnd::stalled);
      auto made = s.evaluate(x, c.best.x);
      if (!made) return made.errors();
      next = *made;
      const double at_far = cut_value(s.cuts[next.evaluation], far->x) - s.rows.penalty(far->x);
      stabilizer.outward(at_far > next.objective);
    }
    if (next.objective > c.best.objective) c.best = next;
  }
}

}  // namespace offtake
