#include "offtake/base/text.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "offtake/base/unicode_table.h"

namespace offtake {
namespace {

// Names of the user's models are short; a longer token is not a misspelt name, and skipping it
// keeps the quadratic distance away from hostile input.
constexpr std::size_t kLongestName = 256;
constexpr int kQuotedCodePoints = 80;

unsigned char byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Length of the well-formed sequence at `at` (Unicode 15, table 3-7), 0 if there is none.
int sequence_length(std::string_view text, std::size_t at) {
  const unsigned char lead = byte_at(text, at);
  if (lead < 0x80) return 1;
  int length = 0;
  unsigned char low = 0x80, high = 0xbf;  // bounds of the second byte
  if (lead >= 0xc2 && lead <= 0xdf) {
    length = 2;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    length = 3;
    if (lead == 0xe0) low = 0xa0;   // overlong
    if (lead == 0xed) high = 0x9f;  // surrogates
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    length = 4;
    if (lead == 0xf0) low = 0x90;   // overlong
    if (lead == 0xf4) high = 0x8f;  // past U+10FFFF
  } else {
    return 0;
  }
  if (text.size() - at < static_cast<std::size_t>(length)) return 0;
  const unsigned char second = byte_at(text, at + 1);
  if (second < low || second > high) return 0;
  for (int i = 2; i < length; ++i) {
    const unsigned char next = byte_at(text, at + static_cast<std::size_t>(i));
    if (next < 0x80 || next > 0xbf) return 0;
  }
  return length;
}

template <std::size_t n>
bool in_ranges(const unicode::CodePointRange (&ranges)[n], char32_t value) {
  const auto* after =
      std::upper_bound(std::begin(ranges), std::end(ranges), value,
                       [](char32_t v, const unicode::CodePointRange& r) { return v < r.first; });
  return after != std::begin(ranges) && value <= std::prev(after)->last;
}

std::u32string code_points(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    out.push_back(point.value);
    at += static_cast<std::size_t>(point.bytes);
  }
  return out;
}

bool equal_but_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const int length = sequence_length(text, at);
    if (length == 0) return at;
    at += static_cast<std::size_t>(length);
  }
  return std::nullopt;
}

CodePoint decode_utf8(std::string_view text, std::size_t at) {
  if (at >= text.size()) return {0, 1};
  const int length = sequence_length(text, at);
  if (length == 0) return {0xfffd, 1};
  const unsigned lead = byte_at(text, at);
  if (length == 1) return {static_cast<char32_t>(lead), 1};
  constexpr std::array<unsigned, 5> kLeadBits = {0, 0, 0x1f, 0x0f, 0x07};
  char32_t value = lead & kLeadBits[static_cast<std::size_t>(length)];
  for (int i = 1; i < length; ++i) {
    value = (value << 6) | (byte_at(text, at + static_cast<std::size_t>(i)) & 0x3fu);
  }
  return {value, length};
}

int count_code_points(std::string_view text) {
  int count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    at += static_cast<std::size_t>(decode_utf8(text, at).bytes);
  }
  return count;
}

int display_width(char32_t code_point) {
  if (code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0)) return 0;
  if (code_point < 0x300) return 1;
  if (in_ranges(unicode::kZeroWidth, code_point)) return 0;
  return in_ranges(unicode::kWide, code_point) ? 2 : 1;
}

int display_width(std::string_view text) {
  int width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    width += display_width(point.value);
    at += static_cast<std::size_t>(point.bytes);
  }
  return width;
}

bool is_hidden(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad || c == 0x61c || c == 0x180e ||
         (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
         (c >= 0xe0000 && c <= 0xe007f);
}

std::string escape_controls(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    const std::string_view bytes = text.substr(at, static_cast<std::size_t>(point.bytes));
    const bool malformed = point.bytes == 1 && byte_at(text, at) >= 0x80;
    if (malformed) {
      out += fmt::format("\\x{:02x}", byte_at(text, at));
    } else if (!is_hidden(point.value)) {
      out += bytes;
    } else if (point.value < 0x100) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(point.value));
    } else if (point.value < 0x10000) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(point.value));
    } else {
      out += fmt::format("\\U{:08x}", static_cast<unsigned>(point.value));
    }
    at += bytes.size();
  }
  return out;
}

std::string quote(std::string_view token) {
  std::size_t end = 0;
  for (int count = 0; count < kQuotedCodePoints && end < token.size(); ++count) {
    end += static_cast<std::size_t>(decode_utf8(token, end).bytes);
  }
  return fmt::format("'{}{}'", escape_controls(token.substr(0, end)),
                     end < token.size() ? "…" : "");
}

// Optimal string alignment: the three rows of the table that transposition needs.
int edit_distance(std::string_view a, std::string_view b) {
  const std::u32string x = code_points(a), y = code_points(b);
  std::vector<int> two_ago(y.size() + 1), ago(y.size() + 1), now(y.size() + 1);
  for (std::size_t j = 0; j <= y.size(); ++j) now[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= x.size(); ++i) {
    two_ago.swap(ago);
    ago.swap(now);
    now[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= y.size(); ++j) {
      const int change = x[i - 1] == y[j - 1] ? 0 : 1;
      now[j] = std::min({ago[j] + 1, now[j - 1] + 1, ago[j - 1] + change});
      if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1]) {
        now[j] = std::min(now[j], two_ago[j - 2] + 1);
      }
    }
  }
  return now[y.size()];
}

std::optional<std::string> nearest(std::string_view name, const std::vector<std::string>& names) {
  if (name.empty() || name.size() > kLongestName) return std::nullopt;
  const int letters = count_code_points(name);
  const int limit = letters <= 3 ? std::min(1, letters - 1) : 2;  // one letter is near to anything
  const std::string* best = nullptr;
  int best_distance = limit + 1;
  const std::string* begins = nullptr;
  int begin_count = 0;
  for (const std::string& candidate : names) {
    if (candidate.size() > kLongestName) continue;
    if (candidate == name) return candidate;
    // Another case only is the nearest miss there is, however many letters differ.
    const int distance = equal_but_case(name, candidate) ? 0 : edit_distance(name, candidate);
    if (distance < best_distance) {
      best = &candidate;
      best_distance = distance;
    }
    if (candidate.size() >= name.size() && std::string_view(candidate).starts_with(name)) {
      begins = &candidate;
      ++begin_count;
    }
  }
  if (best != nullptr) return *best;
  if (begin_count == 1) return *begins;
  return std::nullopt;
}

std::string join_names(const std::vector<std::string>& names, std::size_t most) {
  const std::size_t shown = std::min(most, names.size());
  const std::size_t hidden = names.size() - shown;
  if (shown == 0) return hidden == 0 ? std::string() : fmt::format("{} names", hidden);
  std::string out;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) out += i + 1 == names.size() ? " and " : ", ";
    out += names[i];
  }
  if (hidden > 0) out += fmt::format(" and {} more", hidden);
  return out;
}

}  // namespace offtake
