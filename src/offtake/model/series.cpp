#include "offtake/model/series.h"

#include <algorithm>
#include <cmath>

namespace offtake {
namespace {

double curve(const Series& series, double month) {
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

// ∫ of the curve of constant growth through a at the beginning and b at the end.
double geometric_area(double a, double b, double width) {
  const double log_ratio = std::log(b / a);
  return std::abs(log_ratio) < 1e-9 ? 0.5 * (a + b) * width : (b - a) / log_ratio * width;
}

double mean_curve(const Series& series, double from, double until) {
  const auto& points = series.points;
  if (points.empty()) return 0.0;
  double area = 0.0;
  // Piece by piece between the points; before the first the value is held.
  for (std::size_t i = 0; i <= points.size(); ++i) {
    const double begin = i == 0 ? from : std::max(from, points[i - 1].month);
    const double end = i == points.size() ? until : std::min(until, points[i].month);
    if (end <= begin) continue;
    const double a = curve(series, begin);
    const bool tail = i == points.size();
    const bool grows = tail && series.growth_per_year != 1.0;
    if (i == 0 || (tail && !grows) || (!tail && series.rule == Series::Rule::step)) {
      area += a * (end - begin);
    } else if (grows) {
      area += geometric_area(a, curve(series, end), end - begin);
    } else {
      // base at `end` seen from the left: it is the next piece's only for steps.
      const double b = curve(series, end);
      area += series.rule == Series::Rule::linear ? 0.5 * (a + b) * (end - begin)
                                                  : geometric_area(a, b, end - begin);
    }
  }
  return area / (until - from);
}

}  // namespace

double base_value(const Series& series, double month) {
  double value = curve(series, month);
  for (const Series::Change& c : series.changes) {
    if (c.from_month <= month) value *= c.factor;
  }
  return value;
}

double mean_value(const Series& series, double from, double until) {
  if (series.changes.empty()) return mean_curve(series, from, until);
  double area = 0.0, begin = from, factor = 1.0;
  const auto add = [&](double end) {
    if (end > begin) area += factor * mean_curve(series, begin, end) * (end - begin);
    begin = std::max(begin, end);
  };
  for (const Series::Change& c : series.changes) {
    add(std::min(c.from_month, until));
    factor *= c.factor;
  }
  add(until);
  return area / (until - from);
}

}  // namespace offtake
