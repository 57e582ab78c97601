#include "offtake/base/quantity_number.h"

#include <algorithm>
#include <iterator>

#include "offtake/base/quantity_units.h"
#include "offtake/base/text.h"

namespace offtake::units {
namespace {

constexpr std::size_t kLongestFix = 200;
constexpr std::int64_t kExponentCap = 1'000'000;  // far outside a double, far inside an int64

std::string lower(std::string_view word) {
  std::string out(word);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

// nan, -.inf, #N/A, NULL … also with a unit behind.
bool is_missing_value(std::string_view text) {
  constexpr std::string_view kWords[] = {
      "nan", "inf", "infinity", "n/a", "na",      "null",   "nil",     "none",     "~",
      "tbd", "?",   "-",        "--",  "missing", "1.#inf", "1.#qnan", "-nan(ind)"};
  std::string_view word = text.substr(0, text.find(' '));
  if (word.size() > 16) return false;
  if (word.starts_with('#')) return true;
  if (word != "-" && word != "--") {
    while (!word.empty() && (word[0] == '+' || word[0] == '-' || word[0] == '$')) {
      word.remove_prefix(1);
    }
    if (word.size() > 1 && word[0] == '.' && is_letter(word[1])) word.remove_prefix(1);
  }
  return std::find(std::begin(kWords), std::end(kWords), lower(word)) != std::end(kWords);
}

std::string without(std::string_view text, std::string_view characters) {
  std::string out;
  for (const char c : text) {
    if (characters.find(c) == std::string_view::npos) out += c;
  }
  return out;
}

// Groups of three digits after a first group of one to three, split at `separator`.
bool is_grouped(std::string_view digits, char separator) {
  const std::size_t first = digits.find(separator);
  if (first == std::string_view::npos || first == 0 || first > 3) return false;
  for (std::size_t at = first; at < digits.size(); at += 4) {
    if (digits[at] != separator || digits.size() - at < 4) return false;
    for (std::size_t i = at + 1; i < at + 4; ++i) {
      if (!is_digit(digits[i])) return false;
    }
  }
  return true;
}

// What 1,234.5 or 1.234,5 or 1 234 probably means: none, one or (1,234) two numbers.
std::vector<std::string> meanings(std::string_view run) {
  constexpr std::string_view kGroups = ",_' .";
  const std::size_t last = run.find_last_of(",.");
  if (last != std::string_view::npos && run.find(run[last]) == last) {
    const std::string_view whole = run.substr(0, last), part = run.substr(last + 1);
    const bool plain = whole.find_first_not_of("0123456789") == std::string_view::npos;
    bool grouped = false;
    for (const char separator : kGroups) {
      grouped = grouped || (separator != run[last] && is_grouped(whole, separator));
    }
    const bool part_plain = part.find_first_not_of("0123456789") == std::string_view::npos;
    const std::string decimal = without(whole, kGroups) + "." + std::string(part);
    if (part_plain && plain && run[last] == ',' && is_grouped(run, ',')) {
      return {without(run, kGroups), decimal};
    }
    if (part_plain && (plain || grouped)) return {decimal};
    return {};
  }
  for (const char separator : kGroups) {
    if (is_grouped(run, separator)) return {without(run, kGroups)};
  }
  // 31_0000 groups by no rule but can only mean one number; 12 5 and 1,2,3 may be lists.
  if (run.find_first_not_of("0123456789_") == std::string_view::npos) return {without(run, "_")};
  return {};
}

Failure locale_failure(std::string_view text, std::size_t begin, std::size_t end,
                       std::size_t separator) {
  const std::string_view run = text.substr(begin, end - begin);
  Failure failure{
      "E0214",
      separator,
      1,
      fmt::format("{} leaves open what {} separates", quote(run), quote(text.substr(separator, 1))),
      {},
      "write the digits without separators and one '.' before decimals"};
  if (text.size() <= kLongestFix) {
    for (const std::string& meaning : meanings(run)) {
      for (std::string& fix : edited(text, begin, run.size(), meaning)) {
        failure.fixes.push_back(std::move(fix));
      }
    }
  }
  return failure;
}

// No digit where the number must begin.
Failure no_number(std::string_view text, std::size_t at, const NumberText& number) {
  const char c = char_at(text, at);
  if (c == '.' && is_digit(char_at(text, at + 1))) {
    return {"E0213", at, 1, "a number begins with a digit, not with '.'", edited(text, at, 0, "0")};
  }
  if ((c == '-' || c == '+') && number.dollar && !number.negative && text.find('$') + 1 == at) {
    Failure failure{"E0213", at, 1,
                    fmt::format("the sign {} stands before '$'", quote(text.substr(at, 1))),
                    edited(text, at - 1, 2, c == '-' ? "-$" : "$")};
    return failure;
  }
  const bool digits_follow = text.find_first_of("0123456789", at) != std::string_view::npos;
  if (digits_follow && (is_blank(c) || c == '-' || c == '+' || c == '$') && at > 0) {
    Failure failure = stray(text, at);
    failure.fixes = edited(text, at, 1, "");
    return failure;
  }
  if (at < text.size() && static_cast<unsigned char>(c) >= 0x80) {
    const CodePoint point = decode_utf8(text, at);
    if (ascii_of(point.value)) return stray(text, at);
  }
  std::size_t word_end = at;
  while (word_end < text.size() && !is_digit(text[word_end]) && !is_blank(text[word_end]))
    ++word_end;
  const std::string_view word = text.substr(at, word_end - at);
  if (const auto currency = other_currency(word)) {
    return {"E0233",     at,
            word.size(), fmt::format("{} is another currency than USD", quote(*currency)),
            {},          "convert the amount to USD and write it with $"};
  }
  Failure failure{"E0110", 0, text.size(), fmt::format("{} is not a quantity", quote(text)), {}};
  if ((word == "USD" || word == "US$") && at == 0) {
    failure.fixes = edited(text, 0, word_end + (char_at(text, word_end) == ' ' ? 1 : 0), "$");
  } else if (c == '(' && text.back() == ')') {  // an accountant's minus
    failure.fixes = edited(text.substr(0, text.size() - 1), at, 1, "-");
  }
  return failure;
}

// What follows the digits shows that this was never meant as a quantity.
std::optional<Failure> other_kind(std::string_view text, std::size_t begin, std::size_t end) {
  const char c = char_at(text, end), next = char_at(text, end + 1);
  const auto failure = [&](std::string_view what) {
    return Failure{
        "E0110", 0, text.size(), fmt::format("{} is {}, not a quantity", quote(text), what), {}};
  };
  if (c == ':') return failure("a time of day");
  if ((c == '-' || c == '/') && is_digit(next)) return failure("a date, a range or a fraction");
  const bool hex = is_digit(next) || (next >= 'a' && next <= 'f') || (next >= 'A' && next <= 'F');
  if (end == begin + 1 && text[begin] == '0' && (c == 'x' || c == 'X') && hex) {
    return failure("a hexadecimal number");
  }
  return std::nullopt;
}

std::optional<Failure> read_exponent(std::string_view text, NumberText& number) {
  std::size_t at = number.end;
  if (char_at(text, at) != 'e' && char_at(text, at) != 'E') return std::nullopt;
  ++at;
  const bool negative = char_at(text, at) == '-';
  if (negative || char_at(text, at) == '+') ++at;
  if (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x80 &&
      ascii_of(decode_utf8(text, at).value)) {
    return stray(text, at);
  }
  if (!is_digit(char_at(text, at))) return std::nullopt;  // the letter begins a word
  for (; is_digit(char_at(text, at)); ++at) {
    number.exponent = std::min(number.exponent * 10 + (text[at] - '0'), kExponentCap);
  }
  if (negative) number.exponent = -number.exponent;
  number.end = at;
  return std::nullopt;
}

}  // namespace

std::vector<std::string> edited(std::string_view text, std::size_t at, std::size_t bytes,
                                std::string_view replacement) {
  if (text.size() > kLongestFix) return {};
  std::string out(text.substr(0, at));
  out += replacement;
  out += text.substr(std::min(at + bytes, text.size()));
  return {out};
}

Failure stray(std::string_view text, std::size_t at) {
  const CodePoint point = decode_utf8(text, at);
  const auto bytes = static_cast<std::size_t>(point.bytes);
  if (point.value >= 0x80 && ascii_of(point.value)) {
    std::string plain;
    for (std::size_t i = 0; i < text.size() && text.size() <= kLongestFix;) {
      const CodePoint next = decode_utf8(text, i);
      const auto length = static_cast<std::size_t>(next.bytes);
      const auto ascii = next.value >= 0x80 ? ascii_of(next.value) : std::nullopt;
      plain += ascii ? std::string_view(*ascii) : text.substr(i, length);
      i += length;
    }
    return {"E0218",
            at,
            bytes,
            fmt::format("U+{:04X} looks like {} and is another character",
                        static_cast<unsigned>(point.value),
                        *ascii_of(point.value) == ""    ? std::string("nothing")
                        : *ascii_of(point.value) == " " ? std::string("a blank")
                                                        : quote(*ascii_of(point.value))),
            plain.empty() ? std::vector<std::string>{} : std::vector<std::string>{plain},
            "write ASCII digits, '-' and '.'"};
  }
  Failure failure{
      "E0213", at, bytes, fmt::format("{} can not stand here", quote(text.substr(at, bytes))), {}};
  if (is_blank(text[at])) {
    std::size_t end = at;
    while (end < text.size() && is_blank(text[end])) ++end;
    failure.what = "a blank can not stand here";
    failure.bytes = end - at;
    failure.fixes = edited(text, at, end - at, "");
  }
  return failure;
}

std::optional<Failure> read_number(std::string_view text, NumberText& number) {
  if (std::all_of(text.begin(), text.end(), is_blank)) {
    return Failure{
        "E0112", 0, text.size(), "the value is empty", {}, "delete the key for its default"};
  }
  if (is_missing_value(text)) {
    return Failure{"E0215",     0,
                   text.size(), fmt::format("{} is not a number", quote(text)),
                   {},          "interpolate the missing value or drop it"};
  }
  std::size_t at = 0;
  if (text[at] == '-' || text[at] == '+') number.negative = text[at++] == '-';
  if (char_at(text, at) == '$') {
    number.dollar = true;
    ++at;
  }
  if (!is_digit(char_at(text, at))) return no_number(text, at, number);
  number.begin = at;
  // The run takes in every separator that has a digit behind it, so that a locale's number is seen
  // as one.
  constexpr std::string_view kSeparators = ".,_' ";
  std::size_t dot = std::string_view::npos, foreign = std::string_view::npos;
  for (; at < text.size(); ++at) {
    if (is_digit(text[at])) continue;
    if (kSeparators.find(text[at]) == std::string_view::npos || !is_digit(char_at(text, at + 1)))
      break;
    const bool first_dot = text[at] == '.' && dot == std::string_view::npos;
    if (first_dot) dot = at;
    if (!first_dot && foreign == std::string_view::npos) foreign = at;
  }
  if (foreign != std::string_view::npos) {
    return locale_failure(text, number.begin, at, std::min(dot, foreign));
  }
  number.digits = text.substr(number.begin, at - number.begin);
  number.end = at;
  if (std::optional<Failure> failure = other_kind(text, number.begin, at)) return failure;
  const std::size_t whole = std::min(dot, at) - number.begin;
  if (whole > 1 && number.digits[0] == '0') {
    const std::size_t zeros = std::min(number.digits.find_first_not_of('0'), whole - 1);
    return Failure{"E0111", number.begin, zeros,
                   fmt::format("{} begins with a zero", quote(number.digits)),
                   edited(text, number.begin, zeros, "")};
  }
  if (char_at(text, at) == '.') {
    return Failure{"E0213", at, 1, "no digit follows '.'", edited(text, at, 1, "")};
  }
  return read_exponent(text, number);
}

}  // namespace offtake::units
