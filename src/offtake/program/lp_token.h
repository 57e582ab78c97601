// The words of an LP file. Not for use outside of this folder.
#pragma once

#include <string>
#include <string_view>

#include "offtake/base/result.h"

namespace offtake {

struct LpToken {
  enum class Kind { name, number, plus, minus, less, greater, equal, colon, other, end };
  Kind kind = Kind::end;
  std::string_view text;
  double value = 0.0;  // of a number
  int line = 1;
  std::size_t at = 0;  // byte in the text
  bool first = false;  // on its line
};

bool is_relation(LpToken::Kind kind);
bool is_infinity(const LpToken& token);
std::string lower_case(std::string_view word);  // of ASCII letters

// The text must be well-formed UTF-8.
class LpLexer {
 public:
  LpLexer(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}

  // Comments and blanks left out. A number that no double holds is infinite.
  LpToken next();
  Diagnostic error(const LpToken& token, const char* code, std::string what,
                   std::string mend) const;

 private:
  void skip();
  LpToken number(LpToken token);

  std::string_view text_;
  std::string file_;
  std::size_t at_ = 0;
  int line_ = 1;
  bool first_ = true;
};

}  // namespace offtake
