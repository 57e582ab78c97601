// The lines of one SMPS file and what is wrong with them. Private to smps*.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "offtake/program/smps.h"

namespace offtake::smps {

struct Token {
  std::string_view text;
  std::size_t at = 0;  // byte in its line
};

// A section, and how many fields its line has at most.
struct Section {
  std::string_view name;
  std::size_t most_fields = 1;
};

class Lines {
 public:
  Lines(const SmpsText& source, std::vector<Section> sections, Diagnostics& found);

  // Goes to the next line with fields; comments (*) are passed over. False at the end of the file,
  // at ENDATA, or after too many mistakes. Sections begin in column 1, or anywhere where no entry
  // can be meant.
  bool next();
  bool at_section() const { return at_section_; }
  const std::string& section() const { return section_; }
  std::size_t fields() const { return fields_.size(); }
  std::string_view operator[](std::size_t field) const { return fields_[field].text; }
  int number() const { return line_number_; }

  // Says that the section lacks, repeats or precedes something.
  bool ended() const { return ended_; }

  void fail(const char* code, std::size_t field, std::string what, std::string mend);
  void warn(const char* code, std::size_t field, std::string what, std::string mend);
  // Of the whole file, or of a line read before.
  void fail_at(int line, const char* code, std::string what, std::string mend);
  void warn_at(int line, const char* code, std::string what, std::string mend);
  // E1102 unless the number of fields is one of `allowed`.
  bool has_fields(std::initializer_list<std::size_t> allowed, const char* shape);
  // E1103 when it is no number; 1e30 and more is infinite, which only bounds may be.
  enum class Range { finite, infinite_too };
  std::optional<double> read_number(std::size_t field, Range range = Range::finite);

 private:
  void split();
  bool is_section();
  void add(Severity severity, const char* code, Place place, std::string what, std::string mend);
  Place place(std::size_t field) const;

  const SmpsText& source_;
  std::vector<Section> sections_;
  Diagnostics& found_;
  std::size_t at_ = 0;
  int line_number_ = 0, mistakes_ = 0;
  std::string_view line_;
  std::vector<Token> fields_;
  std::string section_;
  bool at_section_ = false, ended_ = false;
};

}  // namespace offtake::smps
