#include "offtake/results/table.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "offtake/base/date.h"
#include "offtake/base/text.h"

namespace offtake {
namespace {

constexpr std::string_view kGap = "  ";
constexpr const char* kBold = "\x1b[1m";
constexpr const char* kDim = "\x1b[2m";
constexpr const char* kReset = "\x1b[0m";
constexpr int kLeastTextWidth = 12;  // a narrowed text column keeps as much

const std::string& in_language(const std::string& en, const std::string& ko, Language language) {
  return language == Language::ko && !ko.empty() ? ko : en;
}

std::string number_text(double value, const Column& column, Language language) {
  if (!std::isfinite(value)) return "–";
  if (column.dimension == dim::ratio && !column.percent) {
    const double shown = value == 0.0 ? 0.0 : value;
    if (std::abs(shown) >= 1000.0 && std::abs(shown) < 1e15) return fmt::format("{:.0f}", shown);
    return fmt::format("{:.{}g}", shown, column.digits);
  }
  // Sums of billions round off in the tenth of a cent; people see no money there.
  const bool no_money = column.dimension == dim::money && std::abs(value) < 0.005;
  return format_quantity(no_money ? 0.0 : value, column.dimension, column.digits, language);
}

std::string month_text(double month) {
  return std::abs(month) < 1e6 ? to_string(month_date(month)) : "–";
}

std::vector<std::string> lines_of(const std::string& label) {
  std::vector<std::string> lines{""};
  for (const char c : label) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  return lines;
}

// The label in one line; a word that was broken at its hyphen is whole again.
std::string in_one_line(const std::string& label) {
  std::string out;
  for (const std::string& line : lines_of(label)) {
    if (!out.empty() && !out.ends_with('-')) out += ' ';
    out += escape_controls(line);
  }
  return out;
}

// A table as texts: what people see, before it is laid out.
struct TextColumn {
  std::vector<std::string> header;
  std::vector<std::string> cells;
  bool right = false;
  int width = 0;
};

std::vector<TextColumn> text_columns(const Table& table, Language language) {
  std::vector<TextColumn> columns;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const Column& column = table.columns[c];
    TextColumn out;
    out.header = lines_of(in_language(column.label, column.label_ko, language));
    for (std::string& line : out.header) line = escape_controls(line);
    out.right = column.kind != Column::Kind::text;
    for (const std::vector<Cell>& row : table.rows) {
      out.cells.push_back(c < row.size() ? cell_text(row[c], column, language) : "");
    }
    for (const std::string& line : out.header) out.width = std::max(out.width, display_width(line));
    for (const std::string& cell : out.cells) out.width = std::max(out.width, display_width(cell));
    columns.push_back(std::move(out));
  }
  return columns;
}

std::string cut_to(const std::string& text, int width) {
  if (display_width(text) <= width) return text;
  std::string out;
  int used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    const int w = display_width(point.value);
    if (used + w > width - 1) break;
    out.append(text, at, static_cast<std::size_t>(point.bytes));
    used += w;
    at += static_cast<std::size_t>(point.bytes);
  }
  return out + "…";
}

std::string padded(const std::string& text, int width, bool right) {
  const std::string cut = cut_to(text, width);
  const std::string blanks(static_cast<std::size_t>(std::max(0, width - display_width(cut))), ' ');
  return right ? blanks + cut : cut + blanks;
}

int total_width(const std::vector<TextColumn>& columns) {
  int total = 0;
  for (const TextColumn& column : columns) {
    total += column.width + static_cast<int>(kGap.size());
  }
  return std::max(0, total - static_cast<int>(kGap.size()));
}

// Text gives way before numbers do, the widest first.
void narrow_text(std::vector<TextColumn>& columns, int width) {
  while (width > 0 && total_width(columns) > width) {
    TextColumn* widest = nullptr;
    for (TextColumn& column : columns) {
      if (column.right || column.width <= kLeastTextWidth) continue;
      if (widest == nullptr || column.width > widest->width) widest = &column;
    }
    if (widest == nullptr) return;
    --widest->width;
  }
}

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

// Columns [first, last) behind the first column.
std::string lay_out(const std::vector<TextColumn>& columns, std::size_t first, std::size_t last,
                    bool color) {
  std::vector<const TextColumn*> shown;
  if (first > 0) shown.push_back(&columns[0]);
  std::size_t header_lines = 1;
  for (std::size_t c = first; c < last; ++c) shown.push_back(&columns[c]);
  for (const TextColumn* column : shown) {
    header_lines = std::max(header_lines, column->header.size());
  }
  const auto line_of = [&](const auto& text_of) {
    std::string line;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      if (i > 0) line += kGap;
      line += text_of(*shown[i]);
    }
    return trimmed(std::move(line));
  };
  std::string out = color ? kBold : "";
  for (std::size_t h = 0; h < header_lines; ++h) {
    out += line_of([&](const TextColumn& column) {
      const std::size_t blank = header_lines - column.header.size();  // headers end at the rule
      return padded(h < blank ? "" : column.header[h - blank], column.width, column.right);
    });
  }
  if (color) out += std::string(kReset) + kDim;
  out += line_of([](const TextColumn& column) {
    std::string rule;
    for (int i = 0; i < column.width; ++i) rule += "─";
    return rule;
  });
  if (color) out += kReset;
  for (std::size_t r = 0; r < shown[0]->cells.size(); ++r) {
    out += line_of([&](const TextColumn& column) {
      return padded(column.cells[r], column.width, column.right);
    });
  }
  return out;
}

