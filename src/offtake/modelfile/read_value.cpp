#include <algorithm>
#include <cmath>

#include "offtake/base/date.h"
#include "offtake/base/text.h"
#include "offtake/modelfile/keys.h"
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

Dimension dimension_of(const KeyInfo& key) {
  return key.form == Form::growth || key.form == Form::rate ? dim::per_time : key.dimension;
}

// An example of the right dimension, the row's own where it has one.
std::string example_for(const KeyInfo& key) {
  switch (key.form) {
    case Form::growth:
      return key.example.empty() ? "1.35x/year" : key.example;
    case Form::rate:
      return key.example.empty() ? "3 %/year" : key.example;
    case Form::share:
      return key.example.empty() ? "20 %" : key.example;
    case Form::number:
    case Form::factor:
      return key.example.empty() ? "1" : key.example;
    default:
      return key.example.empty() ? example_of(key.dimension) : key.example;
  }
}

// In words: "at least 1.3", with the unit where there is one.
std::string bound(const KeyInfo& key, double value) {
  if (key.form == Form::share) return format_quantity(value, dim::ratio);
  return key.dimension == dim::ratio ? fmt::format("{:g}", value)
                                     : format_quantity(value, key.dimension);
}

// No amount of money, power or compute on earth comes near; sums of such would not be finite.
constexpr double kLargest = 1e18;

bool in_range(Reader& r, const Node& node, const KeyInfo& key, double value) {
  const bool finite = std::abs(value) <= kLargest || key.form == Form::growth;
  if (value >= key.least && value <= key.most && finite) return true;
  if (key.form == Form::share) {
    const bool bare = value > 1.0 && node.text.find('%') == std::string::npos;
    r.error("E0221", node.mark,
            fmt::format("{} is outside {:g} % to {:g} %", quote(node.text), 100 * key.least,
                        100 * key.most),
            bare && value <= 100.0 * key.most ? fmt::format("write `{} %`", node.text)
                                              : "write a share such as `20 %`");
  } else if (value < 0.0 && key.least >= 0.0) {
    r.error("E0220", node.mark, fmt::format("{} is negative", quote(node.text)),
            key.least > 0.0 ? "give a value above 0" : "give a value of 0 or more");
  } else if (value == 0.0 && key.least > 0.0) {
    r.error("E0223", node.mark, fmt::format("{} is 0", quote(node.text)), "give a value above 0");
  } else {
    r.error("E0223", node.mark, fmt::format("{} is out of range", quote(node.text)),
            value < key.least ? "give at least " + bound(key, key.least)
                              : "give at most " + bound(key, std::min(key.most, kLargest)));
  }
  return false;
}

