// The installed share over months since signing, integrated. Private to extensive_*.cpp.
#pragma once

#include <algorithm>
#include <limits>

#include "offtake/model/model.h"

namespace offtake::extensive {

struct Profile {
  Ramp ramp;
  double term_months = 0.0;

  double end() const { return ramp.first() + term_months; }

  // ∫ from −∞ to t of the share that would be installed if nothing ever ended.
  double area(double t) const {
    double sum = 0.0, before = 0.0;
    for (const Ramp::Step& step : ramp.steps) {
      sum += (step.share - before) * std::max(0.0, t - step.month);
      before = step.share;
    }
    if (!ramp.steps.empty()) return sum;
    const double width = ramp.full_months - ramp.first_months;
    const double ramped = std::clamp(t - ramp.first_months, 0.0, width);
    return (width > 0.0 ? 0.5 * ramped * ramped / width : 0.0) +
           std::max(0.0, t - ramp.full_months);
  }

  // Brought between two months by one contracted MW.
  double mw_months(double from, double until) const {
    return area(std::min(until, end())) - area(std::min(from, end()));
  }

  // Share of the capex spent before t, when each MW is paid for evenly over `spend` months before
  // it is installed, or when it is.
  double spent(double t, double spend) const {
    if (spend > 0.0) return (area(t + spend) - area(t)) / spend;
    double share = 0.0;
    for (const Ramp::Step& step : ramp.steps) {
      if (step.month < t) share = step.share;
    }
    if (!ramp.steps.empty()) return share;
    if (t <= ramp.first_months) return 0.0;
    return t >= ramp.full_months ? 1.0 : installed_share(ramp, t);
  }
};

// The same on a path: when it began, without its end, until a failure stops it. Without a beginning
// nothing ever is.
struct Installed {
  Profile profile = {};
  double begins = 1e9;  // signing and delay
  double stop = std::numeric_limits<double>::infinity();

  // Share just before a month.
  double at(double month) const { return profile.spent(std::min(month, stop) - begins, 0.0); }
  // Its mean between two months.
  double mean(double from, double until) const {
    const double moving = std::min(until, stop), before = std::min(from, stop);
    const double moved = profile.area(moving - begins) - profile.area(before - begins);
    if (moving >= until) return moved / (until - from);
    return (moved + ((until - moving) - (from - before)) * at(stop)) / (until - from);
  }
};

}  // namespace offtake::extensive
