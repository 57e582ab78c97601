// Some threads that work on what they are given, in its order.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace offtake {

class WorkerPool {
 public:
  explicit WorkerPool(int threads);
  ~WorkerPool() { stop(); }
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  void post(std::function<void()> work);  // must not throw; dropped after stop()
  void stop();  // drops what has not begun; returns when nothing is worked on any more

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable there_is_work_;
  std::deque<std::function<void()>> waiting_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace offtake
