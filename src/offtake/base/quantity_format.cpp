#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>

#include "offtake/base/quantity.h"
#include "offtake/base/text.h"

namespace offtake {
namespace {

// The power of ten of the first digit after rounding to `digits` digits: 999.6 with 3 gives 3.
int leading_power(double magnitude, int digits) {
  if (magnitude == 0.0) return 0;
  const std::string text = fmt::format("{:.{}e}", magnitude, digits - 1);
  const std::size_t e = text.find('e') + 1;
  int power = 0;
  const std::size_t sign = text[e] == '+' ? 1 : 0;
  std::from_chars(text.data() + e + sign, text.data() + text.size(), power);
  return power;
}

std::string without_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

// Integer digits are never rounded away (1046, not 1050); below one, `digits` digits count. Outside
// 1e-6..1e12 with an exponent, which parse_quantity reads too.
std::string plain(double magnitude, int digits) {
  const int power = leading_power(magnitude, digits);
  if (power < -6 || power > 12) {
    const std::string text = fmt::format("{:.{}e}", magnitude, digits - 1);
    const std::size_t e = text.find('e');
    return without_zeros(text.substr(0, e)) + text.substr(e);
  }
  return without_zeros(fmt::format("{:.{}f}", magnitude, std::max(0, digits - 1 - power)));
}

// Under $100 whole dollars or whole cents: $47, $2.10; below ten cents more digits when they count.
std::string dollars(double magnitude, int digits) {
  const int power = leading_power(magnitude, digits);
  if (magnitude == 0.0 || power >= 2 || power < -6) return plain(magnitude, digits);
  std::string text = fmt::format("{:.{}f}", magnitude, std::max(2, digits - 1 - power));
  const std::size_t cents = text.find('.') + 3;
  text.erase(std::max(cents, text.find_last_not_of('0') + 1));
  return text.ends_with(".00") ? text.substr(0, text.size() - 3) : text;
}

bool is_whole(double value) {
  return std::abs(value - std::round(value)) <= 1e-9 * std::max(1.0, std::abs(value));
}

const UnitScale& scale_of(const std::vector<UnitScale>& scales, double magnitude, int digits) {
  for (const UnitScale& scale : scales) {
    if (scale.whole && !is_whole(magnitude / scale.factor)) continue;
    if (magnitude >= scale.least) return scale;
    const double part = magnitude / scale.least;  // 999.6 of 1000 is written as 1000
    if (part > 0.5 && leading_power(part, digits) >= 0) return scale;
  }
  return scales.back();
}

// 2,610만 has as many digits that count as $26.1M.
double to_digits(double magnitude, int digits) {
  const int dropped = leading_power(magnitude, digits) - digits + 1;
  if (dropped <= 0) return magnitude;
  const double unit = std::pow(10.0, dropped);
  return std::round(magnitude / unit) * unit;
}

// "12,345.6"
std::string with_commas(std::string number) {
  if (number.find('e') != std::string::npos) return number;
  const std::size_t point = std::min(number.find('.'), number.size());
  for (std::size_t at = point; at > 3;) number.insert(at -= 3, 1, ',');
  return number;
}

struct Example {
  Dimension dimension;
  const char* text;
};

constexpr Example kExamples[] = {
    {dim::ratio, "20 %"},
    {dim::money, "$22.4B"},
    {dim::power, "4.5 GW"},
    {dim::energy, "350 GWh"},
    {dim::compute, "1.2M H100e"},
    {dim::time, "18 months"},
    {dim::per_time, "3 %/year"},
    {dim::money_per_time, "$2B/year"},
    {dim::money_per_power, "$38B/GW"},
    {dim::money_per_power_time, "$13.3B/GW-year"},
    {dim::money_per_energy, "$47/MWh"},
    {dim::money_per_compute_time, "$2.10/H100e-hour"},
    {dim::money / dim::compute, "$30k/H100e"},
    {dim::compute_per_power, "1046 H100e/MW"},
    {dim::power_per_time, "2 GW/year"},
    {dim::compute / dim::time, "350k H100e/year"},
    {dim::power * dim::time, "18 GW-years"},
    {dim::compute * dim::time, "5M H100e-hours"},
};

// "money per power and time".
std::string dimension_name(Dimension d) {
  constexpr const char* kNames[] = {"money", "power", "energy", "compute", "time"};
  const std::int8_t parts[] = {d.money, d.power, d.energy, d.compute, d.time};
  std::vector<std::string> above, below;
  for (std::size_t i = 0; i < std::size(parts); ++i) {
    for (int n = 0; n < std::abs(parts[i]); ++n)
      (parts[i] > 0 ? above : below).push_back(kNames[i]);
  }
  std::string out = above.empty() ? "a share" : join_names(above);
  if (!below.empty()) out += " per " + join_names(below);
  return out;
}

}  // namespace

std::string format_quantity(double value, Dimension dimension, int digits, Language language) {
  const bool ko = language == Language::ko;
  if (std::isnan(value)) return ko ? "값 없음" : "not a number";
  if (std::isinf(value)) return std::string(value > 0.0 ? "" : "-") + (ko ? "무한대" : "infinite");
  digits = std::clamp(digits, 1, 17);
  const double magnitude = std::abs(value);
  const std::vector<UnitScale> scales = unit_scales(dimension, language);
  const UnitScale& scale = scale_of(scales, magnitude, digits);
  const double shown = magnitude / scale.factor;
  const bool by_myriads = dimension.money > 0 || dimension.compute > 0;
  const bool smallest = scale.factor == scales.back().factor;
  std::string number = dimension.money > 0 && smallest ? dollars(shown, digits)
                       : ko && by_myriads && !smallest ? plain(to_digits(shown, digits), digits)
                                                       : plain(shown, digits);
  const std::string& after = number == "1" && !scale.one.empty() ? scale.one : scale.after;
  if (ko) number = with_commas(std::move(number));
  return (value < 0.0 ? "-" : "") + scale.before + number + after;
}

std::string format_quantity(const Quantity& quantity, int digits, Language language) {
  if (!quantity.factor)
    return format_quantity(quantity.value, quantity.dimension, digits, language);
  const std::string number = plain(std::abs(quantity.value), std::clamp(digits, 1, 17));
  const char* sign = quantity.value < 0.0 ? "-" : "";
  return language == Language::ko ? fmt::format("연 {}{}배", sign, number)
                                  : fmt::format("{}{}x/year", sign, number);
}

std::string describe(Dimension dimension) {
  return fmt::format("{}, for example {}", dimension_name(dimension), example_of(dimension));
}

std::string example_of(Dimension dimension) {
  for (const Example& example : kExamples) {
    if (example.dimension == dimension) return example.text;
  }
  return format_quantity(1.0, dimension);
}

}  // namespace offtake
