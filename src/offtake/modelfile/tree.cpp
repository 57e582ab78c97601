#include "offtake/modelfile/tree.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "offtake/base/text.h"
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

Diagnostic wrong(const ModelTree& tree, std::string code, const Mark& mark, std::string what,
                 std::string mend) {
  Diagnostic d;
  d.code = std::move(code);
  d.place = tree.sources.place(mark);
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

Diagnostic twice(const ModelTree& tree, const std::string& path, const Mark& first,
                 const Mark& second) {
  Diagnostic d = wrong(tree, "E0023", second, fmt::format("{} stands twice", quote(path)),
                       "delete one of them, or rename it");
  d.key_path = path;
  d.related.push_back({tree.sources.place(first), "first here"});
  return d;
}

// How much of the path the longest key that fits takes; npos if none does.
std::size_t fitting(const Node& map, std::string_view path, std::size_t* index) {
  std::size_t best = std::string_view::npos;
  for (std::size_t i = 0; i < map.entries.size(); ++i) {
    const std::string& name = map.entries[i].name;
    if (!path.starts_with(name)) continue;
    const bool whole =
        path.size() == name.size() || path[name.size()] == '.' || path[name.size()] == '[';
    if (!whole || (best != std::string_view::npos && name.size() <= best)) continue;
    best = name.size();
    *index = i;
  }
  return best;
}

// One step down the path; nullptr where it leaves the tree. `mark` becomes that of the key.
template <class N>  // Node, const or not
N* step(N& node, std::string_view& path, Mark& mark) {
  if (path.starts_with('.')) path.remove_prefix(1);
  if (path.starts_with('[') && node.kind == Node::Kind::list) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(path.data() + 1, path.data() + path.size(), index);
    const auto used = static_cast<std::size_t>(end - path.data());
    if (error != std::errc{} || used >= path.size() || path[used] != ']' ||
        index >= node.items.size()) {
      return nullptr;
    }
    path.remove_prefix(used + 1);
    mark = node.items[index].mark;
    return &node.items[index];
  }
  std::size_t index = 0;
  const std::size_t used =
      node.kind == Node::Kind::map ? fitting(node, path, &index) : std::string_view::npos;
  if (used == std::string_view::npos) return nullptr;
  path.remove_prefix(used);
  mark = node.entries[index].mark;
  return &node.entries[index].value;
}

std::vector<std::string> keys_of(const Node& node) {
  std::vector<std::string> names;
  for (const Entry& e : node.entries) names.push_back(e.name);
  return names;
}

}  // namespace

bool is_table_of_names(const std::string& top) {
  for (const KeyInfo& key : all_objects().front()->keys) {
    if (key.name == top) return key.form == Form::table;
  }
  return false;
}

void merge(ModelTree& tree, Node file, Diagnostics& errors) {
  for (Entry& entry : file.entries) {
    const auto it = std::find_if(tree.root.entries.begin(), tree.root.entries.end(),
                                 [&](const Entry& e) { return e.name == entry.name; });
    if (it == tree.root.entries.end()) {
      tree.root.entries.push_back(std::move(entry));
      continue;
    }
    Entry& first = *it;
    const bool lists = first.value.kind == Node::Kind::list && entry.value.kind == Node::Kind::list;
    const bool maps = first.value.kind == Node::Kind::map && entry.value.kind == Node::Kind::map &&
                      is_table_of_names(entry.name);
    if (lists) {
      for (Node& item : entry.value.items) first.value.items.push_back(std::move(item));
    } else if (maps) {
      std::map<std::string, Mark> seen;
      for (const Entry& e : first.value.entries) seen.emplace(e.name, e.mark);
      for (Entry& e : entry.value.entries) {
        const auto [before, fresh] = seen.emplace(e.name, e.mark);
        if (fresh) {
          first.value.entries.push_back(std::move(e));
        } else {
          errors.push_back(twice(tree, entry.name + "." + e.name, before->second, e.mark));
        }
      }
    } else {
      errors.push_back(twice(tree, entry.name, first.mark, entry.mark));
    }
  }
}

void apply_set(ModelTree& tree, const std::string& option, Diagnostics& errors) {
  const std::size_t equals = option.find('=');
  const auto key_columns = [&](std::size_t bytes) {
    return count_code_points(std::string_view(option).substr(0, bytes));
  };
  const int source = tree.sources.add({"--set", option});
  tree.options.push_back(source);
  const auto refuse = [&](std::size_t begin, std::size_t end, std::string what, std::string mend) {
    const Mark mark{source, 1, key_columns(begin) + 1, key_columns(end) - key_columns(begin)};
    errors.push_back(wrong(tree, "E0901", mark, std::move(what), std::move(mend)));
  };
  if (Diagnostics bad = check_encoding(tree.sources, source); !bad.empty()) {
    errors.push_back(bad.front());
    return;
  }
  if (equals == std::string::npos || equals == 0) {
    return refuse(0, option.size(), "this is no key=value",
                  "write for example `--set agreements.oracle.price=$9B/GW-year`");
  }
  // Spaces before the value keep its columns.
  const int columns = key_columns(equals) + 1;
  Sources padded;
  for (int i = 0; i < source; ++i) padded.add({});
  padded.add({"--set", std::string(std::size_t(columns), ' ') + option.substr(equals + 1)});
  Result<Node> value = parse_yaml(padded, source);
  if (!value) {
    Diagnostic d = value.errors().front();
    if (d.code == "E0002") {
      return refuse(0, equals + 1, "there is no value after '='", "give one");
    }
    d.place.source_line = option;
    errors.push_back(std::move(d));
    return;
  }
  std::string_view path = std::string_view(option).substr(0, equals);
  const Mark whole{source, 1, 1, columns - 1};
  Node* node = &tree.root;
  int depth = 0;
  Mark mark;
  for (Node* next = node; !path.empty() && next; ++depth) {
    node = next;
    std::string_view rest = path;
    next = step(*node, rest, mark);
    if (!next) break;
    path = rest;
    node = next;
  }
  if (path.starts_with('.')) path.remove_prefix(1);
  if (path.empty()) {
    *node = std::move(*value);
    return;
  }
  const std::size_t at = equals - path.size();
  const std::string top = option.substr(0, option.find('.'));
  if (node->kind != Node::Kind::map || path.starts_with('[') ||
      (depth == 1 && is_table_of_names(top))) {
    const auto near = nearest(path.substr(0, path.find('.')), keys_of(*node));
    return refuse(at, equals, fmt::format("the model has no {}", quote(path)),
                  near ? fmt::format("did you mean `{}`?", *near)
                  : node->kind == Node::Kind::list
                      ? std::string("an entry of a list is named by its number, as in `sign[0]`")
                  : node->entries.empty()
                      ? std::string("this key holds a single value")
                      : fmt::format("name one that there is: {}", join_names(keys_of(*node))));
  }
  // What is missing on the way is made; the reader says if it is no key.
  for (;;) {
    const std::size_t dot = path.find('.');
    node->entries.push_back({std::string(path.substr(0, dot)), whole, {}});
    node = &node->entries.back().value;
    node->mark = whole;
    if (dot == std::string_view::npos) break;
    node->kind = Node::Kind::map;
    path.remove_prefix(dot + 1);
  }
  *node = std::move(*value);
}

Mark locate(const ModelTree& tree, std::string_view path) {
  const Node* node = &tree.root;
  Mark mark = node->mark;
  while (!path.empty()) {
    const Node* next = step(*node, path, mark);
    if (!next) return mark;
    node = next;
  }
  return node->kind == Node::Kind::scalar ? node->mark : mark;
}

}  // namespace offtake
