#include "offtake/report/page_document.h"

#include <bit>
#include <cstdint>
#include <limits>
#include <set>

#include "offtake/base/text.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
constexpr const char* kKinds[] = {"text", "count", "quantity", "date"};
constexpr const char* kTones[] = {"plain",    "accent",   "demand", "supply", "served",
                                  "shortage", "stranded", "good",   "bad",    "muted"};
constexpr const char* kMarks[] = {"line", "area", "band", "bar", "point", "range"};
static_assert(std::size(kTones) == std::size_t(Tone::muted) + 1);
static_assert(std::size(kMarks) == std::size_t(XyChart::Series::Mark::range) + 1);

// As people see a text of the model: nothing in it hides or turns the line around. What is no
// UTF-8 (an argument may be any bytes) becomes U+FFFD.
std::string visible(const std::string& text) {
  if (find_invalid_utf8(text)) {
    return visible(Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)));
  }
  std::string out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (at > 0) out += '\n';
    out += escape_controls(std::string_view(text).substr(at, end - at));
    at = end + 1;
  }
  return out;
}

Json text_json(const std::string& en, const std::string& ko) {
  return {{"en", visible(en)}, {"ko", visible(ko.empty() ? en : ko)}};
}
Json text_json(const Text& text) { return text_json(text.en, text.ko); }

// Headers of a terminal are broken by hand; a word that was broken at its hyphen is whole again.
std::string in_one_line(const std::string& label) {
  std::string out;
  for (const char c : label) {
    if (c != '\n') {
      out += c;
    } else if (!out.ends_with('-')) {
      out += ' ';
    }
  }
  return out;
}

// "money/power-time", "percent": the name of how a column's numbers are written.
std::string unit_key(const Column& column) {
  const Dimension d = column.dimension;
  if (d == dim::ratio) return column.percent ? "percent" : "ratio";
  constexpr const char* kNames[] = {"money", "power", "energy", "compute", "time"};
  const std::int8_t powers[] = {d.money, d.power, d.energy, d.compute, d.time};
  std::vector<std::string> above, below;
  for (std::size_t i = 0; i < std::size(powers); ++i) {
    for (int n = 0; n < std::abs(powers[i]); ++n) {
      (powers[i] > 0 ? above : below).emplace_back(kNames[i]);
    }
  }
  std::string key = above.empty() ? "1" : fmt::format("{}", fmt::join(above, "-"));
  if (!below.empty()) key += fmt::format("/{}", fmt::join(below, "-"));
  return key;
}

Json scales_json(const Column& column, Language language) {
  if (column.dimension == dim::ratio && !column.percent) {
    return {{{"least", 0.0}, {"factor", 1.0}, {"before", ""}, {"after", ""}}};
  }
  Json out = Json::array();
  for (const UnitScale& s : unit_scales(column.dimension, language)) {
    Json scale = {
        {"least", s.least}, {"factor", s.factor}, {"before", s.before}, {"after", s.after}};
    if (!s.one.empty()) scale["one"] = s.one;
    if (s.whole) scale["whole"] = true;
    out.push_back(std::move(scale));
  }
  return out;
}

Json column_json(const Column& column) {
  Json out = {{"key", visible(column.key)},
              {"label", text_json(in_one_line(column.label), in_one_line(column.label_ko))},
              {"kind", kKinds[std::size_t(column.kind)]}};
  if (column.kind == Column::Kind::quantity) out["unit"] = unit_key(column);
  out["digits"] = column.digits;
  return out;
}

double number_of(const Cell& cell) {
  if (const auto* count = std::get_if<std::int64_t>(&cell)) return double(*count);
  if (const auto* number = std::get_if<double>(&cell)) {
    if (std::isfinite(*number)) return *number == 0.0 ? 0.0 : *number;
  }
  return kNothing;
}

Json data_json(const Table& table, std::size_t c, std::vector<double>& numbers) {
  const auto cell_of = [&](const std::vector<Cell>& row) {
    return c < row.size() ? row[c] : Cell();
  };
  if (table.columns[c].kind != Column::Kind::text) {
    const std::size_t at = numbers.size();
    for (const auto& row : table.rows) numbers.push_back(number_of(cell_of(row)));
    return {{"at", at}, {"count", table.rows.size()}};
  }
  Json texts = Json::array();
  for (const auto& row : table.rows) {
    const Cell cell = cell_of(row);
    if (const auto* text = std::get_if<std::string>(&cell)) {
      texts.push_back(visible(*text));
    } else if (const auto* count = std::get_if<std::int64_t>(&cell)) {
      texts.push_back(fmt::format("{}", *count));
    } else {
      texts.push_back(nullptr);
    }
  }
  return {{"text", std::move(texts)}};
}

Json chart_json(std::monostate) { return nullptr; }

Json chart_json(const XyChart& chart) {
  Json series = Json::array();
  for (const XyChart::Series& s : chart.series) {
    series.push_back({{"mark", kMarks[std::size_t(s.mark)]},
                      {"y", s.y},
                      {"low", s.low},
                      {"high", s.high},
                      {"split", s.split},
                      {"stack", s.stack},
                      {"label", text_json(s.label)},
                      {"tone", kTones[std::size_t(s.tone)]}});
  }
  return {{"kind", "xy"},
          {"x", chart.x},
          {"series", std::move(series)},
          {"facet", chart.facet},
          {"horizontal", chart.horizontal}};
}

