#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <vector>

#include "offtake/base/quantity.h"
#include "offtake/base/quantity_number.h"
#include "offtake/base/quantity_units.h"
#include "offtake/base/text.h"

namespace offtake {
namespace {

using units::edited;
using units::Failure;
using units::UnitName;

constexpr std::size_t kMostUnits = 4;  // on either side of '/'; keeps the integers below exact
constexpr std::string_view kExpected = "a number with a unit, for example $13.3B/GW-year";

bool is_word_character(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (static_cast<unsigned char>(c) >= 0x80) {
    return !units::ascii_of(decode_utf8(text, at).value);
  }
  return units::is_letter(c) || units::is_digit(c) || c == '_' || c == '%' || c == '$';
}

std::string_view word_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_word_character(text, end)) {
    end += static_cast<std::size_t>(decode_utf8(text, end).bytes);
  }
  return at < text.size() ? text.substr(at, end - at) : std::string_view{};
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  // Exactly one of the two is set afterwards.
  std::optional<Failure> failure;
  Quantity quantity;

  void read() {
    if ((failure = units::read_number(text_, number_))) return;
    at_ = number_.end;
    if (number_.dollar) above_.push_back(units::find_unit("$"));
    if (!read_magnitude() || !read_numerator() || !read_denominator()) return;
    if (read_end() && check_ratios()) convert();
  }

 private:
  bool fail(Failure found) {
    failure = std::move(found);
    return false;
  }

  char here() const { return units::char_at(text_, at_); }
  bool at_end() const { return at_ == text_.size(); }

  // k, M, B, T glued to the number; million and the like also after one blank.
  bool read_magnitude() {
    const std::string_view glued = word_at(text_, at_);
    if (!glued.empty()) {
      std::optional<int> power = units::letter_magnitude(glued);
      if (!power) power = units::word_magnitude(glued);
      if (power) {
        exponent_ += *power;
        at_ += glued.size();
      }
      return true;
    }
    if (here() != ' ') return true;
    const std::string_view word = word_at(text_, at_ + 1);
    if (const std::optional<int> power = units::word_magnitude(word)) {
      exponent_ += *power;
      at_ += 1 + word.size();
    }
    return true;
  }

  bool read_numerator() {
    if (at_end()) return true;
    if (here() == '/') return number_.dollar || unit_missing_before_slash();
    if (here() == ' ') {
      const std::string_view next = word_at(text_, at_ + 1);
      if (next.empty()) return fail_blank();
      ++at_;
      if (units::letter_magnitude(next)) {
        return fail({"E0232", at_, next.size(),
                     fmt::format("the magnitude {} stands directly after the number", next),
                     edited(text_, at_ - 1, 1, "")});
      }
    } else if (word_at(text_, at_).empty()) {
      return fail(units::stray(text_, at_));
    }
    if (number_.dollar) return fail_second_unit();
    return read_product(above_);
  }

  bool read_denominator() {
    if (here() != '/') return true;
    ++at_;
    return read_product(below_);
  }

  bool read_end() {
    if (at_end()) return true;
    if (here() == '/') {
      return fail({"E0213", at_, 1,
                   "a second '/': write all that the amount is divided by after one '/'",
                   edited(text_, at_, 1, "-")});
    }
    const std::string_view rest = text_.substr(at_);
    const std::size_t word = std::min(rest.find_first_not_of(" \t"), rest.size());
    if (word > 0 && word == rest.size()) return fail(units::stray(text_, at_));
    if (rest.substr(word).starts_with("%") && is_percent()) {
      return fail(
          {"E0222", at_ + word, 1, "a percent of a percent", edited(text_, at_, word + 1, "")});
    }
    if (rest.starts_with(" per ")) {
      return fail({"E0213", at_ + 1, 3, "'per' is written '/'",
                   edited(text_, at_, 5, below_.empty() ? "/" : "-")});
    }
    return fail(units::stray(text_, at_));
  }

  // unit ('-' unit)*
  bool read_product(std::vector<const UnitName*>& side) {
    for (;;) {
      const std::string_view word = word_at(text_, at_);
      if (word.empty() && at_end()) {
        return fail({"E0230", at_ - 1, 1,
                     fmt::format("a unit is missing after {}", quote(text_.substr(at_ - 1, 1))),
                     edited(text_, at_ - 1, 1, "")});
      }
      if (word.empty()) return fail(units::stray(text_, at_));
      const UnitName* unit = units::find_unit(word);
      if (unit == nullptr) return fail_unit(word);
      if (side.size() == kMostUnits) {
        return fail({"E0232", at_, word.size(), "more than four units in one product", {}});
      }
      side.push_back(unit);
      at_ += word.size();
      if (here() != '-') return true;
      ++at_;
    }
  }

  bool is_percent() const { return !above_.empty() && above_.front()->name == "%"; }

