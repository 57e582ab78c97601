// This program once more, as a process of its own: no shell, no input, its stdout nowhere, its
// stderr read line by line.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "offtake/base/result.h"

namespace offtake::cli {

struct ChildWatch {
  std::function<void(const std::string& line)> line;
  // Asked ten times a second. True: the child gets SIGINT, once, and 15 seconds later SIGKILL.
  std::function<bool()> stop;
};

// Runs to its end on the thread that calls. The child dies with that thread (it gets SIGINT).
// Returns its exit code, 128 + the signal that ended it. E1167: it could not be started.
Result<int> run_program(const std::vector<std::string>& arguments, const ChildWatch& watch);

}  // namespace offtake::cli
