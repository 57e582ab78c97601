#include "offtake/base/communicator.h"

#include <cstring>

#include "offtake/base/json.h"
#include "offtake/base/text.h"

namespace offtake {
namespace {

// First byte of a message.
constexpr char kAnswer = 'a';
constexpr char kErrors = 'e';

Json json_of(const Diagnostic& d) {
  const Place& p = d.place;
  return {{"code", d.code},
          {"error", d.severity == Severity::error},
          {"place", {p.file, p.line, p.column, p.length, p.source_line}},
          {"key_path", d.key_path},
          {"what", d.what},
          {"expected", d.expected},
          {"mend", d.mend}};
}

Diagnostic diagnostic_of(const Json& json) {
  Diagnostic d;
  d.code = json.at("code");
  d.severity = json.at("error") ? Severity::error : Severity::warning;
  const Json& p = json.at("place");
  d.place = {p.at(0), p.at(1), p.at(2), p.at(3), p.at(4)};
  d.key_path = json.at("key_path");
  d.what = json.at("what");
  d.expected = json.at("expected");
  d.mend = json.at("mend");
  return d;
}

}  // namespace

std::string bytes_of(const std::vector<double>& numbers) {
  std::string bytes(numbers.size() * sizeof(double), '\0');
  if (!numbers.empty()) std::memcpy(bytes.data(), numbers.data(), bytes.size());
  return bytes;
}

void append_doubles(const std::string& bytes, std::vector<double>& out) {
  OFFTAKE_CHECK(bytes.size() % sizeof(double) == 0, fmt::format("{} bytes", bytes.size()));
  if (bytes.empty()) return;
  const std::size_t before = out.size();
  out.resize(before + bytes.size() / sizeof(double));
  std::memcpy(out.data() + before, bytes.data(), bytes.size());
}

std::string packed(const Result<std::string>& answer) {
  if (answer) return kAnswer + *answer;
  Json all = Json::array();
  for (const Diagnostic& d : answer.errors()) all.push_back(json_of(d));
  return kErrors + all.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::string> unpacked(const std::string& message) {
  OFFTAKE_CHECK(!message.empty(), "an empty message");
  if (message[0] == kAnswer) return message.substr(1);
  Diagnostics errors;
  for (const Json& json : Json::parse(message.substr(1))) errors.push_back(diagnostic_of(json));
  return errors;
}

}  // namespace offtake