  bool fail_blank() {
    Failure failure_here = units::stray(text_, at_);
    std::size_t end = at_;
    while (end < text_.size() && units::is_blank(text_[end])) ++end;
    if (end < text_.size() && end - at_ > 1) {
      failure_here = units::stray(text_, at_ + 1);
      failure_here.fixes = edited(text_, at_, end - at_, word_at(text_, end).empty() ? "" : " ");
    } else if (end < text_.size() && text_[end] != '/') {
      failure_here = units::stray(text_, end);
    }
    return fail(std::move(failure_here));
  }

  bool fail_second_unit() {
    const std::string_view word = word_at(text_, at_);
    if (word == "per" && text_.substr(at_).starts_with("per ") && text_[at_ - 1] == ' ') {
      return fail({"E0232", at_, 3, "'per' is written '/'", edited(text_, at_ - 1, 5, "/")});
    }
    const UnitName* unit = units::find_unit(word);
    if (unit == nullptr) return fail_unit(word);
    const std::size_t blank = text_[at_ - 1] == ' ' ? 1 : 0;
    const bool dollars = unit->dimension == dim::money;
    return fail(
        {"E0232", at_, word.size(),
         fmt::format("the unit is '$' already, {} can not follow it", quote(word)),
         edited(text_, at_ - blank, blank + (dollars ? word.size() : 0), dollars ? "" : "/")});
  }

  bool unit_missing_before_slash() {
    Failure found{"E0230", at_,
                  1,       "a unit is missing before '/'",
                  {},      "write the unit before '/', for example 3 %/year or $5/GW-year"};
    const UnitName* below = units::find_unit(text_.substr(at_ + 1));
    // 0.03/year may be a share or dollars; $ is the likely unit only of the others.
    if (below == nullptr || below->dimension != dim::time)
      found.fixes = edited(text_, number_.begin, 0, "$");
    return fail(std::move(found));
  }

  // The words after the number are no unit: a digit misread as a letter, or a mistake in the unit.
  bool fail_unit(std::string_view word) {
    const bool glued = at_ == number_.end;
    const std::size_t look_alikes = std::min(word.find_first_not_of("0123456789OoIl"), word.size());
    const units::UnitMistake mistake = units::explain_unit(word);
    const bool holds_digit = std::any_of(word.begin(), word.end(), units::is_digit);
    if (glued && look_alikes == word.size()) {
      std::string digits;
      for (const char c : word)
        digits += c == 'O' || c == 'o' ? '0' : c == 'I' || c == 'l' ? '1' : c;
      return fail({"E0213", at_, 1,
                   fmt::format("the letter {} in a number", quote(word.substr(0, 1))),
                   edited(text_, at_, word.size(), digits)});
    }
    if (glued && holds_digit && mistake.right.empty() && mistake.code == "E0232") {
      return fail(units::stray(text_, at_));
    }
    Failure found{mistake.code, at_, word.size(),
                  mistake.what, {},  fmt::format("write one of {}", units::kUnitList)};
    if (mistake.code == "E0233") {
      found.advice = "convert the amount to USD and write it with $";
    } else if (mistake.code == "E0222") {
      found.fixes = points_as_percent(word);
    } else {
      add_replacements(word, mistake.right, found);
    }
    return fail(std::move(found));
  }

  // `right` may name two units, as in "MWh or MW".
  void add_replacements(std::string_view word, std::string_view right, Failure& found) const {
    while (!right.empty()) {
      const std::size_t end = std::min(right.find(" or "), right.size());
      for (std::string& fix : edited(text_, at_, word.size(), right.substr(0, end))) {
        found.fixes.push_back(std::move(fix));
      }
      right.remove_prefix(std::min(end + 4, right.size()));
    }
    if (word == "m" && !number_.dollar) {
      for (std::string& fix : edited(text_, at_, 1, at_ == number_.end ? " months" : "months")) {
        found.fixes.push_back(std::move(fix));
      }
    }
  }

  // 25 bp is 0.25 %, 3 ‰ is 0.3 %, 2 pp is 2 %.
  std::vector<std::string> points_as_percent(std::string_view word) const {
    double value = 0.0;
    const std::string_view digits = number_.digits;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const double per_percent = word == "‰" ? 10.0 : word.starts_with('b') ? 100.0 : 1.0;
    std::size_t end = at_ + word.size();
    if (text_.substr(end).starts_with(" points")) end += 7;
    if (number_.exponent != 0 || exponent_ != 0) return {};
    return edited(text_, number_.begin, end - number_.begin,
                  fmt::format("{} %", value / per_percent));
  }

