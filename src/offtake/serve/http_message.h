// A request as it comes over the wire, bit by bit, and the head of an answer. Stricter than HTTP
// asks for: where two readers might differ in where a request ends, it is refused (RFC 9112 §11).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "offtake/serve/http_server.h"

namespace offtake {

// Why a request is not answered; 0: it is.
struct HttpRefusal {
  int status = 0;
  std::string what;
};

struct RequestHead {
  std::string method, target;
  std::vector<std::pair<std::string, std::string>> fields;  // names in lower case
  bool keep_alive = true;
  bool has_body = false;

  // All values of one field; `name` in lower case.
  std::vector<std::string_view> values(std::string_view name) const;
};

enum class Reading { more, done, refused };

// One request. What it has read it removes from the front of `in`; what stays behind a whole one
// belongs to the next.
class RequestReader {
 public:
  RequestReader(std::size_t header_bytes, std::size_t body_bytes);
  ~RequestReader();

  Reading read_head(std::string& in);
  Reading read_body(std::string& in);     // after the head, at once done where there is no body
  Reading limit_body(std::size_t bytes);  // between the two; done or refused
  const RequestHead& head() const { return head_; }
  const HttpRefusal& refusal() const { return refusal_; }
  std::string take_body();

 private:
  struct Parser;
  Reading refuse(int status, std::string what);
  Reading find_end(std::string_view in);
  Reading parse(std::string_view text);
  Reading check_lengths();

  std::size_t header_bytes_;
  std::size_t seen_ = 0, lines_ = 0;  // of the head, and looked at
  std::unique_ptr<Parser> parser_;
  RequestHead head_;
  HttpRefusal refusal_;
};

struct AnswerHead {
  std::string_view policy;  // of content security
  std::string_view cookie;  // to set; empty: none
  bool keep_alive = true;
};

std::string answer_head(const HttpResponse& response, const AnswerHead& options);

std::string lower_ascii(std::string_view text);

// The document Failed with one diagnostic, as JSON.
std::string failed_document(std::string_view code, std::string_view what);

}  // namespace offtake
