#include "live_jobs.h"

#include <algorithm>
#include <charconv>

#include "live_child.h"
#include "offtake/base/text.h"
#include "output.h"
#include "steps.h"

namespace offtake::cli {
namespace {

constexpr std::size_t kMostWaiting = 16, kMostKept = 100, kMostBounds = 10'000;
constexpr std::size_t kMostOutput = 16 << 10;

std::string state_of(int code, bool stopped) {
  if (code == kDone) return "done";
  if (stopped || code == kInterrupted) return "stopped";
  if (code == kInfeasible) return "infeasible";
  return code == kUnproven ? "unproven" : "failed";
}

// "run 3 is kept in …"
std::optional<std::int64_t> kept_as(std::string_view line) {
  if (!line.starts_with("run ")) return std::nullopt;
  line.remove_prefix(4);
  std::int64_t run = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), run);
  line.remove_prefix(std::size_t(end - line.data()));
  if (error != std::errc() || !line.starts_with(" is kept in ")) return std::nullopt;
  return run;
}

// The last of it, from the beginning of a line.
void append_line(std::string& output, const std::string& line) {
  output += line + "\n";
  if (output.size() <= kMostOutput) return;
  output.erase(0, output.size() - kMostOutput);
  output.erase(0, output.find('\n') + 1);
}

std::string text_of(const Json& event, const char* key) {
  const auto at = event.find(key);
  return at != event.end() && at->is_string() ? at->get<std::string>() : std::string();
}

Json bound_json(const Json& event) {
  Json out;
  for (const char* key : {"phase", "iteration", "value", "bound", "gap", "seconds"}) {
    out[key] = event.contains(key) ? event[key] : Json(nullptr);
  }
  return out;
}

}  // namespace

Json job_json(const Job& job) {
  return {{"job", job.number},
          {"command", job.command},
          {"name", job.name},
          {"state", job.state},
          {"done", job.done},
          {"label", job.label},
          {"seconds_left", job.seconds_left ? Json(*job.seconds_left) : Json(nullptr)},
          {"run", job.run ? Json(*job.run) : Json(nullptr)},
          {"output", job.output},
          {"started", job.started},
          {"ended", job.ended}};
}

Jobs::Jobs(Events& events) : events_(events), thread_([this] { work(); }) {}

Jobs::~Jobs() {
  {
    const std::lock_guard holds(lock_);
    leaving_ = true;
  }
  something_.notify_all();
  thread_.join();
}

Jobs::Entry* Jobs::find(std::int64_t number) {
  const auto at = std::find_if(entries_.begin(), entries_.end(),
                               [&](const Entry& e) { return e.job.number == number; });
  return at == entries_.end() ? nullptr : &*at;
}

Jobs::Entry* Jobs::next() {
  const auto at = std::find_if(entries_.begin(), entries_.end(),
                               [](const Entry& e) { return e.job.state == "waiting"; });
  return at == entries_.end() ? nullptr : &*at;
}

Result<Job> Jobs::add(const std::string& name, const JobLine& line) {
  const std::lock_guard holds(lock_);
  const auto waiting = std::count_if(entries_.begin(), entries_.end(),
                                     [](const Entry& e) { return e.job.state == "waiting"; });
  if (std::size_t(waiting) >= kMostWaiting) {
    return refusal("E1165", fmt::format("{} jobs are waiting already", waiting),
                   "wait, or take one back");
  }
  Entry entry;
  entry.job.number = ++last_;
  entry.job.command = line.typed;
  entry.job.name = name;
  entry.arguments = line.arguments;
  entries_.push_back(std::move(entry));
  // The oldest that has ended is forgotten.
  if (entries_.size() > kMostKept) {
    const auto old = std::find_if(entries_.begin(), entries_.end(),
                                  [](const Entry& e) { return !e.job.ended.empty(); });
    if (old != entries_.end()) entries_.erase(old);
  }
  tell(entries_.back());
  something_.notify_all();
  return entries_.back().job;
}

std::vector<Job> Jobs::list() const {
  const std::lock_guard holds(lock_);
  std::vector<Job> out;
  for (const Entry& e : entries_) out.push_back(e.job);
  return out;
}

std::optional<Job> Jobs::stop(std::int64_t number) {
  const std::lock_guard holds(lock_);
  Entry* entry = find(number);
  if (!entry) return std::nullopt;
  entry->stop = true;
  if (entry->job.state == "waiting") {
    entry->job.state = "stopped";
    entry->job.ended = now_utc();
    tell(*entry);
  }
  return entry->job;
}

std::optional<Json> Jobs::bounds(std::int64_t number) const {
  const std::lock_guard holds(lock_);
  for (const Entry& e : entries_) {
    if (e.job.number == number) return Json(e.bounds);
  }
  return std::nullopt;
}

void Jobs::work() {
  for (std::unique_lock holds(lock_);;) {
    something_.wait(holds, [&] { return leaving_ || next(); });
    if (leaving_) return;
    Entry& entry = *next();
    entry.job.state = "running";
    entry.job.started = now_utc();
    tell(entry);
    const std::int64_t number = entry.job.number;
    const std::vector<std::string> arguments = entry.arguments;
    holds.unlock();
    run(number, arguments);
    holds.lock();
  }
}

void Jobs::run(std::int64_t number, const std::vector<std::string>& arguments) {
  ChildWatch watch;
  watch.line = [&](const std::string& line) { hear(number, line); };
  watch.stop = [&] {
    const std::lock_guard holds(lock_);
    return leaving_ || find(number)->stop;
  };
  end(number, run_program(arguments, watch));
}

void Jobs::hear(std::int64_t number, const std::string& line) {
  const Json event =
      line.starts_with('{') ? Json::parse(line, nullptr, false) : Json(Json::value_t::discarded);
  const std::lock_guard holds(lock_);
  Entry& entry = *find(number);
  if (event.is_object()) return hear_event(entry, event);
  append_line(entry.job.output, line);
  if (const auto run = kept_as(line)) entry.job.run = run;
  tell(entry);
}

void Jobs::hear_event(Entry& entry, const Json& event) {
  const std::string kind = text_of(event, "event");
  if (kind == "progress") {
    entry.job.label = text_of(event, "label");
    const auto number = [&](const char* key) {
      const auto at = event.find(key);
      return at != event.end() && at->is_number() ? at->get<double>() : 0.0;
    };
    entry.job.done = number("done");
    entry.job.seconds_left = number("seconds_left");
    tell(entry);
  } else if (kind == "phase") {
    entry.job.label = text_of(event, "phase");
    tell(entry);
  } else if (kind == "iteration") {
    entry.bounds.push_back(bound_json(event));
    if (entry.bounds.size() > kMostBounds) entry.bounds.pop_front();
    Json told = {{"job", entry.job.number}};
    told.update(entry.bounds.back());
    events_.send("bound", told);
  }
}

void Jobs::end(std::int64_t number, const Result<int>& code) {
  const std::lock_guard holds(lock_);
  Entry& entry = *find(number);
  if (!code) append_line(entry.job.output, code.errors().front().what);
  entry.job.state = code ? state_of(*code, entry.stop || leaving_) : "failed";
  if (entry.job.state == "done") entry.job.done = 1.0;
  entry.job.seconds_left.reset();
  entry.job.ended = now_utc();
  tell(entry);
}

}  // namespace offtake::cli
