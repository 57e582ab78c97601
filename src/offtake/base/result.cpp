#include "offtake/base/result.h"

#include <algorithm>
#include <cstdio>
#include <tuple>

#include "offtake/base/text.h"

namespace offtake {
namespace {

constexpr int kWindowColumns = 100;  // of a source line
constexpr int kWindowBefore = 40;    // columns kept before the caret when the line is cut
constexpr int kMessageCodePoints = 2000;

struct Colors {
  const char* error = "";
  const char* warning = "";
  const char* strong = "";
  const char* mark = "";
  const char* off = "";
};

Colors colors_of(const RenderOptions& options) {
  if (!options.color) return {};
  return {"\x1b[1;31m", "\x1b[1;33m", "\x1b[1m", "\x1b[1;32m", "\x1b[0m"};
}

std::string cut(std::string_view text) {
  std::size_t end = 0;
  for (int count = 0; count < kMessageCodePoints && end < text.size(); ++count) {
    end += static_cast<std::size_t>(decode_utf8(text, end).bytes);
  }
  return std::string(text.substr(0, end)) + (end < text.size() ? "…" : "");
}

std::string position(const Place& place) {
  if (place.file.empty()) return {};
  std::string out = escape_controls(place.file);
  if (place.line > 0) {
    out += fmt::format(":{}", place.line);
    if (place.column > 0) out += fmt::format(":{}", place.column);
  }
  return out + ": ";
}

// One code point of the source line as it is shown, so that widths and carets agree.
struct Cell {
  std::string text;
  int width = 0;
  std::size_t bytes = 1;
};

Cell cell_at(std::string_view line, std::size_t at) {
  const char c = line[at];
  // A tab is one space, else the caret line would need the terminal's tab stops.
  if (c == '\t') return {" ", 1, 1};
  if (c >= 0x20 && c < 0x7f) return {std::string(1, c), 1, 1};
  const auto bytes = static_cast<std::size_t>(decode_utf8(line, at).bytes);
  std::string text = escape_controls(line.substr(at, bytes));
  const int width = display_width(text);
  return {std::move(text), width, bytes};
}

// The part of the line that is shown, and the columns before and under the caret.
struct Window {
  std::string shown;
  int indent = 0;
  int marked = 0;
};

// All of the line when it fits, else columns around the caret. Two passes, nothing stored, as a
// line may be megabytes long.
Window window_of(const Place& place) {
  const std::string_view line = place.source_line;
  const int caret = std::max(place.column - 1, 0);
  int width = 0, before_caret = 0, index = 0;
  for (std::size_t at = 0; at < line.size(); ++index) {
    const Cell cell = cell_at(line, at);
    width += cell.width;
    if (index < caret) before_caret += cell.width;
    at += cell.bytes;
  }
  const bool fits = width <= kWindowColumns;
  Window window;
  int used = 0;
  index = 0;
  for (std::size_t at = 0; at < line.size(); ++index) {
    const Cell cell = cell_at(line, at);
    at += cell.bytes;
    if (!fits && index < caret && before_caret > kWindowBefore) {
      before_caret -= cell.width;
      if (window.shown.empty()) {
        window.shown = "…";
        window.indent = 1;
      }
      continue;
    }
    if (!fits && used + cell.width > kWindowColumns) {
      window.shown += "…";
      break;
    }
    used += cell.width;
    window.shown += cell.text;
    if (index < caret) window.indent += cell.width;
    if (index >= caret && index - caret < std::max(place.length, 1)) window.marked += cell.width;
  }
  return window;
}

// "   12 | text" and the caret line under it.
std::string source_display(const Place& place, const Colors& colors) {
  if (place.source_line.empty() || place.line <= 0) return {};
  const Window window = window_of(place);
  std::string out = fmt::format("{:>5} | {}\n", place.line, window.shown);
  if (place.column > 0) {
    out += fmt::format("      | {}{}^{}{}\n",
                       std::string(static_cast<std::size_t>(window.indent), ' '), colors.mark,
                       std::string(static_cast<std::size_t>(std::max(window.marked - 1, 0)), '~'),
                       colors.off);
  }
  return out;
}

// A mend may be several lines of YAML; they stay lines, indented under the label.
std::string labelled(std::string_view label, const std::string& text) {
  if (text.empty()) return {};
  const std::string whole = cut(text);
  std::string out = fmt::format("  {}: ", label);
  const std::string indent(label.size() + 4, ' ');
  for (std::size_t begin = 0; begin <= whole.size();) {
    const std::size_t end = std::min(whole.find('\n', begin), whole.size());
    if (begin > 0) out += indent;
    out += escape_controls(std::string_view(whole).substr(begin, end - begin)) + "\n";
    begin = end + 1;
    if (begin == whole.size()) break;  // a last line break adds no line
  }
  return out;
}

auto order_of(const Diagnostic& d) {
  return std::tie(d.place.file, d.place.line, d.place.column, d.code);
}

bool same(const Diagnostic& a, const Diagnostic& b) {
  return order_of(a) == order_of(b) && a.key_path == b.key_path && a.what == b.what &&
         a.severity == b.severity;
}

}  // namespace

void check_failed(const char* file, int line, const char* condition, const std::string& evidence) {
  const std::string message =
      fmt::format("{}:{}: offtake: internal check failed: {}\n  evidence: {}\n", file, line,
                  condition, escape_controls(cut(evidence)));
  std::fwrite(message.data(), 1, message.size(), stderr);
  std::fflush(stderr);
  std::abort();
}

std::string render(const Diagnostic& diagnostic, const RenderOptions& options) {
  const Colors colors = colors_of(options);
  const bool is_error = diagnostic.severity == Severity::error;
  std::string out = fmt::format("{}{}{}", colors.strong, position(diagnostic.place), colors.off);
  out += fmt::format("{}{}[{}]{}: {}\n", is_error ? colors.error : colors.warning,
                     is_error ? "error" : "warning", diagnostic.code, colors.off,
                     escape_controls(cut(diagnostic.what)));
  out += source_display(diagnostic.place, colors);
  if (!diagnostic.key_path.empty()) {
    out += fmt::format("  key: {}\n", escape_controls(cut(diagnostic.key_path)));
  }
  out += labelled("expected", diagnostic.expected);
  out += labelled("mend", diagnostic.mend);
  for (const Related& related : diagnostic.related) {
    out +=
        fmt::format("  {}note: {}\n", position(related.place), escape_controls(cut(related.note)));
    out += source_display(related.place, colors);
  }
  return out;
}

void sort_diagnostics(Diagnostics& all) {
  std::stable_sort(all.begin(), all.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return order_of(a) < order_of(b);
  });
  // Equal ones need not be neighbours: another message at the same place may lie between them.
  Diagnostics once;
  std::size_t group = 0;  // where the run of equal keys begins in `once`
  for (Diagnostic& d : all) {
    if (group < once.size() && order_of(once[group]) != order_of(d)) group = once.size();
    const auto begin = once.begin() + static_cast<std::ptrdiff_t>(group);
    if (std::none_of(begin, once.end(), [&](const Diagnostic& o) { return same(o, d); })) {
      once.push_back(std::move(d));
    }
  }
  all = std::move(once);
}

}  // namespace offtake
