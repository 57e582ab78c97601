// Commands that the page asks for. Each is a process of its own; one runs at a time, sixteen wait,
// the last hundred are remembered. What happens to them is told as events.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "live_commands.h"
#include "live_events.h"

namespace offtake::cli {

struct Job {
  std::int64_t number = 0;
  std::string command;  // the whole line
  std::string name;
  std::string state = "waiting";
  double done = 0.0;
  std::string label;
  std::optional<double> seconds_left;
  std::optional<std::int64_t> run;
  std::string output;
  std::string started, ended;
};
Json job_json(const Job& job);

class Jobs {
 public:
  explicit Jobs(Events& events);
  ~Jobs();  // asks all of them to stop, and waits
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  // E1165 too many wait.
  Result<Job> add(const std::string& name, const JobLine& line);
  std::vector<Job> list() const;
  std::optional<Job> stop(std::int64_t number);
  std::optional<Json> bounds(std::int64_t number) const;

 private:
  struct Entry {
    Job job;
    std::vector<std::string> arguments;
    std::deque<Json> bounds;
    bool stop = false;
  };
  Entry* find(std::int64_t number);
  Entry* next();
  void work();
  void run(std::int64_t number, const std::vector<std::string>& arguments);
  void hear(std::int64_t number, const std::string& line);
  void hear_event(Entry& entry, const Json& event);
  void end(std::int64_t number, const Result<int>& code);
  void tell(const Entry& entry) { events_.send("job", job_json(entry.job)); }

  Events& events_;
  mutable std::mutex lock_;  // of all that follows
  std::condition_variable something_;
  std::deque<Entry> entries_;  // by number
  std::int64_t last_ = 0;
  bool leaving_ = false;
  std::thread thread_;  // the last member: it begins when all else is there
};

}  // namespace offtake::cli
