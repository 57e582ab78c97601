// Work in a process of its own, so that a crash, a hang or a hunger for memory there stays there.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "offtake/base/result.h"
#include "offtake/program/linear_program.h"

namespace offtake {

// A sanitizer takes terabytes of address space, so that a limit would stop the child at once; and
// the child may hang if other threads were allocating when it was forked.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

struct ChildLimits {
  double seconds = kInfinity;     // of wall-clock time, then it is killed
  std::int64_t memory_bytes = 0;  // on top of what this process holds; 0: none
};

// What `work` returns, carried over a pipe. The child is a fork of this process with one thread; it
// runs no exit handlers, flushes no streams, and dies with the thread that waits for it. Errors:
// E0952 killed at a limit of time or memory, or interrupted; E0953 crashed, or its answer did not
// come whole.
Result<std::string> run_in_child(const std::function<std::string()>& work,
                                 const ChildLimits& limits);

}  // namespace offtake
