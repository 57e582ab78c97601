#include "offtake/results/table_json.h"

#include <cmath>

#include "offtake/base/text.h"

namespace offtake {
namespace {

// JSON text is UTF-8; a byte that is none (a file name may hold one) is shown, not refused.
std::string well_formed(const std::string& text) {
  std::string out = text;
  while (const auto at = find_invalid_utf8(out)) out.replace(*at, 1, "\xef\xbf\xbd");
  return out;
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
  for (const Column& column : table.columns) {
    columns.push_back(
        {{"key", column.key}, {"label", column.label}, {"label_ko", column.label_ko}});
  }
  return {{"key", table.key},         {"title", table.title},
          {"title_ko", table.title_ko}, {"columns", std::move(columns)},
          {"rows", rows_to_json(table)}, {"note", table.note}};
}

}  // namespace offtake
