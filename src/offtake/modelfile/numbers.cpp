#include "offtake/modelfile/numbers.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "offtake/base/date.h"
#include "offtake/base/text.h"
#include "offtake/modelfile/objects.h"
#include "offtake/modelfile/tree.h"

namespace offtake {
namespace {

constexpr double kMonthsBack = 24.0, kMonthsOn = 36.0;

// "$13.3B/GW-year" in three. A sign stays with the number unless a dollar stands between them.
bool split(const std::string& text, WrittenNumber& out) {
  std::size_t at = 0;
  if (text.starts_with('+')) at = 1;
  if (text.starts_with("-$")) at = 2;
  if (text.compare(at, 1, "$") == 0) ++at;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + at, end, out.number);
  if (error != std::errc() || !std::isfinite(out.number)) return false;
  out.text = text;
  out.before = text.substr(0, at);
  out.after.assign(rest, end);
  return true;
}

double rounded(double x) { return std::stod(fmt::format("{:.6g}", x)); }

// From one step back to two ahead: 1.35x/year from 0.74x to 1.82x.
void growth_range(const Quantity& q, WrittenNumber& n) {
  const double now = q.factor ? n.number : 1.0 + n.number / (q.percent ? 100.0 : 1.0);
  if (!(now > 0.0)) return;
  const auto [least, most] = std::minmax({1.0 / now, now * now});
  const auto written = [&](double g) {
    return q.factor ? g : (g - 1.0) * (q.percent ? 100.0 : 1.0);
  };
  n.low = written(least);
  n.high = written(most);
}

void range(const KeyInfo& key, WrittenNumber& n) {
  const Result<Quantity> one = parse_quantity(n.before + "1" + n.after);
  const double reach = n.number != 0.0 ? std::abs(n.number) : one && one->percent ? 10.0 : 1.0;
  n.low = n.number < 0.0 ? 2.0 * n.number : 0.0;
  n.high = n.number < 0.0 ? 0.0 : n.number + reach;
  if (!one) return;  // words follow
  if (key.form == Form::growth) return growth_range(*one, n);
  // What the key allows, in the unit that is written.
  const bool per_year = one->dimension == dim::per_time && key.form == Form::rate;
  const double unit = one->value * (per_year ? kMonthsPerYear : 1.0);
  const auto [least, most] = std::minmax({key.least / unit, key.most / unit});
  if (key.form != Form::rate && key.most - key.least <= 2.0) {
    n.low = least;
    n.high = most;
    return;
  }
  if (least < 0.0 && n.number >= 0.0) n.low = -reach;
  if (most > 0.0 && n.number < 0.0) n.high = reach;
  // Above nothing, but not nothing itself.
  n.low = std::max(n.low, least > 0.0 ? std::max(least, n.number / 10.0) : least);
  n.high = std::min(n.high, most);
  if (n.before.ends_with('$')) n.low = std::max(n.low, 0.0);  // a sign stands before the dollar
}

// The row of a ramp, of shares or of a driver's values says nothing of their parts.
KeyInfo of_part(KeyInfo key, const std::string& text) {
  if (key.form == Form::by_year || key.form == Form::by_date) return key;
  key.least = 0.0;
  if (text.ends_with('%')) key.most = 1.0;
  return key;
}

class Numbers {
 public:
  explicit Numbers(const ModelTree& tree) : tree_(tree) {}

  std::vector<WrittenNumber> all() && {
    object(tree_.root, "", *all_objects().front());
    return std::move(out_);
  }

 private:
  static std::string kind_of(const Node& node, const ObjectInfo& info) {
    const Node* kind = info.kinds.empty() ? nullptr : node.find("kind");
    return kind ? kind->text : std::string();
  }

  void object(const Node& node, const std::string& path, const ObjectInfo& info) {
    object(node, path, info, kind_of(node, info));
  }

  void object(const Node& node, const std::string& path, const ObjectInfo& info,
              const std::string& kind) {
    for (const Entry& entry : node.entries) {
      const auto key = std::find_if(info.keys.begin(), info.keys.end(), [&](const KeyInfo& k) {
        return k.name == entry.name && belongs(k, kind);
      });
      if (key == info.keys.end()) continue;
      parts_.push_back(entry.name);
      value(entry.value, path.empty() ? entry.name : path + "." + entry.name, *key);
      parts_.pop_back();
    }
  }

