#include "offtake/solve/child.h"

#include <gtest/gtest.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace offtake {
namespace {

std::string code_of(const std::function<std::string()>& work, const ChildLimits& limits = {}) {
  const Result<std::string> r = run_in_child(work, limits);
  return r ? "answer" : r.errors().front().code;
}

bool no_child_is_left() { return ::waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD; }

std::string hang() {
  for (;;) ::pause();
}

TEST(Child, CarriesAnAnswerOfAnyLength) {
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, std::size_t{5'000'000}}) {
    const Result<std::string> r = run_in_child([&] { return std::string(length, 'x'); }, {});
    ASSERT_TRUE(r.ok());
    EXPECT_EQ(*r, std::string(length, 'x'));
  }
  EXPECT_TRUE(no_child_is_left());
}

// By a signal that nothing catches, not even a sanitizer.
std::string die(int by) {
  ::signal(by, SIG_DFL);
  ::raise(by);
  return "alive";
}

TEST(Child, ItsCrashStaysThere) {
  for (const int by : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL}) {
    EXPECT_EQ(code_of([=] { return die(by); }), "E0953");
  }
  EXPECT_EQ(code_of([]() -> std::string { ::_exit(0); }), "E0953");
  EXPECT_EQ(code_of([]() -> std::string { throw std::runtime_error("no"); }), "E0953");
  EXPECT_TRUE(no_child_is_left());
}

TEST(Child, HangsNoLongerThanItMay) {
  EXPECT_EQ(code_of(hang, {0.2, 0}), "E0952");
  EXPECT_EQ(code_of(
                []() -> std::string {
                  ::signal(SIGTERM, SIG_IGN);
                  for (std::atomic<int> i = 0;; ++i) {
                  }
                },
                {0.2, 0}),
            "E0952");
  EXPECT_TRUE(no_child_is_left());
}

TEST(Child, TakesNoMoreMemoryThanItMay) {
  if (kSanitized) GTEST_SKIP();
  const auto eat = [] {
    std::string all;
    for (int i = 0; i < 24; ++i) all += std::string(std::size_t{1} << 24, char('a' + i % 26));
    return all.substr(0, 1);
  };
  EXPECT_EQ(code_of(eat, {kInfinity, 256 << 20}), "E0952");
  EXPECT_EQ(code_of(eat, {}), "answer");
}

TEST(Child, AnInterruptEndsIt) {
  EXPECT_EQ(code_of([] { return die(SIGINT); }), "E0952");
  EXPECT_EQ(code_of([] { return die(SIGKILL); }), "E0952");
}

// Exit handlers of the parent do not run in the child, nor is what the parent has yet to print
// printed twice.
TEST(Child, LeavesTheParentsStreamsAlone) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  FILE* stream = ::fdopen(ends[1], "w");
  std::fputs("once", stream);
  EXPECT_EQ(code_of([] { return "x"; }), "answer");
  std::fclose(stream);
  char text[16] = {};
  EXPECT_EQ(::read(ends[0], text, sizeof text), 4);
  ::close(ends[0]);
}

TEST(Child, ManyAtOnce) {
  if (kSanitized) GTEST_SKIP();
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        const std::string said = std::to_string(t * 100 + i);
        const Result<std::string> r = run_in_child([&] { return said; }, {30, 0});
        right += r.ok() && *r == said;
      }
    });
  }
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(right, 80);
  EXPECT_TRUE(no_child_is_left());
}

// An interval timer makes every system call of the wait return early.
TEST(Child, SignalsDoNotDisturbTheWait) {
  struct sigaction quiet = {}, before = {};
  quiet.sa_handler = [](int) {};
  ::sigaction(SIGALRM, &quiet, &before);
  const itimerval often{{0, 1000}, {0, 1000}}, never{};
  ::setitimer(ITIMER_REAL, &often, nullptr);
  const Result<std::string> r = run_in_child(
      [] {
        ::usleep(100'000);
        return std::string(1'000'000, 'y');
      },
      {30, 0});
  ::setitimer(ITIMER_REAL, &never, nullptr);
  ::sigaction(SIGALRM, &before, nullptr);
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(r->size(), 1'000'000u);
}

}  // namespace
}  // namespace offtake
