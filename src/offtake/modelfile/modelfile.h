// A model folder to a Model: every *.yaml in the folder (not below it) merged by top-level key,
// series from CSV files in it or below it. docs/reference/model.md lists all keys.
//
// Everything that is wrong is reported at once, each with file:line:column, the path of the key,
// what is wrong and how to mend it; docs/reference/diagnostics.md lists the codes. The folder is
// not trusted: nothing outside it is read (no links, no devices), sizes, depth and counts are
// capped.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "offtake/base/result.h"
#include "offtake/model/model.h"

namespace offtake {

struct SourceText {
  std::string name;  // within the folder: "offers.yaml", "data/demand.csv"
  std::string text;
};

struct LoadOptions {
  // "agreements.oracle.price=$9B/GW-year": replaces or adds one key before the model is read. The
  // value is YAML. Where it is wrong the place is the text of the option itself.
  std::vector<std::string> set;
  // Texts that stand for those of the folder's files of these names, or come to them: a model as it
  // would be if they were saved.
  std::vector<SourceText> instead = {};
};

struct ModelTree;  // the texts as a tree with positions

struct LoadedModel {
  Model model;
  Diagnostics warnings;
  std::vector<SourceText> sources;  // all that was read, by name
  std::vector<std::string> set;
  std::string hash;  // of the names and texts of the sources and of the `set` options, in hex
  std::shared_ptr<const ModelTree> tree;
};

// The model is checked (model/check.h) before it is returned.
Result<LoadedModel> load_model(const std::string& folder, const LoadOptions& options = {});

// The same from texts at hand.
Result<LoadedModel> load_sources(std::vector<SourceText> sources, const LoadOptions& options = {});

// Fills the places of diagnostics that have only a key path (those of a later step), by the nearest
// key that is written.
Diagnostics with_places(const LoadedModel& loaded, Diagnostics diagnostics);

// JSON Schema (draft-07) of one file of a model folder, for editors.
std::string schema_json();

// The reference of all keys as Markdown: docs/reference/model.md.
std::string keys_markdown();

// A small model that says something, as the files of a new folder (`offtake init`).
std::vector<SourceText> starter_model();

}  // namespace offtake
