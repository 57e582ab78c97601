// The texts that a model is read from, and places in them.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "offtake/base/result.h"
#include "offtake/modelfile/modelfile.h"

namespace offtake {

// A span of one source. Lines and columns count from 1, columns in code points.
struct Mark {
  int source = -1;
  int line = 0;
  int column = 0;
  int length = 1;
};

class Sources {
 public:
  // A byte order mark at the start is dropped, so columns are what an editor shows.
  int add(SourceText source);
  const SourceText& at(int source) const { return sources_[std::size_t(source)].source; }
  int size() const { return static_cast<int>(sources_.size()); }
  std::string_view line(int source, int line) const;
  Place place(const Mark& mark) const;

 private:
  struct Indexed {
    SourceText source;
    std::vector<std::size_t> starts;  // of lines; \n, \r\n and \r end one
  };
  std::deque<Indexed> sources_;  // a deque: views into the texts stay valid
};

// E0801 for control characters, E0802 for what hides or reorders text.
std::string hidden_code(char32_t c);
std::string hidden_what(char32_t c);

// What no text may hold: another encoding than UTF-8 (E0005, E0006), NUL (E0007), control
// characters (E0801), what reorders or hides text (E0802). The first one only: the rest follows.
Diagnostics check_encoding(const Sources& sources, int source);

}  // namespace offtake
