// Between a handler that sends events from any thread and the connection that writes them: a queue
// that does not grow beyond a megabyte. Either side may go first.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "offtake/serve/http_server.h"

namespace offtake {

class EventChannel {
 public:
  // `wake` is called, from any thread, when there is something to take or an end to notice.
  explicit EventChannel(std::function<void()> wake) : wake_(std::move(wake)) {}

  // The handler's side.
  bool put(const std::string& text);  // false: nobody listens any more
  void close();                       // what is queued is still written

  // The connection's side.
  struct Taken {
    std::string text;
    bool last = false;  // nothing follows
  };
  Taken take();
  bool lost();     // the client took too little: it must come again
  void abandon();  // the client has gone; `wake` is not called any more

 private:
  std::mutex mutex_;
  std::function<void()> wake_;  // empty: abandoned
  std::string queue_;
  bool closed_ = false, lost_ = false;
};

// The handler's end of it. To let go of it closes the stream.
std::shared_ptr<EventStream> stream_into(std::shared_ptr<EventChannel> channel);

}  // namespace offtake
