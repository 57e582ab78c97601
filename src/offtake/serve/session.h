// One connection: requests one after the other, each with its deadlines. All of it runs on the one
// I/O thread, except for the handler, which a worker calls between two of its steps.
#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "offtake/serve/event_channel.h"
#include "offtake/serve/http_message.h"
#include "offtake/serve/request_check.h"
#include "offtake/serve/worker_pool.h"

namespace offtake {

class Session;

// What all connections share.
struct HttpSite {
  HttpOptions options;
  HttpHandler handler;
  SiteRules rules;
  std::atomic<std::uint64_t> answered = 0, refused = 0, open = 0;
  std::set<Session*> sessions;  // of the I/O thread
  std::unique_ptr<WorkerPool> workers;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  using Clock = std::chrono::steady_clock;

  Session(boost::asio::ip::tcp::socket socket, HttpSite& site);

  void start();
  void refuse(const HttpRefusal& refusal);
  void end();  // at once

  // Where the server is full, the one that keeps it waiting longest gives way to a new one.
  bool gives_way() const;
  Clock::time_point waiting_since() const { return since_; }

 private:
  enum class State { leaving, idle, head, body, working, writing, streaming, ended };
  using Step = void (Session::*)();

  void enter(State state);
  void next_request();
  void read_some();
  void consume();
  void head_is_there();
  void begin_work();
  void sign_in();
  void send(HttpResponse response);
  void write(HttpResponse response, std::string cookie);
  void written();
  void open_stream(HttpResponse response);
  void pump();
  void watch();
  void leave();
  void after(std::chrono::milliseconds time, Step step);
  void no_deadline();
  void too_late();
  void heartbeat();
  std::chrono::milliseconds time_to_write(std::size_t bytes) const;

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  std::uint64_t timer_round_ = 0;  // an older timer that has fired already means nothing
  HttpSite& site_;
  State state_ = State::idle;
  Clock::time_point since_ = Clock::now();

  std::string in_;
  std::unique_ptr<RequestReader> reader_;
  HttpRequest request_;
  bool keep_alive_ = false, without_body_ = false, for_page_ = false;
  std::string out_head_, out_body_;
  std::shared_ptr<const std::string> out_shared_;

  std::shared_ptr<EventChannel> channel_;
  bool writing_event_ = false;
  std::size_t ignored_ = 0;  // bytes
};

}  // namespace offtake
