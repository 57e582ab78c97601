#include "offtake/model/series.h"

#include <algorithm>
#include <cmath>

namespace offtake {

double base_value(const Series& series, double month) {
  const auto& points = series.points;
  if (points.empty()) return 0.0;
  if (month <= points.front().month && points.size() > 1) return points.front().value;
  const auto after = std::upper_bound(points.begin(), points.end(), month,
                                      [](double m, const Series::Point& p) { return m < p.month; });
  if (after == points.end()) {
    const Series::Point& last = points.back();
    if (series.growth_per_year == 1.0 || month <= last.month) return last.value;
    return last.value * std::pow(series.growth_per_year, (month - last.month) / 12.0);
  }
  if (after == points.begin()) return points.front().value;
  const Series::Point& a = *(after - 1);
  const Series::Point& b = *after;
  const double w = (month - a.month) / (b.month - a.month);
  switch (series.rule) {
    case Series::Rule::step:
      return a.value;
    case Series::Rule::linear:
      return a.value + w * (b.value - a.value);
    case Series::Rule::geometric:
      return a.value * std::pow(b.value / a.value, w);
  }
  return a.value;
}

}  // namespace offtake
