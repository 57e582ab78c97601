#include "offtake/serve/http_server.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <new>
#include <stdexcept>
#include <thread>
#include <utility>

#include "offtake/base/text.h"
#include "offtake/serve/secret.h"
#include "offtake/serve/session.h"

namespace offtake {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t kBeingRefused = 32;  // connections over the limit that are told so
constexpr int kPortsTried = 20;

Diagnostic cannot_start(std::uint16_t port, const std::string& why) {
  Diagnostic d;
  d.code = "E1180";
  d.what = fmt::format("the server cannot start on port {}: {}", port, why);
  d.mend = "take another port, or leave it out for any that is free";
  return d;
}

// Without memory for a request its connection is left to its deadline; the others go on.
void run(asio::io_context& io) {
  for (;;) {
    try {
      io.run();
      return;
    } catch (const std::bad_alloc&) {
      continue;
    }
  }
}

}  // namespace

struct HttpServer::Impl {
  HttpSite site;
  asio::io_context io{1};
  tcp::acceptor v4{io}, v6{io};
  std::thread thread;

  error_code listen(std::uint16_t port);
  error_code listen_on(tcp::acceptor& acceptor, const tcp::endpoint& where);
  void accept(tcp::acceptor& acceptor);
  void welcome(tcp::socket socket);
  void make_room();
  void end_all();
};

error_code HttpServer::Impl::listen_on(tcp::acceptor& acceptor, const tcp::endpoint& where) {
  error_code error;
  acceptor.open(where.protocol(), error);
  // A port whose last connections only linger is free; one that is listened on is not.
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && where.protocol() == tcp::v6()) acceptor.set_option(asio::ip::v6_only(true), error);
  if (!error) acceptor.bind(where, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    error_code ignored;
    acceptor.close(ignored);
  }
  return error;
}

// Who listens on the other address of "localhost" would get what is meant for us: both or none,
// unless there is no IPv6 here.
error_code HttpServer::Impl::listen(std::uint16_t port) {
  for (int tries = 0;; ++tries) {
    if (const auto error = listen_on(v4, {asio::ip::address_v4::loopback(), port})) return error;
    site.rules.port = v4.local_endpoint().port();
    const auto error = listen_on(v6, {asio::ip::address_v6::loopback(), site.rules.port});
    if (error != asio::error::address_in_use) return {};
    error_code ignored;
    v4.close(ignored);
    if (port != 0 || tries == kPortsTried) return error;
  }
}

void HttpServer::Impl::accept(tcp::acceptor& acceptor) {
  acceptor.async_accept([this, &acceptor](error_code error, tcp::socket socket) {
    if (!acceptor.is_open()) return;
    if (!error) {
      welcome(std::move(socket));
      return accept(acceptor);
    }
    // No descriptor is left, or something else that passes.
    auto timer = std::make_shared<asio::steady_timer>(io, std::chrono::milliseconds(100));
    timer->async_wait([this, &acceptor, timer](error_code) {
      if (acceptor.is_open()) accept(acceptor);
    });
  });
}

void HttpServer::Impl::welcome(tcp::socket socket) {
  const std::size_t most = site.options.most_connections;
  if (site.sessions.size() >= most) make_room();
  const bool full = site.sessions.size() >= most;
  if (site.sessions.size() >= most + kBeingRefused) return;
  const auto session = std::make_shared<Session>(std::move(socket), site);
  if (full) {
    session->refuse({503, "too many connections"});
  } else {
    session->start();
  }
}

void HttpServer::Impl::make_room() {
  Session* longest = nullptr;
  for (Session* s : site.sessions) {
    if (!s->gives_way()) continue;
    if (!longest || s->waiting_since() < longest->waiting_since()) longest = s;
  }
  if (longest) longest->end();
}

void HttpServer::Impl::end_all() {
  error_code ignored;
  v4.close(ignored);
  v6.close(ignored);
  while (!site.sessions.empty()) (*site.sessions.begin())->end();
}

Result<HttpServer> HttpServer::start(HttpOptions options, HttpHandler handler) try {
  const std::uint16_t port = options.port;
  HttpServer server;
  server.impl_ = std::make_unique<Impl>();
  Impl& impl = *server.impl_;
  if (options.token.empty()) options.token = random_secret();
  std::string& policy = options.content_security_policy;
  policy = (policy.empty() ? "default-src 'none'" : policy) + "; frame-ancestors 'none'";
  if (const error_code error = impl.listen(port)) return cannot_start(port, error.message());
  impl.site.options = std::move(options);
  impl.site.handler = std::move(handler);
  impl.site.rules.secret = random_secret();
  impl.site.workers = std::make_unique<WorkerPool>(impl.site.options.workers);
  impl.accept(impl.v4);
  if (impl.v6.is_open()) impl.accept(impl.v6);
  impl.thread = std::thread([&impl] { run(impl.io); });
  return server;
} catch (const std::runtime_error& e) {  // no thread, no descriptor
  return cannot_start(options.port, e.what());
}

std::string HttpServer::address() const {
  if (!impl_) return {};
  return fmt::format("http://127.0.0.1:{}/#token={}", port(), impl_->site.options.token);
}

std::uint16_t HttpServer::port() const { return impl_ ? impl_->site.rules.port : 0; }

HttpCounters HttpServer::counters() const {
  if (!impl_) return {};
  return {impl_->site.answered, impl_->site.refused, impl_->site.open};
}

void HttpServer::stop() {
  if (!impl_ || !impl_->thread.joinable()) return;
  asio::post(impl_->io, [impl = impl_.get()] { impl->end_all(); });
  impl_->thread.join();  // nothing is left to wait for
  impl_->site.workers->stop();
}

HttpServer::HttpServer() = default;
HttpServer::HttpServer(HttpServer&&) noexcept = default;
HttpServer& HttpServer::operator=(HttpServer&& other) noexcept {
  stop();
  impl_ = std::move(other.impl_);
  return *this;
}
HttpServer::~HttpServer() { stop(); }

std::string HttpRequest::query_value(const std::string& name) const {
  const auto found =
      std::find_if(query.begin(), query.end(), [&](const auto& q) { return q.first == name; });
  return found == query.end() ? "" : found->second;
}

}  // namespace offtake
