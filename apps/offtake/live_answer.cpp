#include "live_answer.h"

#include <algorithm>

#include "offtake/base/text.h"

namespace offtake::cli {
namespace {

int status_of(const std::string& code) {
  if (code == "E1006" || code == "E1009" || code == "E1012") return 404;
  if (code == "E1007") return 503;
  return code.starts_with("E10") ? 500 : 422;
}

}  // namespace

HttpResponse answer(const Json& document, int status) {
  HttpResponse out;
  out.status = status;
  out.body = document.dump(-1, ' ', false, Json::error_handler_t::replace);
  return out;
}

Json document_of(const std::string& name) {
  return {{"format", "offtake." + name}, {"version", 1}};
}

Json diagnostics_json(const Diagnostics& all) {
  Json out = Json::array();
  for (const Diagnostic& d : all) {
    out.push_back({{"code", d.code},
                   {"severity", d.severity == Severity::error ? "error" : "warning"},
                   {"file", d.place.file},
                   {"line", d.place.line},
                   {"column", d.place.column},
                   {"length", d.place.length},
                   {"key", d.key_path},
                   {"what", d.what},
                   {"expected", d.expected},
                   {"mend", d.mend}});
  }
  return out;
}

HttpResponse refuse(const Diagnostics& errors) {
  return refuse(errors.empty() ? 422 : status_of(errors.front().code), errors);
}

HttpResponse refuse(int status, const Diagnostics& errors) {
  Json document = document_of("failed");
  document["diagnostics"] = diagnostics_json(errors);
  return answer(document, status);
}

HttpResponse refuse(int status, std::string code, std::string what, std::string mend) {
  Diagnostic d;
  d.code = std::move(code);
  d.what = std::move(what);
  d.mend = std::move(mend);
  return refuse(status, Diagnostics{d});
}

bool is_text(const Json& value) {
  return value.is_string() && value.get_ref<const std::string&>().find('\0') == std::string::npos;
}

Body::Body(const std::string& text, std::vector<std::string> keys) {
  Json read = Json::parse(text, nullptr, false);
  if (!read.is_object()) {
    wrong("the request is no JSON object", join_names(keys));
    return;
  }
  for (const auto& [key, value] : read.items()) {
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      wrong(fmt::format("{} belongs to no such request", quote(key)), join_names(keys));
    }
  }
  json_ = std::move(read);
}

void Body::wrong(std::string what, std::string expected) {
  Diagnostic d;
  d.code = "E1161";
  d.what = std::move(what);
  d.expected = std::move(expected);
  d.mend = "see docs/reference/serve.md";
  errors_.push_back(std::move(d));
}

std::string Body::text(const std::string& key, std::string fallback) {
  if (!has(key)) return fallback;
  if (is_text(json_[key])) return json_[key].get<std::string>();
  wrong(fmt::format("{} is no text", quote(key)), "a text without NUL");
  return fallback;
}

std::uint64_t Body::whole(const std::string& key, std::uint64_t least, std::uint64_t most,
                          std::uint64_t fallback) {
  if (!has(key)) return fallback;
  const Json& value = json_[key];
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number >= least && number <= most) return number;
  }
  wrong(fmt::format("{} can not be {}", quote(key), quote(value.dump())),
        fmt::format("a whole number from {} to {}", least, most));
  return fallback;
}

std::vector<std::string> Body::texts(const std::string& key) {
  std::vector<std::string> out;
  if (!has(key)) return out;
  const Json& list = json_[key];
  if (!list.is_array() || !std::all_of(list.begin(), list.end(), is_text)) {
    wrong(fmt::format("{} is no list of texts", quote(key)), "[\"…\"]");
    return out;
  }
  for (const Json& item : list) out.push_back(item.get<std::string>());
  return out;
}

}  // namespace offtake::cli
