// Quantities: a finite number with a dimension, held in canonical units.
//
//   money USD · power MW (of IT load unless a name says facility) · energy MWh · compute H100e ·
//   time month
//
// Energy is its own dimension on purpose: $/MWh (energy that flowed) and $/MW-year (capacity held)
// must not be exchanged by accident. A year has 12 months, a month 730 hours, a day is 24/730 month
// (docs/decisions/0003-time.md).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "offtake/base/language.h"
#include "offtake/base/result.h"

namespace offtake {

inline constexpr double kMonthsPerYear = 12.0;
inline constexpr double kHoursPerMonth = 730.0;

struct Dimension {
  std::int8_t money = 0, power = 0, energy = 0, compute = 0, time = 0;
  friend constexpr bool operator==(Dimension, Dimension) = default;
};
constexpr Dimension operator*(Dimension a, Dimension b) {
  return {static_cast<std::int8_t>(a.money + b.money), static_cast<std::int8_t>(a.power + b.power),
          static_cast<std::int8_t>(a.energy + b.energy),
          static_cast<std::int8_t>(a.compute + b.compute),
          static_cast<std::int8_t>(a.time + b.time)};
}
constexpr Dimension operator/(Dimension a, Dimension b) {
  return {static_cast<std::int8_t>(a.money - b.money), static_cast<std::int8_t>(a.power - b.power),
          static_cast<std::int8_t>(a.energy - b.energy),
          static_cast<std::int8_t>(a.compute - b.compute),
          static_cast<std::int8_t>(a.time - b.time)};
}

namespace dim {
inline constexpr Dimension ratio{};
inline constexpr Dimension money{1, 0, 0, 0, 0};
inline constexpr Dimension power{0, 1, 0, 0, 0};
inline constexpr Dimension energy{0, 0, 1, 0, 0};
inline constexpr Dimension compute{0, 0, 0, 1, 0};
inline constexpr Dimension time{0, 0, 0, 0, 1};
inline constexpr Dimension per_time = ratio / time;                            // 3 %/year
inline constexpr Dimension money_per_time = money / time;                      // $2B/year
inline constexpr Dimension money_per_power = money / power;                    // $38B/GW
inline constexpr Dimension money_per_power_time = money / (power * time);      // $13.3B/GW-year
inline constexpr Dimension money_per_energy = money / energy;                  // $47/MWh
inline constexpr Dimension money_per_compute_time = money / (compute * time);  // $2.10/H100e-hour
inline constexpr Dimension compute_per_power = compute / power;                // 1046 H100e/MW
inline constexpr Dimension power_per_time = power / time;                      // 2 GW/year
}  // namespace dim

// `1.35x/year` is a growth factor, not a rate: its value is 1.35 with dimension 1/time and
// factor = true. `35 %/year` is a rate: 0.35/12 per month, factor = false.
struct Quantity {
  double value = 0.0;  // in canonical units; a factor is kept per year as written
  Dimension dimension;
  bool factor = false;
  bool percent = false;  // written with %
};

// Reads `$13.3B/GW-year`, `$2.10/H100e-hour`, `$184/kW-month`, `1.35x/year`, `120 kW`, `$47/MWh`,
// `20 %`, `18 months`, `1.2M H100e`, `1.3 MW/MW`, `3 %/year`, `1046 H100e/MW`, `-5 %`, `0.8`.
// Grammar: ['-'|'+'] ['$'] digits ['.' digits] ['e' exponent] [magnitude] [' '] [unit] ['/' unit
// ('-' unit)*]
//   magnitude: k M B T (also thousand, million, billion, trillion, bn, trn); the decimal digits and
//   all powers of ten are joined before the one conversion to binary, so 13.3B is exactly 13.3e9.
// Errors carry code, what, expected and mend; place.column is 1 + the offset (in code points) of
// the offending character inside `text`, place.length its length. Codes: E0112 empty, E0213 stray
// character in the number, E0214 number guesses a locale (1,234.5  1.234,5  1 234  1_000), E0215
// NaN, inf, #N/A, E0216 out of range or denormal, E0218 a non-ASCII digit or sign (names U+2212),
// E0222
// `% %` or basis points, E0230 unit missing ($ without anything is money; a bare number is a
// ratio), E0232 unknown unit (nearest), E0233 another currency, E0234 ambiguous prefix: Mw, mW, MHW
// …; E0111 leading zero (010), E0110 not a quantity at all (`yes`, `12:30`, `0x10`).
Result<Quantity> parse_quantity(std::string_view text);

// "$22.4B", "4.5 GW", "1.2M H100e", "$13.3B/GW-year", "20 %", "18 months", "216 days", "2.10
// $/H100e-hour" written as "$2.10/H100e-hour"; in Korean "224억 달러", "120만 H100e",
// "133억 달러/GW·년", "20%", "18개월". `digits` significant digits (trailing zeros dropped, except
// that money under $100 keeps two decimals).
std::string format_quantity(double value, Dimension dimension, int digits = 3,
                            Language language = Language::en);
inline std::string format_quantity(double value, Dimension dimension, Language language) {
  return format_quantity(value, dimension, 3, language);
}
// The same; a growth factor is written as "1.35x/year".
std::string format_quantity(const Quantity& quantity, int digits = 3,
                            Language language = Language::en);

// How a dimension is written, from large to small: the first scale with |v| >= least, once v is
// rounded, and of those that ask for it with a whole v / factor. It is written as
// before + |v| / factor + after, a minus before all.
struct UnitScale {
  double least = 0.0, factor = 1.0;
  std::string before, after;
  std::string one = {};  // instead of `after` behind a 1, where it is another word
  bool whole = false;
};
std::vector<UnitScale> unit_scales(Dimension dimension, Language language);

// "money per power and time, for example $13.3B/GW-year"; "a share, for example 20 %".
std::string describe(Dimension dimension);
// "$13.3B/GW-year", an instance of it.
std::string example_of(Dimension dimension);

}  // namespace offtake
