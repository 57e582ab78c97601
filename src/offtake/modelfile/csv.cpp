#include "offtake/modelfile/csv.h"

#include <algorithm>
#include <set>

#include "offtake/base/text.h"

namespace offtake {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

class CsvParser {
 public:
  CsvParser(const Sources& sources, int source, CsvCells cells)
      : sources_(sources), text_(sources.at(source).text), cells_(cells) {
    table_.source = source;
  }

  Result<CsvTable> run() {
    if (text_.size() > kMostCsvBytes) {
      return file_error("E0008",
                        fmt::format("the file has {} MiB; at most {} MiB are read",
                                    text_.size() >> 20, kMostCsvBytes >> 20),
                        "keep the rows and columns that are needed");
    }
    std::vector<CsvTable::Cell> row;
    bool header = true;
    while (at_ < text_.size() && !failed_) {
      if (!read_row(row)) continue;
      header ? take_header(row) : take_row(row);
      header = false;
    }
    if (failed_) return failure_;
    if (header) return file_error("E0503", "the file is empty", "give it a header and rows");
    if (table_.cells.empty()) {
      return file_error("E0504", "the file has a header and no rows", "add the rows");
    }
    return std::move(table_);
  }

 private:
  Diagnostic file_error(std::string code, std::string what, std::string mend) const {
    Diagnostic d;
    d.code = std::move(code);
    d.place = {sources_.at(table_.source).name, 1, 1, 1, ""};
    d.what = std::move(what);
    d.mend = std::move(mend);
    return d;
  }

  void fail(std::string code, const CsvTable::Cell& cell, std::string what, std::string mend) {
    if (failed_) return;
    failure_ = file_error(std::move(code), std::move(what), std::move(mend));
    failure_.place = sources_.place(mark_of(sources_, table_, cell));
    failed_ = true;
  }

  bool at_line_end() const {
    return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r';
  }

  void end_line() {
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    ++line_;
    line_start_ = at_;
  }

  CsvTable::Cell cell(std::size_t begin, std::size_t end) const {
    return {text_.substr(begin, end - begin), line_,
            static_cast<std::uint32_t>(begin - line_start_),
            static_cast<std::uint32_t>(std::max<std::size_t>(end - begin, 1))};
  }

  // False for a blank line.
  bool read_row(std::vector<CsvTable::Cell>& row) {
    row.clear();
    while (!failed_) {
      while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
      row.push_back(at_ < text_.size() && text_[at_] == '"' ? quoted() : bare());
      if (row.size() > kMostCsvColumns) {
        fail("E0521", row.back(), fmt::format("more than {} columns", kMostCsvColumns),
             "keep the columns that are needed");
      }
      if (at_line_end()) break;
      ++at_;  // the comma
    }
    // Spreadsheets leave rows of commas behind.
    const bool blank =
        std::all_of(row.begin(), row.end(), [](const CsvTable::Cell& c) { return c.text.empty(); });
    if (!failed_) end_line();
    return !blank && !failed_;
  }

  CsvTable::Cell bare() {
    const std::size_t begin = at_;
    while (!at_line_end() && text_[at_] != ',') ++at_;
    const std::string_view text = trimmed(text_.substr(begin, at_ - begin));
    return cell(begin, begin + text.size());
  }

  CsvTable::Cell quoted() {
    const std::size_t begin = at_++;
    CsvTable::Cell out = cell(begin, begin + 1);
    const std::size_t first_end = std::min(text_.find_first_of("\r\n", at_), text_.size());
    std::string text;
    for (;;) {
      const std::size_t end = text_.find('"', at_);
      const std::size_t line_end = std::min(text_.find_first_of("\r\n", at_), text_.size());
      if (end == std::string_view::npos || (line_end < end && cells_ == CsvCells::one_line)) {
        fail("E0507", out, "the quote is not closed on its line",
             "close it, and double a quote inside quotes");
        return out;
      }
      if (line_end < end) {
        text += text_.substr(at_, line_end - at_);
        text += '\n';
        at_ = line_end;
        end_line();
        continue;
      }
      text += text_.substr(at_, end - at_);
      at_ = end + 1;
      if (at_ >= text_.size() || text_[at_] != '"') break;
      text += '"';
      ++at_;
    }
    out.bytes = static_cast<std::uint32_t>(std::min(at_, first_end) - begin);
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    if (!at_line_end() && text_[at_] != ',') {
      fail("E0508", cell(at_, at_ + 1), "text follows the closing quote",
           "put a comma after it, or double a quote inside quotes");
    }
    out.text = table_.unquoted.emplace_back(trimmed(text));
    return out;
  }

