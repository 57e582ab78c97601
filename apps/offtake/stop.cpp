#include "stop.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>

#include "output.h"

namespace offtake::cli {
namespace {

// Process-wide because a signal is: the one global of the program.
std::atomic<bool> asked{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int) {
  if (asked.exchange(true)) ::_exit(kInterrupted);
}

void handle(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

StopGuard::StopGuard() { handle(on_signal); }
StopGuard::~StopGuard() { handle(SIG_DFL); }

bool stop_asked() { return asked.load(); }
void ask_to_stop() { asked.store(true); }

}  // namespace offtake::cli
