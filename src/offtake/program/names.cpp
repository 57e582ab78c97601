#include "offtake/program/names.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>

#include "offtake/base/text.h"
#include "offtake/program/formats.h"
#include "offtake/program/lp_token.h"

namespace offtake {
namespace {

constexpr std::string_view kPlain = "[]-", kWritten = "()~";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string escaped(char byte) { return fmt::format("%{:02X}", static_cast<unsigned char>(byte)); }

// The byte that two hexadecimal digits mean, or nothing.
bool read_escape(std::string_view digits, char& byte) {
  unsigned value = 0;
  if (digits.size() < 2) return false;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + 2, value, 16);
  if (error != std::errc() || end != digits.data() + 2) return false;
  byte = static_cast<char>(value);
  return true;
}

// A digit or point begins a number, and e may go on with one.
bool resembles_number(std::string_view name) {
  if (name.empty()) return false;
  const auto is_e = [](char c) { return c == 'e' || c == 'E'; };
  if (is_e(name[0])) return name.size() == 1 || is_digit(name[1]) || is_e(name[1]);
  return !is_letter(name[0]) && name[0] != '_';
}

// Without "%_12" at its end.
std::string_view without_index(std::string_view name) {
  const std::size_t at = name.rfind("%_");
  if (at == std::string_view::npos || at + 2 == name.size()) return name;
  return std::all_of(name.begin() + std::ptrdiff_t(at) + 2, name.end(), is_digit)
             ? name.substr(0, at)
             : name;
}

}  // namespace

bool is_lp_name_byte(char c) {
  return is_letter(c) || is_digit(c) ||
         (c != '\0' && std::string_view("!\"#$%&(),.;?@_'`{}|~").find(c) != std::string_view::npos);
}

bool is_lp_keyword(std::string_view word) {
  static constexpr std::array<std::string_view, 33> kKeywords{
      "minimize", "minimum", "min",      "maximize", "maximum", "max",    "subject",
      "such",     "st",      "s.t.",     "st.",      "bounds",  "bound",  "general",
      "generals", "gen",     "integer",  "integers", "int",     "binary", "binaries",
      "bin",      "semi",    "sos",      "sos1",     "sos2",    "lazy",   "user",
      "end",      "free",    "infinity", "inf",      "semis"};
  return std::find(kKeywords.begin(), kKeywords.end(), lower_case(word)) != kKeywords.end();
}

std::string encode_lp_name(std::string_view name) {
  static constexpr std::string_view kKept = "_.,";
  std::string out;
  const bool disguise = is_lp_keyword(name) || resembles_number(name);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const std::size_t swap = kPlain.find(c);
    if (i == 0 && disguise) {
      out += escaped(c);
    } else if (swap != std::string_view::npos) {
      out += kWritten[swap];
    } else if (is_letter(c) || is_digit(c) || kKept.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += escaped(c);
    }
  }
  return out;
}

std::string decode_lp_name(std::string_view written) {
  written = without_index(written);
  std::string out;
  for (std::size_t i = 0; i < written.size(); ++i) {
    char c = written[i];
    const std::size_t swap = kWritten.find(c);
    if (c == '%' && read_escape(written.substr(i + 1), c)) {
      i += 2;
    } else if (swap != std::string_view::npos) {
      c = kPlain[swap];
    }
    out += c;
  }
  return out;
}

std::string encode_mps_name(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    // $ and * may begin a comment.
    const bool stands = c > ' ' && c < '\x7f' && c != '%' && !(i == 0 && (c == '$' || c == '*'));
    out += stands ? std::string(1, c) : escaped(c);
  }
  return out;
}

std::vector<std::string> written_names(const std::vector<std::string>& given, std::size_t count,
                                       char prefix, Encode encode) {
  std::vector<std::string> names;
  std::unordered_set<std::string> used;
  for (std::size_t i = 0; i < count; ++i) {
    const bool has_name = i < given.size() && !given[i].empty();
    std::string name = has_name ? encode(given[i]) : fmt::format("{}{}", prefix, i);
    if (!used.insert(name).second) name += fmt::format("%_{}", i);
    used.insert(name);
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace offtake
