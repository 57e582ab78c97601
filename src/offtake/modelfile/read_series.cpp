// Numbers that change over time: by dates, growing, moved by drivers, from CSV.
#include <algorithm>

#include "offtake/base/date.h"
#include "offtake/base/text.h"
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

// What may stand in a series beside its dates.
struct SeriesDraft {
  Series series;
  const KeyInfo* of = nullptr;
  std::optional<double> value;
  const Node* csv = nullptr;
  std::string column;
};

const ObjectOf<SeriesDraft>& series_keys() {
  static const ObjectOf<SeriesDraft> keys = [] {
    ObjectOf<SeriesDraft> o("series",
                            "A number that may change over time: alone, by dates "
                            "(`{2025-01: 1.9 GW, 2026-01: 3.1 GW}`), or from a CSV column. "
                            "Before its first date it holds the first value; a step of the clock "
                            "takes its mean over the step",
                            "시간에 따라 변할 수 있는 값: 단독, 날짜별, 또는 CSV 열");
    o.bind({.name = "value",
            .form = Form::quantity,
            .en = "The value at all times, or at the start of the clock when it grows",
            .ko = "모든 시점의 값, 성장하면 시계 시작 시점의 값",
            .example = "$47/MWh"},
           [](Reader& r, const Node& node, const KeyInfo&, SeriesDraft& d) {
             KeyInfo key = *d.of;
             key.form = Form::quantity;
             d.value = read_number(r, node, key);
           });
    o.add({.name = "interpolate",
           .form = Form::choice,
           .en = "What holds between two dates",
           .ko = "두 날짜 사이의 규칙",
           .fallback = "step",
           .choices = {"step", "linear", "geometric"}},
          [](SeriesDraft& d) -> Series::Rule& { return d.series.rule; });
    o.add({.name = "growth",
           .form = Form::growth,
           .en = "Growth after the last date",
           .ko = "마지막 날짜 이후의 성장",
           .fallback = "1x/year",
           .least = kAboveZero,
           .most = 1000,
           .example = "1.35x/year"},
          [](SeriesDraft& d) -> double& { return d.series.growth_per_year; });
    o.add({.name = "driver",
           .form = Form::references,
           .en = "Drivers that multiply it",
           .ko = "이 값에 곱해지는 불확실 요인",
           .table = Table::drivers},
          [](SeriesDraft& d) -> std::vector<DriverId>& { return d.series.drivers; });
    o.bind({.name = "csv",
            .form = Form::path,
            .en = "A CSV file in the model folder, with a column `date` and columns `name [unit]`",
            .ko = "모델 폴더의 CSV 파일: `date` 열과 `이름 [단위]` 열",
            .example = "data/demand.csv"},
           [](Reader&, const Node& node, const KeyInfo&, SeriesDraft& d) { d.csv = &node; });
    o.add({.name = "column",
           .form = Form::text,
           .en = "Which column of the CSV file",
           .ko = "CSV 파일의 열 이름",
           .example = "volume"},
          &SeriesDraft::column);
    return o;
  }();
  return keys;
}

// One CSV cell with its column's unit, read as if it had been written in YAML.
std::optional<double> read_cell(Reader& r, const CsvTable& table, const CsvTable::Cell& cell,
                                const std::string& unit, const KeyInfo& key) {
  Node node;
  node.mark = mark_of(r.sources(), table, cell);
  node.text = with_unit(cell.text, unit);
  node.plain = false;  // the place is the cell, not an offset within it
  if (cell.text.empty()) {
    r.error("E0215", node.mark, "the cell is empty: a missing value is not a number",
            "fill it in, or delete the row");
    return std::nullopt;
  }
  const std::size_t before = r.diagnostics().size();
  const auto value = read_number(r, node, key);
  // The unit stands in the header, so an edit of the cell does not write it.
  for (std::size_t i = before; i < r.diagnostics().size(); ++i) {
    std::string& mend = r.diagnostics()[i].mend;
    const std::size_t at = unit.empty() ? std::string::npos : mend.find(" " + unit);
    if (at != std::string::npos) mend.erase(at, unit.size() + 1);
  }
  return value;
}

// "[H100e]" of "1.2M H100e", "[$/MWh]" of "$47/MWh".
std::string unit_of(Dimension dimension) {
  const std::string example = example_of(dimension);
  if (example.starts_with('$'))
    return "$" + example.substr(std::min(example.find('/'), example.size()));
  return example.substr(example.rfind(' ') + 1);
}

// Said once at the header, not again in every row.
bool unit_fits(Reader& r, const CsvTable& table, const CsvTable::Column& head, const KeyInfo& key) {
  const std::string mend =
      fmt::format("write it into the header, as in `{} [{}]`", head.name, unit_of(key.dimension));
  Mark mark = mark_of(r.sources(), table, head.cell);
  if (head.unit.empty()) {
    if (key.dimension == dim::ratio) return true;
    r.error("E0510", mark, fmt::format("column {} has no unit", quote(head.name)), mend);
    return false;
  }
  const std::string one =
      head.unit.starts_with('$') ? "$1" + head.unit.substr(1) : "1 " + head.unit;
  const Result<Quantity> q = parse_quantity(one);
  if (q.ok() && q->dimension == key.dimension) return true;
  mark.column += count_code_points(head.cell.text.substr(0, head.cell.text.find('['))) + 1;
  mark.length = count_code_points(head.unit);
  r.error(q.ok() ? "E0231" : q.errors().front().code, mark,
          fmt::format("the unit {} is {}", quote(head.unit),
                      q.ok() ? describe(q->dimension) : "not known"),
          mend)
      .expected = describe(key.dimension);
  return false;
}

