#include "offtake/serve/event_channel.h"

#include <string_view>
#include <utility>

#include "offtake/base/text.h"

namespace offtake {
namespace {

constexpr std::size_t kMostQueued = 1024 * 1024;

// A line break within a field would begin another field; data may have several lines.
std::string event_text(const std::string& event, std::string_view data, std::int64_t id) {
  std::string out = fmt::format("id: {}\nevent: ", id);
  for (const char c : event) out += c == '\n' || c == '\r' ? ' ' : c;
  out += "\ndata: ";
  for (const char c : data) {
    if (c == '\n' || c == '\r') {
      out += "\ndata: ";
    } else {
      out += c;
    }
  }
  return out + "\n\n";
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
  return {std::exchange(queue_, {}), closed_, lost_};
}

void EventChannel::abandon() {
  const std::lock_guard lock(mutex_);
  wake_ = {};
}

std::shared_ptr<EventStream> stream_into(std::shared_ptr<EventChannel> channel) {
  return std::make_shared<Stream>(std::move(channel));
}

}  // namespace offtake
