// JSON is nlohmann's, keys in the order in which they were written.
#pragma once

#include <nlohmann/json.hpp>

namespace offtake {
using Json = nlohmann::ordered_json;
}
