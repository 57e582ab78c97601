// The table of units that parse_quantity reads, and what to say about a word that is not in it.
// Private to quantity_*.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "offtake/base/quantity.h"

namespace offtake::units {

// canonical = written · 10^exp10 · times / over. The power of ten is kept apart because it is
// joined with the digits before the conversion to binary.
struct UnitName {
  std::string_view name;
  Dimension dimension;
  int exp10 = 0;
  int times = 1;
  int over = 1;
  std::string_view unit_of_time = {};  // singular; empty for all others
};

const UnitName* find_unit(std::string_view word);

// Power of ten of k, M, B, T or thousand, million, bn …
std::optional<int> letter_magnitude(std::string_view word);
std::optional<int> word_magnitude(std::string_view word);

inline constexpr std::string_view kUnitList =
    "$, USD, W, kW, MW, GW, TW, Wh, kWh, MWh, GWh, TWh, H100e, hour, day, week, month, quarter, "
    "year, % or x";

// What is wrong with a word where a unit must be. `right` is the unit that was probably meant, and
// empty when there is no guess.
struct UnitMistake {
  std::string_view code;
  std::string what;
  std::string right;
};
UnitMistake explain_unit(std::string_view word);

// A currency other than the dollar, by sign or by code: its name as it is shown, or nothing.
std::optional<std::string_view> other_currency(std::string_view word);

// What an ASCII writer would have typed for a digit, sign, separator or blank of another script;
// nothing for any other character. A zero-width character gives "".
std::optional<std::string> ascii_of(char32_t code_point);

}  // namespace offtake::units
