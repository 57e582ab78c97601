#include "offtake/serve/session.h"

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <exception>
#include <utility>

#include "offtake/base/json.h"
#include "offtake/base/text.h"
#include "offtake/serve/secret.h"

namespace offtake {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr std::size_t kReadBytes = 4096, kReadBodyBytes = 64 * 1024;
constexpr std::size_t kSignInBytes = 4096;
constexpr seconds kLeave{1}, kPatience{1};
constexpr std::string_view kNothing = "default-src 'none'; frame-ancestors 'none'";

HttpResponse failed(int status, std::string_view code, std::string_view what) {
  HttpResponse response;
  response.status = status;
  response.body = failed_document(code, what);
  return response;
}

// Whatever a handler throws ends here.
HttpResponse answer_of(const HttpHandler& handler, const HttpRequest& request) {
  try {
    return handler(request);
  } catch (const std::exception& e) {
    return failed(500, "E1182", fmt::format("an internal error: {}", e.what()));
  } catch (...) {
    return failed(500, "E1182", "an internal error");
  }
}

std::int64_t last_event(const RequestHead& head) {
  std::int64_t id = 0;
  for (const std::string_view text : head.values("last-event-id")) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size() || id < 0) return 0;
  }
  return id;
}

}  // namespace

Session::Session(asio::ip::tcp::socket socket, HttpSite& site)
    : socket_(std::move(socket)), timer_(socket_.get_executor()), site_(site) {
  site_.sessions.insert(this);
  ++site_.open;
}

void Session::end() {
  if (state_ == State::ended) return;
  const auto self = shared_from_this();
  enter(State::ended);
  if (channel_) channel_->abandon();
  no_deadline();
  error_code ignored;
  socket_.close(ignored);
  site_.sessions.erase(this);
  --site_.open;
}

void Session::enter(State state) {
  state_ = state;
  since_ = Clock::now();
}

void Session::after(milliseconds time, Step step) {
  timer_.expires_after(time);
  timer_.async_wait([self = shared_from_this(), step, round = ++timer_round_](error_code error) {
    if (!error && round == self->timer_round_) (self.get()->*step)();
  });
}

void Session::no_deadline() {
  ++timer_round_;
  timer_.cancel();
}

// Those who are slow with what they owe us give way after a second, to keep the server open.
bool Session::gives_way() const {
  if (state_ <= State::head) return true;
  return (state_ == State::body || state_ == State::writing) && Clock::now() - since_ > kPatience;
}

void Session::too_late() {
  if (state_ > State::idle) ++site_.refused;
  end();
}

milliseconds Session::time_to_write(std::size_t bytes) const {
  return seconds(site_.options.body_seconds) +
         milliseconds(bytes * 1000 / site_.options.slowest_bytes_per_second);
}

// A new connection has to say at once what it wants; one that was answered may be silent a while.
void Session::start() {
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  reader_ = std::make_unique<RequestReader>(site_.options.header_bytes, site_.options.body_bytes);
  enter(State::idle);
  after(seconds(site_.options.header_seconds), &Session::too_late);
  read_some();
}

void Session::next_request() {
  reader_ = std::make_unique<RequestReader>(site_.options.header_bytes, site_.options.body_bytes);
  enter(State::idle);
  after(seconds(site_.options.idle_seconds), &Session::too_late);
  if (in_.empty()) {
    read_some();
  } else {
    consume();
  }
}

void Session::read_some() {
  const std::size_t had = in_.size();
  in_.resize(had + (state_ == State::body ? kReadBodyBytes : kReadBytes));
  socket_.async_read_some(asio::buffer(in_.data() + had, in_.size() - had),
                          [self = shared_from_this(), had](error_code error, std::size_t got) {
                            if (self->state_ == State::ended) return;
                            self->in_.resize(had + got);
                            if (error) return self->end();
                            self->consume();
                          });
}

void Session::consume() {
  if (state_ == State::idle) {
    enter(State::head);
    // The first request has no more time than it began with.
    if (keep_alive_) after(seconds(site_.options.header_seconds), &Session::too_late);
  }
  Reading reading = Reading::done;
  if (state_ == State::head) {
    reading = reader_->read_head(in_);
    if (reading == Reading::done) return head_is_there();
  } else {
    reading = reader_->read_body(in_);
    if (reading == Reading::done) return begin_work();
  }
  if (reading == Reading::refused) return refuse(reader_->refusal());
  read_some();
}

void Session::head_is_there() {
  const RequestHead& head = reader_->head();
  request_ = {};
  for_page_ = false;
  keep_alive_ = head.keep_alive;
  without_body_ = head.method == "HEAD";
  const HttpRefusal refusal = check_request(head, site_.rules, request_);
  if (refusal.status != 0) return refuse(refusal);
  for_page_ = request_.path == "/";
  if (request_.path == kSessionPath && reader_->limit_body(kSignInBytes) == Reading::refused) {
    return refuse(reader_->refusal());
  }
  enter(State::body);
  after(seconds(site_.options.body_seconds), &Session::too_late);
  consume();
}

