#include "offtake/serve/event_channel.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "offtake/base/text.h"

namespace offtake {
namespace {

constexpr std::size_t kMostQueued = 1024 * 1024;

// A line break within a field would begin another field; data may have several lines.
std::string event_text(std::string event, std::string_view data, std::int64_t id) {
  constexpr std::string_view kBreaks = "\r\n";
  for (char& c : event) c = kBreaks.find(c) == kBreaks.npos ? c : ' ';
  std::string out = fmt::format("id: {}\nevent: {}\n", id, event);
  for (;;) {
    const std::size_t end = std::min(data.find_first_of(kBreaks), data.size());
    out.append("data: ").append(data.substr(0, end)).append("\n");
    if (end == data.size()) return out + "\n";
    data.remove_prefix(end + 1);
  }
}

class Stream : public EventStream {
 public:
  explicit Stream(std::shared_ptr<EventChannel> channel) : channel_(std::move(channel)) {}
  ~Stream() override { channel_->close(); }
  bool send(const std::string& event, const std::string& data, std::int64_t id) override {
    return channel_->put(event_text(event, data, id));
  }
  void close() override { channel_->close(); }

 private:
  std::shared_ptr<EventChannel> channel_;
};

}  // namespace

bool EventChannel::put(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (!wake_ || closed_ || lost_) return false;
  // One that is larger than all the room may still come alone.
  lost_ = !queue_.empty() && queue_.size() + text.size() > kMostQueued;
  const bool was_empty = queue_.empty();
  if (!lost_) queue_ += text;
  if (was_empty || lost_) wake_();
  return !lost_;
}

void EventChannel::close() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(closed_, true) || !wake_) return;
  wake_();
}

EventChannel::Taken EventChannel::take() {
  const std::lock_guard lock(mutex_);
  return {std::exchange(queue_, {}), closed_};
}

bool EventChannel::lost() {
  const std::lock_guard lock(mutex_);
  return lost_;
}

void EventChannel::abandon() {
  const std::lock_guard lock(mutex_);
  wake_ = {};
}

std::shared_ptr<EventStream> stream_into(std::shared_ptr<EventChannel> channel) {
  return std::make_shared<Stream>(std::move(channel));
}

}  // namespace offtake
