#include "offtake/report/sheet.h"

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "offtake/base/text.h"

namespace offtake {
namespace {

constexpr int kRows = 1'048'576, kColumns = 16'384;

Diagnostic failed(std::string code, std::string what) {
  Diagnostic d;
  d.code = std::move(code);
  d.what = std::move(what);
  return d;
}

std::string column_letters(int column) {
  std::string out;
  for (int left = column + 1; left > 0; left = (left - 1) / 26) {
    out.insert(out.begin(), static_cast<char>('A' + (left - 1) % 26));
  }
  return out;
}

// The library writes to a name only: this one leads to memory that has no other.
class Memory {
 public:
  Memory() : fd_(::memfd_create("workbook", MFD_CLOEXEC)) {}
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  ~Memory() {
    if (fd_ >= 0) ::close(fd_);
  }
  std::string path() const { return fmt::format("/proc/self/fd/{}", fd_); }
  std::string read() const {
    std::string out;
    char part[1 << 16];
    for (ssize_t n; (n = ::pread(fd_, part, sizeof part, off_t(out.size()))) > 0;) {
      out.append(part, std::size_t(n));
    }
    return out;
  }

 private:
  int fd_;
};

}  // namespace

struct Book::Impl {
  Memory memory;
  std::string path = memory.path();
  lxw_workbook* book = nullptr;
  std::set<std::string> names;  // lower case: Excel tells none apart by case
  std::map<std::pair<Look, std::string>, lxw_format*> formats;
  lxw_error error = LXW_NO_ERROR;
  bool too_large = false;

