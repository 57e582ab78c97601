#include "offtake/simulate/profile.h"

#include <algorithm>
#include <cmath>

namespace offtake {

double Profile::share(double t) const {
  double sum = 0.0;
  for (const Knot& k : knots) {
    if (t > k.at) sum += k.jump + k.slope * (t - k.at);
  }
  return sum;
}

double Profile::integral(double t) const {
  double sum = 0.0;
  for (const Knot& k : knots) {
    const double past = std::max(t - k.at, 0.0);
    sum += past * (k.jump + 0.5 * k.slope * past);
  }
  return sum;
}

void Profile::share(const Lanes& t, Lanes& out) const {
  out.fill(0.0);
  for (const Knot& k : knots) {
    for_lanes([&, at = k.at, jump = k.jump, slope = k.slope](std::size_t i) {
      const double stands = jump + slope * (t[i] - at);
      out[i] += t[i] > at ? stands : 0.0;
    });
  }
}

void Profile::integral(const Lanes& t, Lanes& out) const {
  out.fill(0.0);
  for (const Knot& k : knots) {
    for_lanes([&, at = k.at, jump = k.jump, slope = k.slope](std::size_t i) {
      const double past = most(t[i] - at, 0.0);
      out[i] += past * (jump + 0.5 * slope * past);
    });
  }
}

Profile stopped(const Profile& profile, double last, double end) {
  if (profile.knots.empty() || last >= end) return profile;
  Profile p;
  double slope = 0.0;
  for (const Profile::Knot& k : profile.knots) {
    if (k.at >= last) break;
    p.knots.push_back(k);
    slope += k.slope;
  }
  if (p.knots.empty()) p.knots.push_back({profile.knots.front().at, 0.0, 0.0});
  if (slope != 0.0) p.knots.push_back({last, 0.0, -slope});
  // A ramp has no end of its own.
  constexpr double kNothing = 1e-9;  // rounding
  if (std::abs(profile.share(end + 1.0)) < kNothing) p.knots.push_back({end, -p.share(end), 0.0});
  return p;
}

Profile ramp_profile(const Ramp& ramp) {
  Profile p;
  if (!ramp.steps.empty()) {
    double before = 0.0;
    for (const Ramp::Step& step : ramp.steps) {
      p.knots.push_back({step.month, step.share - before, 0.0});
      before = step.share;
    }
    return p;
  }
  const double width = ramp.full_months - ramp.first_months;
  if (width <= 0.0) {
    p.knots.push_back({ramp.first_months, 1.0, 0.0});
  } else {
    p.knots.push_back({ramp.first_months, 0.0, 1.0 / width});
    p.knots.push_back({ramp.full_months, 0.0, -1.0 / width});
  }
  return p;
}

Profile term_profile(const Ramp& ramp, double term_months) {
  Profile p = ramp_profile(ramp);
  const double end = ramp.first() + term_months;
  // Knots at or past the end never act; check() refuses such models; a Profile may be asked for
  // anything.
  std::erase_if(p.knots, [&](const Profile::Knot& k) { return k.at >= end; });
  double slope = 0.0;
  for (const Profile::Knot& k : p.knots) slope += k.slope;
  p.knots.push_back({end, -p.share(end), -slope});
  return p;
}

}  // namespace offtake
