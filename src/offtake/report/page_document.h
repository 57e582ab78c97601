// A Page as it travels: JSON for what has structure, one block of Float64 for the numbers.
//
//   {"format": "offtake.page", "version": 1, "title", "model", "written_by", "made",
//    "language", "units": {dimension: …}, "sections": [{"key", "title", "lead", "panels",
//    "missing"}]}
//
// web/schema/page.schema.json is the whole contract: documents are tested against it and the types
// of the browser's side are made from it. A table is stored by columns: texts as a list, numbers
// (counts too) as {"at", "count"} of the block; what is missing is NaN there, and null among texts.
#pragma once

#include <string>
#include <vector>

#include "offtake/base/json.h"
#include "offtake/report/page.h"

namespace offtake {

inline constexpr int kPageVersion = 1;

struct PageDocument {
  Json json;
  std::vector<double> numbers;
};

PageDocument page_document(const Page& page);

// One table alone, as it stands in a document; its numbers are appended.
Json page_table_json(const Table& table, std::vector<double>& numbers);

std::string little_endian(const std::vector<double>& numbers);

// "OFTP" · length of the JSON as 32-bit little-endian · JSON (UTF-8) · blanks up to a multiple of 8
// · the numbers as little-endian Float64. The media type is application/vnd.offtake.page.
std::string wire(const PageDocument& document);

}  // namespace offtake