  void note(lxw_error e) {
    if (error == LXW_NO_ERROR) error = e;
  }
  lxw_format* format(Look look, const std::string& number = "") {
    lxw_format*& f = formats[{look, number}];
    if (f) return f;
    f = workbook_add_format(book);
    if (!number.empty()) format_set_num_format(f, number.c_str());
    if (look == Look::title) format_set_font_size(f, 14);
    if (look == Look::title || look == Look::bold || look == Look::header) format_set_bold(f);
    if (look == Look::header) {
      format_set_text_wrap(f);
      format_set_align(f, LXW_ALIGN_VERTICAL_BOTTOM);
      format_set_bottom(f, LXW_BORDER_THIN);
    }
    if (look == Look::note) format_set_font_color(f, 0x666666);
    return f;
  }
};

std::string address(int row, int column) {
  return fmt::format("{}{}", column_letters(column), row + 1);
}
std::string fixed_address(int row, int column) {
  return fmt::format("${}${}", column_letters(column), row + 1);
}
std::string range(int row, int first, int last) {
  return address(row, first) + ":" + address(row, last);
}

Book::Book(const BookFacts& facts, Language language)
    : impl_(std::make_unique<Impl>()), language_(language) {
  lxw_workbook_options options{};
  impl_->book = workbook_new_opt(impl_->path.c_str(), &options);
  std::string title = cell_string(facts.title), author = cell_string(facts.author);
  lxw_doc_properties properties{};
  properties.title = title.data();
  properties.author = author.data();
  properties.created = std::max<std::int64_t>(1, facts.created);
  impl_->note(workbook_set_properties(impl_->book, &properties));
}

Book::~Book() {
  if (impl_->book) lxw_workbook_free(impl_->book);
}

Sheet Book::add(const std::string& name) {
  const auto lower = [](std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return text;
  };
  std::string fit = sheet_name(name);
  for (int n = 2; !impl_->names.insert(lower(fit)).second; ++n) {
    const std::string mark = fmt::format(" {}", n);
    fit = sheet_name(name);
    while (count_code_points(fit) + int(mark.size()) > 31) {
      do {
        fit.pop_back();
      } while (find_invalid_utf8(fit));
    }
    fit += mark;
  }
  return {*impl_, workbook_add_worksheet(impl_->book, fit.c_str()), fit};
}

Result<std::string> Book::bytes() {
  if (impl_->too_large) return failed("E1151", "a sheet would have more than 1,048,576 rows");
  lxw_workbook* book = std::exchange(impl_->book, nullptr);
  impl_->note(workbook_close(book));  // frees it
  std::string out = impl_->memory.read();
  if (impl_->error == LXW_NO_ERROR && !out.empty()) return out;
  return failed("E1150", fmt::format("the workbook cannot be made: {}",
                                     impl_->error == LXW_NO_ERROR ? "no memory for it"
                                                                  : lxw_strerror(impl_->error)));
}

Sheet::Sheet(Book::Impl& book, void* sheet, std::string name)
    : book_(&book), sheet_(sheet), name_(std::move(name)) {
  if (!sheet_) book_->note(LXW_ERROR_MEMORY_MALLOC_FAILED);
}

bool Sheet::fits(int row, int column) {
  const bool fit = row < kRows && column < kColumns;
  book_->too_large |= !fit;
  return fit && sheet_;
}

void Sheet::text(int row, int column, std::string_view text, Look look) {
  if (!fits(row, column) || text.empty()) return;
  auto* sheet = static_cast<lxw_worksheet*>(sheet_);
  book_->note(worksheet_write_string(sheet, lxw_row_t(row), lxw_col_t(column),
                                     cell_string(text).c_str(), book_->format(look)));
}

void Sheet::number(int row, int column, double value, const std::string& format) {
  if (!fits(row, column) || !std::isfinite(value)) return;
  auto* sheet = static_cast<lxw_worksheet*>(sheet_);
  book_->note(worksheet_write_number(sheet, lxw_row_t(row), lxw_col_t(column),
                                     value == 0.0 ? 0.0 : value,
                                     book_->format(Look::plain, format)));
}

void Sheet::formula(int row, int column, const std::string& formula, double value,
                    const std::string& format) {
  if (!fits(row, column)) return;
  auto* sheet = static_cast<lxw_worksheet*>(sheet_);
  book_->note(worksheet_write_formula_num(
      sheet, lxw_row_t(row), lxw_col_t(column), ("=" + formula).c_str(),
      book_->format(Look::plain, format), std::isfinite(value) ? value : 0.0));
}

void Sheet::width(int column, double characters) {
  if (!fits(0, column)) return;
  const auto c = lxw_col_t(column);
  book_->note(worksheet_set_column(static_cast<lxw_worksheet*>(sheet_), c, c, characters, nullptr));
}

void Sheet::freeze(int row, int column) {
  worksheet_freeze_panes(static_cast<lxw_worksheet*>(sheet_), lxw_row_t(row), lxw_col_t(column));
}

void Sheet::print_setup(int repeated_row) {
  auto* sheet = static_cast<lxw_worksheet*>(sheet_);
  worksheet_set_landscape(sheet);
  worksheet_set_paper(sheet, 9);  // A4
  worksheet_fit_to_pages(sheet, 1, 0);
  worksheet_set_footer(sheet, "&L&A&R&P / &N");
  const auto row = lxw_row_t(repeated_row);
  if (repeated_row >= 0) book_->note(worksheet_repeat_rows(sheet, row, row));
}

void Sheet::chart(int row, int column, const Sheet& data, const LineChart& c) {
  lxw_chart* chart = workbook_add_chart(book_->book, c.bars ? LXW_CHART_COLUMN : LXW_CHART_LINE);
  const auto first = lxw_row_t(c.first_row), last = lxw_row_t(c.last_row);
  for (const ChartSeries& s : c.series) {
    lxw_chart_series* series = chart_add_series(chart, nullptr, nullptr);
    const auto labels = lxw_col_t(c.label_column), values = lxw_col_t(s.column);
    chart_series_set_categories(series, data.name().c_str(), first, labels, last, labels);
    chart_series_set_values(series, data.name().c_str(), first, values, last, values);
    chart_series_set_name(series, cell_string(s.name).c_str());
  }
  chart_title_set_name(chart, cell_string(c.title).c_str());
  chart_axis_set_num_format(chart->y_axis, c.format.c_str());
  chart_axis_set_label_position(chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
  chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
  lxw_chart_options size{};
  size.x_scale = 1.4;
  size.y_scale = 1.2;
  book_->note(worksheet_insert_chart_opt(static_cast<lxw_worksheet*>(sheet_), lxw_row_t(row),
                                         lxw_col_t(column), chart, &size));
}

}  // namespace offtake
