// Checks of meaning: what no single key can tell. A Problem names the key by its path; modelfile
// turns the path into file, line and column.
#pragma once

#include <string>
#include <vector>

#include "offtake/base/result.h"
#include "offtake/model/model.h"

namespace offtake {

struct Problem {
  std::string code;
  Severity severity = Severity::error;
  std::string path;  // "agreements.oracle.ramp.full"; the nearest existing parent is marked
  std::string what;
  std::string expected;
  std::string mend;
  std::string related_path;  // may be empty
};

std::vector<Problem> check(const Model& model);

}  // namespace offtake
