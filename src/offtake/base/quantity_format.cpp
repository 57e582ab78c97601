#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>

#include "offtake/base/quantity.h"
#include "offtake/base/text.h"

namespace offtake {
namespace {

constexpr double kMonthsPerDay = 24.0 / kHoursPerMonth;

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

// With k, M, B, T from `first_power` on.
std::string with_magnitude(double magnitude, int digits, int first_power) {
  const int power = leading_power(magnitude, digits);
  if (power >= first_power && power < 16) {
    const int step = std::min(power / 3, 4);
    constexpr const char* kLetters[] = {"", "k", "M", "B", "T"};
    constexpr double kScales[] = {1.0, 1e3, 1e6, 1e9, 1e12};
    const auto at = static_cast<std::size_t>(step);
    return plain(magnitude / kScales[at], digits) + kLetters[at];
  }
  return plain(magnitude, digits);
}

// Under $100 whole dollars or whole cents: $47, $2.10; below ten cents more digits when they count.
std::string dollars(double magnitude, int digits) {
  const int power = leading_power(magnitude, digits);
  if (magnitude == 0.0 || power >= 2 || power < -6) return with_magnitude(magnitude, digits, 3);
  std::string text = fmt::format("{:.{}f}", magnitude, std::max(2, digits - 1 - power));
  const std::size_t cents = text.find('.') + 3;
  text.erase(std::max(cents, text.find_last_not_of('0') + 1));
  return text.ends_with(".00") ? text.substr(0, text.size() - 3) : text;
}

struct Scaled {
  double scale;  // shown = canonical · scale
  const char* unit;
};

// The largest unit of which the rounded amount has at least one.
template <std::size_t n>
std::string prefixed(const Scaled (&units)[n], double magnitude, int digits, std::string& unit) {
  const Scaled* chosen = std::end(units) - 1;
  for (const Scaled& candidate : units) {
    const double shown = magnitude * candidate.scale;
    if (shown != 0.0 && leading_power(shown, digits) >= 0) {
      chosen = &candidate;
      break;
    }
  }
  if (magnitude == 0.0) chosen = &units[1];  // 0 MW, 0 MWh
  unit = chosen->unit;
  return plain(magnitude * chosen->scale, digits);
}

constexpr Scaled kPower[] = {{1e-3, "GW"}, {1.0, "MW"}, {1e3, "kW"}, {1e6, "W"}};
constexpr Scaled kEnergy[] = {
    {1e-6, "TWh"}, {1e-3, "GWh"}, {1.0, "MWh"}, {1e3, "kWh"}, {1e6, "Wh"}};

bool is_whole(double value) {
  return std::abs(value - std::round(value)) <= 1e-9 * std::max(1.0, std::abs(value));
}

std::string counted(const std::string& number, std::string_view unit) {
  return fmt::format("{} {}{}", number, unit, number == "1" ? "" : "s");
}

std::string duration(double months, int digits) {
  const double days = months / kMonthsPerDay;
  if (months != 0.0 && days < 1.0 && leading_power(days, digits) < 0) {
    return counted(plain(months * kHoursPerMonth, digits), "hour");
  }
  if (months >= 24.0 && is_whole(months / kMonthsPerYear)) {
    return counted(plain(months / kMonthsPerYear, digits), "year");
  }
  const bool in_days = months < 1.0 || (months < 24.0 && is_whole(days) && !is_whole(months));
  if (months != 0.0 && in_days) return counted(plain(days, digits), "day");
  return counted(plain(months, digits), "month");
}

// The units of one side other than the leading one, each as often as its exponent says, and the
// factor from canonical units to them.
struct Side {
  std::vector<std::string> units;
  double scale = 1.0;
};

void add_units(Side& side, int count, const char* unit, double scale) {
  for (int i = 0; i < count; ++i) {
    side.units.emplace_back(unit);
    side.scale *= scale;
  }
}

Side side_of(Dimension d, int sign, Dimension whole) {
  Side side;
  const auto count = [&](std::int8_t exponent) { return std::max(0, sign * exponent); };
  const bool large = whole.money > 0 && whole.compute == 0;  // per GW reads best for money
  add_units(side, count(d.money), "USD", 1.0);
  add_units(side, count(d.power), large ? "GW" : "MW", large ? 1e-3 : 1.0);
  add_units(side, count(d.energy), "MWh", 1.0);
  add_units(side, count(d.compute), "H100e", 1.0);
  const bool hourly = whole.compute != 0 && whole.compute == whole.time;  // H100e-hour
  add_units(side, count(d.time), hourly ? "hour" : "year",
            hourly ? kHoursPerMonth : 1.0 / kMonthsPerYear);
  return side;
}

std::string joined(const std::vector<std::string>& units) {
  return fmt::format("{}", fmt::join(units, "-"));
}

// The first unit above the line carries the magnitude; all others have a fixed size.
std::string compound(double magnitude, Dimension d, int digits) {
  Dimension lead, rest = d;
  const auto take = [&](std::int8_t Dimension::*part) {
    if (lead == Dimension{} && d.*part > 0) {
      lead.*part = 1;
      rest.*part = static_cast<std::int8_t>(rest.*part - 1);
    }
  };
  take(&Dimension::money);
  take(&Dimension::power);
  take(&Dimension::energy);
  take(&Dimension::compute);
  if (lead == Dimension{}) take(&Dimension::time);
  const Side above = side_of(rest, 1, d), below = side_of(rest, -1, d);
  const double shown = magnitude * above.scale / below.scale;
  std::string tail;  // behind the leading unit
  for (const std::string& unit : above.units) tail += "-" + unit;
  std::string number, unit;
  if (lead == dim::money) {
    number = dollars(shown, digits);
    if (!tail.empty()) unit = "USD";
  } else if (lead == dim::power) {
    number = prefixed(kPower, shown, digits, unit);
  } else if (lead == dim::energy) {
    number = prefixed(kEnergy, shown, digits, unit);
  } else if (lead == dim::compute) {
    number = with_magnitude(shown, digits, 4);
    unit = "H100e";
  } else if (lead == dim::time) {
    const bool hourly = d.compute != 0;
    number = plain(hourly ? shown * kHoursPerMonth : shown, digits);
    unit = hourly ? "hour" : "month";
  } else {
    number = plain(100.0 * shown, digits);
    unit = "%";
  }
  const bool plural = number != "1" && (tail.ends_with("year") || tail.ends_with("hour") ||
                                        (tail.empty() && lead == dim::time));
  std::string out = unit.empty() ? "$" + number : number + " " + unit + tail + (plural ? "s" : "");
  if (!below.units.empty()) out += "/" + joined(below.units);
  return out;
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

std::string format_quantity(double value, Dimension dimension, int digits) {
  if (std::isnan(value)) return "not a number";
  if (std::isinf(value)) return value > 0.0 ? "infinite" : "-infinite";
  digits = std::clamp(digits, 1, 17);
  const double magnitude = std::abs(value);
  const std::string text =
      dimension == dim::time ? duration(magnitude, digits) : compound(magnitude, dimension, digits);
  return value < 0.0 ? "-" + text : text;
}

std::string format_quantity(const Quantity& quantity, int digits) {
  if (!quantity.factor) return format_quantity(quantity.value, quantity.dimension, digits);
  const std::string number = plain(std::abs(quantity.value), std::clamp(digits, 1, 17));
  return fmt::format("{}{}x/year", quantity.value < 0.0 ? "-" : "", number);
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
