// Tables as JSON: {"key", "title", "title_ko", "columns": [{"key", "label", "label_ko", "kind",
// "dimension", "percent", "digits", "words"}], "rows": [{key: value}], "note", "note_ko"}, and
// "as_list" where it is one. Quantities are plain numbers in canonical units, and the keys carry
// the unit; dates are months since 1970-01; "dimension" has the powers of money, power, energy,
// compute and time. What is missing, NaN or infinite is null.
#pragma once

#include "offtake/base/json.h"
#include "offtake/results/table.h"

namespace offtake {

Json to_json(const Cell& cell);
Json rows_to_json(const Table& table);  // the rows alone: [{key: value}]
Json to_json(const Table& table);
// The inverse. The text may come from anywhere: what does not fit is left out.
Table table_from_json(const Json& json);

}  // namespace offtake
