// Mistakes of the user are values: a Result holds a value or the Diagnostics that say why there is
// none. A broken invariant of our own is not a Result; it is OFFTAKE_CHECK, which stops the program
// with the evidence.
#pragma once

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace offtake {

// A span in a text that the user wrote. Lines and columns count from 1; a column is a code point.
// line 0 means the whole file, an empty file name means that there is no place.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
  int length = 1;           // code points under the caret
  std::string source_line;  // the text of that line, for the caret display
};

enum class Severity { error, warning };

struct Related {
  Place place;
  std::string note;
};

struct Diagnostic {
  std::string code;  // "E0107"; W for warnings. docs/reference/diagnostics.md lists them all
  Severity severity = Severity::error;
  Place place;
  std::string key_path;  // "agreements.oracle.ramp.full"
  std::string what;      // what is wrong, with the offending token quoted
  std::string expected;  // may be empty
  std::string mend;      // an edit that would pass
  std::vector<Related> related;
};

using Diagnostics = std::vector<Diagnostic>;

inline bool has_error(const Diagnostics& all) {
  for (const Diagnostic& d : all) {
    if (d.severity == Severity::error) return true;
  }
  return false;
}

// A value, or at least one error.
template <class T>
class Result {
 public:
  Result(T value) : value_(std::move(value)), ok_(true) {}  // NOLINT: implicit on purpose
  Result(Diagnostic error) : ok_(false) { errors_.push_back(std::move(error)); }  // NOLINT
  Result(Diagnostics errors) : errors_(std::move(errors)), ok_(false) {}          // NOLINT

  bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }
  const T& value() const& { return value_; }
  T& value() & { return value_; }
  T&& value() && { return std::move(value_); }
  const T* operator->() const { return &value_; }
  T* operator->() { return &value_; }
  const T& operator*() const { return value_; }
  T& operator*() { return value_; }
  const Diagnostics& errors() const { return errors_; }

 private:
  T value_{};
  Diagnostics errors_;
  bool ok_;
};

struct Unit {};
using Status = Result<Unit>;
inline Status ok_status() { return Unit{}; }

[[noreturn]] void check_failed(const char* file, int line, const char* condition,
                               const std::string& evidence);

// file:line:column: error[E0107]: what, source line, caret, expected, mend, related places.
// Control characters are escaped, long lines cut around the caret. Every line, the last one too,
// ends in a line break. `color` adds ANSI codes.
struct RenderOptions {
  bool color = false;
};
std::string render(const Diagnostic& diagnostic, const RenderOptions& options = {});

// Stable order: file, line, column, code; equal ones once.
void sort_diagnostics(Diagnostics& all);

}  // namespace offtake

// An invariant of ours, kept in release builds. `evidence` is any expression that yields a string.
#define OFFTAKE_CHECK(condition, evidence)                                 \
  do {                                                                     \
    if (!(condition)) {                                                    \
      ::offtake::check_failed(__FILE__, __LINE__, #condition, (evidence)); \
    }                                                                      \
  } while (false)
