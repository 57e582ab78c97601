// The first half of parse_quantity: sign, dollar, digits, exponent. Private to quantity_*.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace offtake::units {

// A mistake in a quantity, in bytes of the text that was read. `fixes` are edited texts, each a
// guess that may hold the next mistake; `advice` is what the mend says when none of them is right.
struct Failure {
  std::string_view code;
  std::size_t at = 0;
  std::size_t bytes = 1;
  std::string what;
  std::vector<std::string> fixes;
  std::string advice = {};
};

// "-$12.5e3": digits "12.5", exponent 3, end behind the last character used.
struct NumberText {
  bool negative = false;
  bool dollar = false;
  std::size_t begin = 0;
  std::string_view digits;
  std::int64_t exponent = 0;
  std::size_t end = 0;
};

std::optional<Failure> read_number(std::string_view text, NumberText& number);

// A character that can not stand at `at`: E0218 when it is a digit, sign or blank of another
// script, else E0213.
Failure stray(std::string_view text, std::size_t at);

// `text` with `bytes` bytes at `at` replaced; nothing for texts too long to show.
std::vector<std::string> edited(std::string_view text, std::size_t at, std::size_t bytes,
                                std::string_view replacement);

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
inline char char_at(std::string_view text, std::size_t at) {
  return at < text.size() ? text[at] : '\0';
}

}  // namespace offtake::units
