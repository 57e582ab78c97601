// The registry: one row for each key of the model language. A row makes the reader, the JSON
// Schema, the reference page and the labels. Objects of several kinds (agreements, drivers) are one
// table in which a row names the kinds it belongs to.
#pragma once

#include <functional>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "offtake/base/quantity.h"
#include "offtake/modelfile/reader.h"
#include "offtake/modelfile/yaml.h"

namespace offtake {

// What may stand at a key.
enum class Form {
  quantity,  // "4.5 GW": a number with a unit of the row's dimension
  number,    // 0.3: a bare number
  share,     // "20 %"
  rate,      // "3 %/year" or "3 %": kept per year
  growth,    // "1.35x/year" or "35 %/year": a factor per year
  factor,    // "0.7x" or 0.7
  series,    // a quantity that may change over time and be moved by drivers
  date,      // its first instant
  until,     // a date, its last instant
  text,
  choice,
  whole,      // a whole number, or one of the row's choices
  reference,  // a name of the row's table
  references,
  texts,
  numbers,  // a list of bare numbers, or of quantities of the row's dimension
  object,   // keys of the row's object
  table,    // name: object
  list,     // a list of objects
  ramp,     // {first, full} or shares by date or by months
  uses,     // resource: "1.3 MW/MW while active"
  offers,   // all, or a list of offers
  changes,  // agreement: the keys that differ
  shares,   // name: share
  by_year,  // year: a quantity of the row's dimension
  by_date,  // date: the same
  path,     // a CSV file in the folder
};

struct ObjectInfo;

struct KeyInfo {
  std::string name = {};
  Form form = Form::text;
  Dimension dimension = {};
  std::string en = {}, ko = {};  // one sentence
  std::string fallback = {};     // what holds without it
  bool required = false;
  double least = -std::numeric_limits<double>::infinity();  // canonical units
  double most = std::numeric_limits<double>::infinity();
  std::vector<std::string> choices = {};
  Table table = Table::parties;         // of a reference
  const ObjectInfo* object = nullptr;   // of an object, a table or a list
  std::vector<std::string> kinds = {};  // to which it belongs; empty: all
  std::string example = {};
  std::string since = "0.1";
};

struct ObjectInfo {
  std::string name, en, ko;
  std::vector<std::string> kinds;  // empty: one kind
  std::vector<KeyInfo> keys;
};

// Every object of the language, the top level first.
const std::vector<const ObjectInfo*>& all_objects();

inline bool belongs(const KeyInfo& key, std::string_view kind) {
  if (key.kinds.empty()) return true;
  for (const std::string& k : key.kinds) {
    if (k == kind) return true;
  }
  return false;
}

template <class T>
using ReadKey = std::function<void(Reader&, const Node&, const KeyInfo&, T&)>;

// A scalar by the row's form, dimension and range.
std::optional<double> read_number(Reader& r, const Node& node, const KeyInfo& key);

// The value at a key into a member, by the member's type and the row's form.
void read_value(Reader& r, const Node& node, const KeyInfo& key, double& out);
void read_value(Reader& r, const Node& node, const KeyInfo& key, int& out);
void read_value(Reader& r, const Node& node, const KeyInfo& key, std::string& out);
void read_value(Reader& r, const Node& node, const KeyInfo& key, std::vector<std::string>& out);
void read_value(Reader& r, const Node& node, const KeyInfo& key, Series& out);
// The index of the choice, or −1.
int read_choice(Reader& r, const Node& node, const KeyInfo& key);

template <class Tag>
void read_value(Reader& r, const Node& node, const KeyInfo& key, Id<Tag>& out) {
  if (const auto index = r.reference(node, key.table)) out = Id<Tag>{*index};
}
template <class Tag>
void read_value(Reader& r, const Node& node, const KeyInfo& key, std::vector<Id<Tag>>& out) {
  for (const Node* item : r.items(node)) {
    Id<Tag> id;
    read_value(r, *item, key, id);
    if (id.valid()) out.push_back(id);
  }
}
template <class E>
requires std::is_enum_v<E>
void read_value(Reader& r, const Node& node, const KeyInfo& key, E& out) {
  if (const int index = read_choice(r, node, key); index >= 0) out = static_cast<E>(index);
}

// A member pointer, or a function from T& to the member's reference.
template <class T, class Member>
ReadKey<T> into(Member member) {
  return [member](Reader& r, const Node& node, const KeyInfo& key, T& object) {
    read_value(r, node, key, std::invoke(member, object));
  };
}

template <class T>
class ObjectOf {
 public:
  ObjectOf(std::string name, std::string en, std::string ko, std::vector<std::string> kinds = {})
      : info_{std::move(name), std::move(en), std::move(ko), std::move(kinds), {}} {}

  template <class Member>
  ObjectOf& add(KeyInfo key, Member member) {
    return bind(std::move(key), into<T>(member));
  }
  ObjectOf& bind(KeyInfo key, ReadKey<T> binding) {
    info_.keys.push_back(std::move(key));
    bindings_.push_back(std::move(binding));
    return *this;
  }
  // The keys of another object, read into a part of this one.
  template <class U, class Part>
  ObjectOf& include(const ObjectOf<U>& other, Part part, const std::vector<std::string>& kinds) {
    for (std::size_t i = 0; i < other.info().keys.size(); ++i) {
      KeyInfo key = other.info().keys[i];
      key.kinds = kinds;
      bind(std::move(key), [binding = other.bindings()[i], part](Reader& r, const Node& node,
                                                                 const KeyInfo& k, T& object) {
        binding(r, node, k, std::invoke(part, object));
      });
    }
    return *this;
  }
  const ObjectInfo& info() const { return info_; }
  const std::vector<ReadKey<T>>& bindings() const { return bindings_; }

  // Reads a mapping into `out`; `kind` is "" for objects of one kind.
  void read(Reader& r, const Node& node, T& out) const {
    std::string kind;
    if (!r.begin_object(node, info_, kind)) return;
    for (const Entry& entry : node.entries) {
      const int index = r.find_key(info_, kind, entry);
      if (index < 0) continue;
      const Reader::Scope scope(r, entry.name, entry.mark);
      const KeyInfo& key = info_.keys[std::size_t(index)];
      if (r.refuse_empty(entry.value, key.example, !key.required)) continue;
      bindings_[std::size_t(index)](r, entry.value, key, out);
    }
    r.end_object(node, info_, kind);
  }

 private:
  ObjectInfo info_;
  std::vector<ReadKey<T>> bindings_;
};

}  // namespace offtake
