// JSON is nlohmann's, keys in the order in which they were written.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace offtake {

using Json = nlohmann::ordered_json;

// A text as a double-quoted YAML scalar on one line, which reads back as the text: what JSON writes
// YAML reads, and what would break a line or hide in it is escaped too. A byte that is no UTF-8
// becomes U+FFFD.
std::string yaml_quoted(const std::string& text);

}  // namespace offtake
