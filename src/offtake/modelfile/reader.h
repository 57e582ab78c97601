// What reading needs at every key: where it is, which names there are, what went wrong so far.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "offtake/base/quantity.h"
#include "offtake/modelfile/csv.h"
#include "offtake/modelfile/source.h"
#include "offtake/modelfile/yaml.h"

namespace offtake {

struct KeyInfo;
struct ObjectInfo;

// Mistakes beyond so many are not collected: the first thousand are enough to work on.
inline constexpr std::size_t kMostDiagnostics = 1000;

// Where a name may come from. `agreements` holds offers too.
enum class Table {
  parties,
  accelerators,
  sites,
  resources,
  drivers,
  agreements,
  offers,
  strategies
};
inline constexpr int kTables = 8;

struct Name {
  std::int32_t index = 0;
  Mark mark;
};
using Names = std::map<std::string, Name, std::less<>>;

class Reader {
 public:
  // The text of a file of the model folder.
  using ReadFile = std::function<Result<std::string>(const std::string& name)>;

  Reader(Sources& sources, ReadFile read_file)
      : sources_(sources), read_file_(std::move(read_file)) {}

  // One key deeper, as long as it lives.
  class Scope {
   public:
    Scope(Reader& r, std::string segment, Mark mark);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Reader& reader_;
  };

  Diagnostic& error(std::string code, const Mark& mark, std::string what, std::string mend);
  Diagnostic& warn(std::string code, const Mark& mark, std::string what, std::string mend);
  Related related(const Mark& mark, std::string note) const;
  std::string path() const;
  // Of the key being read.
  const Mark& key_mark() const { return marks_.back(); }
  Diagnostics& diagnostics() { return diagnostics_; }
  std::size_t errors() const;  // so far; warnings are none
  Sources& sources() { return sources_; }

  // Objects. begin_object says whether `node` is a mapping of a known kind.
  bool begin_object(const Node& node, const ObjectInfo& object, std::string& kind);
  int find_key(const ObjectInfo& object, const std::string& kind, const Entry& entry);
  void end_object(const Node& node, const ObjectInfo& object, const std::string& kind);
  bool refuse_empty(const Node& node, std::string_view example = "", bool has_default = true);

  bool expect(const Node& node, Node::Kind kind, std::string_view example);
  // A list's values, or the one value that stands without brackets.
  std::vector<const Node*> items(const Node& node);

  std::optional<std::string> scalar(const Node& node, std::string_view example);
  std::optional<Quantity> quantity(const Node& node, Dimension dimension, std::string_view example);
  std::optional<double> date(const Node& node, bool end);
  std::optional<std::int32_t> reference(const Node& node, Table table);
  // A part of a plain scalar: `offset` and `length` in code points.
  Mark part(const Node& node, int offset, int length) const;

  bool valid_name(const Entry& entry);  // of an object of the user's
  Names& names(Table table) { return names_[std::size_t(table)]; }
  // The table's own text is wrong, so nothing is said of names that seem to be missing.
  void doubt(Table table) { doubted_[std::size_t(table)] = true; }

  // A CSV file, read once. nullptr: it was in error, and that has been said.
  const CsvTable* csv(const Node& node);
  double clock_start = 0.0;

 private:
  Sources& sources_;
  ReadFile read_file_;
  Diagnostics diagnostics_;
  Diagnostic surplus_;  // what is said after kMostDiagnostics goes nowhere
  std::vector<std::string> path_;
  std::vector<Mark> marks_{Mark{}};
  std::array<Names, kTables> names_;
  std::array<bool, kTables> doubted_{};
  std::map<std::string, std::optional<CsvTable>> csv_;
};

std::string name_of(Table table);

}  // namespace offtake
