#include "offtake/modelfile/commit.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "offtake/base/date.h"
#include "offtake/base/json.h"
#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/modelfile/tree.h"

namespace offtake {
namespace {

constexpr const char* kFirstLine = "# Agreements that `offtake commit` made of offers.";

Diagnostic refused(const std::string& key_path, std::string what, std::string mend) {
  Diagnostic d;
  d.code = "E0992";
  d.key_path = key_path;
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

// "2025-03", or the day whose first instant it is.
std::string date_text(double month) {
  const Date of_month = month_date(std::floor(month + 1e-9));
  if (std::abs(begin_month(of_month) - month) < 1e-9) return to_string(of_month);
  for (int day = 2; day <= 31; ++day) {
    const Date date{of_month.year, of_month.month, day, Date::Precision::day};
    const Result<Date> parsed = parse_date(to_string(date));
    if (parsed && std::abs(begin_month(*parsed) - month) < 1e-6) return to_string(date);
  }
  return {};
}

std::string key_text(const std::string& key) {
  const bool plain = !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '-' || c == '_' || c == '.' || c >= 0x80;
  });
  return plain ? key : yaml_quoted(key);
}

std::string scalar_text(const Node& node) {
  const bool bare =
      node.plain && !node.text.empty() && node.text.find_first_of("\r\n") == std::string::npos;
  return bare ? node.text : yaml_quoted(node.text);
}

// In block style, so that what may stand unquoted in any style may here.
void write(const Node& node, const std::string& indent, const std::string& newline,
           std::string& out) {
  if (node.kind == Node::Kind::map) {
    for (const Entry& e : node.entries) {
      out += indent + key_text(e.name) + ":";
      const bool none =
          e.value.kind == Node::Kind::map ? e.value.entries.empty() : e.value.items.empty();
      if (e.value.kind == Node::Kind::scalar) {
        out += (e.value.empty ? "" : " " + scalar_text(e.value)) + newline;
      } else if (none) {
        out += (e.value.kind == Node::Kind::map ? " {}" : " []") + newline;
      } else {
        out += newline;
        write(e.value, indent + "  ", newline, out);
      }
    }
    return;
  }
  for (const Node& item : node.items) {
    if (item.kind == Node::Kind::scalar) {
      out += indent + "- " + scalar_text(item) + newline;
    } else {
      // The first key stands behind the dash.
      std::string inner;
      write(item, indent + "  ", newline, inner);
      out += indent + "- " + inner.substr(indent.size() + 2);
    }
  }
}

// The offer as it reads under the strategy.
Node offer_text(const LoadedModel& loaded, StrategyId strategy, const std::string& name) {
  Node node = *loaded.tree->root.find("offers")->find(name);
  if (!strategy.valid()) return node;
  const Node* of = loaded.tree->root.find("strategies");
  const Node* change = nullptr;
  if (of) of = of->find(loaded.model.at(strategy).name);
  if (of) of = of->find("change");
  if (of) change = of->find(name);
  if (!change) return node;
  for (const Entry& difference : change->entries) {
    const char* other = difference.name == "price"   ? "value"
                        : difference.name == "value" ? "price"
                                                     : nullptr;
    std::erase_if(node.entries, [&](const Entry& x) {
      return x.name == difference.name || (other && x.name == other);
    });
    node.entries.push_back(difference);
  }
  return node;
}

Entry scalar_entry(std::string name, std::string text) {
  Entry e;
  e.name = std::move(name);
  e.value.text = std::move(text);
  return e;
}

// By how many blanks the agreements stand indented in what `offtake commit` wrote before; nothing
// where the file is something else, or reads no more as such.
std::optional<int> indent_of_ours(const SourceText& source) {
  if (!source.text.starts_with(kFirstLine)) return std::nullopt;
  Sources sources;
  sources.add(source);
  const Result<Node> root = parse_yaml(sources, 0);
  if (!root || root->kind != Node::Kind::map || root->entries.size() != 1) return std::nullopt;
  const Entry& only = root->entries.front();
  const Node& all = only.value;
  if (only.name != "agreements" || all.kind != Node::Kind::map || all.entries.empty()) {
    return std::nullopt;
  }
  const Mark& first = all.entries.front().mark;
  if (first.line <= only.mark.line) return std::nullopt;
  return first.column - 1;
}

// Their time is given by its begin and end.
bool is_dated(AgreementKind kind) {
  return kind == AgreementKind::revenue_share || kind == AgreementKind::licence;
}

class Writer {
 public:
  Writer(const LoadedModel& loaded, StrategyId strategy)
      : loaded_(loaded), model_(under(loaded.model, strategy)), strategy_(strategy) {
    for (const Agreement& a : loaded.model.agreements) taken_.insert(a.name);
    choose_file();
  }

