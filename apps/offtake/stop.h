// Ctrl-C and SIGTERM ask a long run to stop; a second one ends the program at once.
#pragma once

namespace offtake::cli {

// While one lives the signals set a flag; before and after they end the program as usual.
class StopGuard {
 public:
  StopGuard();
  ~StopGuard();
  StopGuard(const StopGuard&) = delete;
  StopGuard& operator=(const StopGuard&) = delete;
};

bool stop_asked();
void ask_to_stop();  // as a signal does

}  // namespace offtake::cli
