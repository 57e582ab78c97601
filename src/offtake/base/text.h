// Text: formatting (fmt lives behind this header), UTF-8, nearest names.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace offtake {

// Byte offset of the first byte that is not well-formed UTF-8, if there is one.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

// The code point that starts at `at` and its length in bytes. The text must be well-formed.
struct CodePoint {
  char32_t value = 0;
  int bytes = 1;
};
CodePoint decode_utf8(std::string_view text, std::size_t at);

int count_code_points(std::string_view text);
// Columns on a terminal: East Asian wide characters and most emoji take two, combining marks none.
int display_width(std::string_view text);
int display_width(char32_t code_point);

// What a terminal obeys instead of showing, or what hides inside a name: control characters,
// bidirectional controls, zero-width characters, line separators, tags.
bool is_hidden(char32_t code_point);
// Those characters written as \x1b or \u202e.
std::string escape_controls(std::string_view text);
// In single quotes, controls escaped, cut to 80 code points with "…".
std::string quote(std::string_view token);

// Levenshtein distance with transposition counted as one.
int edit_distance(std::string_view a, std::string_view b);
// The name nearest to `name` within 2 edits (1 for names of up to 3 letters), or any name that
// starts with it when that is unique; nothing otherwise. Another case only counts as no edit.
std::optional<std::string> nearest(std::string_view name, const std::vector<std::string>& names);

// "a, b and c", at most `most` of them, then "and N more".
std::string join_names(const std::vector<std::string>& names, std::size_t most = 10);

}  // namespace offtake