  void value(const Node& node, const std::string& path, const KeyInfo& key) {
    switch (key.form) {
      case Form::quantity:
      case Form::number:
      case Form::share:
      case Form::rate:
      case Form::growth:
      case Form::factor:
        if (node.kind == Node::Kind::scalar) return number(node, path, key);
        return;
      case Form::date:
      case Form::until:
        if (node.kind == Node::Kind::scalar) return date(node, path, key);
        return;
      case Form::series:
        return series(node, path, key);
      case Form::numbers:
      case Form::shares:
      case Form::by_year:
      case Form::by_date:
      case Form::ramp:
      case Form::uses:
        return each(node, path, key);
      case Form::object:
        return object(node, path, *key.object);
      case Form::table:
        return named(node, path, [&](const Node& n, const std::string& p, const std::string&) {
          object(n, p, *key.object);
        });
      case Form::list:
        for (std::size_t i = 0; i < node.items.size(); ++i) {
          object(node.items[i], fmt::format("{}[{}]", path, i), *key.object);
        }
        return;
      case Form::changes:
        return named(node, path, [&](const Node& n, const std::string& p, const std::string& name) {
          change(n, p, name);
        });
      default:
        return;
    }
  }

  template <class Do>
  void named(const Node& node, const std::string& path, Do&& each_one) {
    for (const Entry& entry : node.entries) {
      parts_.push_back(entry.name);
      each_one(entry.value, path + "." + entry.name, entry.name);
      parts_.pop_back();
    }
  }

  // What differs reads as the agreement or offer of that name does.
  void change(const Node& node, const std::string& path, const std::string& name) {
    for (const KeyInfo& key : all_objects().front()->keys) {
      if (key.name != "agreements" && key.name != "offers") continue;
      const Node* table = tree_.root.find(key.name);
      const Node* of = table ? table->find(name) : nullptr;
      if (of) object(node, path, *key.object, kind_of(*of, *key.object));
    }
  }

  void series(const Node& node, const std::string& path, const KeyInfo& key) {
    if (node.kind == Node::Kind::scalar) return number(node, path, key);
    for (const Entry& entry : node.entries) {
      if (entry.value.kind != Node::Kind::scalar) continue;
      const auto& own = series_info().keys;
      const auto at = std::find_if(own.begin(), own.end(),
                                   [&](const KeyInfo& k) { return k.name == entry.name; });
      const bool amount = at == own.end() || entry.name == "value";  // a date, or at all times
      if (amount || at->form == Form::growth) {
        number(entry.value, path + "." + entry.name, amount ? key : *at);
      }
    }
  }

  void each(const Node& node, const std::string& path, const KeyInfo& key) {
    if (node.kind == Node::Kind::scalar) return number(node, path, of_part(key, node.text));
    for (const Entry& e : node.entries) each(e.value, path + "." + e.name, key);
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      each(node.items[i], fmt::format("{}[{}]", path, i), key);
    }
  }

  bool is_option(const Node& node) const {
    return std::find(tree_.options.begin(), tree_.options.end(), node.mark.source) !=
           tree_.options.end();
  }

  void keep(WrittenNumber n, const Node& node, const std::string& path) {
    n.key = path;
    n.group = parts_.size() > 2 ? parts_[0] + "." + parts_[1] : parts_[0];
    n.place = tree_.sources.place(node.mark);
    out_.push_back(std::move(n));
  }

  // Another clock is another model: its dates do not slide.
  void date(const Node& node, const std::string& path, const KeyInfo& key) {
    const Result<Date> written = parse_date(node.text);
    if (is_option(node) || !written || parts_[0] == "clock") return;
    WrittenNumber n;
    n.is_date = true;
    n.text = node.text;
    n.number = key.form == Form::until ? std::ceil(end_month(*written)) - 1.0
                                       : std::floor(begin_month(*written));
    n.low = std::max(0.0, n.number - kMonthsBack);
    n.high = n.number + kMonthsOn;
    keep(std::move(n), node, path);
  }

  void number(const Node& node, const std::string& path, const KeyInfo& key) {
    WrittenNumber n;
    if (is_option(node) || !split(node.text, n)) return;
    // "1.3 MW/MW while active" goes on in words.
    if (key.form != Form::uses && !parse_quantity(node.text)) return;
    range(key, n);
    if (!(n.low < n.high)) return;
    n.low = std::min(rounded(n.low), n.number);
    n.high = std::max(rounded(n.high), n.number);
    keep(std::move(n), node, path);
  }

  const ModelTree& tree_;
  std::vector<std::string> parts_;
  std::vector<WrittenNumber> out_;
};

}  // namespace

std::string set_text(const WrittenNumber& written, double number) {
  if (written.is_date) return to_string(month_date(number));
  return fmt::format("{}{:.12g}{}", written.before, number, written.after);
}

std::vector<WrittenNumber> written_numbers(const LoadedModel& loaded) {
  return Numbers(*loaded.tree).all();
}

}  // namespace offtake
