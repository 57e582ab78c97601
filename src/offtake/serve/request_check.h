// What may be asked, by whom: rules on the head of a request, each a sentence of http_server.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "offtake/serve/http_message.h"

namespace offtake {

struct SiteRules {
  std::uint16_t port = 0;
  std::string secret;  // the value of the cookie

  std::string cookie_name() const;
};

inline constexpr std::string_view kSessionPath = "/api/session";

// Fills method ("GET" for HEAD), path and query; or says why not.
HttpRefusal check_request(const RequestHead& head, const SiteRules& rules, HttpRequest& request);

// Path and query of "/a%20b?c=d", decoded once. Nothing: no plain path, or it leads upwards, holds
// a control character or a backslash, or is no UTF-8.
bool decode_target(std::string_view target, HttpRequest& request);

}  // namespace offtake
