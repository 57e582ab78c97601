#include "offtake/serve/http_message.h"

#include <algorithm>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

#include "offtake/base/json.h"
#include "offtake/base/text.h"

namespace offtake {

namespace http = boost::beast::http;
using boost::beast::error_code;

namespace {

constexpr std::size_t kTargetBytes = 8 * 1024;
constexpr std::size_t kMostFields = 100;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return out;
}

struct RequestReader::Parser : http::request_parser<http::string_body> {};

RequestReader::RequestReader(std::size_t header_bytes, std::size_t body_bytes)
    : header_bytes_(header_bytes), parser_(std::make_unique<Parser>()) {
  parser_->header_limit(static_cast<std::uint32_t>(header_bytes));
  parser_->body_limit(body_bytes);
  parser_->eager(true);
}

RequestReader::~RequestReader() = default;

Reading RequestReader::limit_body(std::size_t bytes) {
  if (parser_->content_length().value_or(0) > bytes) return refuse(413, "the body is too large");
  parser_->body_limit(bytes);  // for what comes in chunks
  return Reading::done;
}

std::string RequestReader::take_body() { return std::move(parser_->get().body()); }

Reading RequestReader::refuse(int status, std::string what) {
  refusal_ = {status, std::move(what)};
  return Reading::refused;
}

// Looks once at every byte, as it comes: what can not become a head is refused without waiting.
Reading RequestReader::find_end(std::string_view in) {
  for (; seen_ < in.size(); ++seen_) {
    if (seen_ >= header_bytes_ || lines_ > kMostFields + 1) {
      return refuse(431, "the head of the request is too large");
    }
    const char c = in[seen_], before = seen_ > 0 ? in[seen_ - 1] : ' ';
    if ((before == '\r') != (c == '\n')) return refuse(400, "a line does not end in CR LF");
    if (is_control(c) && c != '\r' && c != '\n' && c != '\t') {
      return refuse(400, "a control character in the head");
    }
    if (before == '\n' && (c == ' ' || c == '\t')) return refuse(400, "a folded field");
    if (c != '\n') {
      if (lines_ == 0 && seen_ >= kTargetBytes) return refuse(414, "the address is too long");
      continue;
    }
    ++lines_;
    if (seen_ >= 2 && in[seen_ - 2] == '\n') return ++seen_, Reading::done;
  }
  return Reading::more;
}

Reading RequestReader::parse(std::string_view text) {
  error_code error;
  parser_->put(boost::asio::const_buffer(text.data(), text.size()), error);
  if (error == http::error::body_limit) return refuse(413, "the body is too large");
  if (error || !parser_->is_header_done()) {
    return refuse(400, fmt::format("no HTTP/1.1: {}", error.message()));
  }
  return Reading::done;
}

// Beast takes more than one length if they agree, and codings that it does not know for none.
Reading RequestReader::check_lengths() {
  const auto lengths = head_.values("content-length"), codings = head_.values("transfer-encoding");
  if (lengths.size() + codings.size() > 1) return refuse(400, "more than one length of the body");
  for (const std::string_view length : lengths) {
    const bool digits =
        std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits) return refuse(400, "a length that is no number");
  }
  for (const std::string_view coding : codings) {
    if (lower_ascii(coding) != "chunked") return refuse(400, "an unknown transfer coding");
  }
  return Reading::done;
}

Reading RequestReader::read_head(std::string& in) {
  const Reading end = find_end(in);
  if (end != Reading::done) return end;
  const Reading parsed = parse(std::string_view(in).substr(0, seen_));
  if (parsed != Reading::done) return parsed;
  in.erase(0, seen_);
  const auto& message = parser_->get();
  if (message.version() != 11) return refuse(400, "not HTTP/1.1");
  head_.method = std::string(message.method_string());
  head_.target = std::string(message.target());
  for (const auto& field : message) {
    head_.fields.emplace_back(lower_ascii({field.name_string().data(), field.name_string().size()}),
                              std::string(field.value()));
  }
  head_.keep_alive = message.keep_alive();
  head_.has_body = !parser_->is_done();
  return check_lengths();
}