// The quantity in the row's own measure: rates and growth per year.
std::optional<double> measured(Reader& r, const Node& node, const KeyInfo& key, const Quantity& q) {
  const Dimension wanted = dimension_of(key);
  const bool bare = q.dimension == dim::ratio;
  const bool yearly = node.text.find("year") != std::string::npos;
  const bool compounds = key.form != Form::quantity;
  if (q.dimension == dim::per_time && wanted == dim::per_time && compounds && !yearly) {
    // 3 % a month are not 36 % a year but 42.6 %: which is meant is for the writer to say.
    r.error("E0231", node.mark, fmt::format("{} is not per year", quote(node.text)),
            fmt::format("write it per year, as in `{}`", example_for(key)));
    return std::nullopt;
  }
  if (key.form == Form::factor && q.percent) {
    r.error("E0231", node.mark,
            fmt::format("{} is a share, where a factor belongs", quote(node.text)),
            "write what a value is multiplied with, as in `0.7x`");
    return std::nullopt;
  }
  switch (key.form) {
    case Form::growth:
      if (q.factor && q.dimension == wanted) return q.value;
      if (q.dimension == wanted) return 1.0 + kMonthsPerYear * q.value;
      if (bare) {
        r.error("E0230", node.mark, fmt::format("{} does not say per which time", quote(node.text)),
                fmt::format("write `{}{}`", node.text, q.percent ? "/year" : "x/year"))
            .expected = "a growth, for example 1.35x/year or 35 %/year";
        return std::nullopt;
      }
      break;
    case Form::rate:
      if (q.dimension == wanted) return q.factor ? q.value - 1.0 : kMonthsPerYear * q.value;
      if (bare) return q.value;
      break;
    default:
      if (q.dimension == wanted) return q.value;
  }
  if (bare) {
    r.error("E0230", node.mark, fmt::format("{} has no unit", quote(node.text)),
            fmt::format("write the unit too, as in `{}`", example_for(key)))
        .expected = describe(wanted);
  } else {
    r.error("E0231", node.mark, fmt::format("{} is {}", quote(node.text), describe(q.dimension)),
            fmt::format("write it as in `{}`", example_for(key)))
        .expected = describe(wanted);
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> read_number(Reader& r, const Node& node, const KeyInfo& key) {
  const auto q = r.quantity(node, dimension_of(key), example_for(key));
  if (!q) return std::nullopt;
  const auto value = measured(r, node, key, *q);
  if (!value) return std::nullopt;
  // An intensity may be any number a year; shares and rates of money are parts of one.
  const bool part = key.form == Form::share || (key.form == Form::rate && key.most <= 2.0);
  if (key.form == Form::rate && part && q->dimension == dim::ratio && !q->percent &&
      *value >= 1.0) {
    r.error("E0221", node.mark, fmt::format("{} is {:g} % a year", quote(node.text), 100 * *value),
            fmt::format("write `{} %`", node.text));
    return std::nullopt;
  }
  if (!in_range(r, node, key, *value)) return std::nullopt;
  if (part && q->dimension == dim::ratio && !q->percent && *value != 0.0 && *value != 1.0) {
    r.warn("W0221", node.mark,
           fmt::format("{} without % is read as {:g} %", quote(node.text), 100 * *value),
           fmt::format("write `{:g} %` or `{:g} %`, as it is meant", 100 * *value, *value));
  }
  return value;
}

void read_value(Reader& r, const Node& node, const KeyInfo& key, double& out) {
  const bool date = key.form == Form::date || key.form == Form::until;
  const auto value = date ? r.date(node, key.form == Form::until) : read_number(r, node, key);
  if (value) out = *value;
}

void read_value(Reader& r, const Node& node, const KeyInfo& key, int& out) {
  KeyInfo number = key;
  number.form = Form::number;
  const auto value = read_number(r, node, number);
  if (!value) return;
  if (*value != std::floor(*value)) {
    r.error("E0240", node.mark, fmt::format("{} is no whole number", quote(node.text)),
            fmt::format("write {:.0f} or {:.0f}", std::floor(*value), std::ceil(*value)));
    return;
  }
  out = static_cast<int>(*value);
}

void read_value(Reader& r, const Node& node, const KeyInfo& key, std::string& out) {
  const auto text = r.scalar(node, key.example.empty() ? "a text" : key.example);
  if (!text) return;
  const int letters = count_code_points(*text);
  const int most = key.most < 1e6 ? static_cast<int>(key.most) : 4000;
  if (text->find_first_not_of(" \t\n") == std::string::npos) {
    r.error("E0803", node.mark, "the text is empty",
            fmt::format("write a {}, or delete it", key.name));
    return;
  }
  if (letters > most) {
    r.error("E0803", node.mark, fmt::format("a text of {} letters", letters),
            fmt::format("write at most {}", most));
    return;
  }
  out = *text;
}

void read_value(Reader& r, const Node& node, const KeyInfo& key, std::vector<std::string>& out) {
  for (const Node* item : r.items(node)) {
    std::string text;
    read_value(r, *item, key, text);
    if (!text.empty()) out.push_back(std::move(text));
  }
}

int read_choice(Reader& r, const Node& node, const KeyInfo& key) {
  const auto text = r.scalar(node, key.choices.front());
  if (!text) return -1;
  const auto it = std::find(key.choices.begin(), key.choices.end(), *text);
  if (it != key.choices.end()) return static_cast<int>(it - key.choices.begin());
  const auto near = nearest(*text, key.choices);
  r.error("E0113", node.mark, fmt::format("{} is not one of its choices", quote(*text)),
          near ? fmt::format("did you mean `{}`?", *near)
               : fmt::format("write one of {}", join_names(key.choices, 20)))
      .expected = join_names(key.choices, 20);
  return -1;
}

}  // namespace offtake
