#include "offtake/optimize/climb.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "offtake/base/text.h"
#include "offtake/optimize/rehearsal.h"

namespace offtake {
namespace {

// The gap of a rehearsal, of that of the climb, and the widest that is worth one.
constexpr double kRehearsed = 0.03, kCoarsest = 0.01;
// What a rehearsed step leaves of the gap where the next may be one too.
constexpr double kHelped = 0.9;

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
    const std::vector<double> at = s.pulled(x, inside);
    const auto found = s.find(at);
    auto point = found ? Result<Point>(s.point(*found)) : s.evaluate(at);
    if (!point) return point.errors();
    if (out.best.x.empty() || point->objective > out.best.objective) out.best = *point;
  }
  return ok_status();
}

class Climber {
 public:
  Climber(Search& search, Climb& out, Rehearsal* rehearsal)
      : s_(search), c_(out), rehearsal_(rehearsal) {}
  Status run();

 private:
  // All give nothing where they find no point that is new.
  Result<std::optional<Point>> step(const std::vector<double>& far);
  Result<std::optional<Point>> step_rehearsed();
  Result<std::optional<Point>> step_near();
  Result<std::optional<Point>> step_outward(const std::vector<double>& far);
  Result<std::optional<Point>> evaluate_new(const std::vector<double>& x);
  std::optional<BundleEnd> ends() const;

  Search& s_;
  Climb& c_;
  Rehearsal* rehearsal_;
  bool rehearsed_ = false;         // the last step
  double gap_before_ = kInfinity;  // it
  int plain_ = 0;                  // steps so far that were no rehearsed ones
  Stabilizer stabilizer_;
};

Result<std::optional<Point>> Climber::evaluate_new(const std::vector<double>& x) {
  const std::vector<double> at = s_.pulled(x, c_.best.x);
  if (s_.find(at)) return std::optional<Point>();
  auto made = s_.evaluate(at);
  if (!made) return made.errors();
  return std::optional<Point>(std::move(*made));
}

Result<std::optional<Point>> Climber::step_rehearsed() {
  const double gap = std::clamp(kRehearsed * s_.gap(s_.bound, c_.best.objective),
                                kRehearsed * 10.0 * s_.options.gap, kCoarsest);
  const auto x = rehearsal_->next(s_.cuts[c_.best.evaluation], gap);
  if (!x) {  // nothing depends on it
    s_.incidents.push_back(
        fmt::format("on fewer scenarios: {}; went on without them", x.errors().front().what));
    rehearsal_ = nullptr;
    return std::optional<Point>();
  }
  return evaluate_new(*x);
}

Result<std::optional<Point>> Climber::step_near() {
  const auto near = s_.propose(around(s_.domain, c_.best.x, stabilizer_.radius));
  if (!near) return near.errors();
  const double promised = near->model - c_.best.objective;
  if (promised <= 0.0) return std::optional<Point>();
  auto made = evaluate_new(near->x);
  if (made && *made) stabilizer_.near((*made)->objective - c_.best.objective, promised);
  return made;
}

Result<std::optional<Point>> Climber::step_outward(const std::vector<double>& far) {
  auto made = evaluate_new(between(c_.best.x, far, stabilizer_.share));
  if (made && !*made) made = evaluate_new(far);
  if (!made || !*made) return made;
  const double at_far = cut_value(s_.cuts[(*made)->evaluation], far) - s_.rows.penalty(far);
  stabilizer_.outward(at_far > (*made)->objective);
  return made;
}

std::optional<BundleEnd> Climber::ends() const {
  if (s_.gap(s_.bound, c_.best.objective) <= s_.options.gap) {
    return s_.closed(BundleEnd::proven, c_.best.objective);
  }
  if (const auto end = s_.interrupted()) return end;
  if (c_.iterations >= s_.options.max_iterations) return BundleEnd::iterations;
  return std::nullopt;
}

Result<std::optional<Point>> Climber::step(const std::vector<double>& far) {
  // After a rehearsed step that closed little of the gap comes one that needs no sample.
  const double gap = s_.gap(s_.bound, c_.best.objective);
  const bool helped = gap < kHelped * std::exchange(gap_before_, gap);
  rehearsed_ = rehearsal_ && (helped || !rehearsed_);
  if (rehearsed_) {
    auto made = step_rehearsed();
    if (!made || *made || s_.interrupted()) return made;
    rehearsed_ = false;
  }
  if (plain_++ % 2 == 1) {
    auto made = step_near();
    if (!made || *made) return made;
  }
  return step_outward(far);
}

Status Climber::run() {
  if (Status begun = evaluate_starts(s_, c_); !begun) return begun;
  for (;; ++c_.iterations) {
    const auto far = s_.propose({s_.domain.lower, s_.domain.upper});
    if (!far) return far.errors();
    s_.row_dual = far->row_dual;
    s_.report(BundleProgress::Phase::continuous, c_.iterations, c_.best.objective, s_.bound);
    if (const auto end = ends()) return c_.end = *end, ok_status();

    const auto next = step(far->x);
    if (!next) return next.errors();
    if (!*next) return c_.end = s_.interrupted().value_or(BundleEnd::stalled), ok_status();
    if ((*next)->objective > c_.best.objective) c_.best = **next;
  }
}

}  // namespace

Status climb(Search& search, Climb& out, Rehearsal* rehearsal) {
  return Climber(search, out, rehearsal).run();
}

}  // namespace offtake