  Result<Commitment> all(const std::vector<SignedOffer>& what) {
    for (const SignedOffer& s : what) {
      if (Status added = add(s); !added) return added.errors();
    }
    for (const SourceText& s : loaded_.sources) {
      out_.sources.push_back(s);
      if (s.name == out_.file) out_.sources.back().text += out_.added;
    }
    if (!out_.exists) out_.sources.push_back({out_.file, out_.added});
    return std::move(out_);
  }

 private:
  void choose_file() {
    for (int n = 1;; ++n) {
      out_.file = n == 1 ? "signed.yaml" : fmt::format("signed-{}.yaml", n);
      const auto at = std::find_if(loaded_.sources.begin(), loaded_.sources.end(),
                                   [&](const SourceText& s) { return s.name == out_.file; });
      if (at == loaded_.sources.end()) {
        out_.added = std::string(kFirstLine) + newline_ + "agreements:" + newline_;
        return;
      }
      const std::optional<int> indent = indent_of_ours(*at);
      if (!indent) continue;
      out_.exists = true;
      newline_ = at->text.find("\r\n") != std::string::npos ? "\r\n" : "\n";
      indent_ = std::string(std::size_t(*indent), ' ');
      if (!at->text.ends_with('\n')) out_.added = newline_;
      return;
    }
  }

  std::string name_for(const std::string& offer, const std::string& date) {
    std::string name = offer + "-" + date;
    for (int n = 2; !taken_.insert(name).second; ++n) {
      name = fmt::format("{}-{}-{}", offer, date, n);
    }
    return name;
  }

  Status add(const SignedOffer& s) {
    const Agreement& offer = model_.at(s.offer);
    const std::string path = "offers." + offer.name;
    const std::string date = date_text(s.month);
    if (date.empty()) {
      return refused(path, "it is signed within a day", "open its window on a day");
    }
    Node node = offer_text(loaded_, strategy_, offer.name);
    std::erase_if(node.entries,
                  [](const Entry& e) { return e.name == "window" || e.name == "quantity"; });
    if (offer.delivery()) {
      if (Status part = scale_value(path, s.mw / offer.most_mw, node); !part) return part;
    }
    std::vector<Entry> head = {scalar_entry("from_offer", offer.name),
                               scalar_entry(is_dated(offer.kind) ? "from" : "signed", date)};
    if (offer.delivery()) head.push_back(scalar_entry("capacity", fmt::format("{:.12g} MW", s.mw)));
    node.entries.insert(node.entries.begin(), head.begin(), head.end());
    out_.names.push_back(name_for(offer.name, date));
    out_.added += indent_ + out_.names.back() + ":" + newline_;
    write(node, indent_ + indent_, newline_, out_.added);
    return ok_status();
  }

  static Status scale_value(const std::string& path, double part, Node& node) {
    Node* value = node.find("value");
    if (!value || part == 1.0) return ok_status();
    const Result<Quantity> whole = parse_quantity(value->text);
    if (value->kind != Node::Kind::scalar || !whole) {
      return refused(path + ".value", "the value of a part of it changes over time",
                     "write its `price` instead, or sign all of it");
    }
    value->text = fmt::format("${:.2f}", whole->value * part);
    value->plain = true;
    return ok_status();
  }

  const LoadedModel& loaded_;
  const Model model_;  // under the strategy
  StrategyId strategy_;
  std::set<std::string> taken_;
  std::string newline_ = "\n", indent_ = "  ";
  Commitment out_;
};

void add_keys(const Node& node, const std::string& path,
              std::vector<std::pair<std::string, std::string>>& out) {
  if (node.kind == Node::Kind::scalar) {
    out.emplace_back(path, node.text);
    return;
  }
  for (const Entry& e : node.entries) {
    add_keys(e.value, path.empty() ? e.name : path + "." + e.name, out);
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    add_keys(node.items[i], fmt::format("{}[{}]", path, i), out);
  }
}

}  // namespace

Result<Commitment> commit_offers(const LoadedModel& loaded, StrategyId strategy,
                                 const std::vector<SignedOffer>& what) {
  return Writer(loaded, strategy).all(what);
}

std::vector<std::pair<std::string, std::string>> written_keys(const LoadedModel& loaded) {
  std::vector<std::pair<std::string, std::string>> out;
  add_keys(loaded.tree->root, "", out);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace offtake
