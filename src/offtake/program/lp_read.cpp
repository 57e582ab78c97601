#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "offtake/base/text.h"
#include "offtake/program/formats.h"
#include "offtake/program/lp_token.h"
#include "offtake/program/names.h"

namespace offtake {
namespace {

using Kind = LpToken::Kind;

// Thrown inside of this file alone; read_lp() gives it back as a value.
struct Refused {
  Diagnostic diagnostic;
};

// Σ factor · column + constant.
struct Expression {
  std::map<int, double> factor;  // by column
  double constant = 0.0;
};

// The relation as it is with its sides changed over.
Kind mirrored(Kind k) {
  return k == Kind::less ? Kind::greater : k == Kind::greater ? Kind::less : k;
}

class LpReader {
 public:
  LpReader(std::string_view text, const std::string& file) : lexer_(text, file) {
    advance();
    advance();
  }

  LinearProgram read() {
    read_sense();
    read_objective();
    read_rows();
    while (read_further_section()) {
    }
    advance();
    if (token_.kind != Kind::end) refuse_token("nothing after end");
    return finish();
  }

 private:
  // Words.

  void advance() {
    token_ = after_;
    after_ = lexer_.next();
  }

  LpToken take() {
    const LpToken t = token_;
    advance();
    return t;
  }

  [[noreturn]] void refuse(const LpToken& t, const char* code, std::string what,
                           std::string mend) const {
    throw Refused{lexer_.error(t, code, std::move(what), std::move(mend))};
  }

  [[noreturn]] void refuse_token(const char* expected) const {
    if (token_.kind == Kind::end) {
      refuse(token_, "E0946", "the text ends too early", fmt::format("go on with {}", expected));
    }
    static constexpr std::string_view kNotLinear = "[]^*";
    const std::string section = lower_case(token_.text);
    if (kNotLinear.find(token_.text) != std::string_view::npos ||
        (at_section() && (section[0] == 's' || section == "lazy" || section == "user"))) {
      refuse(token_, "E0945", fmt::format("{} is not read", quote(token_.text)),
             "keep to linear and mixed-integer programs");
    }
    refuse(token_, "E0940", fmt::format("{} cannot stand here", quote(token_.text)),
           fmt::format("write {}", expected));
  }

  // A keyword opens a section where it is the first of its line.
  bool at_section() const {
    return token_.kind == Kind::name && token_.first && is_lp_keyword(token_.text) && !at_label() &&
           !is_infinity(token_);
  }
  bool at_label() const { return token_.kind == Kind::name && after_.kind == Kind::colon; }
  bool at_name() const {
    return token_.kind == Kind::name && !at_section() && !at_label() && !is_infinity(token_);
  }

  // Columns. New ones come up in the objective and in rows.

  int column(const LpToken& name) {
    const auto found = column_of_.find(std::string(name.text));
    if (found != column_of_.end()) return found->second;
    if (rows_done_) {
      refuse(name, "E0942",
             fmt::format("{} stands in no row and not in the objective", quote(name.text)),
             "name a column that does");
    }
    const int j = out_.add_column(0.0, 0.0, kInfinity);
    column_of_.emplace(name.text, j);
    out_.column_names.push_back(decode_lp_name(name.text));
    whole_.push_back(0);
    last_bound_.push_back(name);
    return j;
  }

  int take_column() {
    if (!at_name()) refuse_token("a column's name");
    return column(take());
  }

  // Expressions.

  bool at_sign() const { return token_.kind == Kind::plus || token_.kind == Kind::minus; }

  double read_signs() {
    double sign = 1.0;
    while (at_sign()) {
      if (take().kind == Kind::minus) sign = -sign;
    }
    return sign;
  }

  double read_number() {
    if (token_.kind != Kind::number) refuse_token("a number");
    if (!std::isfinite(token_.value)) refuse_size(token_);
    return take().value;
  }

  [[noreturn]] void refuse_size(const LpToken& t) const {
    refuse(t, "E0941", fmt::format("{} leads to a number that is too large", quote(t.text)),
           "write a number that a double holds");
  }

