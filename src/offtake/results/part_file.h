// A part of a simulation as a file, with all that it takes to put the parts together elsewhere: the
// model, what was asked, the numbers, and a checksum over the whole.
//
//   "offtake.part 1\n" <a line of JSON: the head> "\n" <bytes of the part> <SHA-256 of all before>
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "offtake/base/json.h"
#include "offtake/base/result.h"
#include "offtake/results/run_record.h"

namespace offtake {

struct PartHead {
  RunHead run;  // as it will be kept once the parts are merged; version with the commit
  std::vector<RunInput> inputs;
  std::string folder;  // of the model, as it was named
  std::string plan;    // JSON: offtake.plan; empty: none
  bool contagion = false;
  std::vector<std::string> may_fail;
  std::vector<std::pair<std::string, std::string>> asked;  // the options of the command
  std::int64_t part = 1, of = 1;                           // from 1
};

std::string part_file_text(const PartHead& head, std::string_view bytes);

// E1361 where the text is no such file, is cut short, or its checksum is not right; `name` is the
// file's.
struct PartFile {
  PartHead head;
  std::string_view bytes;  // within the text
};
Result<PartFile> read_part_file(std::string_view text, const std::string& name);

// In what two parts are not of one run: "the seed", "the model" …; empty where they are.
std::vector<std::string> differences(const PartHead& a, const PartHead& b);

}  // namespace offtake