// The column's values by date.
void read_csv_series(Reader& r, const SeriesDraft& d, const KeyInfo& key, Series& out) {
  const CsvTable* table = r.csv(*d.csv);
  if (!table) return;
  const int date = table->find("date"), column = table->find(d.column);
  if (date < 0 || column < 0 || d.column == "date") {
    std::vector<std::string> names;
    for (const CsvTable::Column& c : table->columns) names.push_back(c.name);
    const std::string missing = date < 0 ? "date" : d.column;
    const auto near = nearest(missing, names);
    r.error("E0514", date < 0 ? mark_of(r.sources(), *table, table->columns[0].cell) : d.csv->mark,
            d.column.empty() ? "which column of the CSV file?"
                             : fmt::format("the CSV file has no column {}", quote(missing)),
            near && *near != missing ? fmt::format("did you mean `{}`?", *near)
                                     : "name one in `column:`; a series also needs a column `date`")
        .expected = join_names(names);
    return;
  }
  const CsvTable::Column& head = table->columns[std::size_t(column)];
  if (!unit_fits(r, *table, head, key)) return;
  for (std::size_t row = 0; row < table->rows(); ++row) {
    const CsvTable::Cell& cell = table->at(row, std::size_t(date));
    Node when;
    when.mark = mark_of(r.sources(), *table, cell);
    when.text = cell.text;
    const auto month = r.date(when, false);
    const auto value = read_cell(r, *table, table->at(row, std::size_t(column)), head.unit, key);
    if (!month || !value) continue;
    if (!out.points.empty() && *month <= out.points.back().month) {
      r.error("E0511", when.mark,
              fmt::format("{} does not come after the row before", quote(when.text)),
              "sort the rows by date, each date once");
      return;
    }
    out.points.push_back({*month, *value});
  }
}

void read_points(Reader& r, const Node& node, const KeyInfo& key, Series& out) {
  std::vector<std::pair<double, Mark>> seen;
  for (const Entry& e : node.entries) {
    if (e.name.empty() || e.name[0] < '0' || e.name[0] > '9') continue;
    const Reader::Scope scope(r, e.name, e.mark);
    Node when;
    when.text = e.name;
    when.mark = e.mark;
    const auto month = r.date(when, false);
    if (r.refuse_empty(e.value)) continue;
    const auto value = read_number(r, e.value, key);
    if (!month || !value) continue;
    const auto same =
        std::find_if(seen.begin(), seen.end(), [&](const auto& s) { return s.first == *month; });
    if (same != seen.end()) {
      r.error("E0511", e.mark, fmt::format("{} is the same date as one before", quote(e.name)),
              "delete one of them")
          .related.push_back(r.related(same->second, "first here"));
      continue;
    }
    seen.push_back({*month, e.mark});
    out.points.push_back({*month, *value});
  }
  std::sort(out.points.begin(), out.points.end(),
            [](const auto& a, const auto& b) { return a.month < b.month; });
}

// One of dates, value and csv is the source of the numbers; the others are one too many.
bool one_source(Reader& r, const Node& node, const SeriesDraft& d) {
  const Entry* value = node.entry("value");
  const Entry* csv = node.entry("csv");
  const bool dates = std::any_of(node.entries.begin(), node.entries.end(), [](const Entry& e) {
    return !e.name.empty() && e.name[0] >= '0' && e.name[0] <= '9';
  });
  if ((value ? 1 : 0) + (csv ? 1 : 0) + (dates ? 1 : 0) > 1) {
    r.error("E0114", (value ? value : csv)->mark, "the series has two sources of numbers",
            "keep one of `value`, `csv` and dates");
    return false;
  }
  if (!value && !csv && !dates) {
    r.error("E0108", r.key_mark(), "the series has no value", "add `value:`, dates, or `csv:`");
    return false;
  }
  return d.csv || d.value || dates;
}

}  // namespace

const ObjectInfo& series_info() { return series_keys().info(); }

void read_value(Reader& r, const Node& node, const KeyInfo& key, Series& out) {
  if (node.kind != Node::Kind::map) {
    if (const auto value = read_number(r, node, key)) out = Series::constant(*value);
    return;
  }
  Node options;
  options.kind = Node::Kind::map;
  options.mark = node.mark;
  for (const Entry& e : node.entries) {
    if (e.name.empty() || e.name[0] < '0' || e.name[0] > '9') options.entries.push_back(e);
  }
  SeriesDraft draft;
  draft.of = &key;
  series_keys().read(r, options, draft);
  if (!one_source(r, node, draft)) return;
  read_points(r, node, key, draft.series);
  if (draft.value) draft.series.points = {{r.clock_start, *draft.value}};
  if (draft.csv) read_csv_series(r, draft, key, draft.series);
  out = std::move(draft.series);
}

}  // namespace offtake
