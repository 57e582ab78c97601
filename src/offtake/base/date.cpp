#include "offtake/base/date.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <optional>
#include <vector>

#include "offtake/base/text.h"

namespace offtake {
namespace {

constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2200;
constexpr int kExcelEpoch = 25569;  // serial of 1970-01-01
constexpr int kExcelLast = 109939;  // serial of 2200-12-31
constexpr std::string_view kForms = "2025-03-15 (a day), 2025-03 (a month) or 2025Q1 (a quarter)";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool in_range(int year) { return year >= kFirstYear && year <= kLastYear; }

int days_in_month(int year, int month) {
  using namespace std::chrono;
  const year_month_day_last last{std::chrono::year{year},
                                 month_day_last{std::chrono::month{static_cast<unsigned>(month)}}};
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

// A run of digits. Values saturate: only small ones are ever right.
struct Number {
  std::size_t at = 0;
  std::size_t length = 0;
  int value = 0;
};

Number read_number(std::string_view text, std::size_t at) {
  Number number{at, 0, 0};
  for (; at < text.size() && is_digit(text[at]); ++at, ++number.length) {
    if (number.value < 100'000'000) number.value = number.value * 10 + (text[at] - '0');
  }
  return number;
}

// The text split at one kind of separator into two or three numbers; none if it is anything else.
std::vector<Number> split_numbers(std::string_view text, std::string_view separators) {
  std::vector<Number> parts;
  char separator = 0;
  for (std::size_t at = 0;;) {
    const Number part = read_number(text, at);
    if (part.length == 0 || parts.size() == 3) return {};
    parts.push_back(part);
    at += part.length;
    if (at == text.size()) break;
    if (separators.find(text[at]) == std::string_view::npos) return {};
    if (separator != 0 && text[at] != separator) return {};
    separator = text[at++];
  }
  return parts.size() >= 2 ? parts : std::vector<Number>{};
}

bool is_calendar_day(int year, int month, int day) {
  return in_range(year) && month >= 1 && month <= 12 && day >= 1 &&
         day <= days_in_month(year, month);
}

std::string day_text(int year, int month, int day) {
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

std::string month_text(int year, int month) { return fmt::format("{:04}-{:02}", year, month); }

class DateReader {
 public:
  // A guess at what was meant is read too, but makes no guesses of its own.
  enum class Guesses { allowed, none };
  explicit DateReader(std::string_view text, Guesses guesses = Guesses::allowed)
      : text_(text), guesses_(guesses) {}

  Result<Date> read() const {
    if (text_.find_first_not_of(" \t\r\n") == std::string_view::npos) {
      return fail("E0306", 0, text_.size(), "there is no date", forms_mend());
    }
    if (const std::optional<Diagnostic> found = known_mistake()) return *found;
    const Number year = read_number(text_, 0);
    const std::size_t after = year.length;
    if (year.length == 0 || after == text_.size() || (text_[after] != '-' && text_[after] != 'Q')) {
      return not_a_date(after);
    }
    if (year.length > 4 || year.value == 0 || (year.length == 4 && !in_range(year.value))) {
      return out_of_range(year);
    }
    if (year.length < 4) {
      const std::string full = year.length == 2 ? fmt::format("20{}", text_) : std::string();
      return fail(
          "E0306", 0, year.length,
          fmt::format("the year {} has fewer than four digits", quote(text_.substr(0, after))),
          parses(full) ? "write " + full : forms_mend());
    }
    return text_[after] == 'Q' ? read_quarter(year) : read_month_or_day(year);
  }

 private:
  Diagnostic fail(std::string_view code, std::size_t at, std::size_t bytes, std::string what,
                  std::string mend) const {
    Diagnostic d;
    d.code = code;
    d.place.column = 1 + count_code_points(text_.substr(0, at));
    d.place.length = std::max(1, count_code_points(text_.substr(at, bytes)));
    d.what = std::move(what);
    d.expected = kForms;
    d.mend = std::move(mend);
    return d;
  }

  static std::string forms_mend() { return "write 2025-03-15, 2025-03 or 2025Q1"; }

  bool parses(std::string_view candidate) const {
    return guesses_ == Guesses::allowed && !candidate.empty() && candidate.size() <= 10 &&
           DateReader(candidate, Guesses::none).read().ok();
  }

  Result<Date> read_quarter(const Number& year) const {
    const Number quarter = read_number(text_, year.length + 1);
    const std::size_t end = quarter.at + quarter.length;
    if (quarter.length == 0 || end != text_.size()) return not_a_date(end);
    if (quarter.value < 1 || quarter.value > 4 || quarter.length > 1) {
      return fail(
          "E0301", quarter.at, quarter.length,
          fmt::format("there is no quarter {}", quote(text_.substr(quarter.at, quarter.length))),
          fmt::format("write {0}Q1, {0}Q2, {0}Q3 or {0}Q4", year.value));
    }
    return Date{year.value, 3 * quarter.value - 2, 1, Date::Precision::quarter};
  }

  Result<Date> read_month_or_day(const Number& year) const {
    const Number month = read_number(text_, year.length + 1);
    const std::size_t after = month.at + month.length;
    if (month.length == 0) return not_a_date(month.at);
    if (month.value < 1 || month.value > 12) {
      return fail("E0301", month.at, month.length,
                  fmt::format("there is no month {}", quote(text_.substr(month.at, month.length))),
                  fmt::format("write a month from {0}-01 to {0}-12", year.value));
    }
    if (after == text_.size()) {
      if (month.length != 2) return padded(month, month_text(year.value, month.value));
      return Date{year.value, month.value, 1, Date::Precision::month};
    }
    if (text_[after] != '-') return not_a_date(after);
    const Number day = read_number(text_, after + 1);
    const std::size_t end = day.at + day.length;
    if (day.length == 0) return not_a_date(day.at);
    const int last = days_in_month(year.value, month.value);
    if (day.value < 1 || day.value > last) {
      return fail("E0302", day.at, day.length,
                  fmt::format("{} has no day {}", month_text(year.value, month.value),
                              quote(text_.substr(day.at, day.length))),
                  "write " + day_text(year.value, month.value, day.value < 1 ? 1 : last));
    }
    if (end != text_.size()) {
      return fail(
          "E0306", end, text_.size() - end,
          fmt::format("{} follows the date; a date has no time of day", quote(text_.substr(end))),
          "write " + day_text(year.value, month.value, day.value));
    }
    if (month.length != 2 || day.length != 2) {
      return padded(month.length != 2 ? month : day, day_text(year.value, month.value, day.value));
    }
    return Date{year.value, month.value, day.value, Date::Precision::day};
  }

  Diagnostic padded(const Number& number, const std::string& right) const {
    return fail(
        "E0306", number.at, number.length,
        fmt::format("{} must have two digits", quote(text_.substr(number.at, number.length))),
        "write " + right);
  }

  Diagnostic out_of_range(const Number& year) const {
    return fail("E0305", year.at, year.length,
                fmt::format("the year {} is outside {}..{}",
                            quote(text_.substr(year.at, year.length)), kFirstYear, kLastYear),
                fmt::format("write a year from {} to {}", kFirstYear, kLastYear));
  }

  // `at` is where a date stopped being one.
  Diagnostic not_a_date(std::size_t at) const {
    const std::size_t bytes =
        at < text_.size() ? static_cast<std::size_t>(decode_utf8(text_, at).bytes) : 1;
    const std::string right = tidied();
    return fail("E0306", at, bytes, fmt::format("{} is not a date", quote(text_)),
                parses(right) ? "write " + right : forms_mend());
  }

  // Blanks dropped, 2025-Q1, 2025q1, Q1 2025 and Q1/2025 turned into 2025Q1.
  std::string tidied() const {
    if (text_.size() > 32) return {};
    std::string plain;
    for (const char c : text_) {
      if (c == 'q')
        plain += 'Q';
      else if (is_digit(c) || c == 'Q' || c == '-')
        plain += c;
      else if (c != ' ' && c != '/' && c != '\t')
        return {};
    }
    if (plain.size() >= 6 && plain[0] == 'Q') {
      const std::size_t year = plain[2] == '-' ? 3 : 2;
      return plain.substr(year) + plain.substr(0, 2);
    }
    if (plain.size() == 7 && plain[5] == 'Q' && plain[4] == '-') plain.erase(4, 1);
    return plain;
  }

  std::optional<Diagnostic> known_mistake() const {
    if (std::optional<Diagnostic> found = slashes()) return found;
    const Number whole = read_number(text_, 0);
    if (whole.length > 0 && whole.length == text_.size()) return bare_number(whole);
    // 46388.25 is an Excel serial with a time of day.
    if (whole.length == 5 && text_[5] == '.' && text_.size() > 6 &&
        read_number(text_, 6).length == text_.size() - 6) {
      return bare_number(whole);
    }
    return std::nullopt;
  }

  // 01/02/2027, 2027/02/01, 1.2.2027, 01-02-2027.
  std::optional<Diagnostic> slashes() const {
    const std::vector<Number> parts = split_numbers(text_, "/.-");
    if (parts.empty()) return std::nullopt;
    const char separator = text_[parts[0].length];
    const bool year_first = parts[0].length >= 3;
    if (separator == '-' && !(parts.size() == 3 && !year_first && parts[2].length == 4)) {
      return std::nullopt;
    }
    if (separator == '.' && parts.size() == 2) return std::nullopt;  // a decimal number
    std::vector<std::string> meanings;
    const auto add = [&](int year, int month, int day) {
      if (!is_calendar_day(year, month, day)) return;
      std::string meaning = day_text(year, month, day);
      if (meanings.empty() || meanings[0] != meaning) meanings.push_back(std::move(meaning));
    };
    const Number &a = parts[0], &b = parts[1];
    if (parts.size() == 3 && year_first) {
      add(a.value, b.value, parts[2].value);
    } else if (parts.size() == 3) {
      const int year = parts[2].value + (parts[2].length == 2 ? 2000 : 0);
      add(year, b.value, a.value);
      add(year, a.value, b.value);
    } else {
      const Number &year = year_first ? a : b, &month = year_first ? b : a;
      if (is_calendar_day(year.value, month.value, 1)) {
        meanings.push_back(month_text(year.value, month.value));
      }
    }
    const std::string what =
        fmt::format("{} does not say which is the day and which the month", quote(text_));
    return fail(
        "E0303", a.length, 1,
        meanings.size() == 2 ? what : fmt::format("{} is not written as a date here", quote(text_)),
        meanings.empty() ? forms_mend()
                         : "write " + fmt::format("{}", fmt::join(meanings, " or ")));
  }

  // Digits alone: a year, an Excel serial, 20270101 or 202701.
  Diagnostic bare_number(const Number& whole) const {
    if (whole.length == 4 && in_range(whole.value)) {
      return fail("E0306", 0, 4, fmt::format("{} is a year, not a month or a day", quote(text_)),
                  fmt::format("write {0}-01 or {0}Q1", whole.value));
    }
    if (whole.length == 8) {
      const int year = whole.value / 10000, month = whole.value / 100 % 100,
                day = whole.value % 100;
      if (is_calendar_day(year, month, day)) {
        return fail("E0306", 0, 8, fmt::format("{} lacks its dashes", quote(text_)),
                    "write " + day_text(year, month, day));
      }
    }
    if (whole.length == 6 && is_calendar_day(whole.value / 100, whole.value % 100, 1)) {
      return fail("E0306", 0, 6, fmt::format("{} lacks its dash", quote(text_)),
                  "write " + month_text(whole.value / 100, whole.value % 100));
    }
    if (whole.length >= 5 && whole.length <= 6 && whole.value >= kExcelEpoch &&
        whole.value <= kExcelLast) {
      using namespace std::chrono;
      const year_month_day date{sys_days{days{whole.value - kExcelEpoch}}};
      const std::string meant = day_text(int{date.year()}, static_cast<int>(unsigned{date.month()}),
                                         static_cast<int>(unsigned{date.day()}));
      return fail("E0304", 0, text_.size(),
                  fmt::format("{} looks like an Excel date ({})", quote(text_), meant),
                  "write " + meant);
    }
    if (whole.length >= 4) return out_of_range(whole);
    return fail("E0306", 0, whole.length, fmt::format("{} is not a date", quote(text_)),
                forms_mend());
  }

  std::string_view text_;
  Guesses guesses_;
};

// Whole months since 1970-01 of a time that may lie a rounding error below a boundary.
int whole_month(double month) {
  OFFTAKE_CHECK(std::abs(month) < 1e7, fmt::format("month {}", month));
  return static_cast<int>(std::floor(month + 1e-9));
}

int floor_div(int a, int b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

Result<Date> parse_date(std::string_view text) { return DateReader(text).read(); }

std::string to_string(const Date& date) {
  switch (date.precision) {
    case Date::Precision::day:
      return day_text(date.year, date.month, date.day);
    case Date::Precision::month:
      return month_text(date.year, date.month);
    case Date::Precision::quarter:
      return fmt::format("{:04}Q{}", date.year, (date.month + 2) / 3);
  }
  OFFTAKE_CHECK(false, std::string("precision"));
}

double begin_month(const Date& date) {
  const double month = 12.0 * (date.year - kFirstYear) + (date.month - 1);
  if (date.precision != Date::Precision::day) return month;
  return month + static_cast<double>(date.day - 1) / days_in_month(date.year, date.month);
}

double end_month(const Date& date) {
  const double month = 12.0 * (date.year - kFirstYear) + (date.month - 1);
  switch (date.precision) {
    // The same expression as the next day's begin, so that neighbours meet exactly.
    case Date::Precision::day:
      return month + static_cast<double>(date.day) / days_in_month(date.year, date.month);
    case Date::Precision::month:
      return month + 1.0;
    case Date::Precision::quarter:
      return month + 3.0;
  }
  OFFTAKE_CHECK(false, std::string("precision"));
}

Date month_date(double month) {
  // A date that is not known stands at a month far outside; it must print, not stop the program.
  const int whole = whole_month(std::clamp(month, -12.0 * kFirstYear, 12.0 * (9999 - kFirstYear)));
  const int years = floor_div(whole, 12);
  return {kFirstYear + years, whole - 12 * years + 1, 1, Date::Precision::month};
}

int Clock::step_of(double month) const {
  OFFTAKE_CHECK(months_per_step > 0 && std::abs(month) < 1e7,
                fmt::format("month {}, {} months per step", month, months_per_step));
  int step = static_cast<int>(std::floor((month - start_month) / months_per_step));
  // The division may round across a boundary; the boundaries are what the steps are defined by.
  if (begin_of(step + 1) <= month) ++step;
  if (begin_of(step) > month) --step;
  return step;
}

std::string Clock::label(int step) const {
  const Date date = month_date(begin_of(step));
  if (months_per_step == 12 && date.month == 1) return fmt::format("{:04}", date.year);
  if (months_per_step == 3 && date.month % 3 == 1) {
    return fmt::format("{:04}Q{}", date.year, (date.month + 2) / 3);
  }
  return month_text(date.year, date.month);  // a step that begins inside its year or quarter
}

int Clock::year_of(int step) const { return month_date(begin_of(step)).year; }

}  // namespace offtake
