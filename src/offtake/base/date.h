// Dates name a period: a day (2025-03-15), a month (2025-03) or a quarter (2025Q1). Where something
// starts, the period's first instant counts; where it ends (`until`), its last.
#pragma once

#include <string>
#include <string_view>

#include "offtake/base/result.h"

namespace offtake {

struct Date {
  enum class Precision { day, month, quarter };
  int year = 0;   // 1970..2200
  int month = 1;  // 1..12; a quarter's first month
  int day = 1;    // 1..31
  Precision precision = Precision::month;
  friend bool operator==(const Date&, const Date&) = default;
};

// E0301 impossible month, E0302 impossible day, E0303 slashes (day or month first?), E0304 looks
// like an Excel serial, E0305 outside 1970..2200, E0306 not a date.
Result<Date> parse_date(std::string_view text);
std::string to_string(const Date& date);

// Months since 1970-01, the fraction by day of that month: the one time axis of all contracts.
double begin_month(const Date& date);
double end_month(const Date& date);  // the first instant after the period
// The inverse for whole months: 2025-03 (precision month); what lies outside the years 0 to 9999 is
// cut to them.
Date month_date(double month);

struct Clock {
  enum class Step { month, quarter, year };
  double start_month = 0.0;  // begin of step 0, in months since 1970-01
  int months_per_step = 3;
  int steps = 0;
  double end() const { return start_month + double(months_per_step) * steps; }
  double begin_of(int step) const { return start_month + double(months_per_step) * step; }
  // The step that holds `month` (may be negative or past the end).
  int step_of(double month) const;
  // "2025-03", "2025Q1" or "2025".
  std::string label(int step) const;
  int year_of(int step) const;
};

}  // namespace offtake
