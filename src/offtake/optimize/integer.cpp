#include "offtake/optimize/integer.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/optimize/integer_master.h"
#include "offtake/optimize/walk.h"

namespace offtake {
namespace {

constexpr int kRoundings = 3, kNeighbours = 2, kPatience = 3, kPatienceEverywhere = 5;

class Phase {
 public:
  Phase(Search& search, const Lots& lots, const Point& relaxed, IntegerPhase& out)
      : s_(search), lots_(lots), relaxed_(relaxed), out_(out) {}

  Status run();

 private:
  bool has_point() const { return !out_.best.x.empty(); }
  // Evaluates x if the rows allow it; whether it is new, and better than the best.
  struct Tried {
    bool fresh = false, better = false;
  };
  Result<Tried> attempt(const std::vector<double>& x);
  Status round_relaxed();
  Status round_down();
  Status step_to_neighbours();
  Result<Tried> ask_master();
  std::vector<double> refined(std::vector<double> x);
  std::optional<BundleEnd> ends() const;
  void grow() { reach_ = reach_ == 0 || reach_ >= 4 ? 0 : 2 * reach_, failures_ = 0; }

  Search& s_;
  const Lots& lots_;
  const Point& relaxed_;
  IntegerPhase& out_;
  int reach_ = 1;  // of the neighbourhood, in lots; 0: everywhere
  int failures_ = 0;
  bool exhausted_ = false;  // the master over all lots has nothing new
};

Result<Phase::Tried> Phase::attempt(const std::vector<double>& x) {
  if (s_.rows.separate(x)) return Tried{true, false};  // the master knows better now
  if (!lots_.allowed(x) || !s_.rows.feasible(x) || s_.find(x)) return Tried{};
  const auto made = s_.evaluate(x);
  if (!made) return made.errors();
  const bool better = !has_point() || made->objective > out_.best.objective;
  if (better) out_.best = *made;
  return Tried{true, better};
}

// The columns of any size anew, for the lots of x.
std::vector<double> Phase::refined(std::vector<double> x) {
  Box box{x, x};
  bool any = false;
  for (std::size_t j = 0; j < x.size(); ++j) {
    if (lots_.lot(j) > 0.0 || (lots_.gated(j) && x[j] == 0.0) || lots_.empty(j)) continue;
    box.lower[j] = lots_.least(j);
    box.upper[j] = lots_.most(j);
    any = true;
  }
  if (!any || !s_.rows.feasible(x)) return x;
  const auto answer = s_.propose(box);
  return answer ? lots_.nearest(answer->x) : x;
}

Status Phase::round_relaxed() {
  for (int k = 0; k < kRoundings; ++k) {
    if (ends()) break;
    Walk walk(s_.cuts, s_.rows, lots_, lots_.nearest(relaxed_.x));
    walk.ascend(static_cast<int>(2 * relaxed_.x.size() + 10));
    const auto tried = attempt(refined(walk.x()));
    if (!tried) return tried.errors();
    if (!tried->fresh) break;
  }
  return ok_status();
}

// Each column rounded down, which no row that limits a sum forbids. After time, or after a stop, a
// plan in whole lots is worth this one evaluation.
Status Phase::round_down() {
  std::vector<double> x = lots_.nearest(relaxed_.x);
  for (std::size_t j = 0; j < x.size(); ++j) {
    while (x[j] > relaxed_.x[j] * (1.0 + 1e-9)) {
      const auto below = lots_.below(j, x[j]);
      if (!below) break;
      x[j] = *below;
    }
  }
  const auto tried = attempt(x);
  return tried ? ok_status() : Status(tried.errors());
}

Status Phase::step_to_neighbours() {
  if (!has_point()) return ok_status();
  const Walk from(s_.cuts, s_.rows, lots_, out_.best.x);
  const auto steps = from.improving();
  for (std::size_t k = 0, done = 0; k < steps.size() && done < kNeighbours && !ends(); ++k) {
    const auto tried = attempt(from.after(steps[k]));
    if (!tried) return tried.errors();
    done += tried->fresh;
    if (tried->better) break;
  }
  return ok_status();
}

Result<Phase::Tried> Phase::ask_master() {
  const auto answer = solve_integer_master(s_, lots_, {relaxed_.x, reach_}, out_.best.x);
  if (!answer) {
    // A neighbourhood may hold no allowed point.
    if (reach_ == 0 || answer.errors().front().code != "E0951") {
      s_.incidents.push_back(
          fmt::format("the mixed-integer master: {}", answer.errors().front().what));
    }
    exhausted_ = reach_ == 0;
    return Tried{};
  }
  const auto tried = attempt(answer->x);
  if (!tried) return tried;
  if (reach_ == 0) {
    const double claim = answer->claimed_bound;
    if (has_point() && !(s_.gap(claim, out_.best.objective) >= -1e-7)) {
      s_.incidents.push_back(
          fmt::format("the solver's bound {:.9g} lies under a point of {:.9g}: not used", claim,
                      out_.best.objective));
    } else {
      out_.claimed_bound = std::min(out_.claimed_bound, claim);
    }
    exhausted_ = !tried->fresh || (answer->at_limit && failures_ >= kPatienceEverywhere);
  }
  return tried;
}

std::optional<BundleEnd> Phase::ends() const {
  const double gap = s_.options.integer_gap;
  if (has_point()) {
    if (s_.gap(s_.bound, out_.best.objective) <= gap) {
      return s_.closed(BundleEnd::proven, out_.best.objective);
    }
    if (s_.gap(out_.claimed_bound, out_.best.objective) <= gap) {
      return s_.closed(BundleEnd::claimed, out_.best.objective);
    }
  }
  if (const auto end = s_.interrupted()) return end;
  if (out_.rounds >= s_.options.max_integer_rounds) return BundleEnd::iterations;
  if (exhausted_) return BundleEnd::stalled;
  return std::nullopt;
}

Status Phase::run() {
  for (std::size_t i = 0; i < s_.cuts.size(); ++i) {
    const Point p = s_.point(i);
    if (!lots_.allowed(p.x) || !s_.rows.feasible(p.x)) continue;
    if (!has_point() || p.objective > out_.best.objective) out_.best = p;
  }
  Status done = s_.interrupted() ? round_down() : round_relaxed();
  for (; done && !ends(); ++out_.rounds) {
    done = step_to_neighbours();
    if (!done || ends()) break;
    const auto tried = ask_master();
    if (!tried) return tried.errors();
    failures_ = tried->better ? 0 : failures_ + 1;
    if (reach_ != 0 && (!tried->fresh || failures_ >= kPatience)) grow();
    s_.report(BundleProgress::Phase::integer, out_.rounds, out_.best.objective, s_.bound);
  }
  if (const auto end = ends()) out_.end = *end;
  return done;
}

}  // namespace

Status search_lots(Search& search, const Lots& lots, const Point& relaxed, IntegerPhase& out) {
  return Phase(search, lots, relaxed, out).run();
}

}  // namespace offtake
