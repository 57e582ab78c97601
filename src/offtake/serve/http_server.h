// A small web server for one person: on loopback, behind a token, with limits on everything. It
// knows no model: it checks and reads a request, gives it to a handler on one of its worker
// threads, and sends what that returns. Slow clients wait on their own; none holds a thread.
//
// Refused before the handler sees it, with the document Failed, and counted:
//   403  a Host other than 127.0.0.1:PORT, localhost:PORT or [::1]:PORT (rebinding); an Origin
//        that is not this host; a Sec-Fetch-Site of another site on anything but a top-level GET of
//        "/"
//   401  anything but GET / and POST /api/session without the cookie that the token is exchanged
//        for there
//   400  what is no HTTP/1.1, has not one Host, no plain path, a body on GET or DELETE or one that
//        is no UTF-8, a length given twice or with chunks
//   413, 414, 431  a body, an address or a head over its limit, as soon as that is known
//   405, 415, 417  methods other than GET, HEAD, POST, PUT, DELETE; a body that is not
//        application/json; one that waits to be asked for
//   503  over `most_connections`. First the one gives way that has kept the server waiting longest:
//        for a request, or for more than a second within one or in taking the answer
// A client that misses a deadline is cut without a word and counted as refused.
//
// Every answer forbids caching, sniffing, framing and use by other sites; no answer allows another
// origin. HEAD is answered as GET, without the body.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "offtake/base/result.h"

namespace offtake {

struct HttpRequest {
  std::string method;  // "GET", "POST", "PUT", "DELETE"
  std::string path;    // decoded once; no "..", "//", backslash or control character
  std::vector<std::pair<std::string, std::string>> query;  // decoded
  std::string body;

  std::string query_value(const std::string& name) const;  // empty: none
};

// Server-sent events to one client. The handler keeps it and sends from any thread, also after the
// server has stopped; to let go of it closes it. Of what a client does not take a megabyte waits:
// past that it is closed, and the browser comes again. Where nothing is sent, the server sends a
// comment from time to time, so that a client that has gone is noticed.
class EventStream {
 public:
  virtual ~EventStream() = default;
  // `data` is JSON. False: the client has gone.
  virtual bool send(const std::string& event, const std::string& data, std::int64_t id) = 0;
  virtual void close() = 0;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::shared_ptr<const std::string> shared_body;  // instead of `body`: sent without a copy
  std::string file_name;                           // not empty: to be saved under this name
  // Not empty: the answer is a stream, which this is called with once it is open. `last` is the id
  // that the client saw last; 0: none.
  std::function<void(std::shared_ptr<EventStream> stream, std::int64_t last)> events;
};

struct HttpOptions {
  std::uint16_t port = 0;  // 0: any that is free
  int workers = 2;
  std::size_t most_connections = 256;
  std::size_t header_bytes = 16 * 1024;
  std::size_t body_bytes = 8 * 1024 * 1024;
  int header_seconds = 10, body_seconds = 30, idle_seconds = 60;  // in all, not from byte to byte
  // An answer has body_seconds, and the time that this takes, to be read.
  std::size_t slowest_bytes_per_second = 64 * 1024;
  int heartbeat_seconds = 15;  // a stream says at least so often that it is there
  std::string token;           // empty: 256 random bits
  // The policy of the page that GET / answers (report/report_html.h knows its hashes).
  std::string content_security_policy;
};

struct HttpCounters {
  std::uint64_t answered = 0, refused = 0, open = 0;
};

using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;  // from many threads at once

class HttpServer {
 public:
  // E1180 the port cannot be had, or no thread.
  static Result<HttpServer> start(HttpOptions options, HttpHandler handler);
  // "http://127.0.0.1:PORT/#token=…": in the fragment, which no server and no log sees. The page
  // sends it to POST /api/session {"token"} and gets an HttpOnly, SameSite=Strict cookie.
  std::string address() const;
  std::uint16_t port() const;
  HttpCounters counters() const;
  // Ends all connections; returns when no handler runs any more. Not to be called by a handler.
  void stop();

  HttpServer();  // stopped
  HttpServer(HttpServer&&) noexcept;
  HttpServer& operator=(HttpServer&&) noexcept;
  ~HttpServer();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace offtake