  // The number on one side of a relation; also infinity.
  double read_side() {
    const double sign = read_signs();
    if (!is_infinity(token_)) return sign * read_number();
    advance();
    return sign * kInfinity;
  }

  // [sign] number, [sign] [number] name.
  void read_term(Expression& e) {
    const LpToken begin = token_;
    double value = read_signs();
    const bool has_number = token_.kind == Kind::number;
    if (has_number) value *= read_number();
    if (!has_number && !at_name()) refuse_token("a number or a column's name");
    double& sum = at_name() ? e.factor[column(take())] : e.constant;
    sum += value;
    if (!std::isfinite(sum)) refuse_size(begin);
  }

  // Terms, each with a sign but for the first.
  Expression read_expression() {
    Expression e;
    read_term(e);
    while (at_sign()) read_term(e);
    return e;
  }

  Kind take_relation() {
    if (!is_relation(token_.kind)) refuse_token("<=, >= or =");
    return take().kind;
  }

  // The name before a colon, empty if there is none.
  LpToken read_label() {
    if (!at_label()) return {};
    const LpToken name = take();
    advance();
    return name;
  }

  [[noreturn]] void refuse_order(const LpToken& where) const {
    refuse(where, "E0944", "no number lies within these bounds", "put them in order");
  }

  // Sections.

  void read_sense() {
    const std::string word = lower_case(token_.text);
    if (!at_section() || !(word.starts_with("min") || word.starts_with("max"))) {
      refuse_token("minimize or maximize");
    }
    out_.maximize = word.starts_with("max");
    advance();
  }

  void read_objective() {
    read_label();
    if (at_section()) return;
    const Expression e = read_expression();
    out_.offset = e.constant;
    for (const auto& [j, factor] : e.factor) out_.cost[std::size_t(j)] = factor;
  }

  void read_rows() {
    const std::string word = at_section() ? lower_case(token_.text) : "";
    const bool two_words = word == "subject" || word == "such";
    if (!two_words && !word.starts_with("st") && word != "s.t.") refuse_token("subject to");
    advance();
    if (two_words) {
      const std::string second = lower_case(token_.text);
      if (second != "to" && second != "that") refuse_token("subject to");
      advance();
    }
    while (!at_section() && token_.kind != Kind::end) read_row();
    rows_done_ = true;
  }

  // expression relation side, or side relation expression [relation side].
  void read_row() {
    const LpToken begin = token_, label = read_label();
    double least = -kInfinity, most = kInfinity;
    const auto hold = [&](Kind relation, double side) {
      if (relation != Kind::greater) most = std::min(most, side);
      if (relation != Kind::less) least = std::max(least, side);
    };
    Expression body;
    const bool infinite = is_infinity(token_) || (at_sign() && is_infinity(after_));
    if (!infinite) body = read_expression();
    if (body.factor.empty()) {
      const double side = infinite ? read_side() : body.constant;
      const Kind relation = mirrored(take_relation());
      body = read_expression();
      hold(relation, side);
      if (is_relation(token_.kind)) read_right(hold);
    } else {
      read_right(hold);
    }
    least -= body.constant;
    most -= body.constant;
    if (least > most) refuse_order(begin);
    add_row(label, body, least, most);
  }

  template <class Hold>
  void read_right(const Hold& hold) {
    const Kind relation = take_relation();
    hold(relation, read_side());
  }

  void add_row(const LpToken& label, const Expression& body, double least, double most) {
    std::vector<LinearProgram::Entry> entries;
    for (const auto& [j, factor] : body.factor) {
      if (factor != 0.0) entries.push_back({j, factor});
    }
    if (completes_row(label, entries, least)) {
      out_.row_upper.back() = most;
      return;
    }
    const int row = out_.add_row(least, most, entries);
    last_label_ = label.text;
    if (label.text.empty()) {
      out_.row_names.push_back(fmt::format("r{}", row));
      return;
    }
    out_.row_names.push_back(decode_lp_name(label.text));
    if (!row_labels_.emplace(label.text).second) {
      refuse(label, "E0943", fmt::format("two rows are called {}", quote(label.text)),
             "rename one");
    }
  }

