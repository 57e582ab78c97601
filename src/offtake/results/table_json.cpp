#include "offtake/results/table_json.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "offtake/base/text.h"

namespace offtake {
namespace {

// JSON text is UTF-8; a byte that is none (a file name may hold one) is shown, not refused.
std::string well_formed(std::string_view text) {
  std::string out;
  while (const auto at = find_invalid_utf8(text)) {
    out.append(text.substr(0, *at)).append("\xef\xbf\xbd");
    text.remove_prefix(*at + 1);
  }
  return out.append(text);
}

constexpr const char* kKinds[] = {"text", "count", "quantity",
                                  "date"};  // in the order of Column::Kind

Json column_to_json(const Column& column) {
  const Dimension d = column.dimension;
  Json out = {
      {"key", column.key},
      {"label", column.label},
      {"label_ko", column.label_ko},
      {"kind", kKinds[static_cast<std::size_t>(column.kind)]},
      {"dimension", {int{d.money}, int{d.power}, int{d.energy}, int{d.compute}, int{d.time}}},
      {"percent", column.percent},
      {"digits", column.digits}};
  for (const auto& [text, ko] : column.words) out["words"][well_formed(text)] = well_formed(ko);
  return out;
}

// The member, or null: of anything.
Json member(const Json& json, const char* key) {
  return json.is_object() && json.contains(key) ? json[key] : Json(nullptr);
}
std::string text_at(const Json& json, const char* key) {
  const Json value = member(json, key);
  return value.is_string() ? value.get<std::string>() : "";
}

Dimension dimension_from_json(const Json& json) {
  Dimension d;
  if (!json.is_array() || json.size() != 5) return d;
  std::int8_t* const powers[] = {&d.money, &d.power, &d.energy, &d.compute, &d.time};
  for (std::size_t i = 0; i < 5; ++i) {
    if (json[i].is_number_integer()) *powers[i] = json[i].get<std::int8_t>();
  }
  return d;
}

Column column_from_json(const Json& json) {
  Column column;
  column.key = text_at(json, "key");
  column.label = text_at(json, "label");
  column.label_ko = text_at(json, "label_ko");
  for (std::size_t k = 0; k < std::size(kKinds); ++k) {
    if (text_at(json, "kind") == kKinds[k]) column.kind = static_cast<Column::Kind>(k);
  }
  column.dimension = dimension_from_json(member(json, "dimension"));
  column.percent = member(json, "percent") == true;
  const Json digits = member(json, "digits");
  const Json words = member(json, "words");
  for (const auto& [text, ko] : words.items()) {
    if (ko.is_string()) column.words[text] = ko.get<std::string>();
  }
  if (digits.is_number_integer()) column.digits = std::clamp(digits.get<int>(), 1, 17);
  return column;
}

Cell cell_from_json(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number()) return json.get<double>();
  return {};
}

}  // namespace

Json to_json(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return well_formed(*text);
  if (const auto* count = std::get_if<std::int64_t>(&cell)) return *count;
  if (const auto* number = std::get_if<double>(&cell)) {
    if (std::isfinite(*number)) return *number == 0.0 ? 0.0 : *number;  // no negative zero
  }
  return nullptr;
}

Json rows_to_json(const Table& table) {
  Json rows = Json::array();
  for (const std::vector<Cell>& row : table.rows) {
    Json object = Json::object();
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      object[table.columns[c].key] = c < row.size() ? to_json(row[c]) : Json(nullptr);
    }
    rows.push_back(std::move(object));
  }
  return rows;
}

Json to_json(const Table& table) {
  Json columns = Json::array();
  for (const Column& column : table.columns) columns.push_back(column_to_json(column));
  Json out = {{"key", table.key},
              {"title", table.title},
              {"title_ko", table.title_ko},
              {"columns", std::move(columns)},
              {"rows", rows_to_json(table)},
              {"note", table.note},
              {"note_ko", table.note_ko}};
  if (table.as_list) out["as_list"] = true;
  return out;
}

Table table_from_json(const Json& json) {
  Table table;
  table.key = text_at(json, "key");
  table.title = text_at(json, "title");
  table.title_ko = text_at(json, "title_ko");
  table.note = text_at(json, "note");
  table.note_ko = text_at(json, "note_ko");
  table.as_list = member(json, "as_list") == true;
  const Json columns = member(json, "columns"), rows = member(json, "rows");
  if (!columns.is_array() || !rows.is_array()) return table;
  for (const Json& column : columns) table.columns.push_back(column_from_json(column));
  for (const Json& row : rows) {
    std::vector<Cell>& cells = table.rows.emplace_back();
    for (const Column& column : table.columns) {
      cells.push_back(cell_from_json(member(row, column.key.c_str())));
    }
  }
  return table;
}

}  // namespace offtake
