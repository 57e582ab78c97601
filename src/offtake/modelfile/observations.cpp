#include "offtake/modelfile/observations.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/modelfile/data_rows.h"

namespace offtake {
namespace {

constexpr double kGap = 3.5;  // of the median step

std::string what(Dimension unit) {
  return unit == dim::ratio ? "a number without a unit" : describe(unit);
}

struct Point {
  double month, value;
  const CsvTable::Cell* cell;
};

void warn_gap(DataRows& rows, const std::vector<Point>& points) {
  if (points.size() < 5) return;
  std::vector<double> steps;
  for (std::size_t i = 1; i < points.size(); ++i) {
    steps.push_back(points[i].month - points[i - 1].month);
  }
  const auto widest = std::max_element(steps.begin(), steps.end());
  const std::size_t at = std::size_t(widest - steps.begin()) + 1;
  const double width = *widest;
  std::nth_element(steps.begin(), steps.begin() + std::ptrdiff_t(steps.size() / 2), steps.end());
  const double median = steps[steps.size() / 2];
  if (width <= kGap * median) return;
  rows.say("W0980", *points[at].cell,
           fmt::format("before this date lies a gap of {:.3g} months, where {:.3g} are usual",
                       width, median),
           "nothing, if there was no value: the fit knows the distances");
}

// In order, without doubles.
SeriesData series_of(DataRows& rows, const std::string& name, std::vector<Point> points) {
  std::stable_sort(points.begin(), points.end(),
                   [](const Point& a, const Point& b) { return a.month < b.month; });
  SeriesData out;
  out.name = name;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i > 0 && points[i].month == points[i - 1].month) {
      Diagnostic& d = rows.say("E0984", *points[i].cell, "this date stands twice",
                               "keep one of them, or tell them apart with --where or --by");
      d.related.push_back({rows.place(*points[i - 1].cell), "the first"});
    }
    out.months.push_back(points[i].month);
    out.values.push_back(points[i].value);
  }
  warn_gap(rows, points);
  return out;
}

std::optional<double> whole_number(DataRows& rows, const CsvTable::Cell& cell,
                                   const std::string& unit) {
  const auto q = rows.number(cell, unit);
  if (!q) return std::nullopt;
  if (q->dimension == dim::ratio && !q->percent && q->value >= 0.0 &&
      q->value == std::floor(q->value) && q->value <= 1e12) {
    return q->value;
  }
  rows.say("E0982", cell, fmt::format("{} is no count", quote(cell.text)),
           "write a whole number, 0 or more");
  return std::nullopt;
}

}  // namespace

Result<ObservedGroups<SeriesData>> read_series_data(const DataFile& file,
                                                    const DataSelection& which,
                                                    const std::string& date,
                                                    const std::string& value) {
  Diagnostics found;
  DataRows rows(file, found);
  const Selected selected = select_rows(rows, which);
  const int date_at = rows.column(date), value_at = rows.column(value);
  if (date_at < 0 || value_at < 0) return found;
  std::vector<std::vector<Point>> points(selected.names.size());
  std::optional<Dimension> unit;
  LeftOut blank("they have no date or no value", "fill it in");
  for (std::size_t i = 0; i < selected.rows.size(); ++i) {
    const CsvTable::Cell& when = rows.at(selected.rows[i], date_at);
    const CsvTable::Cell& cell = rows.at(selected.rows[i], value_at);
    if (when.text.empty() || cell.text.empty()) {
      blank.add(when.text.empty() ? when : cell);
      continue;
    }
    const auto at = rows.date(when);
    const auto q = rows.number(cell, rows.unit(value_at));
    if (!at || !q || (which.from_month && begin_month(*at) < *which.from_month)) continue;
    if (!unit) unit = q->dimension;
    if (q->dimension != *unit || q->factor) {
      rows.say("E0982", cell,
               fmt::format("this is {}, the first value {}", what(q->dimension), what(*unit)),
               "write all values in units of one kind");
    } else if (q->value <= 0.0) {
      rows.say("E0983", cell,
               fmt::format("{} is not above 0, and has no logarithm", quote(cell.text)),
               "leave the row out; gbm and ou hold what stays above 0");
    }
    points[selected.group[i]].push_back({begin_month(*at), q->value, &when});
  }
  blank.say(rows);
  ObservedGroups<SeriesData> out;
  for (std::size_t g = 0; g < points.size(); ++g) {
    if (points[g].empty()) continue;
    out.groups.push_back(series_of(rows, selected.names[g], std::move(points[g])));
    out.groups.back().unit = unit.value_or(dim::ratio);
  }
  return finished(std::move(out), std::move(found));
}

Result<ObservedGroups<CohortData>> read_cohorts(const DataFile& file, const DataSelection& which,
                                                const std::string& debtors,
                                                const std::string& defaults) {
  Diagnostics found;
  DataRows rows(file, found);
  const Selected selected = select_rows(rows, which);
  const int n = rows.column(debtors), d = rows.column(defaults);
  if (n < 0 || d < 0) return found;
  ObservedGroups<CohortData> out;
  for (const std::string& name : selected.names) out.groups.push_back({name, {}});
  for (std::size_t i = 0; i < selected.rows.size(); ++i) {
    const CsvTable::Cell &all = rows.at(selected.rows[i], n), &bad = rows.at(selected.rows[i], d);
    const auto number = whole_number(rows, all, rows.unit(n));
    const auto failed = whole_number(rows, bad, rows.unit(d));
    if (!number || !failed) continue;
    if (*failed > *number) {
      rows.say("E0989", bad, fmt::format("{:g} defaults of {:g} debtors", *failed, *number),
               "count the debtors at the beginning of the year");
    }
    out.groups[selected.group[i]].cohorts.push_back(
        {fmt::format("line {}", all.line), *number, *failed});
  }
  return finished(std::move(out), std::move(found));
}

Result<ObservedGroups<RatingData>> read_ratings(const DataFile& file, const DataSelection& which,
                                                const std::string& rating) {
  static const std::vector<std::string> kNames = {"AAA", "AA", "A", "BBB", "BB", "B", "CCC"};
  Diagnostics found;
  DataRows rows(file, found);
  const Selected selected = select_rows(rows, which);
  const int at = rows.column(rating);
  if (at < 0) return found;
  ObservedGroups<RatingData> out;
  for (const std::string& name : selected.names) out.groups.push_back({name, {}});
  LeftOut blank("they have no rating", "fill it in");
  for (std::size_t i = 0; i < selected.rows.size(); ++i) {
    const CsvTable::Cell& cell = rows.at(selected.rows[i], at);
    std::string text(cell.text);
    if (text.empty()) {
      blank.add(cell);
      continue;
    }
    if (text.back() == '+' || text.back() == '-') text.pop_back();  // AA- is AA
    const auto known = std::find(kNames.begin(), kNames.end(), text);
    if (known == kNames.end()) {
      rows.say("E0982", cell, fmt::format("{} is no rating", quote(cell.text)),
               "write one of " + join_names(kNames));
      continue;
    }
    out.groups[selected.group[i]].ratings.push_back(static_cast<Rating>(known - kNames.begin()));
  }
  blank.say(rows);
  return finished(std::move(out), std::move(found));
}

}  // namespace offtake