// A row as lines: label, then value.
std::string lay_out_list(const std::vector<TextColumn>& columns, int indent) {
  int label = 0, value = 0;
  const auto label_of = [](const TextColumn& c) {
    return fmt::format("{}", fmt::join(c.header, " "));
  };
  for (const TextColumn& c : columns) {
    label = std::max(label, display_width(label_of(c)));
    for (const std::string& cell : c.cells) value = std::max(value, display_width(cell));
  }
  std::string out;
  for (const TextColumn& c : columns) {
    for (const std::string& cell : c.cells) {
      out += trimmed(std::string(std::size_t(indent), ' ') + padded(label_of(c), label, false) +
                     std::string(kGap) + padded(cell, value, true));
    }
  }
  return out;
}

// The first column that no longer fits when those from `first` on stand behind column 0.
std::size_t last_that_fits(const std::vector<TextColumn>& columns, std::size_t first, int width) {
  const int gap = static_cast<int>(kGap.size());
  int used = first > 0 ? columns[0].width + gap : 0;
  std::size_t last = first;
  while (last < columns.size() && (last == first || used + columns[last].width <= width)) {
    used += columns[last].width + gap;
    ++last;
  }
  return last;
}

std::string markdown_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += ' ';
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '[') out += '\\';
      out += c;
    }
  }
  return out;
}

// A table of two columns.
std::string markdown_list(const Table& table, Language language) {
  std::string out = "| | |\n| --- | ---: |\n";
  for (std::size_t c = 0; c < table.columns.size() && !table.rows.empty(); ++c) {
    const Column& column = table.columns[c];
    const std::vector<Cell>& row = table.rows.front();
    out += fmt::format(
        "| {} | {} |\n",
        markdown_text(in_one_line(in_language(column.label, column.label_ko, language))),
        markdown_text(c < row.size() ? cell_text(row[c], column, language) : ""));
  }
  return out;
}

std::string markdown_rows(const Table& table, Language language) {
  std::string out = "|", rule = "|";
  for (const Column& column : table.columns) {
    const std::string& label = in_language(column.label, column.label_ko, language);
    out += " " + markdown_text(in_one_line(label)) + " |";
    rule += column.kind == Column::Kind::text ? " --- |" : " ---: |";
  }
  out += "\n" + rule + "\n";
  for (const std::vector<Cell>& row : table.rows) {
    out += "|";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const std::string text = c < row.size() ? cell_text(row[c], table.columns[c], language) : "";
      out += " " + markdown_text(text) + " |";
    }
    out += "\n";
  }
  return out;
}

bool starts_a_formula(const std::string& text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
}

std::string csv_text(std::string text) {
  if (starts_a_formula(text)) text.insert(text.begin(), '\'');
  if (text.find_first_of(",\"\r\n\t'") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string csv_cell(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return csv_text(*text);
  if (const auto* count = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *count);
  const auto* number = std::get_if<double>(&cell);
  if (number == nullptr || !std::isfinite(*number)) return "";
  return fmt::format("{}", *number == 0.0 ? 0.0 : *number);
}

}  // namespace

std::string cell_text(const Cell& cell, const Column& column, Language language) {
  if (const auto* text = std::get_if<std::string>(&cell)) {
    const auto word = column.words.find(*text);
    const bool known = language == Language::ko && word != column.words.end();
    return escape_controls(known ? word->second : *text);
  }
  if (const auto* count = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *count);
  if (const auto* number = std::get_if<double>(&cell)) {
    return column.kind == Column::Kind::date ? month_text(*number)
                                             : number_text(*number, column, language);
  }
  return "";
}

std::string to_terminal(const Table& table, const TableStyle& style) {
  std::string out;
  const std::string& title = in_language(table.title, table.title_ko, style.language);
  if (!title.empty()) {
    out += style.color ? kBold + escape_controls(title) + kReset : escape_controls(title);
    out += "\n";
  }
  std::vector<TextColumn> columns = text_columns(table, style.language);
  if (columns.empty()) return out;
  if (table.as_list) out += lay_out_list(columns, 2);
  narrow_text(columns, style.width);
  const bool only_a_note = table.rows.empty() && !table.note.empty();
  for (std::size_t first = 0; first < columns.size() && !table.as_list && !only_a_note;) {
    const std::size_t last =
        style.width > 0 ? last_that_fits(columns, first, style.width) : columns.size();
    if (first > 0) out += "\n";
    out += lay_out(columns, first, last, style.color);
    first = last;
  }
  const std::string& note = in_language(table.note, table.note_ko, style.language);
  for (const std::string& line : lines_of(note)) {
    if (!line.empty()) out += escape_controls(line) + "\n";
  }
  return out;
}

std::string to_markdown(const Table& table, const TableStyle& style) {
  std::string out;
  const std::string& title = in_language(table.title, table.title_ko, style.language);
  if (!title.empty()) out += "### " + markdown_text(escape_controls(title)) + "\n\n";
  out +=
      table.as_list ? markdown_list(table, style.language) : markdown_rows(table, style.language);
  const std::string& note = in_language(table.note, table.note_ko, style.language);
  if (!note.empty()) out += "\n" + markdown_text(in_one_line(note)) + "\n";
  return out;
}

std::string to_csv(const Table& table) {
  std::string out;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (c > 0) out += ',';
    out += csv_text(table.columns[c].key);
  }
  out += "\r\n";
  for (const std::vector<Cell>& row : table.rows) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (c > 0) out += ',';
      if (c < row.size()) out += csv_cell(row[c]);
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace offtake
