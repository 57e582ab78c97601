// A capacity profile per contracted MW as jumps and slopes: with (t)+ = max(t, 0),
//
//   share(t)    = Σ_i jump_i·[t > at_i] + slope_i·(t − at_i)+                (1)
//   integral(t) = ∫ share = Σ_i jump_i·(t − at_i)+ + ½·slope_i·((t − at_i)+)²   (2)
//
// t in months since signing. (1) is what stands just before t, so that what is installed at the
// first instant of a step belongs to that step. Without branches, so lanes of paths with different
// delays go through it together.
#pragma once

#include <vector>

#include "offtake/model/model.h"
#include "offtake/simulate/lanes.h"

namespace offtake {

struct Profile {
  struct Knot {
    double at = 0.0;
    double jump = 0.0;
    double slope = 0.0;  // change of slope at `at`
  };
  std::vector<Knot> knots;

  double share(double t) const;
  double integral(double t) const;
  // The same of every lane.
  void share(const Lanes& t, Lanes& out) const;
  void integral(const Lanes& t, Lanes& out) const;
};

// The same as far as it goes until `last`: nothing is added from then on, and at `end` all is gone.
Profile stopped(const Profile& profile, double last, double end);
// What is installed if nothing ever ended.
Profile ramp_profile(const Ramp& ramp);
// The same, ending all at once at first() + term.
Profile term_profile(const Ramp& ramp, double term_months);

}  // namespace offtake
