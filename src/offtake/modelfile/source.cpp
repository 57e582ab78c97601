#include "offtake/modelfile/source.h"

#include <algorithm>

#include "offtake/base/text.h"

namespace offtake {
namespace {

constexpr std::size_t kLongestShownLine = 2000;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

Mark mark_of(const Sources& sources, int source, std::size_t offset) {
  const std::string& text = sources.at(source).text;
  int line = 1;
  std::size_t start = 0;
  for (std::size_t i = 0; i < offset; ++i) {
    const bool ends = text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n');
    if (!ends) continue;
    ++line;
    start = i + 1;
  }
  return {source, line, 1 + count_code_points(std::string_view(text).substr(start, offset - start)),
          1};
}

Diagnostic wrong(const Sources& sources, int source, std::size_t offset, std::string code,
                 std::string what, std::string mend) {
  Diagnostic d;
  d.code = std::move(code);
  d.place = sources.place(mark_of(sources, source, offset));
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

}  // namespace

std::string hidden_code(char32_t c) { return c > 0x9f ? "E0802" : "E0801"; }

std::string hidden_what(char32_t c) {
  const auto value = static_cast<unsigned>(c);
  return c > 0x9f ? fmt::format("the invisible character U+{:04X} can hide or reorder text", value)
                  : fmt::format("control character U+{:04X}", value);
}

int Sources::add(SourceText source) {
  if (std::string_view(source.text).starts_with(kByteOrderMark)) source.text.erase(0, 3);
  Indexed indexed{std::move(source), {0}};
  const std::string& text = indexed.source.text;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) {
      indexed.starts.push_back(i + 1);
    }
  }
  sources_.push_back(std::move(indexed));
  return size() - 1;
}

std::string_view Sources::line(int source, int line) const {
  const Indexed& s = sources_[std::size_t(source)];
  if (line < 1 || std::size_t(line) > s.starts.size()) return {};
  const std::size_t begin = s.starts[std::size_t(line - 1)];
  std::string_view text = std::string_view(s.source.text).substr(begin);
  return text.substr(0, std::min(text.find_first_of("\r\n"), text.size()));
}

Place Sources::place(const Mark& mark) const {
  if (mark.source < 0) return {};
  // A line that no screen holds is not shown: thousands of copies of it would fill the memory.
  const std::string_view text = line(mark.source, mark.line);
  return {at(mark.source).name, mark.line, mark.column, std::max(mark.length, 1),
          text.size() <= kLongestShownLine ? std::string(text) : std::string()};
}

Diagnostics check_encoding(const Sources& sources, int source) {
  const std::string& text = sources.at(source).text;
  const auto starts = [&](std::string_view bytes) {
    return std::string_view(text).starts_with(bytes);
  };
  if (starts("\xff\xfe") || starts("\xfe\xff")) {
    Diagnostic d;
    d.code = "E0005";
    d.place = {sources.at(source).name, 1, 1, 1, ""};
    d.what = "the file is UTF-16, as Excel and Notepad write it";
    d.mend = "save it as UTF-8 (in Excel: CSV UTF-8)";
    return {d};
  }
  if (const auto at = text.find('\0'); at != std::string::npos) {
    return {wrong(sources, source, at, "E0007", "the file holds a NUL byte",
                  "delete it; a text file has none")};
  }
  if (const auto at = find_invalid_utf8(text)) {
    return {wrong(sources, source, *at, "E0006",
                  fmt::format("byte 0x{:02x} is not UTF-8", static_cast<unsigned char>(text[*at])),
                  "save the file as UTF-8")};
  }
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = decode_utf8(text, at);
    if (is_hidden(c.value) && c.value != '\t' && c.value != '\n' && c.value != '\r') {
      return {wrong(sources, source, at, hidden_code(c.value), hidden_what(c.value), "delete it")};
    }
    at += static_cast<std::size_t>(c.bytes);
  }
  return {};
}

}  // namespace offtake
