// Texts to a Model: parse, merge, lay the options over, name, read, check.
#include <algorithm>
#include <set>

#include "offtake/base/date.h"
#include "offtake/base/hash.h"
#include "offtake/base/text.h"
#include "offtake/model/check.h"
#include "offtake/modelfile/folder.h"
#include "offtake/modelfile/objects.h"
#include "offtake/modelfile/tree.h"

namespace offtake {
namespace {

// All files as one tree; a syntax error anywhere leaves nothing to go on with.
Diagnostics parse_all(ModelTree& tree) {
  Diagnostics errors;
  tree.root.kind = Node::Kind::map;
  tree.root.mark = {0, 1, 1, 1};
  const int files = tree.sources.size();
  for (int i = 0; i < files; ++i) {
    if (tree.sources.at(i).name == "offtake.yaml") tree.root.mark.source = i;
  }
  for (int i = 0; i < files; ++i) {
    if (!tree.sources.at(i).name.ends_with(".yaml")) continue;
    if (Diagnostics bad = check_encoding(tree.sources, i); !bad.empty()) {
      errors.push_back(std::move(bad.front()));
      continue;
    }
    Result<Node> file = parse_yaml(tree.sources, i);
    if (!file) {
      errors.push_back(file.errors().front());
      continue;
    }
    Reader r(tree.sources, {});
    if (r.expect(*file, Node::Kind::map, "`clock: {...}` and the other keys of a model")) {
      merge(tree, std::move(*file), errors);
    }
    errors.insert(errors.end(), r.diagnostics().begin(), r.diagnostics().end());
  }
  return errors;
}

// The order in which the registry lists the keys is the order of reading: what is referred to
// first.
void put_in_order(Node& root) {
  const auto rank = [](const Entry& e) {
    const auto& keys = all_objects().front()->keys;
    const auto it =
        std::find_if(keys.begin(), keys.end(), [&](const KeyInfo& k) { return k.name == e.name; });
    return it - keys.begin();
  };
  std::stable_sort(root.entries.begin(), root.entries.end(),
                   [&](const Entry& a, const Entry& b) { return rank(a) < rank(b); });
}

void take_names(Reader& r, const Node& root, const char* key, Table table, std::int32_t first = 0) {
  const Node* node = root.find(key);
  if (!node) return;
  if (node->kind != Node::Kind::map) return r.doubt(table);
  for (const Entry& e : node->entries) {
    const auto [it, fresh] = r.names(table).emplace(e.name, Name{first++, e.mark});
    if (fresh) continue;
    const Reader::Scope top(r, key, e.mark);
    const Reader::Scope scope(r, e.name, e.mark);
    if (it->second.mark.source < 0) {
      r.error("E0406", e.mark, fmt::format("{} is there in every model already", quote(e.name)),
              "delete it, or choose another name");
    } else {
      r.error("E0402", e.mark, fmt::format("{} is an agreement's name already", quote(e.name)),
              "rename one of them")
          .related.push_back(r.related(it->second.mark, "first here"));
    }
  }
}

void take_all_names(Reader& r, const Node& root) {
  r.names(Table::parties).emplace("outside", Name{kOutside.value, Mark{}});
  take_names(r, root, "parties", Table::parties, 1);
  take_names(r, root, "accelerators", Table::accelerators);
  take_names(r, root, "sites", Table::sites);
  take_names(r, root, "resources", Table::resources);
  take_names(r, root, "drivers", Table::drivers);
  r.names(Table::strategies).emplace("as-signed", Name{-1, Mark{}});
  take_names(r, root, "strategies", Table::strategies);
  const Node* agreements = root.find("agreements");
  const auto count = agreements ? static_cast<std::int32_t>(agreements->entries.size()) : 0;
  take_names(r, root, "agreements", Table::agreements);
  take_names(r, root, "offers", Table::agreements, count);
  take_names(r, root, "offers", Table::offers, count);
}

// Series that grow from "the start of the clock" need it before the clock is read.
void take_clock_start(Reader& r, const Node& root) {
  const Node* clock = root.find("clock");
  const Node* start = clock ? clock->find("start") : nullptr;
  if (!start || start->kind != Node::Kind::scalar) return;
  if (const Result<Date> date = parse_date(start->text)) r.clock_start = begin_month(*date);
}

// The first two parts of a path: which object it is about.
std::string object_of(const ModelTree& tree, const std::string& path) {
  const std::size_t dot = path.find('.');
  if (dot == std::string::npos) return path;
  const std::string top = path.substr(0, path.find_first_of(".["));
  const Node* table = tree.root.find(top);
  if (!table || table->kind != Node::Kind::map || !is_table_of_names(top)) return top;
  std::string best;
  for (const Entry& e : table->entries) {
    const bool fits = std::string_view(path).substr(dot + 1).starts_with(e.name);
    if (fits && e.name.size() > best.size()) best = e.name;
  }
  return path.substr(0, dot + 1) + best;
}

// A model that was not read whole, made so that checking it cannot go astray: what is missing
// stands at the outside, and signings of nothing are dropped.
void make_safe(Model& m) {
  const auto safe = [&](PartyId& id) {
    if (!id.valid()) id = kOutside;
  };
  safe(m.planner.party);
  for (Workload& w : m.workloads) safe(w.party);
  const auto agreement = [&](Agreement& a) {
    safe(a.first);
    safe(a.second);
  };
  for (Agreement& a : m.agreements) agreement(a);
  for (Strategy& s : m.strategies) {
    for (Strategy::Change& c : s.change) agreement(c.agreement);
    std::erase_if(s.sign.signings,
                  [](const Signing& x) { return !x.offer.valid() || x.month <= -1e9; });
  }
  std::erase_if(m.correlations, [](const Correlation& c) { return !c.a.valid() || !c.b.valid(); });
}

Diagnostic to_diagnostic(const ModelTree& tree, const Problem& p) {
  Diagnostic d;
  d.code = p.code;
  d.severity = p.severity;
  d.place = tree.sources.place(locate(tree, p.path));
  d.key_path = p.path;
  d.what = p.what;
  d.expected = p.expected;
  d.mend = p.mend;
  if (!p.related_path.empty()) {
    d.related.push_back({tree.sources.place(locate(tree, p.related_path)), p.related_path});
  }
  return d;
}

// What no single key can tell; of objects that are wrong already nothing more is said.
Diagnostics check_meaning(const ModelTree& tree, Model& model, const Diagnostics& errors) {
  std::set<std::string> wrong;
  for (const Diagnostic& d : errors) wrong.insert(object_of(tree, d.key_path));
  // Without the clock, the top level or a whole table, what else is wrong would be guesswork.
  for (const std::string& object : wrong) {
    if (object.empty() || object == "clock" || is_table_of_names(object)) return {};
  }
  if (!wrong.empty()) make_safe(model);
  Diagnostics out;
  const std::vector<Problem> problems = check(model);
  const bool bad_clock = std::any_of(problems.begin(), problems.end(), [](const Problem& p) {
    return p.path.starts_with("clock") && p.severity == Severity::error;
  });
  for (const Problem& p : problems) {
    if (bad_clock && !p.path.starts_with("clock")) continue;
    const bool follows = wrong.count(object_of(tree, p.path)) ||
                         (!p.related_path.empty() && wrong.count(object_of(tree, p.related_path)));
    const bool hint = p.severity == Severity::warning && !wrong.empty();
    if (!follows && !hint) out.push_back(to_diagnostic(tree, p));
  }
  return out;
}

std::string hash_of(const LoadedModel& loaded) {
  std::string all;
  const auto add = [&](const std::string& text) { all += fmt::format("{}:{}", text.size(), text); };
  for (const SourceText& s : loaded.sources) {
    add(s.name);
    add(s.text);
  }
  for (const std::string& option : loaded.set) add("--set " + option);
  return sha256_hex(all);
}

std::vector<SourceText> sources_read(const ModelTree& tree) {
  std::vector<SourceText> out;
  for (int i = 0; i < tree.sources.size(); ++i) {
    if (std::find(tree.options.begin(), tree.options.end(), i) == tree.options.end()) {
      out.push_back(tree.sources.at(i));
    }
  }
  std::sort(out.begin(), out.end(),
            [](const SourceText& a, const SourceText& b) { return a.name < b.name; });
  return out;
}

Result<LoadedModel> read_model(std::shared_ptr<ModelTree> tree, const Reader::ReadFile& read_file,
                               const LoadOptions& options) {
  Diagnostics errors = parse_all(*tree);
  for (const std::string& option : options.set) apply_set(*tree, option, errors);
  if (errors.empty()) put_in_order(tree->root);
  Reader r(tree->sources, read_file);
  LoadedModel loaded;
  if (errors.empty()) {
    const Reader::Scope scope(r, "", tree->root.mark);
    ModelDraft draft;
    draft.root = &tree->root;
    draft.model.parties.resize(1);
    draft.model.parties[0].name = draft.model.parties[0].label = "outside";
    take_clock_start(r, tree->root);
    take_all_names(r, tree->root);
    model_keys().read(r, tree->root, draft);
    loaded.model = std::move(draft.model);
    errors = std::move(r.diagnostics());
    Diagnostics meaning = check_meaning(*tree, loaded.model, errors);
    errors.insert(errors.end(), meaning.begin(), meaning.end());
  }
  sort_diagnostics(errors);
  if (has_error(errors)) return errors;
  loaded.warnings = std::move(errors);
  loaded.sources = sources_read(*tree);
  loaded.set = options.set;
  loaded.hash = hash_of(loaded);
  loaded.tree = std::move(tree);
  return loaded;
}

}  // namespace

Result<LoadedModel> load_model(const std::string& path, const LoadOptions& options) {
  Result<Folder> folder = Folder::open(path);
  if (!folder) return folder.errors();
  auto tree = std::make_shared<ModelTree>();
  Diagnostics errors;
  const auto read = [&](const std::string& name, std::size_t most) -> Result<std::string> {
    for (const SourceText& s : options.instead) {
      if (s.name == name) return s.text;
    }
    return folder->read(name, most);
  };
  std::set<std::string> names(folder->yaml().begin(), folder->yaml().end());
  for (const SourceText& s : options.instead) {
    if (s.name.ends_with(".yaml")) names.insert(s.name);
  }
  for (const std::string& name : names) {
    Result<std::string> text = read(name, kMostYamlBytes);
    if (text) {
      tree->sources.add({name, std::move(*text)});
      continue;
    }
    Diagnostic d = text.errors().front();
    d.place.file = name;
    errors.push_back(std::move(d));
  }
  if (!errors.empty()) return errors;
  const auto read_csv = [&](const std::string& name) { return read(name, kMostCsvBytes); };
  Result<LoadedModel> loaded = read_model(std::move(tree), read_csv, options);
  if (loaded) {
    loaded->warnings.insert(loaded->warnings.begin(), folder->warnings().begin(),
                            folder->warnings().end());
  }
  return loaded;
}

Result<LoadedModel> load_sources(std::vector<SourceText> sources, const LoadOptions& options) {
  auto tree = std::make_shared<ModelTree>();
  for (const SourceText& s : sources) {
    if (s.name.ends_with(".yaml")) tree->sources.add(s);
  }
  const auto read_csv = [&](const std::string& name) -> Result<std::string> {
    for (const SourceText& s : sources) {
      if (s.name == name) return s.text;
    }
    Diagnostic d;
    d.code = "E0501";
    d.what = fmt::format("there is no file {} in the model folder", quote(name));
    d.mend = "put it there, or correct the name";
    return d;
  };
  return read_model(std::move(tree), read_csv, options);
}

Diagnostics with_places(const LoadedModel& loaded, Diagnostics diagnostics) {
  for (Diagnostic& d : diagnostics) {
    if (!d.place.file.empty() || d.key_path.empty() || !loaded.tree) continue;
    d.place = loaded.tree->sources.place(locate(*loaded.tree, d.key_path));
  }
  return diagnostics;
}

}  // namespace offtake
