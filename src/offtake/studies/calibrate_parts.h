// What the fits share. Private to calibrate*.cpp and backtest*.cpp.
#pragma once

#include <cmath>
#include <functional>
#include <string>
#include <utility>

#include "offtake/base/result.h"
#include "offtake/studies/calibrate.h"

namespace offtake {

inline constexpr double kZ975 = 1.959963984540054;       // Φ⁻¹(0.975)
inline constexpr double kHalfChi95 = 1.920729410347062;  // half of χ²(0.95; 1)
inline constexpr int kFewPoints = 20;

inline Diagnostic fit_finding(std::string code, std::string what, std::string mend) {
  Diagnostic d;
  d.severity = code[0] == 'W' ? Severity::warning : Severity::error;
  d.code = std::move(code);
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

Diagnostic too_few_outcomes(int later);  // W0988

// value · exp(±1.96 se(ln value)), with the standard error by the delta method.
inline FittedParameter positive_parameter(std::string key, double value, double log_error) {
  const double step = std::exp(kZ975 * log_error);
  return {std::move(key), value, value * log_error, value / step, value * step};
}

// Where f is largest in [low, high]: the best of a grid, then golden sections around it. f has one
// peak at the scale of the grid.
double largest_at(const std::function<double(double)>& f, double low, double high, int grid);

// Where f, which falls from `inside` towards `outside`, crosses the level; `outside` if it does
// not.
double crossing(const std::function<double(double)>& f, double inside, double outside,
                double level);

void choose_by_bic(std::vector<TriedLaw>& candidates, double observations);

}  // namespace offtake
