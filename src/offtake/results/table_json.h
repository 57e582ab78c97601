// Tables as JSON: {"key", "title", "columns": [{"key", "label"}], "rows": [{key: value}], "note"}.
// Quantities are plain numbers in canonical units, and the keys carry the unit. What is missing,
// NaN or infinite is null.
#pragma once

#include "offtake/base/json.h"
#include "offtake/results/table.h"

namespace offtake {

Json to_json(const Cell& cell);
Json rows_to_json(const Table& table);  // the rows alone: [{key: value}]
Json to_json(const Table& table);

}  // namespace offtake
