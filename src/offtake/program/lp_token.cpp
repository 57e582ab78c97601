#include "offtake/program/lp_token.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "offtake/base/text.h"
#include "offtake/program/names.h"

namespace offtake {

bool is_relation(LpToken::Kind k) {
  return k == LpToken::Kind::less || k == LpToken::Kind::greater || k == LpToken::Kind::equal;
}

bool is_infinity(const LpToken& t) {
  const std::string word = lower_case(t.text);
  return t.kind == LpToken::Kind::name && (word == "inf" || word == "infinity");
}

std::string lower_case(std::string_view word) {
  std::string out(word);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
  return out;
}

void LpLexer::skip() {
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '\\') at_ = std::min(text_.find('\n', at_), text_.size());
    if (at_ == text_.size()) return;
    if (text_[at_] == '\n') {
      ++line_;
      first_ = true;
    } else if (text_[at_] != ' ' && text_[at_] != '\t' && text_[at_] != '\r') {
      return;
    }
  }
}

LpToken LpLexer::next() {
  using Kind = LpToken::Kind;
  skip();
  LpToken t;
  t.line = line_;
  t.at = at_;
  t.first = std::exchange(first_, false);
  if (at_ == text_.size()) return t;
  const char c = text_[at_];
  if ((c >= '0' && c <= '9') || c == '.') return number(t);
  std::size_t length = 1;
  if (is_lp_name_byte(c)) {
    t.kind = Kind::name;
    while (at_ + length < text_.size() && is_lp_name_byte(text_[at_ + length])) ++length;
  } else if (c == '<' || c == '>' || c == '=') {
    // <, <=, =<, and so on.
    const char after = at_ + 1 < text_.size() ? text_[at_ + 1] : ' ';
    const bool pair = c == '=' ? after == '<' || after == '>' : after == '=';
    length = pair ? 2 : 1;
    const char side = pair && c == '=' ? after : c;
    t.kind = side == '<' ? Kind::less : side == '>' ? Kind::greater : Kind::equal;
  } else {
    length = std::size_t(decode_utf8(text_, at_).bytes);
    t.kind = c == '+' ? Kind::plus : c == '-' ? Kind::minus : c == ':' ? Kind::colon : Kind::other;
  }
  t.text = text_.substr(at_, length);
  at_ += length;
  return t;
}

LpToken LpLexer::number(LpToken t) {
  const char* begin = text_.data() + at_;
  const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), t.value);
  t.kind = error == std::errc::invalid_argument ? LpToken::Kind::other : LpToken::Kind::number;
  if (error == std::errc::result_out_of_range) t.value = std::numeric_limits<double>::infinity();
  t.text = text_.substr(at_, std::max<std::size_t>(std::size_t(end - begin), 1));
  at_ += t.text.size();
  return t;
}

Diagnostic LpLexer::error(const LpToken& token, const char* code, std::string what,
                          std::string mend) const {
  const std::size_t before =
      token.at == 0 ? std::string_view::npos : text_.rfind('\n', token.at - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  std::string_view line = text_.substr(begin, text_.find('\n', token.at) - begin);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  Diagnostic d;
  d.code = code;
  d.what = std::move(what);
  d.mend = std::move(mend);
  d.place.file = file_;
  d.place.line = token.line;
  d.place.column = count_code_points(text_.substr(begin, token.at - begin)) + 1;
  d.place.length = std::max(count_code_points(token.text), 1);
  d.place.source_line = std::string(line);
  return d;
}

}  // namespace offtake
