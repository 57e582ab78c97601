// What stands in the model's files, value by value: the assumptions of a report, and all that can
// be moved.
#pragma once

#include <string>
#include <vector>

#include "offtake/modelfile/modelfile.h"

namespace offtake {

struct WrittenValue {
  std::string key;     // as for --set: "offers.oracle-1gw.ramp.first", "strategies.many.sign[0].mw"
  std::string text;    // as written, without quotes
  std::string source;  // what the nearest `source:` around it says of where the figures come from
  std::string file;    // "offers.yaml"; "--set" for what an option put there
  int line = 0;
};

// Every scalar of the model (but the sources themselves), in the order of the tree.
std::vector<WrittenValue> written_values(const LoadedModel& loaded);

}  // namespace offtake