void Session::begin_work() {
  request_.body = reader_->take_body();
  if (find_invalid_utf8(request_.body)) return refuse({400, "the body is not UTF-8"});
  if (request_.method == "POST" && request_.path == kSessionPath) return sign_in();
  enter(State::working);
  no_deadline();
  site_.workers->post([self = shared_from_this(), request = std::move(request_)] {
    HttpResponse response = answer_of(self->site_.handler, request);
    asio::post(self->socket_.get_executor(), [self, r = std::move(response)]() mutable {
      if (self->state_ != State::ended) self->send(std::move(r));
    });
  });
}

void Session::sign_in() {
  const Json given = Json::parse(request_.body, nullptr, false);
  const bool text = given.is_object() && given.contains("token") && given["token"].is_string();
  if (!text || !same_secret(given["token"].get<std::string>(), site_.options.token)) {
    return refuse({401, "this is not the token of this server"});
  }
  HttpResponse response;
  response.status = 204;
  ++site_.answered;
  write(std::move(response), fmt::format("{}={}; HttpOnly; SameSite=Strict; Path=/",
                                         site_.rules.cookie_name(), site_.rules.secret));
}

void Session::refuse(const HttpRefusal& refusal) {
  ++site_.refused;
  keep_alive_ = false;
  write(failed(refusal.status, refusal.status == 503 ? "E1183" : "E1181", refusal.what), "");
}

void Session::send(HttpResponse response) {
  ++site_.answered;
  if (response.events && !without_body_) return open_stream(std::move(response));
  write(std::move(response), "");
}

void Session::write(HttpResponse response, std::string cookie) {
  AnswerHead head;
  head.policy = for_page_ && response.status == 200
                    ? std::string_view(site_.options.content_security_policy)
                    : kNothing;
  head.cookie = cookie;
  head.keep_alive = keep_alive_;
  out_head_ = answer_head(response, head);
  out_body_ = std::move(response.body);
  out_shared_ = std::move(response.shared_body);
  asio::const_buffer body = asio::buffer(out_shared_ ? *out_shared_ : std::as_const(out_body_));
  if (without_body_ || response.status == 204) body = {};
  enter(State::writing);
  after(time_to_write(body.size()), &Session::too_late);
  const std::array<asio::const_buffer, 2> out = {asio::buffer(out_head_), body};
  asio::async_write(socket_, out, [self = shared_from_this()](error_code error, std::size_t) {
    if (self->state_ == State::ended) return;
    if (error) return self->end();
    self->written();
  });
}

void Session::written() {
  std::string().swap(out_body_);
  out_shared_.reset();
  if (keep_alive_) return next_request();
  leave();
}

// To close while the client still sends would take back what it has not read yet (RFC 9112 §9.6).
void Session::leave() {
  enter(State::leaving);
  error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  after(kLeave, &Session::too_late);
  if (!channel_) watch();
}

// What still comes is thrown away, up to a limit; the end of it is what is waited for.
void Session::watch() {
  in_.resize(kReadBodyBytes);
  socket_.async_read_some(asio::buffer(in_),
                          [self = shared_from_this()](error_code error, std::size_t got) {
                            if (self->state_ == State::ended) return;
                            self->ignored_ += got;
                            if (error || self->ignored_ > self->site_.options.body_bytes) {
                              return self->end();
                            }
                            self->watch();
                          });
}

// The end of a stream is the end of the connection.
void Session::open_stream(HttpResponse response) {
  response.content_type = "text/event-stream";
  out_body_ = answer_head(response, {kNothing, {}, false}) + "retry: 1000\n\n";
  enter(State::streaming);
  const auto self = shared_from_this();
  channel_ = std::make_shared<EventChannel>(
      [self] { asio::post(self->socket_.get_executor(), [self] { self->pump(); }); });
  site_.workers->post([events = std::move(response.events), channel = channel_,
                       last = last_event(reader_->head())] {
    const auto stream = stream_into(channel);
    try {
      events(stream, last);
    } catch (...) {
      stream->close();
    }
  });
  watch();
  pump();
}

void Session::pump() {
  if (state_ != State::streaming) return;
  if (channel_->lost()) return too_late();
  if (writing_event_) return;
  const EventChannel::Taken taken = channel_->take();
  out_body_ += taken.text;
  if (out_body_.empty() && taken.last) {
    channel_->abandon();
    return leave();
  }
  if (out_body_.empty()) {
    return after(seconds(site_.options.heartbeat_seconds), &Session::heartbeat);
  }
  writing_event_ = true;
  after(time_to_write(out_body_.size()), &Session::too_late);
  asio::async_write(socket_, asio::buffer(out_body_),
                    [self = shared_from_this()](error_code error, std::size_t) {
                      if (self->state_ == State::ended) return;
                      if (error) return self->end();
                      self->writing_event_ = false;
                      self->out_body_.clear();
                      self->pump();
                    });
}

void Session::heartbeat() {
  out_body_ = ": \n\n";
  pump();
}

}  // namespace offtake
