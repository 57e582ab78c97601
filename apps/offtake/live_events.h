// What happens, told to every page that listens. A page that was cut off and comes again is told
// what it missed, as far back as the last thousand events.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "offtake/base/json.h"
#include "offtake/serve/http_server.h"

namespace offtake::cli {

class Events {
 public:
  void add(std::shared_ptr<EventStream> stream, std::int64_t last);
  void send(const std::string& event, const Json& data);
  void close();  // all of them; who comes later is closed at once

 private:
  struct Event {
    std::int64_t id = 0;
    std::string name, data;
  };
  std::mutex lock_;
  std::vector<std::shared_ptr<EventStream>> streams_;
  std::deque<Event> past_;
  std::int64_t id_ = 0;
  bool closed_ = false;
};

}  // namespace offtake::cli
