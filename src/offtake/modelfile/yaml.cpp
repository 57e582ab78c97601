#include "offtake/modelfile/yaml.h"

#include <yaml.h>

#include <algorithm>
#include <memory>
#include <set>

#include "offtake/base/text.h"

namespace offtake {
namespace {

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

// Where a line reads "  key:value", the column of the colon; 0 if it does not.
int missing_space_column(std::string_view line) {
  std::size_t at = std::min(line.find_first_not_of(" -"), line.size());
  while (at < line.size() && is_name_byte(line[at])) ++at;
  const bool colon =
      at > 0 && at + 1 < line.size() && line[at] == ':' && is_name_byte(line[at - 1]);
  return colon && line[at + 1] != ' ' && line[at + 1] != '\t' ? static_cast<int>(at) + 1 : 0;
}

class Parser {
 public:
  Parser(const Sources& sources, int source) : sources_(sources), source_(source) {
    OFFTAKE_CHECK(yaml_parser_initialize(&parser_), "libyaml could not start");
    const std::string& text = sources.at(source).text;
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
  }
  ~Parser() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  Result<Node> run() {
    Node root;
    if (next() && next() && document_start()) {
      if (next() && read(root, 1) && next() && next()) {
        if (event_.type == YAML_DOCUMENT_START_EVENT) {
          fail("E0029", mark(), "a second document begins",
               "write one document a file: delete `---`");
        }
      }
    }
    if (failed_) return failure_;
    return root;
  }

 private:
  Mark mark() const {
    const yaml_mark_t& a = event_.start_mark;
    const yaml_mark_t& b = event_.end_mark;
    const int length = a.line == b.line ? static_cast<int>(b.column - a.column) : 1;
    return {source_, static_cast<int>(a.line) + 1, static_cast<int>(a.column) + 1, length};
  }

  Diagnostic& fail(std::string code, Mark at, std::string what, std::string mend) {
    if (!failed_) {
      failure_.code = std::move(code);
      failure_.place = sources_.place(at);
      failure_.what = std::move(what);
      failure_.mend = std::move(mend);
      failed_ = true;
    }
    return failure_;
  }

  bool next() {
    if (failed_) return false;
    yaml_event_delete(&event_);
    event_ = {};
    if (!yaml_parser_parse(&parser_, &event_)) {
      explain();
      return false;
    }
    if (++events_ > kMostYamlEvents) {
      fail("E0030", mark(), fmt::format("more than {} values in one file", kMostYamlEvents),
           "put long series into CSV files");
    }
    return !failed_;
  }

  bool document_start() {
    if (event_.type == YAML_STREAM_END_EVENT) {
      fail("E0002", {source_, 1, 1, 1}, "the file is empty",
           "delete it, or write at least\nofftake: 1\nclock: {start: 2025-01, end: 2030-12, step: "
           "quarter}\nplanner: {party: lab}\nparties:\n  lab: {cash: $1B}");
      return false;
    }
    const auto& start = event_.data.document_start;
    if (start.version_directive || start.tag_directives.start != start.tag_directives.end) {
      fail("E0028", mark(), "directives (%YAML, %TAG) are not supported", "delete this line");
    }
    return !failed_;
  }

  // The value whose first event has come, `depth` levels down.
  bool read(Node& node, int depth) {
    node.mark = mark();
    const auto plain_tag = [&](const yaml_char_t* anchor, const yaml_char_t* tag) {
      if (anchor) {
        fail("E0024", node.mark, "anchors and aliases (& and *) are not supported",
             "write the value out where it is needed");
      } else if (tag) {
        fail("E0027", node.mark,
             fmt::format("tags are not supported: {}", quote(reinterpret_cast<const char*>(tag))),
             "delete the tag");
      }
      return !failed_;
    };
    switch (event_.type) {
      case YAML_ALIAS_EVENT:
        return plain_tag(event_.data.alias.anchor, nullptr);
      case YAML_SCALAR_EVENT:
        return plain_tag(event_.data.scalar.anchor, event_.data.scalar.tag) && read_scalar(node);
      case YAML_SEQUENCE_START_EVENT:
        return plain_tag(event_.data.sequence_start.anchor, event_.data.sequence_start.tag) &&
               enter(node, depth) && read_list(node, depth);
      case YAML_MAPPING_START_EVENT:
        return plain_tag(event_.data.mapping_start.anchor, event_.data.mapping_start.tag) &&
               enter(node, depth) && read_map(node, depth);
      default:
        return !failed_;
    }
  }

