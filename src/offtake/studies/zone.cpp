#include "offtake/studies/zone.h"

#include <algorithm>
#include <cmath>

namespace offtake {
namespace {

constexpr double kJump = 0.5;
constexpr int kMostTops = 40;   // evaluations on the way to a top
constexpr double kProbe = 0.9;  // of the tolerance, beside what is found
constexpr double kGolden = 0.381966011250105;

using At = KnownGains::const_iterator;

bool gains_at(const At& at, int side) { return (*at->second)[std::size_t(side)] >= 0.0; }
bool both(const At& at) { return at->second && gains_at(at, 0) && gains_at(at, 1); }
double gain(const At& at, int side) { return (*at->second)[std::size_t(side)]; }
double product(const GainPair& g) { return g[0] * g[1]; }

class Finder {
 public:
  Finder(const ZoneSearch& search, KnownGains& known) : search_(search), known_(known) {}

  Zones run() {
    for (const double at : search_.grid) {
      if (!evaluate(at)) return unfinished();
    }
    while (const std::optional<Change> change = wide_change()) {
      if (!narrow(*change)) return unfinished();
    }
    fill();
    for (Zone& zone : out_.zones) {
      if (!climb(zone)) return unfinished();
    }
    return std::move(out_);
  }

 private:
  struct Change {
    int side = 0;
    double from = 0.0, to = 0.0;
  };

  Zones unfinished() {
    out_.whole = false;
    out_.break_even.clear();
    out_.zones.clear();
    fill();
    return std::move(out_);
  }

  // False: stopped.
  bool evaluate(double at) {
    if (known_.count(at)) return true;
    if (search_.stop && search_.stop()) return false;
    std::optional<GainPair> gains = search_.gains(at);
    if (!gains && search_.stop && search_.stop()) return false;
    known_.emplace(at, gains);
    return true;
  }

  bool changes(const At& a, const At& b, int side) const {
    return a->second && b->second && gains_at(a, side) != gains_at(b, side);
  }

  // A change of sign whose bracket is too wide still.
  std::optional<Change> wide_change() const {
    for (int side = 0; side < 2; ++side) {
      for (At a = known_.begin(), b = std::next(a); b != known_.end(); ++a, ++b) {
        const bool wide = b->first - a->first > search_.tolerance;
        if (wide && changes(a, b, side)) return Change{side, a->first, b->first};
      }
    }
    return {};
  }

  bool narrow(const Change& change) {
    double a = change.from, b = change.to;
    last_ = ' ';
    double fa = gain(known_.find(a), change.side), fb = gain(known_.find(b), change.side);
    double two_ago = 4.0 * (b - a), one_ago = 2.0 * (b - a);
    while (b - a > search_.tolerance) {
      double t = a - fa * (b - a) / (fb - fa);
      if (2.0 * (b - a) > two_ago) t = (a + b) / 2.0;
      const double probe = kProbe * search_.tolerance;
      t = std::clamp(t, a + std::min(probe, (b - a) / 2.0), b - std::min(probe, (b - a) / 2.0));
      two_ago = one_ago;
      one_ago = b - a;
      if (!evaluate(t)) return false;
      const At at = known_.find(t);
      if (!at->second) return true;  // the gap stays, on both sides of it
      const double ft = gain(at, change.side);
      if ((ft >= 0.0) == (fb >= 0.0)) {
        // The end that stays is halved, so that it moves in turn.
        if (last_ == 'b') fa /= 2.0;
        b = t, fb = ft, last_ = 'b';
      } else {
        if (last_ == 'a') fb /= 2.0;
        a = t, fa = ft, last_ = 'a';
      }
    }
    return true;
  }

  // Over the step of the grid that holds the bracket; over what of it is known.
  double slope_around(double from, double to, int side, double* change) const {
    const auto above = std::lower_bound(search_.grid.begin(), search_.grid.end(), to);
    const double g1 = above == search_.grid.end() ? search_.grid.back() : *above;
    const auto below = std::upper_bound(search_.grid.begin(), search_.grid.end(), from);
    const double g0 = below == search_.grid.begin() ? search_.grid.front() : *std::prev(below);
    const At a = known_.find(g0), b = known_.find(g1);
    if (a == known_.end() || b == known_.end() || !a->second || !b->second) return 0.0;
    *change = gain(b, side) - gain(a, side);
    return *change / (g1 - g0);
  }

