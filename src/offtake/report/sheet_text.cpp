// Texts, formats and tables of a sheet.
#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/report/sheet.h"

namespace offtake {
namespace {

constexpr int kMostCharacters = 32'000;  // Excel takes 32,767 units of UTF-16
constexpr const char* kReplacement = "\xef\xbf\xbd";
constexpr int kMostUnits = 31;  // of a sheet's name
constexpr int kWidest = 60, kNarrowest = 10, kOfNumbers = 16;

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Excel reads _x0041_ as a letter.
bool reads_as_escape(std::string_view text) {
  return text.size() >= 7 && text[0] == '_' && text[1] == 'x' && text[6] == '_' &&
         std::all_of(text.begin() + 2, text.begin() + 6, is_hex);
}

// What a number format takes as it stands.
std::string quoted(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '"' ? '\'' : c;
  return out.empty() ? "" : "\"" + out + "\"";
}

std::string one_line(const std::string& text) {
  std::string out = text;
  std::replace(out.begin(), out.end(), '\n', ' ');
  return out;
}

// A word that was broken at its hyphen is whole again, as in a list.
std::string label_of(const Column& column, const Book& book) {
  std::string out;
  for (const char c : book.in(column.label, column.label_ko)) {
    if (c == '\n' && out.ends_with('-')) continue;
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

void put_cell(Sheet& sheet, int row, int at, const Cell& cell, const Column& column,
              const Book& book) {
  if (const auto* count = std::get_if<std::int64_t>(&cell)) {
    sheet.number(row, at, double(*count), "0");
  } else if (const auto* number = std::get_if<double>(&cell)) {
    if (column.kind == Column::Kind::date) {
      return sheet.text(row, at, cell_text(cell, column, book.language()));
    }
    const NumberFormat f = number_format(column, book.language());
    sheet.number(row, at, *number / f.factor, f.format);
  } else if (std::holds_alternative<std::string>(cell)) {
    sheet.text(row, at, cell_text(cell, column, book.language()));
  }
}

bool has_no_number(const Cell& cell) {
  const auto* number = std::get_if<double>(&cell);
  return number && std::isinf(*number);
}

}  // namespace

std::string cell_string(std::string_view text) {
  std::string out;
  int left = kMostCharacters;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at, 8);
    if (find_invalid_utf8(rest.substr(0, 4)) == 0u) {
      out += kReplacement;
      ++at;
      continue;
    }
    const CodePoint point = decode_utf8(text, at);
    left -= point.value > 0xffff ? 2 : 1;
    if (left < 0) return out + "…";
    const std::string_view bytes = text.substr(at, std::size_t(point.bytes));
    if (reads_as_escape(rest)) out += "_x005F";
    if (point.value == 0xfffe || point.value == 0xffff) {  // no characters of XML
      out += kReplacement;
    } else if (point.value == '\n' || !is_hidden(point.value)) {
      out += bytes;
    } else {
      out += escape_controls(bytes);
    }
    at += std::size_t(point.bytes);
  }
  return out;
}

std::string sheet_name(std::string_view text) {
  std::string out;
  int units = 0;
  const std::string clean = cell_string(text);
  for (std::size_t at = 0; at < clean.size();) {
    const CodePoint point = decode_utf8(clean, at);
    units += point.value > 0xffff ? 2 : 1;
    if (units > kMostUnits) break;
    const bool taken =
        point.value < 0x80 &&
        std::string_view("[]:*?/\\'\n").find(char(point.value)) != std::string_view::npos;
    if (taken) {
      out += '_';
    } else {
      out.append(clean, at, std::size_t(point.bytes));
    }
    at += std::size_t(point.bytes);
  }
  if (out.empty() || out == "History" || out == "history") out = "_" + out;
  return out;
}

NumberFormat number_format(const Column& column, Language language) {
  if (column.kind == Column::Kind::count) return {"0", 1.0};
  const Dimension d = column.dimension;
  if (d == dim::ratio) return {column.percent ? "0.0%" : "General", 1.0};
  if (d == dim::time) return {language == Language::ko ? "0.0\"개월\"" : "0.0\" months\"", 1.0};
  if (d == dim::power) return {"#,##0.0\" MW\"", 1.0};
  if (d == dim::energy) return {"#,##0\" MWh\"", 1.0};
  const UnitScale unit = unit_scales(d, language).back();
  const std::string before = quoted(unit.before), after = quoted(unit.after);
  if (d.money <= 0) return {before + "#,##0.0##" + after, unit.factor};
  // Shown in billions or millions, kept whole. Excel scales by thousands alone.
  if (language == Language::ko) {
    const std::string millions = "#,##0.0,," + quoted("백만 " + unit.after);
    return {"[>=1000000]" + millions + ";[<=-1000000]-" + millions + ";#,##0.00" + after,
            unit.factor};
  }
  const auto scaled = [&](const char* digits, const char* letter) {
    return before + digits + quoted(letter + unit.after);
  };
  return {"[>=100000000]" + scaled("#,##0.00,,,", "B") + ";[<=-100000000]-" +
              scaled("#,##0.00,,,", "B") + ";" + before + "#,##0.00" + after,
          unit.factor};
}

void fit_columns(Sheet& sheet, const std::vector<Table>& tables, const Book& book) {
  std::vector<int> widths;
  for (const Table& table : tables) {
    widths.resize(std::max({widths.size(), table.columns.size(), std::size_t{2}}), kNarrowest);
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Column& column = table.columns[c];
      int& width = widths[table.as_list ? 0 : c];
      if (table.as_list) width = std::max(width, display_width(label_of(column, book)) + 2);
      if (column.kind == Column::Kind::quantity) {
        widths[table.as_list ? 1 : c] = std::max(widths[table.as_list ? 1 : c], kOfNumbers);
      }
      if (column.kind != Column::Kind::text || table.as_list) continue;
      for (const std::vector<Cell>& row : table.rows) {
        if (c >= row.size()) continue;
        width = std::max(width, display_width(cell_text(row[c], column, book.language())) + 2);
      }
    }
  }
  for (std::size_t c = 0; c < widths.size(); ++c) sheet.width(int(c), std::min(widths[c], kWidest));
}

