#include "offtake/modelfile/written.h"

#include "offtake/base/text.h"
#include "offtake/modelfile/tree.h"

namespace offtake {
namespace {

constexpr const char* kSource = "source";

void add(const ModelTree& tree, const Node& node, const std::string& key, std::string source,
         std::vector<WrittenValue>& out) {
  if (node.kind == Node::Kind::scalar) {
    if (node.empty) return;
    const Place place = tree.sources.place(node.mark);
    out.push_back({key, node.text, std::move(source), place.file, place.line});
    return;
  }
  if (const Node* own = node.find(kSource); own && own->kind == Node::Kind::scalar) {
    source = own->text;
  }
  for (const Entry& e : node.entries) {
    if (e.name == kSource) continue;
    add(tree, e.value, key.empty() ? e.name : key + "." + e.name, source, out);
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    add(tree, node.items[i], fmt::format("{}[{}]", key, i), source, out);
  }
}

}  // namespace

std::vector<WrittenValue> written_values(const LoadedModel& loaded) {
  std::vector<WrittenValue> out;
  add(*loaded.tree, loaded.tree->root, "", "", out);
  return out;
}

}  // namespace offtake