  bool enter(Node& node, int depth) {
    node.mark.length = 1;
    const bool flow = event_.type == YAML_SEQUENCE_START_EVENT
                          ? event_.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
                          : event_.type == YAML_MAPPING_START_EVENT &&
                                event_.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
    if (flow) open_.push_back(node.mark);
    if (depth > kMostYamlDepth) {
      fail("E0025", node.mark, fmt::format("nested more than {} levels deep", kMostYamlDepth),
           "a model needs no more than six");
    }
    return !failed_;
  }

  bool read_scalar(Node& node) {
    const auto& scalar = event_.data.scalar;
    if (scalar.length > kMostScalarBytes) {
      fail("E0030", node.mark,
           fmt::format("a text of {} bytes; at most {} are read", scalar.length, kMostScalarBytes),
           "shorten it");
      return false;
    }
    node.text.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
    // Written out they are found in the file itself; here they come from \-escapes.
    for (std::size_t at = 0; at < node.text.size();) {
      const CodePoint c = decode_utf8(node.text, at);
      at += static_cast<std::size_t>(c.bytes);
      if (!is_hidden(c.value) || c.value == '\n' || c.value == '\t') continue;
      fail(hidden_code(c.value), node.mark, hidden_what(c.value), "delete it");
      return false;
    }
    const bool bare = scalar.style == YAML_PLAIN_SCALAR_STYLE;
    node.plain = bare && event_.start_mark.line == event_.end_mark.line;
    node.empty = bare && (node.text.empty() || node.text == "~" || node.text == "null");
    return true;
  }

  bool read_list(Node& node, int depth) {
    node.kind = Node::Kind::list;
    while (next() && event_.type != YAML_SEQUENCE_END_EVENT) {
      node.items.emplace_back();
      if (!read(node.items.back(), depth + 1)) return false;
    }
    leave(node);
    return !failed_;
  }

  void leave(const Node& node) {
    if (!failed_ && !open_.empty() && open_.back().line == node.mark.line &&
        open_.back().column == node.mark.column) {
      open_.pop_back();
    }
  }

  char char_at(const Mark& mark) const {
    std::string_view line = sources_.line(source_, mark.line);
    for (int i = 1; i < mark.column && !line.empty(); ++i) {
      line.remove_prefix(static_cast<std::size_t>(decode_utf8(line, 0).bytes));
    }
    return line.empty() ? '\0' : line[0];
  }

  bool read_map(Node& node, int depth) {
    node.kind = Node::Kind::map;
    std::set<std::string> seen;
    while (next() && event_.type != YAML_MAPPING_END_EVENT) {
      Node key;
      if (event_.type != YAML_SCALAR_EVENT && event_.type != YAML_ALIAS_EVENT) {
        enter(key, depth + 1);
        fail("E0031", mark(), "a key must be a name, not a list or mapping", "write `name: value`");
        return false;
      }
      if (!read(key, depth + 1)) return false;
      if (key.text == "<<") {
        fail("E0026", key.mark, "merge keys (<<) are not supported", "copy the keys");
        return false;
      }
      if (!seen.insert(key.text).second) {
        const Mark first = node.entry(key.text)->mark;
        fail("E0023", key.mark, fmt::format("key {} stands twice", quote(key.text)),
             "delete one of them, or rename it")
            .related.push_back({sources_.place(first), "first here"});
        return false;
      }
      node.entries.push_back({std::move(key.text), key.mark, {}});
      if (!next() || !read(node.entries.back().value, depth + 1)) return false;
    }
    leave(node);
    return !failed_;
  }

  // libyaml's own words, turned into place, what and mend.
  void explain() {
    const Mark here = at(parser_.problem_mark), opening = at(parser_.context_mark);
    if (explain_indent(here) || explain_text(here, opening)) return;
    const std::string_view context = words(parser_.context), problem = words(parser_.problem);
    const auto says = [](std::string_view text, std::string_view part) {
      return text.find(part) != std::string_view::npos;
    };
    const char found = char_at(here);
    const bool in_flow = says(context, "flow sequence") || says(context, "flow mapping");
    if (!open_.empty() && (in_flow || says(context, "flow node") || found == '\0')) {
      const Mark bracket = in_flow ? opening : open_.back();
      const bool list = char_at(bracket) == '[';
      fail("E0021", bracket, fmt::format("'{}' is not closed", list ? '[' : '{'),
           fmt::format("close it with '{}', with commas between the values", list ? ']' : '}'));
    } else if (found == ']' || found == '}') {
      fail("E0031", here, fmt::format("'{}' closes nothing", found),
           "delete the bracket, or open one before it");
    } else if (says(problem, "cannot start any token")) {
      fail("E0031", here, fmt::format("no value begins with '{}'", found),
           "quote a text that begins with it");
    } else if (const int n = line_without_space(here.line, opening.line)) {
      const int column = missing_space_column(sources_.line(source_, n));
      fail("E0022", {source_, n, column, 1}, "a space is missing after ':'", "write `key: value`");
    } else if (says(problem, "mapping values are not allowed")) {
      fail("E0031", here, "a second ':' in one value, or a key that is indented too far",
           "quote a text that holds ': ', or indent the key like its neighbours");
    } else if (says(context, "block mapping") || says(context, "block collection")) {
      fail("E0031", here, "this line is indented like no line before it",
           "indent it like the keys it belongs to")
          .related.push_back({sources_.place(opening), "the mapping begins here"});
    } else {
      fail("E0031", here, fmt::format("this is not YAML: {}", problem),
           "look for a missing quote, space or bracket just before");
    }
  }

