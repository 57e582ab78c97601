// The ranks of a job as threads of one process, with mailboxes between them.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "offtake/base/communicator.h"

namespace offtake::testing {

class ThreadRanks {
 public:
  // Calls body on `size` threads at once, each with its own rank.
  static void run(int size, const std::function<void(Communicator&)>& body) {
    ThreadRanks job(size);
    std::vector<std::thread> threads;
    for (int r = 1; r < size; ++r) {
      threads.emplace_back([&job, &body, r] { body(job.ranks_[std::size_t(r)]); });
    }
    body(job.ranks_[0]);
    for (std::thread& t : threads) t.join();
  }

 private:
  struct Mailbox {
    std::mutex mutex;
    std::condition_variable filled;
    std::deque<std::string> messages;
    void put(std::string bytes) {
      const std::lock_guard lock(mutex);
      messages.push_back(std::move(bytes));
      filled.notify_one();
    }
    std::string take() {
      std::unique_lock lock(mutex);
      filled.wait(lock, [&] { return !messages.empty(); });
      std::string bytes = std::move(messages.front());
      messages.pop_front();
      return bytes;
    }
  };

  class Rank : public Communicator {
   public:
    Rank(ThreadRanks& job, int rank) : job_(job), rank_(rank) {}
    int rank() const override { return rank_; }
    int size() const override { return static_cast<int>(job_.ranks_.size()); }
    std::string name(int rank) const override { return "rank " + std::to_string(rank); }
    int on_this_machine() const override { return size(); }
    Result<std::string> broadcast(std::string bytes) override {
      if (rank_ > 0) return job_.to_[std::size_t(rank_)].take();
      for (int r = 1; r < size(); ++r) job_.to_[std::size_t(r)].put(bytes);
      return bytes;
    }
    Result<std::vector<std::string>> gather(std::string bytes) override {
      if (rank_ > 0) {
        job_.from_[std::size_t(rank_)].put(std::move(bytes));
        return std::vector<std::string>();
      }
      std::vector<std::string> all = {std::move(bytes)};
      for (int r = 1; r < size(); ++r) all.push_back(job_.from_[std::size_t(r)].take());
      return all;
    }

   private:
    ThreadRanks& job_;
    int rank_;
  };

  explicit ThreadRanks(int size) : to_(std::size_t(size)), from_(std::size_t(size)) {
    for (int r = 0; r < size; ++r) ranks_.emplace_back(*this, r);
  }
  std::vector<Mailbox> to_, from_;  // rank 0
  std::vector<Rank> ranks_;
};

}  // namespace offtake::testing