Reading RequestReader::read_body(std::string& in) {
  if (parser_->is_done()) return Reading::done;
  error_code error;
  std::size_t taken = 0;
  if (!in.empty()) taken = parser_->put(boost::asio::const_buffer(in.data(), in.size()), error);
  in.erase(0, taken);
  if (error == http::error::body_limit) return refuse(413, "the body is too large");
  if (error && error != http::error::need_more) {
    return refuse(400, fmt::format("the body: {}", error.message()));
  }
  if (parser_->is_done()) return Reading::done;
  // What is left is a line between two chunks, or fields behind the last.
  if (in.size() > header_bytes_) return refuse(400, "a line between chunks is too long");
  return Reading::more;
}

std::vector<std::string_view> RequestHead::values(std::string_view name) const {
  std::vector<std::string_view> out;
  for (const auto& [key, value] : fields) {
    if (key == name) out.push_back(value);
  }
  return out;
}

namespace {

// A name that no shell, path or header reads as anything else, and its UTF-8 form (RFC 6266).
std::string disposition(const std::string& file_name) {
  std::string ascii, encoded;
  const bool valid = !find_invalid_utf8(file_name);
  for (const char c : file_name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || (c == '.' && !ascii.empty());
    const bool foreign = static_cast<unsigned char>(c) >= 0x80;
    ascii += plain ? c : '_';
    if (plain || !foreign) {
      encoded += ascii.back();
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  std::string out = fmt::format("attachment; filename=\"{}\"", ascii);
  if (valid && encoded != ascii) out += fmt::format("; filename*=UTF-8''{}", encoded);
  return out;
}

}  // namespace

std::string answer_head(const HttpResponse& response, const AnswerHead& options) {
  OFFTAKE_CHECK(
      std::none_of(response.content_type.begin(), response.content_type.end(), is_control),
      response.content_type);
  const auto reason = http::obsolete_reason(http::int_to_status(unsigned(response.status)));
  std::string out = fmt::format(
      "HTTP/1.1 {} {}\r\n"
      "X-Content-Type-Options: nosniff\r\n"
      "Cache-Control: no-store\r\n"
      "Content-Security-Policy: {}\r\n"
      "Cross-Origin-Resource-Policy: same-origin\r\n"
      "Cross-Origin-Opener-Policy: same-origin\r\n"
      "Referrer-Policy: no-referrer\r\n",
      response.status, std::string_view(reason.data(), reason.size()), options.policy);
  if (response.status != 204) out += fmt::format("Content-Type: {}\r\n", response.content_type);
  if (response.status != 204 && !response.events) {
    const std::string& body = response.shared_body ? *response.shared_body : response.body;
    out += fmt::format("Content-Length: {}\r\n", body.size());
  }
  if (response.status == 405) out += "Allow: GET, HEAD, POST, PUT, DELETE\r\n";
  if (!response.file_name.empty()) {
    out += fmt::format("Content-Disposition: {}\r\n", disposition(response.file_name));
  }
  if (!options.cookie.empty()) out += fmt::format("Set-Cookie: {}\r\n", options.cookie);
  if (!options.keep_alive) out += "Connection: close\r\n";
  return out + "\r\n";
}

std::string failed_document(std::string_view code, std::string_view what) {
  const Json diagnostic = {{"code", code},   {"severity", "error"}, {"file", ""}, {"line", 0},
                           {"column", 0},    {"length", 0},         {"key", ""},  {"what", what},
                           {"expected", ""}, {"mend", ""}};
  const Json failed = {
      {"format", "offtake.failed"}, {"version", 1}, {"diagnostics", Json::array({diagnostic})}};
  return failed.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace offtake
