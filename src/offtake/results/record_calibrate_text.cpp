#include "offtake/results/record_calibrate_text.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>

#include "offtake/base/text.h"
#include "offtake/results/record_calibrate.h"

namespace offtake {
namespace {

constexpr ParameterText kParameters[] = {
    {"growth", "Growth", "성장", "factor/year"},
    {"volatility", "Volatility", "변동성", "share/sqrt(year)"},
    {"trend_sd", "Doubt about growth", "성장의 불확실성", "share/year"},
    {"half_life", "Half-life", "반감기", "months"},
    {"start", "Start, of the trend", "시작 (추세 대비)", "factor"},
    {"level", "Level that it multiplies", "곱해지는 수준", "value"},
    {"none", "On time", "제때", "share"},
    {"mean", "Mean delay, zeros included", "평균 지연 (0 포함)", "months"},
    {"p90", "90th percentile", "90% 분위수", "months"},
    {"expected", "Mean with the cap", "상한을 둔 평균", "months"},
    {"per_year", "Hazard", "부도 강도", "1/year"},
    {"five_years", "Default within 5 years", "5년 내 부도", "share"},
};

std::string number(double value, Digits digits) {
  if (digits == Digits::exact) return fmt::format("{:.9g}", value);
  const std::string text = fmt::format("{:.3g}", value);
  return text.find('e') == std::string::npos ? text : fmt::format("{:.6g}", value);
}

}  // namespace

const ParameterText& parameter_text(const std::string& key) {
  const auto at = std::find_if(std::begin(kParameters), std::end(kParameters),
                               [&](const ParameterText& p) { return p.key == key; });
  OFFTAKE_CHECK(at != std::end(kParameters), key);
  return *at;
}

std::string days_text(double months, Language language) {
  const double days = months * kDaysPerMonth;
  return number(days, Digits::few) + (language == Language::ko ? "일"
                                      : days == 1.0            ? " day"
                                                               : " days");
}

std::string parameter_value(const std::string& key, double value, Dimension unit, Language language,
                            Digits digits) {
  if (std::isnan(value)) return "–";
  if (std::isinf(value)) return language == Language::ko ? "한계 없음" : "no limit";
  const auto with = [&](double shown, const char* tail) { return number(shown, digits) + tail; };
  const bool ko = language == Language::ko;
  if (key == "growth") return ko ? "연 " + with(value, "배") : with(value, "x/year");
  if (key == "start") return with(value, digits == Digits::exact ? "" : ko ? "배" : "x");
  if (key == "volatility" || key == "none" || key == "five_years") {
    return with(100.0 * value, ko ? "%" : " %");
  }
  if (key == "trend_sd" || key == "per_year") return with(100.0 * value, ko ? "%/년" : " %/year");
  if (key == "half_life") {
    return with(value, language == Language::ko ? "개월" : " months");
  }
  if (key == "level") return level_text(value, unit, 4, language);
  return digits == Digits::exact ? with(value * kDaysPerMonth, " days")
                                 : days_text(value, language);
}

bool is_of_ratings(const Calibration& fit) {
  const FittedParameter* rate = fit.find("per_year");
  return rate && std::isnan(rate->error);  // rates of a table have no error
}

std::string level_text(double value, Dimension unit, int digits, Language language) {
  return unit == dim::ratio ? fmt::format("{:.{}g}", value, digits)
                            : format_quantity(value, unit, digits, language);
}

const char* law_name(const std::string& key, Language language) {
  const bool ko = language == Language::ko;
  if (key == "gbm") return ko ? "성장 (gbm)" : "growth with noise (gbm)";
  if (key == "ou") return ko ? "평균 회귀 (ou)" : "mean reversion (ou)";
  if (key == "exponential") return ko ? "지수 꼬리" : "exponential tail";
  return ko ? "로그정규 꼬리" : "lognormal tail";
}

std::string driver_name(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool kept = (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9');
    if (kept) {
      out += small;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
    if (out.size() >= 40) break;
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? "fitted" : out;
}

std::string day_text(double day) {
  using namespace std::chrono;
  const year_month_day d{sys_days{days{static_cast<int>(std::floor(day))}}};
  return fmt::format("{:04}-{:02}-{:02}", int(d.year()), unsigned(d.month()), unsigned(d.day()));
}

std::string day_of_month(double month) {
  using namespace std::chrono;
  const double whole = std::floor(month + 1e-9);
  const year_month first = year{1970} / January + months{static_cast<int>(whole)};
  const double length = static_cast<double>(unsigned((first / last).day()));
  const double day = std::min(length, 1.0 + std::round((month - whole) * length));
  return fmt::format("{:04}-{:02}-{:02}", int(first.year()), unsigned(first.month()),
                     static_cast<int>(day));
}

}  // namespace offtake
