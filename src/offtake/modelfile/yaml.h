// YAML to a tree with positions, through libyaml's events under our own caps: a strict subset
// without anchors, aliases, tags, merge keys, directives and second documents. Keys are names; a
// key that stands twice is an error. Scalars stay text: the reader knows what each should be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "offtake/modelfile/source.h"

namespace offtake {

inline constexpr std::size_t kMostYamlBytes = 4u << 20;
inline constexpr int kMostYamlDepth = 32;
inline constexpr int kMostYamlEvents = 200'000;
inline constexpr std::size_t kMostScalarBytes = 64u << 10;

struct Entry;

struct Node {
  enum class Kind { scalar, list, map };
  Kind kind = Kind::scalar;
  Mark mark;           // a scalar whole; of a list or map its first character
  std::string text;    // of a scalar
  bool plain = true;   // written without quotes, on one line: offsets in `text` are columns
  bool empty = false;  // nothing, ~ or null without quotes
  std::vector<Node> items;
  std::vector<Entry> entries;

  const Node* find(std::string_view key) const;  // the value, or nullptr
  Node* find(std::string_view key);
  const Entry* entry(std::string_view key) const;
};

struct Entry {
  std::string name;
  Mark mark;  // of the key
  Node value;
};

// Errors: E0002 empty, E0020 to E0031 (docs/reference/diagnostics.md). The first one of a source:
// what follows a syntax error is guesswork.
Result<Node> parse_yaml(const Sources& sources, int source);

}  // namespace offtake
