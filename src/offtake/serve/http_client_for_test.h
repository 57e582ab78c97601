// A client that sends what it likes, byte by byte, over a real socket; and a server to send it to.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "offtake/base/json.h"
#include "offtake/base/text.h"
#include "offtake/serve/http_server.h"

namespace offtake {

using TestClock = std::chrono::steady_clock;

inline double seconds_since(TestClock::time_point begin) {
  return std::chrono::duration<double>(TestClock::now() - begin).count();
}

struct Answer {
  int status = 0;  // 0: closed without one
  std::string head, body;
  bool has(const std::string& text) const { return head.find(text) != head.npos; }
};

class Client {
 public:
  explicit Client(std::uint16_t port, int family = AF_INET)
      : fd_(::socket(family, SOCK_STREAM, 0)) {
    const timeval patience{20, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    int failed = -1;
    if (family == AF_INET) {
      sockaddr_in to{};
      to.sin_family = AF_INET;
      to.sin_port = htons(port);
      to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      failed = ::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    } else {
      sockaddr_in6 to{};
      to.sin6_family = AF_INET6;
      to.sin6_port = htons(port);
      to.sin6_addr = in6addr_loopback;
      failed = ::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    }
    connected_ = failed == 0;
  }
  Client(Client&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)),
        connected_(other.connected_),
        in_(std::move(other.in_)) {}
  Client(const Client&) = delete;
  ~Client() {
    if (fd_ >= 0) ::close(fd_);
  }

  bool connected() const { return connected_; }
  // False: the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void end_sending() { ::shutdown(fd_, SHUT_WR); }

  // One answer by its length.
  Answer answer(bool without_body = false) {
    Answer a;
    const std::size_t end = wait_for("\r\n\r\n");
    if (end == std::string::npos) return a;
    a.head = in_.substr(0, end + 4);
    in_.erase(0, end + 4);
    a.status = std::stoi(a.head.substr(9, 3));
    const std::size_t at = a.head.find("Content-Length: ");
    if (at == std::string::npos || without_body) return a;
    const std::size_t length = std::stoul(a.head.substr(at + 16));
    while (in_.size() < length && more()) {
    }
    a.body = in_.substr(0, length);
    in_.erase(0, length);
    return a;
  }
  // Where `text` begins in what was read and not taken yet; npos: the end came first.
  std::size_t wait_for(std::string_view text) {
    for (;;) {
      const std::size_t at = in_.find(text);
      if (at != std::string::npos || !more()) return at;
    }
  }
  bool closed() {  // nothing more comes, and what came is taken
    return in_.empty() && !more();
  }
  const std::string& unread() const { return in_; }

 private:
  bool more() {
    char buffer[65536];
    const ssize_t got = ::recv(fd_, buffer, sizeof buffer, 0);
    if (got > 0) in_.append(buffer, static_cast<std::size_t>(got));
    return got > 0;
  }

  int fd_;
  bool connected_ = false;
  std::string in_;
};

// A server with a handler that says what it was asked. Paths of their own meaning: /api/throw,
// /api/odd, /api/big (?bytes=), /api/wait (until let_go), /api/events (its streams in `streams`).
class ServedTest : public ::testing::Test {
 protected:
  void serve(HttpOptions options = {}) {
    options.content_security_policy = "default-src 'none'; script-src 'sha256-x'";
    Result<HttpServer> started =
        HttpServer::start(std::move(options), [this](const HttpRequest& r) { return handle(r); });
    ASSERT_TRUE(started.ok()) << started.errors().front().what;
    server = std::move(*started);
    const std::string address = server.address();
    token = address.substr(address.find("#token=") + 7);
    const Answer a = ask(post("/api/session", Json{{"token", token}}.dump(), "", ""));
    ASSERT_EQ(a.status, 204) << a.body;
    const std::size_t at = a.head.find("Set-Cookie: ") + 12;
    cookie = a.head.substr(at, a.head.find(';', at) - at);
  }
  void TearDown() override { let_go(); }

  HttpResponse handle(const HttpRequest& request) {
    ++handled;
    HttpResponse response;
    if (request.path == "/") {
      response.content_type = "text/html; charset=utf-8";
      response.shared_body = page;
    } else if (request.path == "/api/throw") {
      throw std::runtime_error("spoilt \xff");
    } else if (request.path == "/api/odd") {
      throw 7;
    } else if (request.path == "/api/big") {
      response.body.assign(std::stoul(request.query_value("bytes")), 'x');
    } else if (request.path == "/api/file") {
      response.file_name = request.query_value("name");
    } else if (request.path == "/api/wait") {
      std::unique_lock lock(mutex);
      changed.wait(lock, [this] { return gone; });
    } else if (request.path == "/api/events") {
      response.events = [this](std::shared_ptr<EventStream> stream, std::int64_t last) {
        const std::lock_guard lock(mutex);
        streams.push_back(std::move(stream));
        last_seen = last;
        changed.notify_all();
      };
    } else {
      Json query = Json::array();
      for (const auto& [name, value] : request.query) query.push_back({name, value});
      response.body = Json{
          {"method", request.method},
          {"path", request.path},
          {"query", query},
          {"body",
           request.body}}.dump();
    }
    return response;
  }

  void let_go() {
    const std::lock_guard lock(mutex);
    gone = true;
    changed.notify_all();
  }
  std::shared_ptr<EventStream> stream(std::size_t which) {
    std::unique_lock lock(mutex);
    changed.wait_for(lock, std::chrono::seconds(20), [&] { return streams.size() > which; });
    return streams.at(which);
  }

  std::string host() const { return fmt::format("127.0.0.1:{}", server.port()); }
  std::string get(const std::string& target, const std::string& more = "") const {
    return fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n{}\r\n", target, host(),
                       cookie, more);
  }
  std::string post(const std::string& target, const std::string& body, const std::string& more = "",
                   const std::string& type = "application/json") const {
    return fmt::format(
        "POST {} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Type: {}\r\n"
        "Content-Length: {}\r\n{}\r\n{}",
        target, host(), cookie, type.empty() ? "application/json" : type, body.size(), more, body);
  }
  Answer ask(const std::string& bytes) {
    Client client(server.port());
    client.send(bytes);
    return client.answer();
  }
  // Waits until the server has noticed what its clients did.
  template <class Condition>
  bool soon(Condition condition, double most_seconds = 10) {
    for (const auto begin = TestClock::now(); seconds_since(begin) < most_seconds;) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return condition();
  }

  const std::shared_ptr<const std::string> page = std::make_shared<std::string>("<p>page</p>");
  std::mutex mutex;
  std::condition_variable changed;
  bool gone = false;
  std::vector<std::shared_ptr<EventStream>> streams;
  std::int64_t last_seen = -1;
  std::atomic<int> handled{0};
  std::string token, cookie;
  HttpServer server;  // goes first: its threads call the handler
};

}  // namespace offtake
