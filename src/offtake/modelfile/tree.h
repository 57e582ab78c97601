// The texts of a model as one tree: files merged by top-level key, `--set` options laid over it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "offtake/modelfile/source.h"
#include "offtake/modelfile/yaml.h"

namespace offtake {

struct ModelTree {
  Sources sources;
  std::vector<int> options;  // those of the sources that are `--set` options
  Node root;
};

// Whether the entries of a top-level key are named by the user.
bool is_table_of_names(const std::string& top);

// Adds a file's keys to the tree. Tables are joined entry by entry, lists one behind the other;
// what stands twice is E0023.
void merge(ModelTree& tree, Node file, Diagnostics& errors);

// "agreements.oracle.price=$9B/GW-year". Errors: E0901 with the nearest key.
void apply_set(ModelTree& tree, const std::string& option, Diagnostics& errors);

// Names may hold points, so at each level the longest key that fits is taken; "[2]" is an item of a
// list. The mark of the value if it is a scalar, else of its key; of the nearest parent if the path
// ends in what is not written.
Mark locate(const ModelTree& tree, std::string_view path);

}  // namespace offtake
