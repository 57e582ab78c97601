#include "offtake/solve/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <new>

#include "offtake/base/text.h"
#include "offtake/solve/highs_handle.h"

namespace offtake {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kOutOfMemory = 112, kThrew = 113;  // exit codes of the child

struct Pipe {
  int read_end = -1, write_end = -1;
  ~Pipe() {
    close_end(read_end);
    close_end(write_end);
  }
  static void close_end(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
};

std::int64_t address_space_bytes() {
  long long pages = 0;
  if (FILE* f = std::fopen("/proc/self/statm", "re")) {
    if (std::fscanf(f, "%lld", &pages) != 1) pages = 0;
    std::fclose(f);
  }
  return pages * ::sysconf(_SC_PAGESIZE);
}

void set_limit(int what, std::int64_t most) {
  const rlimit limit{static_cast<rlim_t>(most), static_cast<rlim_t>(most)};
  ::setrlimit(static_cast<__rlimit_resource>(what), &limit);
}

// The signals mean what they mean by default, whatever this program did with them.
void reset_signals() {
  for (const int s : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGXCPU, SIGALRM}) {
    ::signal(s, SIG_DFL);
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

bool write_all(int to, const void* from, std::size_t bytes) {
  const char* at = static_cast<const char*>(from);
  while (bytes > 0) {
    const ssize_t done = ::write(to, at, bytes);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    at += done;
    bytes -= std::size_t(done);
  }
  return true;
}

// The answer's length, then the answer.
[[noreturn]] void be_child(const std::function<std::string()>& work, const ChildLimits& limits,
                           pid_t parent, int to) {
  reset_signals();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(kThrew);  // it died before we asked
  set_limit(RLIMIT_CORE, 0);
  if (std::isfinite(limits.seconds)) {
    set_limit(RLIMIT_CPU, static_cast<std::int64_t>(std::ceil(limits.seconds)) + 1);
  }
  if (!kSanitized && limits.memory_bytes > 0) {
    set_limit(RLIMIT_AS, address_space_bytes() + limits.memory_bytes);
  }
  try {
    const std::string answer = work();
    const std::uint64_t length = answer.size();
    const bool sent =
        write_all(to, &length, sizeof length) && write_all(to, answer.data(), answer.size());
    ::_exit(sent ? 0 : kThrew);
  } catch (const std::bad_alloc&) {
    ::_exit(kOutOfMemory);
  } catch (...) {
    ::_exit(kThrew);
  }
}

bool is_whole(const std::string& received) {
  std::uint64_t length = 0;
  if (received.size() < sizeof length) return false;
  std::memcpy(&length, received.data(), sizeof length);
  return received.size() - sizeof length == length;
}

// What the pipe holds now; false at its end.
bool take(int from, std::string& received) {
  char block[1 << 16];
  const ssize_t got = ::read(from, block, sizeof block);
  if (got > 0) received.append(block, std::size_t(got));
  return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

struct End {
  int status = 0;  // as of waitpid()
  bool late = false;
  std::string received;
};

// Reads until the answer is whole, the pipe ends or the time is over. Another child may hold a copy
// of the pipe, so an end of this child is looked for too.
End listen(pid_t child, int from, double seconds) {
  End end;
  const auto began = Clock::now();
  bool ended = false;
  while (!is_whole(end.received)) {
    const double left = seconds - std::chrono::duration<double>(Clock::now() - began).count();
    if (left <= 0) {
      end.late = true;
      break;
    }
    pollfd ready{from, POLLIN, 0};
    const int wait_ms = ended ? 0 : static_cast<int>(std::min(std::ceil(left * 1e3), 50.0));
    const int found = ::poll(&ready, 1, wait_ms);
    if (found > 0 && !take(from, end.received)) break;
    if (found == 0 && ended) break;  // it has ended and left no more
    if (!ended) ended = ::waitpid(child, &end.status, WNOHANG) == child;
  }
  if (ended) return end;
  if (end.late) ::kill(child, SIGKILL);
  // With its pipe closed a child may still hang, on its way out.
  const auto heard = Clock::now();
  for (int pause_us = 50; ::waitpid(child, &end.status, WNOHANG) == 0; pause_us *= 2) {
    ::usleep(static_cast<useconds_t>(std::min(pause_us, 20'000)));
    if (Clock::now() - heard > std::chrono::seconds(2)) ::kill(child, SIGKILL);
  }
  return end;
}

Diagnostic interrupted(const char* how, const char* mend) {
  return solver_failure("E0952", fmt::format("the solver's process {}", how), mend);
}

Result<std::string> judge(const End& end) {
  if (end.late)
    return interrupted("did not stop at its time limit and was ended", "give it more time");
  if (is_whole(end.received)) return end.received.substr(sizeof(std::uint64_t));
  if (WIFSIGNALED(end.status)) {
    const int s = WTERMSIG(end.status);
    if (s == SIGXCPU || (s == SIGKILL)) {
      return interrupted("was ended from outside, for its time or for want of memory",
                         "give it more time or memory");
    }
    if (s == SIGINT || s == SIGTERM || s == SIGHUP)
      return interrupted("was interrupted", "run again");
    return solver_failure("E0953",
                          fmt::format("the solver crashed (signal {}, {})", s, strsignal(s)),
                          "report this with the program");
  }
  const int code = WIFEXITED(end.status) ? WEXITSTATUS(end.status) : 0;
  if (code == kOutOfMemory) return interrupted("ran out of memory", "allow it more memory");
  return solver_failure("E0953",
                        fmt::format("the solver's process ended without an answer (code {})", code),
                        "report this with the program");
}

}  // namespace

Result<std::string> run_in_child(const std::function<std::string()>& work,
                                 const ChildLimits& limits) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    return solver_failure("E0953", fmt::format("no pipe to the solver: {}", std::strerror(errno)),
                          "close other programs");
  }
  Pipe pipe{ends[0], ends[1]};
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    Pipe::close_end(pipe.read_end);
    be_child(work, limits, parent, pipe.write_end);
  }
  if (child < 0) {
    return solver_failure("E0953",
                          fmt::format("no process for the solver: {}", std::strerror(errno)),
                          "close other programs");
  }
  Pipe::close_end(pipe.write_end);
  return judge(listen(child, pipe.read_end, limits.seconds));
}

}  // namespace offtake
