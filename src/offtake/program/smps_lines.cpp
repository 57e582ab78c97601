#include "offtake/program/smps_lines.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "offtake/base/text.h"

namespace offtake::smps {
namespace {

constexpr int kMostMistakes = 100;
constexpr std::size_t kLongestShownLine = 2000;
constexpr double kMpsInfinity = 1e30;

// Where an entry is, a number is last; where a section begins, none is.
bool looks_like_number(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos &&
         text.find_first_not_of("0123456789+-.eEdD") == std::string_view::npos;
}

}  // namespace

Lines::Lines(const SmpsText& source, std::vector<Section> sections, Diagnostics& found)
    : source_(source), sections_(std::move(sections)), found_(found) {
  const std::string_view text = source.text;
  if (text.size() > kMostSmpsBytes) {
    fail_at(0, "E1111", fmt::format("the file has {} MiB, more than is read", text.size() >> 20),
            fmt::format("at most {} MiB", kMostSmpsBytes >> 20));
    at_ = text.size();
  } else if (const auto bad = find_invalid_utf8(text)) {
    const auto line = 1 + std::count(text.begin(), text.begin() + std::ptrdiff_t(*bad), '\n');
    add(Severity::error, "E0006", {source.name, static_cast<int>(line), 0, 1, ""},
        fmt::format("byte 0x{:02x} is not UTF-8", static_cast<unsigned char>(text[*bad])),
        "save the file as UTF-8");
    at_ = text.size();
    ended_ = true;  // what else is missing follows from it
  }
}

void Lines::split() {
  fields_.clear();
  for (std::size_t at = 0;;) {
    at = line_.find_first_not_of(" \t\r", at);
    if (at == std::string_view::npos) return;
    const std::size_t end = std::min(line_.find_first_of(" \t\r", at), line_.size());
    fields_.push_back({line_.substr(at, end - at), at});
    at = end;
  }
}

bool Lines::next() {
  while (at_ < source_.text.size() && !ended_ && mistakes_ < kMostMistakes) {
    const std::string_view rest = std::string_view(source_.text).substr(at_);
    line_ = rest.substr(0, rest.find('\n'));
    at_ += line_.size() + 1;
    ++line_number_;
    split();
    if (fields_.empty() || fields_.front().text.front() == '*') continue;
    at_section_ = is_section();
    if (!at_section_) return true;
    section_ = fields_.front().text;
    if (section_ != "ENDATA") return true;
    ended_ = true;
  }
  // After many mistakes the end of the file is not waited for.
  ended_ = ended_ || mistakes_ >= kMostMistakes;
  return false;
}

bool Lines::is_section() {
  const std::string_view first = fields_.front().text;
  if (first == "ENDATA") return true;
  const auto known = std::find_if(sections_.begin(), sections_.end(),
                                  [&](const Section& s) { return s.name == first; });
  if (known != sections_.end() && fields_.size() <= known->most_fields) {
    return fields_.size() == 1 || !looks_like_number(fields_.back().text) || section_.empty();
  }
  return known == sections_.end() && fields_.size() == 1 && fields_.front().at == 0;
}

Place Lines::place(std::size_t field) const {
  const Token& token = fields_[field];
  const int column = 1 + count_code_points(line_.substr(0, token.at));
  std::string_view shown = line_.size() <= kLongestShownLine ? line_ : std::string_view();
  if (!shown.empty() && shown.back() == '\r') shown.remove_suffix(1);
  return {source_.name, line_number_, column, count_code_points(token.text), std::string(shown)};
}

void Lines::add(Severity severity, const char* code, Place place, std::string what,
                std::string mend) {
  Diagnostic d;
  d.code = code;
  d.severity = severity;
  d.place = std::move(place);
  d.what = std::move(what);
  d.mend = std::move(mend);
  found_.push_back(std::move(d));
  if (severity == Severity::error) ++mistakes_;
}

void Lines::fail(const char* code, std::size_t field, std::string what, std::string mend) {
  add(Severity::error, code, place(field), std::move(what), std::move(mend));
}

void Lines::warn(const char* code, std::size_t field, std::string what, std::string mend) {
  add(Severity::warning, code, place(field), std::move(what), std::move(mend));
}

void Lines::fail_at(int line, const char* code, std::string what, std::string mend) {
  add(Severity::error, code, {source_.name, line, 0, 1, ""}, std::move(what), std::move(mend));
}

void Lines::warn_at(int line, const char* code, std::string what, std::string mend) {
  add(Severity::warning, code, {source_.name, line, 0, 1, ""}, std::move(what), std::move(mend));
}

bool Lines::has_fields(std::initializer_list<std::size_t> allowed, const char* shape) {
  if (std::find(allowed.begin(), allowed.end(), fields_.size()) != allowed.end()) return true;
  fail("E1102", 0, fmt::format("{} fields can not stand here", fields_.size()),
       fmt::format("write {}; names hold no blanks", shape));
  return false;
}

std::optional<double> Lines::read_number(std::size_t field, Range range) {
  std::string text(fields_[field].text);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == 'd' || c == 'D'; }, 'e');  // of Fortran
  const std::size_t sign = text.front() == '+' && !text.starts_with("+-") ? 1 : 0;
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data() + sign, text.data() + text.size(), value);
  const bool read = error == std::errc() && end == text.data() + text.size() && !std::isnan(value);
  if (!read) {
    fail("E1103", field, fmt::format("{} is no number", quote(fields_[field].text)),
         "write it like 12.5 or -1e3");
    return {};
  }
  if (std::abs(value) < kMpsInfinity) return value;
  if (range == Range::infinite_too) return std::copysign(kInfinity, value);
  fail("E1103", field, fmt::format("{} is as good as infinite", quote(fields_[field].text)),
       "only a bound may be");
  return {};
}

}  // namespace offtake::smps