int put_table(Sheet& sheet, int row, const Table& table, const Book& book) {
  sheet.text(row++, 0, one_line(book.in(table.title, table.title_ko)), Look::bold);
  bool empty = false;
  if (table.as_list && !table.rows.empty()) {
    for (std::size_t c = 0; c < table.columns.size(); ++c, ++row) {
      sheet.text(row, 0, label_of(table.columns[c], book));
      if (c < table.rows[0].size())
        put_cell(sheet, row, 1, table.rows[0][c], table.columns[c], book);
    }
  } else if (!table.rows.empty()) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      sheet.text(row, int(c), label_of(table.columns[c], book), Look::header);
    }
    ++row;
    for (const std::vector<Cell>& cells : table.rows) {
      for (std::size_t c = 0; c < std::min(cells.size(), table.columns.size()); ++c) {
        put_cell(sheet, row, int(c), cells[c], table.columns[c], book);
        empty |= has_no_number(cells[c]);
      }
      ++row;
    }
  }
  if (empty) {
    sheet.text(row++, 0, book.in("Empty cells: no finite number.", "빈 칸: 유한한 수가 아님."),
               Look::note);
  }
  const std::string& note = book.in(table.note, table.note_ko);
  for (std::size_t at = 0; at < note.size();) {
    const std::size_t end = std::min(note.find('\n', at), note.size());
    sheet.text(row++, 0, std::string_view(note).substr(at, end - at), Look::note);
    at = end + 1;
  }
  return row + 1;
}

}  // namespace offtake