  void take_header(const std::vector<CsvTable::Cell>& row) {
    std::set<std::string_view> seen;
    if (row[0].text.starts_with("sep=")) {
      fail("E0505", row[0], "the first line is Excel's `sep=`", "delete this line");
      return;
    }
    for (const CsvTable::Cell& c : row) {
      if (row.size() == 1 && c.text.find_first_of(";\t") != std::string_view::npos) {
        const bool tab = c.text.find('\t') != std::string_view::npos;
        fail("E0505", c, fmt::format("the columns are separated by {}", tab ? "tabs" : "';'"),
             "save the file again with commas, and points in numbers");
        return;
      }
      if (!c.text.empty() && !seen.insert(c.text).second) {
        fail("E0509", c, fmt::format("column {} stands twice", quote(c.text)),
             "rename one of them");
      }
      CsvTable::Column column{std::string(c.text), "", c};
      const auto open = c.text.find('[');
      if (open != std::string_view::npos && c.text.back() == ']') {
        column.name = trimmed(c.text.substr(0, open));
        column.unit = trimmed(c.text.substr(open + 1, c.text.size() - open - 2));
      }
      table_.columns.push_back(std::move(column));
    }
    if (table_.columns.size() > 1 && table_.columns.back().cell.text.empty()) {
      table_.columns.pop_back();
    }
  }

  void take_row(std::vector<CsvTable::Cell>& row) {
    const std::size_t columns = table_.columns.size();
    while (row.size() > columns && row.back().text.empty()) row.pop_back();
    if (row.size() != columns) {
      fail("E0506", row[std::min(row.size() - 1, columns)],
           fmt::format("this row has {} cells, the header has {}", row.size(), columns),
           row.size() > columns ? "quote a cell that holds a comma, or delete the extra one"
                                : "add the missing cells");
      return;
    }
    if (table_.cells.size() > kMostCsvCells) {
      fail("E0521", row[0], fmt::format("more than {} cells", kMostCsvCells),
           "keep the rows and columns that are needed");
      return;
    }
    table_.cells.insert(table_.cells.end(), row.begin(), row.end());
  }

  const Sources& sources_;
  const std::string_view text_;
  const CsvCells cells_;
  CsvTable table_;
  std::size_t at_ = 0, line_start_ = 0;
  int line_ = 1;
  bool failed_ = false;
  Diagnostic failure_;
};

}  // namespace

int CsvTable::find(std::string_view name) const {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

Mark mark_of(const Sources& sources, const CsvTable& table, const CsvTable::Cell& cell) {
  const std::string_view line = sources.line(table.source, cell.line);
  const std::string_view before = line.substr(0, std::min<std::size_t>(cell.offset, line.size()));
  return {table.source, cell.line, 1 + count_code_points(before),
          count_code_points(line.substr(before.size(), cell.bytes))};
}

std::string with_unit(std::string_view number, const std::string& unit) {
  if (!unit.starts_with('$')) return std::string(number) + (unit.empty() ? "" : " " + unit);
  std::string out;
  if (number.starts_with('-')) out += '-', number.remove_prefix(1);
  return out.append("$").append(number).append(unit.substr(1));
}

Result<CsvTable> parse_csv(const Sources& sources, int source, CsvCells cells) {
  return CsvParser(sources, source, cells).run();
}

}  // namespace offtake