  void fill() {
    if (known_.empty()) return;
    std::map<std::pair<double, int>, int> index;  // of what changes before this point
    for (At a = known_.begin(), b = std::next(a); b != known_.end(); ++a, ++b) {
      for (int side = 0; side < 2; ++side) {
        if (!changes(a, b, side)) continue;
        BreakEven e{side,          0.0, a->first,          b->first, gain(a, side),
                    gain(b, side), 0.0, gains_at(b, side), false};
        e.at = a->first - e.gain_from * (b->first - a->first) / (e.gain_to - e.gain_from);
        double change = e.gain_to - e.gain_from;
        e.slope = slope_around(e.from, e.to, side, &change);
        const bool narrow = b->first - a->first <= search_.tolerance;
        e.jumps = narrow && std::abs(e.gain_to - e.gain_from) > kJump * std::abs(change);
        index[{b->first, side}] = static_cast<int>(out_.break_even.size());
        out_.break_even.push_back(e);
      }
    }
    for (At a = known_.begin(); a != known_.end(); ++a) {
      if (both(a)) a = add_zone(a, index);
    }
  }

  // From the first point of a zone; returns its last.
  At add_zone(At first, const std::map<std::pair<double, int>, int>& index) {
    Zone zone;
    At last = first;
    while (std::next(last) != known_.end() && both(std::next(last))) ++last;
    zone.from = first->first;
    zone.to = last->first;
    // Where both gains change in one bracket, the one that is nothing nearer to the zone ends it.
    const auto end_of = [&](const At& beyond, const At& within, double key, double* at) {
      if (!beyond->second) return -2;
      int which = -2;
      for (int side = 0; side < 2; ++side) {
        const auto found = index.find({key, side});
        if (found == index.end() || !changes(beyond, within, side)) continue;
        const double here = out_.break_even[std::size_t(found->second)].at;
        if (which < 0 || std::abs(here - within->first) < std::abs(*at - within->first)) {
          which = found->second;
          *at = here;
        }
      }
      return which;
    };
    if (first != known_.begin()) {
      zone.from_end = end_of(std::prev(first), first, first->first, &zone.from);
    }
    if (const At next = std::next(last); next != known_.end()) {
      zone.to_end = end_of(next, last, next->first, &zone.to);
    }
    best_known(zone);
    out_.zones.push_back(zone);
    return last;
  }

  void best_known(Zone& zone) const {
    bool any = false;
    for (const auto& [at, gains] : known_) {
      if (at < zone.from || at > zone.to || !gains) continue;
      if (any && product(*gains) <= product(zone.nash_gain)) continue;
      any = true;
      zone.nash = at;
      zone.nash_gain = *gains;
    }
  }

  // To the top of the product: by parabolas through the best point and its neighbours, by golden
  // section every third time, until both neighbours are within the tolerance (Brent, Algorithms for
  // minimization without derivatives, 1973, chapter 5).
  bool climb(Zone& zone) {
    for (int round = 0; round < kMostTops; ++round) {
      best_known(zone);
      const At top = known_.find(zone.nash);
      const Side left = neighbour(zone, top, -1), right = neighbour(zone, top, 1);
      const bool left_done = zone.nash - left.at <= search_.tolerance;
      const bool right_done = right.at - zone.nash <= search_.tolerance;
      if (left_done && right_done) return true;
      double t =
          round % 3 == 2 ? zone.nash : vertex(left, zone.nash, product(zone.nash_gain), right);
      const double least = kProbe * search_.tolerance;
      if (round % 3 == 2) {
        t += zone.nash - left.at > right.at - zone.nash ? kGolden * (left.at - zone.nash)
                                                        : kGolden * (right.at - zone.nash);
      } else if (std::abs(t - zone.nash) < least) {
        t = zone.nash + ((t >= zone.nash && !right_done) || left_done ? least : -least);
      }
      t = std::clamp(t, left.at + (left_done ? 0.0 : least / 2.0),
                     right.at - (right_done ? 0.0 : least / 2.0));
      if (known_.count(t)) return true;
      if (!evaluate(t)) return false;
    }
    return true;
  }

  struct Side {
    double at = 0.0, product = 0.0;
  };
  Side neighbour(const Zone& zone, const At& top, int way) const {
    const double end = way < 0 ? zone.from : zone.to;
    if (way < 0 ? top == known_.begin() : std::next(top) == known_.end()) return {end, 0.0};
    const At next = way < 0 ? std::prev(top) : std::next(top);
    const bool beyond = way < 0 ? next->first < end : next->first > end;
    if (beyond || !next->second) return {end, 0.0};
    return {next->first, product(*next->second)};
  }

  static double vertex(const Side& a, double b, double fb, const Side& c) {
    const double p = (b - a.at) * (fb - c.product), q = (b - c.at) * (fb - a.product);
    const double bend = p - q;
    if (!(bend > 0.0)) return (std::abs(b - a.at) > std::abs(c.at - b) ? a.at + b : b + c.at) / 2.0;
    return b - ((b - a.at) * p - (b - c.at) * q) / (2.0 * bend);
  }

  const ZoneSearch& search_;
  KnownGains& known_;
  Zones out_;
  char last_ = ' ';
};

}  // namespace

Zones find_zones(const ZoneSearch& search, KnownGains& known) {
  return Finder(search, known).run();
}

}  // namespace offtake
