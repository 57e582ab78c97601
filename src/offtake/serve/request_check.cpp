#include "offtake/serve/request_check.h"

#include <algorithm>
#include <array>

#include "offtake/base/text.h"
#include "offtake/serve/secret.h"

namespace offtake {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = digit(text[i + 1]), low = digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return std::nullopt;
    out += c;
  }
  if (find_invalid_utf8(out)) return std::nullopt;
  return out;
}

bool is_plain_path(std::string_view path) {
  if (path.empty() || path.front() != '/' || path.find('\\') != path.npos) return false;
  if (path.find("//") != path.npos) return false;
  for (std::size_t begin = 1; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view segment = path.substr(begin, end - begin);
    if (segment == "." || segment == "..") return false;
    begin = end + 1;
  }
  return true;
}

bool decode_query(std::string_view text, HttpRequest& request) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    std::string pair(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    std::replace(pair.begin(), pair.end(), '+', ' ');
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = percent_decoded(std::string_view(pair).substr(0, equals));
    const auto value =
        percent_decoded(std::string_view(pair).substr(std::min(equals + 1, pair.size())));
    if (!name || !value) return false;
    request.query.emplace_back(*name, *value);
  }
  return true;
}

// The names under which a browser on this computer may know us.
std::array<std::string, 3> authorities(std::uint16_t port) {
  const std::string tail = port == 80 ? "" : fmt::format(":{}", port);  // browsers leave out 80
  return {"127.0.0.1" + tail, "localhost" + tail, "[::1]" + tail};
}

HttpRefusal check_host(const RequestHead& head, std::uint16_t port) {
  const auto hosts = head.values("host");
  if (hosts.size() != 1) return {400, "not one Host"};
  const auto known = authorities(port);
  if (std::find(known.begin(), known.end(), lower_ascii(hosts.front())) == known.end()) {
    return {403, "that Host is not this server"};
  }
  return {};
}

// A link may lead to the page; nothing else may come from another site. Programs that are no
// browsers send neither field.
HttpRefusal check_site(const RequestHead& head, const HttpRequest& request) {
  const std::string own = "http://" + lower_ascii(head.values("host").front());
  for (const std::string_view origin : head.values("origin")) {
    if (origin != own) return {403, "asked from another site"};
  }
  const auto is = [&](std::string_view field, std::string_view allowed) {
    const auto all = head.values(field);
    return std::all_of(all.begin(), all.end(), [&](auto value) { return value == allowed; });
  };
  if (is("sec-fetch-site", "same-origin") || is("sec-fetch-site", "none")) return {};
  const bool opens_page = request.method == "GET" && request.path == "/" &&
                          is("sec-fetch-mode", "navigate") && is("sec-fetch-dest", "document");
  return opens_page ? HttpRefusal{} : HttpRefusal{403, "asked from another site"};
}

bool has_cookie(const RequestHead& head, const SiteRules& rules) {
  const std::string name = rules.cookie_name();
  bool found = false;
  for (std::string_view all : head.values("cookie")) {
    // Another program on this host may have set one of the same name: each is looked at.
    while (!all.empty()) {
      const std::size_t end = std::min(all.find(';'), all.size());
      std::string_view one = all.substr(0, end);
      all.remove_prefix(std::min(end + 1, all.size()));
      one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
      const std::size_t equals = std::min(one.find('='), one.size());
      if (one.substr(0, equals) != name) continue;
      found |= same_secret(one.substr(std::min(equals + 1, one.size())), rules.secret);
    }
  }
  return found;
}

bool is_json(const RequestHead& head) {
  const auto types = head.values("content-type");
  if (types.size() != 1) return false;
  const std::string type = lower_ascii(types.front());
  return type == "application/json" || type == "application/json; charset=utf-8" ||
         type == "application/json;charset=utf-8";
}

HttpRefusal check_body(const RequestHead& head, const HttpRequest& request) {
  const bool may_have_body = request.method == "POST" || request.method == "PUT";
  if (!may_have_body && head.has_body) return {400, "a body where none belongs"};
  if (may_have_body && !is_json(head)) return {415, "the body is not application/json"};
  if (!head.values("expect").empty()) return {417, "send the body at once"};
  return {};
}

}  // namespace

std::string SiteRules::cookie_name() const { return fmt::format("offtake-{}", port); }

bool decode_target(std::string_view target, HttpRequest& request) {
  const bool ascii = std::all_of(target.begin(), target.end(),
                                 [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
  if (!ascii) return false;
  const std::size_t mark = std::min(target.find('?'), target.size());
  const auto path = percent_decoded(target.substr(0, mark));
  if (!path || !is_plain_path(*path)) return false;
  request.path = *path;
  return decode_query(target.substr(std::min(mark + 1, target.size())), request);
}

HttpRefusal check_request(const RequestHead& head, const SiteRules& rules, HttpRequest& request) {
  if (const HttpRefusal refused = check_host(head, rules.port); refused.status) return refused;
  for (const auto& [name, value] : head.fields) {
    const bool once = name == "origin" || name == "sec-fetch-site" || name == "last-event-id";
    if (once && head.values(name).size() > 1) return {400, fmt::format("{} stands twice", name)};
  }
  if (!decode_target(head.target, request)) return {400, "no plain path"};
  const std::array<std::string_view, 5> methods = {"GET", "HEAD", "POST", "PUT", "DELETE"};
  if (std::find(methods.begin(), methods.end(), head.method) == methods.end()) {
    return {405, "no such method"};
  }
  request.method = head.method == "HEAD" ? "GET" : head.method;
  if (const HttpRefusal refused = check_site(head, request); refused.status) return refused;
  const bool open_to_all = (request.method == "GET" && request.path == "/") ||
                           (request.method == "POST" && request.path == kSessionPath);
  if (!open_to_all && !has_cookie(head, rules)) {
    return {401, "not signed in: open the address that the command printed"};
  }
  return check_body(head, request);
}

}  // namespace offtake
