// The registry as a reference page.
#include "offtake/base/text.h"
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

bool is_vowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }

std::string plural(std::string name) {
  if (!name.ends_with('y')) return name + "s";
  name.back() = 'i';
  return name + "es";
}

std::string value_of(const KeyInfo& key) {
  switch (key.form) {
    case Form::quantity:
      return key.dimension == dim::ratio ? "number or duration" : describe(key.dimension);
    case Form::number:
      return "number";
    case Form::share:
      return "share, `20 %`";
    case Form::rate:
      return "rate, `3 %/year`";
    case Form::growth:
      return "growth, `1.35x/year` or `35 %/year`";
    case Form::factor:
      return "factor, `0.7x`";
    case Form::series:
      return key.dimension == dim::ratio ? "series of numbers"
                                         : "series of " + describe(key.dimension);
    case Form::date:
      return "date, its beginning";
    case Form::until:
      return "date, its end";
    case Form::text:
      return "text";
    case Form::choice:
      return key.choices.size() > 8 ? "a kind" : join_names(key.choices);
    case Form::whole:
      return key.choices.empty() ? "whole number" : "whole number, or " + key.choices.front();
    case Form::reference:
      return std::string("name of ") + (is_vowel(name_of(key.table)[0]) ? "an " : "a ") +
             name_of(key.table);
    case Form::references:
      return "name, or list of names, of the " + plural(name_of(key.table));
    case Form::texts:
      return "list of texts";
    case Form::numbers:
      return "list of numbers or durations";
    case Form::object:
      return fmt::format("[{}](#{})", key.object->name, key.object->name);
    case Form::table:
      return fmt::format("name: [{}](#{})", key.object->name, key.object->name);
    case Form::list:
      return fmt::format("list of [{}](#{})", key.object->name, key.object->name);
    case Form::ramp:
      return "`{first, full}`, or shares by date";
    case Form::uses:
      return "resource: use";
    case Form::offers:
      return "`all`, or names of offers";
    case Form::changes:
      return "agreement: keys";
    case Form::shares:
      return "name: share";
    case Form::by_year:
      return "year: " + describe(key.dimension);
    case Form::by_date:
      return "date, its end: " + describe(key.dimension);
    case Form::path:
      return "file in the model folder";
  }
  return {};
}

// Bars end a cell, also inside code.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) {
    text.insert(at, "\\");
  }
  return text;
}

std::string row(const ObjectInfo& object, const KeyInfo& key) {
  std::string out = fmt::format("| `{}`{} |", key.name, key.required ? " *" : "");
  if (!object.kinds.empty()) {
    out += fmt::format(" {} |", key.kinds.empty() ? "all" : join_names(key.kinds, 20));
  }
  std::string value = value_of(key);
  if (!key.example.empty() && value.find('`') == std::string::npos &&
      value.find("for example") == std::string::npos) {
    value += fmt::format(", `{}`", key.example);
  }
  return out + fmt::format(" {} | {} | {}. {}. | {} |\n", cell(value), cell(key.fallback),
                           cell(key.en), cell(key.ko), key.since);
}

}  // namespace

std::string keys_markdown() {
  std::string out =
      "# The model language\n\n"
      "Made by `offtake keys` from the registry that also makes the reader and the JSON Schema "
      "(`offtake schema`).\n\n"
      "A model is a folder with an `offtake.yaml`; every other `*.yaml` beside it is read too and "
      "joined with it by top-level key. A star marks a key that must be there. Every quantity "
      "carries its unit; dates are `2025-03-15`, `2025-03` or `2025Q1`; names are a-z, 0-9, `-`, "
      "`_` and `.`. The party `outside` is the rest of the world and is always there. The YAML is "
      "a "
      "strict subset: no anchors, aliases, tags, merge keys or second documents.\n\n"
      "A series from CSV: `volume: {csv: data/demand.csv, column: volume}` reads\n\n"
      "```\ndate,volume [H100e],price [$/MWh]\n2026Q1,150k,48\n2027Q1,240k,51\n```\n\n"
      "with the unit of each column in brackets (none for bare numbers) and dates that rise. In "
      "`--set KEY=VALUE` a key is the path, `agreements.oracle.price`, and an entry of a list its "
      "number, `strategies.s.sign[0].quantity`.\n";
  for (const ObjectInfo* object : all_objects()) {
    const bool kinds = !object->kinds.empty();
    out += fmt::format("\n## {}\n\n{}. {}.\n\n", object->name, object->en, object->ko);
    if (kinds) out += fmt::format("Kinds: {}.\n\n", join_names(object->kinds, 20));
    out += kinds
               ? "| key | kinds | value | default | meaning | since |\n|---|---|---|---|---|---|\n"
               : "| key | value | default | meaning | since |\n|---|---|---|---|---|\n";
    for (const KeyInfo& key : object->keys) out += row(*object, key);
  }
  return out;
}

}  // namespace offtake
