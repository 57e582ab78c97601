// What `serve` reads and writes in JSON: bodies of a known shape, and answers by the definitions of
// web/schema/page.schema.json.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "offtake/base/json.h"
#include "offtake/base/result.h"
#include "offtake/modelfile/modelfile.h"
#include "offtake/serve/http_server.h"

namespace offtake::cli {

// Of a Page in wire form.
inline constexpr const char* kPageType = "application/vnd.offtake.page";

HttpResponse answer(const Json& document, int status = 200);
// {"format": "offtake.NAME", "version": 1, …}
Json document_of(const std::string& name);

// Failed. Without a status: 404 where there is no such run or no results file, 503 for a results
// file in use, 500 for one that is broken, else 422.
HttpResponse refuse(const Diagnostics& errors);
HttpResponse refuse(int status, const Diagnostics& errors);
// With one diagnostic.
HttpResponse refuse(int status, std::string code, std::string what, std::string mend);

Json diagnostics_json(const Diagnostics& all);

// A JSON object of which every key is known and every value of its type. What is wrong is collected
// (E1161); the value is then the fallback.
class Body {
 public:
  Body(const std::string& text, std::vector<std::string> keys);

  bool has(const std::string& key) const { return json_.contains(key); }
  const Json& operator[](const std::string& key) const { return json_.at(key); }
  std::string text(const std::string& key, std::string fallback = {});
  std::uint64_t whole(const std::string& key, std::uint64_t least, std::uint64_t most,
                      std::uint64_t fallback);
  std::vector<std::string> texts(const std::string& key);

  void wrong(std::string what, std::string expected);
  const Diagnostics& errors() const { return errors_; }

 private:
  Json json_ = Json::object();
  Diagnostics errors_;
};

// A text without NUL.
bool is_text(const Json& value);

}  // namespace offtake::cli
