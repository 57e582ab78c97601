// How each dimension is written in each language: the one table that texts and pages share.
#include <algorithm>
#include <limits>
#include <span>
#include <utility>

#include "offtake/base/quantity.h"
#include "offtake/base/text.h"

namespace offtake {
namespace {

constexpr double kDay = 24.0 / kHoursPerMonth, kHour = 1.0 / kHoursPerMonth;  // in months
constexpr double kTiny = std::numeric_limits<double>::min();                  // anything but zero

// Of a leading unit, before what stands with it.
struct Step {
  double least, factor;
  const char* unit;
  const char* one = "";  // the unit behind a 1
  bool whole = false;
};
using Steps = std::span<const Step>;

constexpr Step kPower[] = {
    {1e3, 1e3, " GW"}, {1.0, 1.0, " MW"}, {1e-3, 1e-3, " kW"}, {kTiny, 1e-6, " W"}, {0, 1, " MW"}};
constexpr Step kEnergy[] = {{1e6, 1e6, " TWh"},   {1e3, 1e3, " GWh"},   {1.0, 1.0, " MWh"},
                            {1e-3, 1e-3, " kWh"}, {kTiny, 1e-6, " Wh"}, {0, 1e3, " GWh"}};
// Past the last letter a plain number, with an exponent.
constexpr Step kMoney[] = {{1e16, 1, ""},   {1e12, 1e12, "T"}, {1e9, 1e9, "B"},
                           {1e6, 1e6, "M"}, {1e3, 1e3, "k"},   {0, 1, ""}};
constexpr Step kCompute[] = {{1e16, 1, ""},   {1e12, 1e12, "T"}, {1e9, 1e9, "B"},
                             {1e6, 1e6, "M"}, {1e4, 1e3, "k"},   {0, 1, ""}};
constexpr Step kMyriads[] = {
    {1e16, 1e16, "경"}, {1e12, 1e12, "조"}, {1e8, 1e8, "억"}, {1e4, 1e4, "만"}, {0, 1, ""}};
constexpr Step kTime[] = {{24, 12, " years", " year", true}, {24, 1, " months", " month"},
                          {1, 1, " months", " month", true}, {1, kDay, " days", " day", true},
                          {1, 1, " months", " month"},       {kDay, kDay, " days", " day"},
                          {kTiny, kHour, " hours", " hour"}, {0, 1, " months", " month"}};
constexpr Step kTimeKo[] = {{24, 12, "년", "", true},  {24, 1, "개월"}, {1, 1, "개월", "", true},
                            {1, kDay, "일", "", true}, {1, 1, "개월"},  {kDay, kDay, "일"},
                            {kTiny, kHour, "시간"},    {0, 1, "개월"}};
constexpr Step kHours[] = {{0, kHour, " hour"}}, kHoursKo[] = {{0, kHour, "시간"}};
constexpr Step kMonths[] = {{0, 1, " month"}}, kMonthsKo[] = {{0, 1, "개월"}};
constexpr Step kPercent[] = {{0, 0.01, " %"}}, kPercentKo[] = {{0, 0.01, "%"}};

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

Side side_of(Dimension d, int sign, Dimension whole, bool ko) {
  Side side;
  const auto count = [&](std::int8_t exponent) { return std::max(0, sign * exponent); };
  const bool large = whole.money > 0 && whole.compute == 0;  // per GW reads best for money
  add_units(side, count(d.money), ko ? "달러" : "USD", 1.0);
  add_units(side, count(d.power), large ? "GW" : "MW", large ? 1e-3 : 1.0);
  add_units(side, count(d.energy), "MWh", 1.0);
  add_units(side, count(d.compute), "H100e", 1.0);
  const bool hourly = whole.compute != 0 && whole.compute == whole.time;  // H100e-hour
  add_units(side, count(d.time), hourly ? (ko ? "시간" : "hour") : (ko ? "년" : "year"),
            hourly ? kHoursPerMonth : 1.0 / kMonthsPerYear);
  return side;
}

// What carries the magnitude.
struct Lead {
  Steps steps;
  std::string before, unit;  // the unit behind the letter
  Dimension dimension;
};

Lead lead_of(Dimension d, bool ko) {
  const auto either = [ko](Steps en_steps, Steps ko_steps) { return ko ? ko_steps : en_steps; };
  if (d.money > 0) {
    return {either(kMoney, kMyriads), ko ? "" : "$", ko ? "달러" : "", dim::money};
  }
  if (d.power > 0) return {kPower, "", "", dim::power};
  if (d.energy > 0) return {kEnergy, "", "", dim::energy};
  if (d.compute > 0) return {either(kCompute, kMyriads), "", " H100e", dim::compute};
  if (d.time > 0 && d.compute != 0) return {either(kHours, kHoursKo), "", "", dim::time};
  if (d.time > 0) return {either(kMonths, kMonthsKo), "", "", dim::time};
  return {either(kPercent, kPercentKo), "", "", {}};
}

}  // namespace

std::vector<UnitScale> unit_scales(Dimension d, Language language) {
  const bool ko = language == Language::ko;
  std::vector<UnitScale> out;
  if (d == dim::time) {
    for (const Step& s : ko ? Steps(kTimeKo) : Steps(kTime)) {
      out.push_back({s.least, s.factor, "", s.unit, s.one, s.whole});
    }
    return out;
  }
  Lead lead = lead_of(d, ko);
  const Dimension rest = d / lead.dimension;
  const Side above = side_of(rest, 1, d, ko), below = side_of(rest, -1, d, ko);
  const char* between = ko ? "·" : "-";
  std::string tail;
  for (const std::string& unit : above.units) tail += between + unit;
  if (!ko && lead.dimension == dim::money && !tail.empty()) {
    lead.before.clear();
    lead.unit = " USD";
  }
  const bool plural = !ko && (tail.ends_with("year") || tail.ends_with("hour") ||
                              (tail.empty() && lead.dimension == dim::time));
  const bool by_letters = lead.dimension == dim::money || lead.dimension == dim::compute;
  std::string per;
  if (!below.units.empty()) per = fmt::format("/{}", fmt::join(below.units, between));
  const double factor = below.scale / above.scale;
  for (const Step& s : lead.steps) {
    const char* space = ko && lead.dimension == dim::money && s.unit[0] != '\0' ? " " : "";
    const std::string one = s.unit + (space + lead.unit) + tail + per;
    const std::string many = s.unit + (space + lead.unit) + tail + (plural ? "s" : "") + per;
    const bool single = plural && !(by_letters && s.unit[0] != '\0');  // 1k H100e-hours
    out.push_back({s.least * factor, s.factor * factor, lead.before, many, single ? one : ""});
  }
  return out;
}

}  // namespace offtake
