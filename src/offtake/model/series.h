// A number that may change over time and may be uncertain.
//
//   value(t) = base(t) · Π_k driver_k(t),   base(t) = curve(t) · Π { factor : from ≤ t }
//
// The factors are those of shocks. curve(t) passes through the points by the rule between them,
// holds the first value before the first point, and after the last point grows by growth_per_year
// (1: is held). What is signed or installed at a date takes base at that date; a step of the clock
// takes its exact mean over the step, so that a coarser clock does not see less of what grows.
#pragma once

#include <vector>

#include "offtake/base/id.h"

namespace offtake {

struct Series {
  enum class Rule { step, linear, geometric };
  struct Point {
    double month = 0.0;  // months since 1970-01
    double value = 0.0;  // canonical units
  };
  std::vector<Point> points;  // by month, strictly rising; empty means "not given"
  Rule rule = Rule::step;
  double growth_per_year = 1.0;
  std::vector<DriverId> drivers;
  struct Change {
    double from_month = 0.0;
    double factor = 1.0;
  };
  std::vector<Change> changes = {};  // by month

  static Series constant(double value) { return Series{{{0.0, value}}, Rule::step, 1.0, {}}; }
  bool given() const { return !points.empty(); }
  bool uncertain() const { return !drivers.empty(); }
};

// base(month); 0 for a series that is not given.
double base_value(const Series& series, double month);
// 1/(until − from) · ∫ base, from < until.
double mean_value(const Series& series, double from, double until);

}  // namespace offtake
