#include "live_events.h"

namespace offtake::cli {
namespace {

constexpr std::size_t kMostPast = 1000;

}  // namespace

void Events::add(std::shared_ptr<EventStream> stream, std::int64_t last) {
  const std::lock_guard holds(lock_);
  if (closed_) return stream->close();
  if (last > 0) {
    for (const Event& e : past_) {
      if (e.id > last && !stream->send(e.name, e.data, e.id)) return;
    }
  }
  streams_.push_back(std::move(stream));
}

void Events::send(const std::string& event, const Json& data) {
  const std::lock_guard holds(lock_);
  past_.push_back({++id_, event, data.dump(-1, ' ', false, Json::error_handler_t::replace)});
  if (past_.size() > kMostPast) past_.pop_front();
  const Event& e = past_.back();
  std::erase_if(streams_, [&](const auto& s) { return !s->send(e.name, e.data, e.id); });
}

void Events::close() {
  const std::lock_guard holds(lock_);
  closed_ = true;
  for (const auto& stream : streams_) stream->close();
  streams_.clear();
}

}  // namespace offtake::cli