Json chart_json(const GanttChart& chart) {
  Json spans = Json::array(), events = Json::array();
  for (const GanttChart::Span& s : chart.spans) {
    spans.push_back({{"from", s.from},
                     {"to", s.to},
                     {"label", text_json(s.label)},
                     {"tone", kTones[std::size_t(s.tone)]}});
  }
  for (const GanttChart::Event& e : chart.events) {
    events.push_back(
        {{"at", e.at}, {"label", text_json(e.label)}, {"tone", kTones[std::size_t(e.tone)]}});
  }
  return {{"kind", "gantt"},
          {"row", chart.row},
          {"group", chart.group},
          {"spans", std::move(spans)},
          {"events", std::move(events)},
          {"delay_low", chart.delay_low},
          {"delay_high", chart.delay_high}};
}

Json chart_json(const HeatChart& chart) {
  return {{"kind", "heat"},
          {"x", chart.x},
          {"y", chart.y},
          {"value", chart.value},
          {"facet", chart.facet}};
}

Json chart_json(const SankeyChart& chart) {
  return {{"kind", "sankey"},
          {"from", chart.from},
          {"to", chart.to},
          {"value", chart.value},
          {"facet", chart.facet}};
}

Json chart_json(const TornadoChart& chart) {
  return {{"kind", "tornado"},
          {"row", chart.row},
          {"low", chart.low},
          {"high", chart.high},
          {"base", chart.base}};
}

Json chart_json(const TreeChart& chart) {
  return {
      {"kind", "tree"}, {"levels", chart.levels}, {"leaf", chart.leaf}, {"leaf_ko", chart.leaf_ko}};
}

Json panel_json(const Panel& panel, std::vector<double>& numbers) {
  Json out = {{"table", page_table_json(panel.table, numbers)}};
  Json chart = std::visit([](const auto& c) { return chart_json(c); }, panel.chart);
  if (!chart.is_null()) out["chart"] = std::move(chart);
  if (panel.detail) {
    out["detail"] = {{"table", page_table_json(panel.detail->table, numbers)},
                     {"by", panel.detail->by}};
  }
  return out;
}

Json section_json(const Section& section, std::vector<double>& numbers) {
  Json lead = Json::array(), panels = Json::array(), missing = Json::array();
  for (const Text& text : section.lead) lead.push_back(text_json(text));
  for (const Panel& panel : section.panels) panels.push_back(panel_json(panel, numbers));
  for (const Missing& m : section.missing) {
    missing.push_back({{"what", text_json(m.what)}, {"command", visible(m.command)}});
  }
  return {{"key", section.key},
          {"title", text_json(section.title)},
          {"lead", std::move(lead)},
          {"panels", std::move(panels)},
          {"missing", std::move(missing)}};
}

void add_units(const Table& table, Json& units) {
  for (const Column& column : table.columns) {
    const std::string key = unit_key(column);
    if (column.kind != Column::Kind::quantity || units.contains(key)) continue;
    units[key] = {{"en", scales_json(column, Language::en)},
                  {"ko", scales_json(column, Language::ko)}};
  }
}

std::string little_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xff));
  return out;
}

// A column whose cells are words of ours is followed by the same in Korean, "state_ko".
Table with_korean_words(const Table& table) {
  Table out = table;
  out.columns.clear();
  out.rows.assign(table.rows.size(), {});
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const Column& column = table.columns[c];
    out.columns.push_back(column);
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      out.rows[r].push_back(c < table.rows[r].size() ? table.rows[r][c] : Cell());
    }
    if (column.words.empty()) continue;
    out.columns.push_back(text_column(column.key + "_ko", column.label_ko, column.label_ko));
    for (auto& row : out.rows) {
      const auto* text = std::get_if<std::string>(&row.back());
      const auto word = text ? column.words.find(*text) : column.words.end();
      row.push_back(word == column.words.end() ? row.back() : Cell(word->second));
    }
  }
  return out;
}

}  // namespace

Json page_table_json(const Table& given, std::vector<double>& numbers) {
  const Table table = with_korean_words(given);
  Json columns = Json::array(), data = Json::array();
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    columns.push_back(column_json(table.columns[c]));
    data.push_back(data_json(table, c, numbers));
  }
  return {{"key", visible(table.key)},
          {"title", text_json(table.title, table.title_ko)},
          {"note", text_json(table.note, table.note_ko)},
          {"columns", std::move(columns)},
          {"rows", table.rows.size()},
          {"as_list", table.as_list},
          {"data", std::move(data)}};
}

PageDocument page_document(const Page& page) {
  PageDocument out;
  Json units = Json::object(), sections = Json::array();
  for (const Section& section : page.sections) {
    sections.push_back(section_json(section, out.numbers));
    for (const Panel& panel : section.panels) {
      add_units(panel.table, units);
      if (panel.detail) add_units(panel.detail->table, units);
    }
  }
  out.json = {{"format", "offtake.page"},     {"version", kPageVersion},
              {"title", visible(page.title)}, {"model", visible(page.model)},
              {"written_by", page.version},   {"made", page.made},
              {"units", std::move(units)},    {"sections", std::move(sections)}};
  if (page.language) out.json["language"] = *page.language == Language::ko ? "ko" : "en";
  return out;
}

std::string little_endian(const std::vector<double>& numbers) {
  std::string out;
  out.reserve(numbers.size() * 8);
  for (const double number : numbers) {
    out += little_endian(std::bit_cast<std::uint64_t>(number), 8);
  }
  return out;
}

std::string wire(const PageDocument& document) {
  std::string json = document.json.dump();
  std::string out = "OFTP" + little_endian(json.size(), 4) + json;
  out.append((8 - out.size() % 8) % 8, ' ');
  return out + little_endian(document.numbers);
}

}  // namespace offtake