  // % and x are no units to multiply with; x/year is a growth factor.
  bool check_ratios() {
    for (const std::vector<const UnitName*>* side : {&above_, &below_}) {
      for (const UnitName* unit : *side) {
        const bool alone = side == &above_ && above_.size() == 1;
        if (unit->dimension != dim::ratio || alone) continue;
        const bool percent = unit->name == "%";
        return fail({percent ? "E0222" : "E0232",
                     number_.end,
                     text_.size() - number_.end,
                     fmt::format("'{}' must be the only unit before '/'", unit->name),
                     {}});
      }
    }
    if (above_.empty() || above_.front()->name != "x" || below_.empty()) return true;
    if (below_.size() == 1 && below_.front()->unit_of_time == "year") return true;
    const std::size_t slash = text_.find('/');
    Failure found{"E0232",
                  slash + 1,
                  text_.size() - slash - 1,
                  "a growth factor is per year",
                  {},
                  "write the factor per year, for example 1.35x/year"};
    if (below_.size() == 1 && below_.front()->dimension == dim::time && number_.exponent == 0 &&
        exponent_ == 0) {
      double factor = 0.0;
      std::from_chars(number_.digits.data(), number_.digits.data() + number_.digits.size(), factor);
      const double per_year = 12.0 * below_.front()->over / below_.front()->times;
      found.fixes = {
          fmt::format("{}{:.4g}x/year", number_.negative ? "-" : "", std::pow(factor, per_year))};
    }
    return fail(std::move(found));
  }

  // Digits and all powers of ten in one conversion; the rest of the units is a fraction of
  // integers.
  void convert() {
    std::int64_t power = number_.exponent + exponent_, times = 1, over = 1;
    const auto scale = [&](std::int64_t up, std::int64_t down) {
      times *= up;
      over *= down;
      const std::int64_t common = std::gcd(times, over);
      times /= common;
      over /= common;
    };
    for (const UnitName* unit : above_) {
      power += unit->exp10;
      scale(unit->times, unit->over);
      quantity.dimension = quantity.dimension * unit->dimension;
    }
    const bool factor = !above_.empty() && above_.front()->name == "x" && !below_.empty();
    for (const UnitName* unit : below_) {
      power -= unit->exp10;
      if (!factor) scale(unit->over, unit->times);
      quantity.dimension = quantity.dimension / unit->dimension;
    }
    const std::string decimal = fmt::format("{}e{}", number_.digits, power);
    double value = 0.0;
    const std::from_chars_result read =
        std::from_chars(decimal.data(), decimal.data() + decimal.size(), value);
    const bool zero = number_.digits.find_first_not_of("0.") == std::string_view::npos;
    value = value * static_cast<double>(times) / static_cast<double>(over);
    if (!zero && (read.ec != std::errc{} || !std::isnormal(value))) {
      fail_range(power);
      return;
    }
    quantity.value = zero ? 0.0 : number_.negative ? -value : value;  // never -0
    quantity.factor = factor;
    quantity.percent = is_percent();
  }

  void fail_range(std::int64_t power) {
    // Where the first digit stands decides between too large and too small.
    const std::string_view digits = number_.digits;
    const auto dot = static_cast<std::int64_t>(std::min(digits.find('.'), digits.size()));
    const auto first = static_cast<std::int64_t>(digits.find_first_not_of("0."));
    const bool small = dot - first + power < 0;
    const std::size_t length = number_.end - number_.begin;
    fail({"E0216", number_.begin, length,
          fmt::format("{} is out of range: too {}", quote(text_.substr(number_.begin, length)),
                      small ? "small, the smallest usable value is 2.3e-308" : "large"),
          small ? edited(text_, number_.begin, length, "0") : std::vector<std::string>{},
          "write a number below 1e300"});
  }

  std::string_view text_;
  std::size_t at_ = 0;
  units::NumberText number_;
  std::int64_t exponent_ = 0;  // of the magnitude
  std::vector<const UnitName*> above_, below_;
};

struct Mended {
  std::string text;
  Quantity quantity;
};

// Follows a fix through the mistakes that it still holds, a few of them at most.
std::optional<Mended> follow(std::string fix) {
  constexpr int kRounds = 5;
  for (int round = 0; round < kRounds; ++round) {
    Reader reader(fix);
    reader.read();
    if (!reader.failure) return Mended{std::move(fix), reader.quantity};
    if (reader.failure->fixes.empty()) return std::nullopt;
    fix = std::string(reader.failure->fixes.front());
  }
  return std::nullopt;
}

std::string mend_of(const Failure& failure) {
  std::vector<Mended> found;
  for (const std::string& fix : failure.fixes) {
    std::optional<Mended> mended = follow(fix);
    if (!mended) continue;
    const bool known = std::any_of(found.begin(), found.end(),
                                   [&](const Mended& other) { return other.text == mended->text; });
    if (!known) found.push_back(std::move(*mended));
  }
  if (found.empty()) {
    return failure.advice.empty() ? fmt::format("write {}", kExpected) : failure.advice;
  }
  std::string mend = "write " + found[0].text;
  for (std::size_t i = 1; i < found.size(); ++i) mend += " or " + found[i].text;
  return mend;
}

}  // namespace

Result<Quantity> parse_quantity(std::string_view text) {
  Reader reader(text);
  reader.read();
  if (!reader.failure) return reader.quantity;
  const Failure& failure = *reader.failure;
  const std::size_t at = std::min(failure.at, text.size());
  Diagnostic d;
  d.code = failure.code;
  d.place.column = 1 + count_code_points(text.substr(0, at));
  d.place.length = std::max(1, count_code_points(text.substr(at, failure.bytes)));
  d.what = failure.what;
  d.expected = kExpected;
  d.mend = mend_of(failure);
  return d;
}

}  // namespace offtake
