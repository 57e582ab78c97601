#include "offtake/base/json.h"

#include "offtake/base/text.h"

namespace offtake {

std::string yaml_quoted(const std::string& text) {
  const std::string json = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string out;
  for (std::size_t at = 0; at < json.size();) {
    const CodePoint c = decode_utf8(json, at);
    const auto value = static_cast<unsigned>(c.value);
    if (!is_hidden(c.value)) {
      out.append(json, at, std::size_t(c.bytes));
    } else {
      out += value < 0x10000 ? fmt::format("\\u{:04x}", value) : fmt::format("\\U{:08x}", value);
    }
    at += std::size_t(c.bytes);
  }
  return out;
}

}  // namespace offtake