  static std::string_view words(const char* text) { return text ? text : ""; }
  Mark at(const yaml_mark_t& m) const {
    return {source_, static_cast<int>(m.line) + 1, static_cast<int>(m.column) + 1, 1};
  }

  // Tabs and no-break spaces before the first letter, here or on the line before.
  bool explain_indent(const Mark& here) {
    for (int n = here.line; n >= std::max(1, here.line - 1); --n) {
      const std::string_view line = sources_.line(source_, n);
      int column = 1;
      for (std::size_t i = 0; i < line.size(); ++column) {
        const CodePoint c = decode_utf8(line, i);
        if (c.value == '\t' || c.value == 0xa0) {
          const bool tab = c.value == '\t';
          fail("E0020", {source_, n, column, 1},
               tab ? "a tab indents this line" : "a no-break space (U+00A0) indents this line",
               tab ? "indent with spaces" : "write a blank in its place");
          return true;
        }
        if (c.value != ' ') break;
        i += static_cast<std::size_t>(c.bytes);
      }
    }
    return false;
  }

  // Quotes, and the parts of YAML that are not supported.
  bool explain_text(const Mark& here, const Mark& opening) {
    const std::string_view context = words(parser_.context), problem = words(parser_.problem);
    const auto says = [](std::string_view text, std::string_view part) {
      return text.find(part) != std::string_view::npos;
    };
    if (says(problem, "escape")) {
      const Mark slash{source_, here.line, std::max(1, here.column - 1), 1};
      const Mark& mark = char_at(here) == '\\' ? here : slash;
      fail("E0031", mark, "a \\ in double quotes begins an escape, and this is none",
           "write the text in single quotes, or '/' for '\\'");
    } else if (says(context, "quoted scalar")) {
      fail("E0021", opening, "the quote is not closed", "close it on the same line");
    } else if (says(problem, "undefined tag handle") || says(context, "tag")) {
      fail("E0027", here, "tags are not supported", "delete the tag");
    } else if (says(context, "directive") || says(problem, "directive") ||
               says(problem, "incompatible YAML")) {
      fail("E0028", here, "directives (%YAML, %TAG) are not supported", "delete this line");
    } else if (says(problem, "alphabetic or numeric") || says(context, "alias") ||
               says(context, "anchor")) {
      fail("E0024", here, "anchors and aliases (& and *) are not supported",
           "write the value out, or quote a text that starts with & or *");
    }
    return failed_;
  }

  // The line of a `key:value`, looked for where the error shows and just above it.
  int line_without_space(int here, int opening) const {
    for (int n = here; n >= std::max({1, here - 2, std::min(opening, here)}); --n) {
      if (missing_space_column(sources_.line(source_, n)) > 0) return n;
    }
    return 0;
  }

  const Sources& sources_;
  const int source_;
  yaml_parser_t parser_{};
  yaml_event_t event_{};
  int events_ = 0;
  std::vector<Mark> open_;  // brackets and braces that are not closed yet
  bool failed_ = false;
  Diagnostic failure_;
};

}  // namespace

const Entry* Node::entry(std::string_view key) const {
  const auto it =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.name == key; });
  return it == entries.end() ? nullptr : &*it;
}

const Node* Node::find(std::string_view key) const {
  const Entry* e = entry(key);
  return e ? &e->value : nullptr;
}

Node* Node::find(std::string_view key) {
  return const_cast<Node*>(static_cast<const Node*>(this)->find(key));
}

Result<Node> parse_yaml(const Sources& sources, int source) {
  const std::string& text = sources.at(source).text;
  if (text.size() > kMostYamlBytes) {
    Diagnostic d;
    d.code = "E0008";
    d.place = {sources.at(source).name, 0, 0, 1, ""};
    d.what = fmt::format("the file has {} bytes; at most {} MiB are read", text.size(),
                         kMostYamlBytes >> 20);
    d.mend = "split it into several files, and put long series into CSV files";
    return d;
  }
  return Parser(sources, source).run();
}

}  // namespace offtake
