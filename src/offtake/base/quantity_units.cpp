#include "offtake/base/quantity_units.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "offtake/base/text.h"
#include "offtake/base/unicode_table.h"

namespace offtake::units {
namespace {

constexpr int kHours = 730;  // per month
static_assert(kHours == kHoursPerMonth && kMonthsPerYear == 12.0);

constexpr UnitName kUnits[] = {
    {"$", dim::money},
    {"USD", dim::money},
    {"W", dim::power, -6},
    {"kW", dim::power, -3},
    {"MW", dim::power},
    {"GW", dim::power, 3},
    {"TW", dim::power, 6},
    {"Wh", dim::energy, -6},
    {"kWh", dim::energy, -3},
    {"MWh", dim::energy},
    {"GWh", dim::energy, 3},
    {"TWh", dim::energy, 6},
    {"H100e", dim::compute},
    {"h", dim::time, 0, 1, kHours, "hour"},
    {"hour", dim::time, 0, 1, kHours, "hour"},
    {"hours", dim::time, 0, 1, kHours, "hour"},
    {"day", dim::time, 0, 24, kHours, "day"},
    {"days", dim::time, 0, 24, kHours, "day"},
    {"week", dim::time, 0, 7 * 24, kHours, "week"},
    {"weeks", dim::time, 0, 7 * 24, kHours, "week"},
    {"month", dim::time, 0, 1, 1, "month"},
    {"months", dim::time, 0, 1, 1, "month"},
    {"quarter", dim::time, 0, 3, 1, "quarter"},
    {"quarters", dim::time, 0, 3, 1, "quarter"},
    {"y", dim::time, 0, 12, 1, "year"},
    {"year", dim::time, 0, 12, 1, "year"},
    {"years", dim::time, 0, 12, 1, "year"},
    {"%", dim::ratio, -2},
    {"x", dim::ratio},
};

struct Pair {
  std::string_view word;
  std::string_view means;
};

// Words that people write and that nearest() would not find or would find wrongly.
constexpr Pair kSynonyms[] = {
    {"hr", "hour"},         {"hrs", "hours"},        {"d", "day"},        {"wk", "week"},
    {"wks", "weeks"},       {"mo", "month"},         {"mos", "months"},   {"mth", "month"},
    {"q", "quarter"},       {"qtr", "quarter"},      {"yr", "year"},      {"yrs", "years"},
    {"annum", "year"},      {"pa", "year"},          {"a", "year"},       {"percent", "%"},
    {"pct", "%"},           {"dollar", "USD"},       {"dollars", "USD"},  {"US$", "USD"},
    {"watt", "W"},          {"watts", "W"},          {"kilowatt", "kW"},  {"kilowatts", "kW"},
    {"megawatt", "MW"},     {"megawatts", "MW"},     {"gigawatt", "GW"},  {"gigawatts", "GW"},
    {"MWy", "MW-year"},     {"GWy", "GW-year"},      {"MWyr", "MW-year"}, {"GWyr", "GW-year"},
    {"kWm", "kW-month"},    {"MWm", "MW-month"},     {"H100", "H100e"},   {"H100s", "H100e"},
    {"H100es", "H100e"},    {"H200", "H100e"},       {"B200", "H100e"},   {"GB200", "H100e"},
    {"gpu", "H100e"},       {"GPU", "H100e"},        {"GPUs", "H100e"},   {"gpus", "H100e"},
    {"gpuh", "H100e-hour"}, {"gpu_h", "H100e-hour"}, {"times", "x"},      {"X", "x"},
};

// Letters whose case changes the size: milli or mega, month or million.
constexpr Pair kAmbiguous[] = {
    {"m", "M"},           {"mm", "M"},          {"MM", "M"},          {"mn", "M"},  {"mln", "M"},
    {"K", "k"},           {"b", "B"},           {"g", "B"},           {"G", "B"},   {"t", "T"},
    {"tn", "T"},          {"Bn", "B"},          {"BN", "B"},          {"mil", "M"}, {"mio", "M"},
    {"mhw", "MWh or MW"}, {"ghw", "GWh or GW"}, {"khw", "kWh or kW"},
};

constexpr std::string_view kBasisPoints[] = {"bp",  "bps",  "bips", "basis", "pp",
                                             "ppt", "ppts", "%%",   "‰",     "%-points"};

constexpr std::string_view kCurrencies[] = {
    "EUR", "GBP", "KRW", "JPY", "CNY", "RMB", "INR", "CHF", "CAD", "AUD", "NZD", "SGD", "HKD",
    "TWD", "AED", "SAR", "QAR", "KWD", "NOK", "SEK", "DKK", "PLN", "CZK", "BRL", "MXN", "ZAR",
    "ILS", "TRY", "THB", "MYR", "IDR", "VND", "PHP", "RUB", "UAH", "€",   "£",   "₩",   "¥",
    "￥",  "₹",   "₽", "₺",   "₪",   "฿",   "₫",   "₱",   "₴",   "zł",  "元",  "円",  "원"};

std::string lower(std::string_view word) {
  std::string out(word);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

template <std::size_t n>
std::string_view meaning(const Pair (&pairs)[n], std::string_view word) {
  const auto* found = std::find_if(std::begin(pairs), std::end(pairs),
                                   [&](const Pair& pair) { return pair.word == word; });
  return found == std::end(pairs) ? std::string_view{} : found->means;
}

// The unit of power or energy that this word spells in another case.
std::string_view watts_in_another_case(std::string_view word) {
  const std::string small = lower(word);
  for (const UnitName& unit : kUnits) {
    const bool watts = unit.dimension == dim::power || unit.dimension == dim::energy;
    if (watts && unit.name != word && lower(unit.name) == small) return unit.name;
  }
  return {};
}

}  // namespace

const UnitName* find_unit(std::string_view word) {
  const auto* found = std::find_if(std::begin(kUnits), std::end(kUnits),
                                   [&](const UnitName& unit) { return unit.name == word; });
  return found == std::end(kUnits) ? nullptr : found;
}

std::optional<int> letter_magnitude(std::string_view word) {
  if (word == "k") return 3;
  if (word == "M") return 6;
  if (word == "B") return 9;
  if (word == "T") return 12;
  return std::nullopt;
}

std::optional<int> word_magnitude(std::string_view word) {
  if (word == "thousand") return 3;
  if (word == "million") return 6;
  if (word == "billion" || word == "bn") return 9;
  if (word == "trillion" || word == "trn") return 12;
  return std::nullopt;
}

std::optional<std::string_view> other_currency(std::string_view word) {
  for (const std::string_view name : kCurrencies) {
    if (word == name || (name.size() == 3 && name[0] < 'a' && lower(name) == word)) return name;
    // A sign may be glued to a country or a magnitude: C$, €B, 5€.
    const bool is_sign = static_cast<unsigned char>(name[0]) >= 0x80;
    if (is_sign && word.size() <= 16 && word.find(name) != std::string_view::npos) return name;
  }
  if (word.size() <= 4 && word.size() >= 2 && word.back() == '$' && word != "US$") return word;
  return std::nullopt;
}

UnitMistake explain_unit(std::string_view word) {
  if (const auto currency = other_currency(word)) {
    return {"E0233", fmt::format("{} is another currency than USD", quote(*currency)), "USD"};
  }
  if (std::find(std::begin(kBasisPoints), std::end(kBasisPoints), word) != std::end(kBasisPoints)) {
    return {"E0222", fmt::format("{}: points of a percent are not a unit here", quote(word)), "%"};
  }
  std::string_view right = watts_in_another_case(word);
  if (right.empty()) right = meaning(kAmbiguous, word.size() <= 3 ? lower(word) : std::string());
  if (right.empty()) right = meaning(kAmbiguous, word);
  if (!right.empty()) {
    return {"E0234", fmt::format("{} is ambiguous, did you mean {}?", quote(word), right),
            std::string(right)};
  }
  right = meaning(kSynonyms, word);
  if (right.empty() && word.size() > 1 && letter_magnitude(word.substr(0, 1)) &&
      find_unit(word.substr(1)) != nullptr) {
    return {"E0232",
            fmt::format("unknown unit {}; the magnitude {} stands with the number", quote(word),
                        word[0]),
            fmt::format("{} {}", word[0], word.substr(1))};
  }
  if (right.empty()) {
    std::vector<std::string> names;
    for (const UnitName& unit : kUnits) names.emplace_back(unit.name);
    if (const auto near = nearest(word, names)) {
      return {"E0232", fmt::format("unknown unit {}, did you mean {}?", quote(word), *near), *near};
    }
    return {"E0232", fmt::format("unknown unit {}", quote(word)), {}};
  }
  return {"E0232", fmt::format("unknown unit {}, did you mean {}?", quote(word), right),
          std::string(right)};
}

std::optional<std::string> ascii_of(char32_t c) {
  const auto* zero =
      std::upper_bound(std::begin(unicode::kDigitZeros), std::end(unicode::kDigitZeros), c);
  if (zero != std::begin(unicode::kDigitZeros) && c - *std::prev(zero) <= 9) {
    return std::string(1, static_cast<char>('0' + (c - *std::prev(zero))));
  }
  constexpr std::u32string_view kMinus =
      U"\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d";
  constexpr std::u32string_view kPoint = U"\u066b\uff0e\uff61\u00b7\u2024";
  constexpr std::u32string_view kNothing =
      U"\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u066c\uff0c\u061c";
  if (kMinus.find(c) != std::u32string_view::npos) return "-";
  if (kPoint.find(c) != std::u32string_view::npos) return ".";
  if (kNothing.find(c) != std::u32string_view::npos) return "";
  if (c == U'\uff0b') return "+";
  if (c == U'\uff05' || c == U'\u066a') return "%";
  if (c == U'\uff04' || c == U'\ufe69') return "$";
  if (c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f || c == 0x3000) {
    return " ";
  }
  return std::nullopt;
}

}  // namespace offtake::units
