#include "offtake/modelfile/reader.h"

#include <algorithm>
#include <set>

#include "offtake/base/date.h"
#include "offtake/base/text.h"
#include "offtake/modelfile/keys.h"

namespace offtake {
namespace {

constexpr int kLongestName = 64;

std::string kind_of(const Node& node) {
  switch (node.kind) {
    case Node::Kind::scalar:
      return "the text " + quote(node.text);
    case Node::Kind::list:
      return "a list";
    case Node::Kind::map:
      return "a mapping";
  }
  return {};
}

std::vector<std::string> names_in(const ObjectInfo& object, const std::string& kind) {
  std::vector<std::string> names;
  for (const KeyInfo& key : object.keys) {
    if (belongs(key, kind)) names.push_back(key.name);
  }
  return names;
}

// "of kind build", "of a site": where else a key is known, for one that stands in the wrong place.
std::string home_of(const std::string& key, const ObjectInfo& here) {
  for (const KeyInfo& k : here.keys) {
    if (k.name == key) return "kind " + join_names(k.kinds);
  }
  std::vector<std::string> homes;
  for (const ObjectInfo* object : all_objects()) {
    for (const KeyInfo& k : object->keys) {
      if (k.name == key) {
        homes.push_back(object->name);
        break;
      }
    }
  }
  return homes.empty() || homes.size() > 3 ? "" : join_names(homes);
}

// One spelling for "./x.csv" and "x.csv", so that a file is read once.
std::string plain_path(std::string path) {
  for (;;) {
    std::size_t at = path.find("//");
    if (at != std::string::npos) {
      path.erase(at, 1);
    } else if ((at = path.find("/./")) != std::string::npos) {
      path.erase(at, 2);
    } else if (path.starts_with("./")) {
      path.erase(0, 2);
    } else {
      return path;
    }
  }
}

std::vector<std::string> names_of(const Names& all) {
  std::vector<std::string> out;
  for (const auto& [name, where] : all) out.push_back(name);
  return out;
}

// The first character beyond ASCII: its column and itself.
std::optional<std::pair<int, char32_t>> find_foreign(std::string_view text) {
  int column = 0;
  for (std::size_t at = 0; at < text.size(); ++column) {
    const CodePoint c = decode_utf8(text, at);
    if (c.value >= 0x80) return std::pair(column, c.value);
    at += static_cast<std::size_t>(c.bytes);
  }
  return std::nullopt;
}

bool is_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

std::string name_of(Table table) {
  constexpr const char* kNames[kTables] = {"party",  "accelerator", "site",  "resource",
                                           "driver", "agreement",   "offer", "strategy"};
  return kNames[std::size_t(table)];
}

Reader::Scope::Scope(Reader& r, std::string segment, Mark mark) : reader_(r) {
  r.path_.push_back(std::move(segment));
  r.marks_.push_back(mark);
}
Reader::Scope::~Scope() {
  reader_.path_.pop_back();
  reader_.marks_.pop_back();
}

std::string Reader::path() const {
  std::string out;
  for (const std::string& segment : path_) {
    if (!out.empty() && !segment.starts_with('[')) out += '.';
    out += segment;
  }
  return out;
}

Diagnostic& Reader::error(std::string code, const Mark& mark, std::string what, std::string mend) {
  if (diagnostics_.size() >= kMostDiagnostics) return surplus_ = {};
  Diagnostic d;
  d.code = std::move(code);
  d.place = sources_.place(mark);
  d.key_path = path();
  d.what = std::move(what);
  d.mend = std::move(mend);
  diagnostics_.push_back(std::move(d));
  return diagnostics_.back();
}

Diagnostic& Reader::warn(std::string code, const Mark& mark, std::string what, std::string mend) {
  Diagnostic& d = error(std::move(code), mark, std::move(what), std::move(mend));
  d.severity = Severity::warning;
  return d;
}

Related Reader::related(const Mark& mark, std::string note) const {
  return {sources_.place(mark), std::move(note)};
}

std::size_t Reader::errors() const {
  return static_cast<std::size_t>(
      std::count_if(diagnostics_.begin(), diagnostics_.end(),
                    [](const Diagnostic& d) { return d.severity == Severity::error; }));
}

bool Reader::refuse_empty(const Node& node, std::string_view example, bool has_default) {
  if (node.kind != Node::Kind::scalar || !(node.empty || node.text.empty())) return false;
  const std::string_view line = sources_.line(key_mark().source, key_mark().line);
  const bool comment = node.text.empty() && line.find('#') != std::string_view::npos;
  std::string mend = "give a value";
  if (!example.empty()) mend += fmt::format(", as in `{}`", example);
  if (comment) {
    mend += "; what follows # is a comment";
  } else if (has_default) {
    mend += ", or delete the key for its default";
  }
  error("E0112", node.plain && node.text.empty() ? key_mark() : node.mark, "the value is empty",
        mend);
  return true;
}

bool Reader::expect(const Node& node, Node::Kind kind, std::string_view example) {
  if (node.kind == kind) return true;
  const std::string wanted = kind == Node::Kind::map    ? "a mapping"
                             : kind == Node::Kind::list ? "a list"
                                                        : "a single value";
  const bool glued = kind == Node::Kind::map && node.kind == Node::Kind::scalar && node.plain &&
                     node.text.find(':') != std::string::npos;
  if (glued) {
    const int column =
        count_code_points(std::string_view(node.text).substr(0, node.text.find(':')));
    error("E0022", part(node, column, 1), "a space is missing after ':'", "write `key: value`");
  } else {
    error("E0101", node.mark, fmt::format("{} stands where {} belongs", kind_of(node), wanted),
          fmt::format("write {}", example));
  }
  return false;
}

std::vector<const Node*> Reader::items(const Node& node) {
  if (node.kind == Node::Kind::scalar) return {&node};
  std::vector<const Node*> out;
  if (!expect(node, Node::Kind::list, "[one, two]")) return out;
  for (const Node& item : node.items) {
    if (!refuse_empty(item)) out.push_back(&item);
  }
  return out;
}

bool Reader::begin_object(const Node& node, const ObjectInfo& object, std::string& kind) {
  if (!expect(node, Node::Kind::map, fmt::format("the keys of {}", object.name))) return false;
  if (object.kinds.empty()) return true;
  const Entry* entry = node.entry("kind");
  if (!entry) {
    for (const Entry& e : node.entries) {
      const auto near = nearest(e.name, {"kind"});
      const bool known = std::any_of(object.keys.begin(), object.keys.end(),
                                     [&](const KeyInfo& k) { return k.name == e.name; });
      if (!near || known) continue;
      const Scope scope(*this, e.name, e.mark);
      error("E0107", e.mark, fmt::format("{} has no key {}", object.name, quote(e.name)),
            "did you mean `kind`?");
      return false;
    }
    error("E0108", key_mark(),
          fmt::format("`kind` is missing: which kind of {} is it?", object.name),
          fmt::format("add `kind:` with one of {}", join_names(object.kinds, 20)));
    return false;
  }
  const Scope scope(*this, "kind", entry->mark);
  if (refuse_empty(entry->value)) return false;
  const auto text = scalar(entry->value, object.kinds.front());
  if (!text) return false;
  if (std::find(object.kinds.begin(), object.kinds.end(), *text) == object.kinds.end()) {
    const auto near = nearest(*text, object.kinds);
    error("E0113", entry->value.mark, fmt::format("{} is no kind of {}", quote(*text), object.name),
          near ? fmt::format("did you mean `{}`?", *near) : "write one of the kinds there are")
        .expected = join_names(object.kinds, 20);
    return false;
  }
  kind = *text;
  return true;
}

int Reader::find_key(const ObjectInfo& object, const std::string& kind, const Entry& entry) {
  for (std::size_t i = 0; i < object.keys.size(); ++i) {
    if (object.keys[i].name == entry.name && belongs(object.keys[i], kind)) {
      return static_cast<int>(i);
    }
  }
  const std::vector<std::string> names = names_in(object, kind);
  const std::size_t colon = entry.name.find(':');
  if (colon != std::string::npos &&
      std::find(names.begin(), names.end(), entry.name.substr(0, colon)) != names.end()) {
    const int column = entry.mark.column + static_cast<int>(colon);
    error("E0022", {entry.mark.source, entry.mark.line, column, 1}, "a space is missing after ':'",
          "write `key: value`");
    return -1;
  }
  const std::string whose =
      kind.empty() ? object.name : fmt::format("{} of kind {}", object.name, kind);
  std::string mend;
  if (const auto near = nearest(entry.name, names)) {
    mend = fmt::format("did you mean `{}`?", *near);
  } else if (const std::string home = home_of(entry.name, object); !home.empty()) {
    mend =
        fmt::format("it is a key of {}: move it there (is it indented right?) or delete it", home);
  } else {
    mend = "delete it, or take one of the keys there are";
  }
  const Scope scope(*this, entry.name, entry.mark);
  error("E0107", entry.mark, fmt::format("{} has no key {}", whose, quote(entry.name)), mend)
      .expected = join_names(names, 30);
  return -1;
}

void Reader::end_object(const Node& node, const ObjectInfo& object, const std::string& kind) {
  // A key that was misspelt has been reported as such; it is not missing too.
  const std::vector<std::string> names = names_in(object, kind);
  std::set<std::string> meant;
  for (const Entry& e : node.entries) {
    if (std::find(names.begin(), names.end(), e.name) != names.end()) continue;
    meant.insert(e.name.substr(0, e.name.find(':')));
    if (const auto near = nearest(e.name, names)) meant.insert(*near);
  }
  std::vector<std::string> missing;
  const KeyInfo* first = nullptr;
  for (const KeyInfo& key : object.keys) {
    if (!key.required || !belongs(key, kind) || node.entry(key.name)) continue;
    if (meant.count(key.name)) continue;
    if (!first) first = &key;
    missing.push_back("`" + key.name + "`");
  }
  if (!first) return;
  const std::string example = first->example.empty() ? "…" : first->example;
  error("E0108", key_mark(),
        fmt::format("{} {} missing", join_names(missing), missing.size() == 1 ? "is" : "are"),
        fmt::format("add it, for example `{}: {}`", first->name, example));
}

Mark Reader::part(const Node& node, int offset, int length) const {
  if (!node.plain) return node.mark;
  return {node.mark.source, node.mark.line, node.mark.column + offset, length};
}

std::optional<std::string> Reader::scalar(const Node& node, std::string_view example) {
  if (!expect(node, Node::Kind::scalar, example)) return std::nullopt;
  return node.text;
}

std::optional<Quantity> Reader::quantity(const Node& node, Dimension dimension,
                                         std::string_view example) {
  const auto text = scalar(node, example);
  if (!text) return std::nullopt;
  const Result<Quantity> q = parse_quantity(*text);
  if (q) return *q;
  for (Diagnostic d : q.errors()) {
    d.place = sources_.place(part(node, d.place.column - 1, d.place.length));
    d.key_path = path();
    if (diagnostics_.size() >= kMostDiagnostics) break;
    d.expected = describe(dimension);
    const bool general = d.mend.find(example_of(dim::money_per_power_time)) != std::string::npos;
    if (d.code == "E0110" && general) d.mend = fmt::format("write a quantity, as in `{}`", example);
    diagnostics_.push_back(std::move(d));
  }
  return std::nullopt;
}

std::optional<double> Reader::date(const Node& node, bool end) {
  const auto text = scalar(node, "2027-01");
  if (!text) return std::nullopt;
  const Result<Date> date = parse_date(*text);
  if (date) return end ? end_month(*date) : begin_month(*date);
  for (Diagnostic d : date.errors()) {
    d.place = sources_.place(part(node, std::max(d.place.column, 1) - 1, d.place.length));
    d.key_path = path();
    diagnostics_.push_back(std::move(d));
  }
  return std::nullopt;
}

std::optional<std::int32_t> Reader::reference(const Node& node, Table table) {
  const auto text = scalar(node, "a name");
  if (!text) return std::nullopt;
  const Names& all = names(table);
  if (const auto it = all.find(*text); it != all.end()) return it->second.index;
  if (doubted_[std::size_t(table)]) return std::nullopt;
  if (const auto foreign = find_foreign(*text)) {
    error("E0403", part(node, foreign->first, 1),
          fmt::format("U+{:04X} in the name {} is no letter of a-z",
                      static_cast<unsigned>(foreign->second), quote(*text)),
          "type the name anew with a-z" + (all.empty() ? "" : ": " + join_names(names_of(all))));
    return std::nullopt;
  }
  // Suggestions compare with every name; after a hundred mistakes nobody waits for them.
  const bool helpful = diagnostics_.size() < 100;
  const std::vector<std::string> known = helpful ? names_of(all) : std::vector<std::string>();
  const auto near = nearest(*text, known);
  const std::string what = name_of(table);
  std::string mend = near ? fmt::format("did you mean `{}`?", *near)
                          : fmt::format("define the {}, or name one that there is", what);
  for (int i = 0; i < kTables && !near; ++i) {
    if (names(Table(i)).count(*text)) {
      mend = fmt::format("{} is the name of another thing, of type {}: name a {}", quote(*text),
                         name_of(Table(i)), what);
    }
  }
  Diagnostic& d =
      error("E0401", node.mark, fmt::format("there is no {} {}", what, quote(*text)), mend);
  if (!known.empty()) d.expected = join_names(known);
  if (near) d.related.push_back(related(all.find(*near)->second.mark, "defined here"));
  if (near && all.find(*near)->second.mark.source < 0) d.related.clear();
  return std::nullopt;
}

bool Reader::valid_name(const Entry& entry) {
  const std::string& name = entry.name;
  if (name.empty() || name.find_first_not_of(' ') == std::string::npos) {
    error("E0803", entry.mark, "the name is empty", "give it a name of a-z, 0-9, '-', '_' and '.'");
    return false;
  }
  if (count_code_points(name) > kLongestName) {
    error("E0803", entry.mark, fmt::format("the name has {} letters", count_code_points(name)),
          fmt::format("write at most {}", kLongestName));
    return false;
  }
  int column = 0;
  for (std::size_t at = 0; at < name.size(); ++column) {
    const CodePoint c = decode_utf8(name, at);
    const bool inside = at > 0 && (c.value == '-' || c.value == '_' || c.value == '.');
    at += static_cast<std::size_t>(c.bytes);
    if (is_letter(c.value) || inside) continue;
    const Mark mark{entry.mark.source, entry.mark.line, entry.mark.column + column, 1};
    if (c.value >= 0x80) {
      error("E0403", mark,
            fmt::format("U+{:04X} in the name {} is no letter of a-z",
                        static_cast<unsigned>(c.value), quote(name)),
            "write names with a-z, and the name for people in `label`");
    } else if (column == 0 && std::string_view("=+@-").find(name[0]) != std::string_view::npos) {
      error("E0520", mark,
            fmt::format("the name {} begins with '{}', which a spreadsheet would run", quote(name),
                        name[0]),
            "begin names with a letter or digit");
    } else {
      error("E0804", mark,
            fmt::format("the name {} may not hold '{}'", quote(name),
                        escape_controls(std::string(1, static_cast<char>(c.value)))),
            "write names with a-z, 0-9, '-', '_' and '.', and the name for people in `label`");
    }
    return false;
  }
  return true;
}

const CsvTable* Reader::csv(const Node& node) {
  const auto written = scalar(node, "data/demand.csv");
  if (!written) return nullptr;
  const std::optional<std::string> name = plain_path(*written);
  const auto [it, fresh] = csv_.try_emplace(*name);
  if (!fresh) return it->second ? &*it->second : nullptr;
  const auto refuse = [&](Diagnostic d) {
    if (d.place.file.empty()) d.place = sources_.place(node.mark);
    d.key_path = path();
    diagnostics_.push_back(std::move(d));
    return nullptr;
  };
  Result<std::string> text = read_file_(*name);
  if (!text) return refuse(text.errors().front());
  const int source = sources_.add({*name, std::move(*text)});
  if (Diagnostics wrong = check_encoding(sources_, source); !wrong.empty()) {
    return refuse(std::move(wrong.front()));
  }
  Result<CsvTable> table = parse_csv(sources_, source);
  if (!table) return refuse(table.errors().front());
  it->second = std::move(*table);
  return &*it->second;
}

}  // namespace offtake