  // The upper half of the row before it, as write_lp() writes them.
  bool completes_row(const LpToken& label, const std::vector<LinearProgram::Entry>& entries,
                     double least) const {
    if (least != -kInfinity || last_label_.empty() ||
        label.text != std::string(last_label_) + kMostSuffix ||
        out_.row_upper.back() != kInfinity) {
      return false;
    }
    auto at = std::size_t(*(out_.start.end() - 2));
    if (out_.value.size() - at != entries.size()) return false;
    for (const LinearProgram::Entry& e : entries) {
      if (out_.column[at] != e.column || out_.value[at] != e.value) return false;
      ++at;
    }
    return true;
  }

  // False at the end.
  bool read_further_section() {
    const std::string section = at_section() ? lower_case(token_.text) : "";
    if (section == "end") return false;
    void (LpReader::*read_item)() = nullptr;
    if (section.starts_with("bound")) {
      read_item = &LpReader::read_bound;
    } else if (section.starts_with("gen") || section.starts_with("int")) {
      read_item = &LpReader::read_whole;
    } else if (section.starts_with("bin")) {
      read_item = &LpReader::read_binary;
    } else {
      refuse_token("bounds, general, binary or end");
    }
    advance();
    while (!at_section() && token_.kind != Kind::end) (this->*read_item)();
    return true;
  }

  // column free, column relation side, or side relation column [relation side].
  void read_bound() {
    const LpToken begin = token_;
    if (at_name()) {
      const auto j = std::size_t(take_column());
      last_bound_[j] = begin;
      if (token_.kind == Kind::name && lower_case(token_.text) == "free") {
        advance();
        out_.lower[j] = -kInfinity;
        out_.upper[j] = kInfinity;
      } else {
        read_right([&](Kind relation, double side) { set_bound(j, relation, side); });
      }
      return;
    }
    const double side = read_side();
    const Kind relation = mirrored(take_relation());
    const auto j = std::size_t(take_column());
    last_bound_[j] = begin;
    set_bound(j, relation, side);
    if (is_relation(token_.kind)) {
      read_right([&](Kind right, double most) { set_bound(j, right, most); });
    }
  }

  void set_bound(std::size_t column, Kind relation, double side) {
    if (relation != Kind::greater) out_.upper[column] = side;
    if (relation != Kind::less) out_.lower[column] = side;
  }

  void read_whole() { whole_[std::size_t(take_column())] = 1; }

  void read_binary() {
    const LpToken begin = token_;
    const auto j = std::size_t(take_column());
    whole_[j] = 1;
    out_.lower[j] = 0.0;
    out_.upper[j] = 1.0;
    last_bound_[j] = begin;
  }

  LinearProgram finish() {
    for (std::size_t j = 0; j < out_.columns(); ++j) {
      if (out_.lower[j] > out_.upper[j] || out_.lower[j] == kInfinity ||
          out_.upper[j] == -kInfinity) {
        refuse_order(last_bound_[j]);
      }
    }
    if (std::count(whole_.begin(), whole_.end(), 1) > 0) out_.integer = whole_;
    return std::move(out_);
  }

  LpLexer lexer_;
  LpToken token_, after_;
  LinearProgram out_;
  bool rows_done_ = false;
  std::unordered_map<std::string, int> column_of_;  // by the name as written
  std::unordered_set<std::string> row_labels_;
  std::string_view last_label_;
  std::vector<char> whole_;          // [column]
  std::vector<LpToken> last_bound_;  // [column]
};

}  // namespace

Result<LinearProgram> read_lp(std::string_view text, const std::string& file) {
  if (const std::optional<std::size_t> at = find_invalid_utf8(text)) {
    Diagnostic d;
    d.code = "E0940";
    d.place.file = file;
    d.place.line = 1 + int(std::count(text.begin(), text.begin() + std::ptrdiff_t(*at), '\n'));
    d.what = "this is not UTF-8";
    d.mend = "save the file as UTF-8";
    return d;
  }
  try {
    return LpReader(text, file).read();
  } catch (Refused& refused) {
    return std::move(refused.diagnostic);
  }
}

}  // namespace offtake
