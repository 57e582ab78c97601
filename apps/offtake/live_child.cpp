#include "live_child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

#include "offtake/base/text.h"
#include "output.h"

namespace offtake::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{15};
constexpr std::size_t kLongestLine = 64 << 10;  // what is longer is cut in two

// Between fork and exec: nothing that takes a lock.
[[noreturn]] void become(char* const* argv, int nowhere, int err, pid_t parent) {
  for (const int s : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGXFSZ}) ::signal(s, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::setpgid(0, 0);  // Ctrl-C in the terminal is ours to pass on
  ::prctl(PR_SET_PDEATHSIG, SIGINT);
  if (::getppid() != parent) ::_exit(kFailure);  // it died before we asked
  ::dup2(nowhere, STDIN_FILENO);
  ::dup2(nowhere, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  if (::syscall(SYS_close_range, 3u, ~0u, 0u) != 0) {
    for (int fd = 3; fd < 4096; ++fd) ::close(fd);
  }
  ::execv("/proc/self/exe", argv);
  ::_exit(kFailure);
}

class Lines {
 public:
  Lines(int fd, const std::function<void(const std::string&)>& line) : fd_(fd), line_(line) {}
  // What is there now; false at the end.
  bool take() {
    char block[1 << 14];
    const ssize_t got = ::read(fd_, block, sizeof block);
    if (got <= 0) return got < 0 && (errno == EINTR || errno == EAGAIN);
    rest_.append(block, std::size_t(got));
    for (std::size_t end; (end = rest_.find('\n')) != std::string::npos;) pass(end, end + 1);
    if (rest_.size() > kLongestLine) pass(rest_.size(), rest_.size());
    return true;
  }
  void finish() {
    if (!rest_.empty()) pass(rest_.size(), rest_.size());
  }

 private:
  void pass(std::size_t end, std::size_t next) {
    line_(rest_.substr(0, end));
    rest_.erase(0, next);
  }
  int fd_;
  const std::function<void(const std::string&)>& line_;
  std::string rest_;
};

// SIGINT once it is asked for, SIGKILL after that.
class Stopper {
 public:
  explicit Stopper(pid_t child) : child_(child) {}
  void look(bool asked) {
    if (!asked) return;
    if (!asked_) {
      asked_ = true;
      since_ = Clock::now();
      ::kill(child_, SIGINT);
    } else if (Clock::now() - since_ > kPatience) {
      ::kill(child_, SIGKILL);
    }
  }

 private:
  pid_t child_;
  bool asked_ = false;
  Clock::time_point since_;
};

// Others may hold a copy of the pipe, so an end of the child is looked for too.
int listen(pid_t child, int from, const ChildWatch& watch) {
  Lines lines(from, watch.line);
  Stopper stopper(child);
  int status = 0;
  bool ended = false, open = true;
  while (!ended) {
    pollfd ready{from, POLLIN, 0};
    const int found = ::poll(&ready, open ? 1 : 0, 100);
    if (found > 0) open = lines.take();
    stopper.look(watch.stop());
    ended = ::waitpid(child, &status, WNOHANG) == child;
  }
  for (pollfd ready{from, POLLIN, 0}; open && ::poll(&ready, 1, 0) > 0;) open = lines.take();
  lines.finish();
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

Diagnostic not_started() {
  Diagnostic d;
  d.code = "E1167";
  d.what = fmt::format("the job could not be started: {}", std::strerror(errno));
  d.mend = "close other programs, and start it again";
  return d;
}

}  // namespace

Result<int> run_program(const std::vector<std::string>& arguments, const ChildWatch& watch) {
  std::vector<std::string> all = {"offtake"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& a : all) argv.push_back(a.data());
  argv.push_back(nullptr);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return not_started();
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  const pid_t parent = ::getpid();
  const pid_t child = nowhere < 0 ? -1 : ::fork();
  if (child == 0) become(argv.data(), nowhere, ends[1], parent);
  const int error = errno;
  ::close(ends[1]);
  if (nowhere >= 0) ::close(nowhere);
  Result<int> out = 0;
  if (child > 0) {
    out = listen(child, ends[0], watch);
  } else {
    errno = error;
    out = not_started();
  }
  ::close(ends[0]);
  return out;
}

}  // namespace offtake::cli
