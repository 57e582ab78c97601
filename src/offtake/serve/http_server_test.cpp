#include "offtake/serve/http_server.h"

#include <gtest/gtest.h>

#include "offtake/serve/http_client_for_test.h"

namespace offtake {
namespace {

using HttpServerTest = ServedTest;

TEST_F(HttpServerTest, GivesTheHandlerWhatWasAsked) {
  serve();
  const Answer a = ask(get("/api/a%20b/%ED%95%9C?x=1+2&y=%26%3D&z"));
  EXPECT_EQ(a.status, 200);
  EXPECT_EQ(Json::parse(a.body), Json::parse(R"({"method":"GET","path":"/api/a b/한",
                            "query":[["x","1 2"],["y","&="],["z",""]],"body":""})"));
  const Answer b = ask(post("/api/x", R"({"a":1})"));
  EXPECT_EQ(Json::parse(b.body)["body"], R"({"a":1})");
  EXPECT_EQ(Json::parse(b.body)["method"], "POST");
  EXPECT_EQ(server.counters().answered, 3u);
  EXPECT_EQ(server.counters().refused, 0u);
}

TEST_F(HttpServerTest, PutsEveryAnswerUnderTheSamePolicy) {
  serve();
  for (const Answer& a : {ask(get("/")), ask(get("/api/x")), ask(get("/api/throw")),
                          ask("GET / HTTP/1.1\r\nHost: evil\r\n\r\n"), ask("nonsense\r\n\r\n")}) {
    EXPECT_TRUE(a.has("X-Content-Type-Options: nosniff\r\n")) << a.head;
    EXPECT_TRUE(a.has("Cache-Control: no-store\r\n")) << a.head;
    EXPECT_TRUE(a.has("frame-ancestors 'none'\r\n")) << a.head;
    EXPECT_TRUE(a.has("Cross-Origin-Resource-Policy: same-origin\r\n")) << a.head;
    EXPECT_TRUE(a.has("Referrer-Policy: no-referrer\r\n")) << a.head;
    EXPECT_FALSE(a.has("Access-Control")) << a.head;
    EXPECT_EQ(a.has("sha256-x"), a.body == "<p>page</p>") << a.head;
  }
}

TEST_F(HttpServerTest, ExchangesTheTokenForACookie) {
  serve();
  EXPECT_EQ(token.size(), 64u);
  EXPECT_EQ(server.address(), fmt::format("http://{}/#token={}", host(), token));
  const Answer a = ask(post("/api/session", Json{{"token", token}}.dump()));
  EXPECT_TRUE(a.has(fmt::format("Set-Cookie: offtake-{}=", server.port())));
  EXPECT_TRUE(a.has("; HttpOnly; SameSite=Strict; Path=/\r\n"));
  EXPECT_FALSE(a.has(token));
  EXPECT_FALSE(a.has("Content-Length"));
  EXPECT_EQ(a.body, "");
  // One that another program on this host has set does not shut ours out.
  const std::string ours =
      std::exchange(cookie, fmt::format("a=b; offtake-{}=x; {}", server.port(), cookie));
  EXPECT_EQ(ask(get("/api/x")).status, 200);
  cookie = ours.substr(0, ours.size() - 1);
  EXPECT_EQ(ask(get("/api/x")).status, 401);
  // A new server knows neither the token nor the cookie of the old.
  const std::string old = token;
  cookie = ours;
  streams.clear();
  HttpServer other =
      std::move(*HttpServer::start({}, [](const HttpRequest&) -> HttpResponse { return {}; }));
  std::swap(server, other);
  EXPECT_EQ(ask(post("/api/session", Json{{"token", old}}.dump())).status, 401);
  cookie = fmt::format("offtake-{}={}", server.port(), ours.substr(ours.find('=') + 1));
  EXPECT_EQ(ask(get("/api/x")).status, 401);
  std::swap(server, other);
}

TEST_F(HttpServerTest, AnswersUnderItsThreeNames) {
  serve();
  for (const std::string name : {"127.0.0.1", "localhost", "LocalHost", "[::1]"}) {
    const Answer a = ask(fmt::format("GET / HTTP/1.1\r\nHost: {}:{}\r\n\r\n", name, server.port()));
    EXPECT_EQ(a.status, 200) << name;
  }
  Client v6(server.port(), AF_INET6);
  if (v6.connected()) {
    v6.send(get("/api/x"));
    EXPECT_EQ(v6.answer().status, 200);
  }
}

TEST_F(HttpServerTest, LetsALinkOpenThePageAndThePageAskOn) {
  serve();
  const std::string link =
      "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
  const std::string own =
      fmt::format("Origin: http://{}\r\nSec-Fetch-Site: same-origin\r\n", host());
  EXPECT_EQ(ask(get("/", link)).status, 200);
  EXPECT_EQ(ask(get("/api/x", own)).status, 200);
  EXPECT_EQ(ask(post("/api/x", "{}", own)).status, 200);
  EXPECT_EQ(ask(get("/api/file?name=a", "Sec-Fetch-Site: none\r\n")).status, 200);
}

TEST_F(HttpServerTest, KeepsAConnectionAndTakesRequestsAhead) {
  serve();
  Client client(server.port());
  std::string ahead;
  for (int i = 0; i < 1000; ++i) ahead += get(fmt::format("/api/{}", i));
  std::thread sender([&] { client.send(ahead); });
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(Json::parse(client.answer().body)["path"], fmt::format("/api/{}", i));
  }
  sender.join();
  client.send(get("/api/last", "Connection: close\r\n"));
  EXPECT_TRUE(client.answer().has("Connection: close\r\n"));
  EXPECT_TRUE(client.closed());
}

TEST_F(HttpServerTest, ReadsABodyInChunksAndTheRequestBehindIt) {
  serve();
  Client client(server.port());
  const std::string head = fmt::format(
      "POST /api/x HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n",
      host(), cookie);
  const std::string all = head + "4;a=b\r\n{\"a\"\r\n3\r\n:1}\r\n0\r\n\r\n" + get("/api/next");
  for (const char c : all) ASSERT_TRUE(client.send({&c, 1}));
  EXPECT_EQ(Json::parse(client.answer().body)["body"], R"({"a":1})");
  EXPECT_EQ(Json::parse(client.answer().body)["path"], "/api/next");
}

TEST_F(HttpServerTest, AnswersHeadWithoutABody) {
  serve();
  Client client(server.port());
  std::string head = get("/");
  head.replace(0, 3, "HEAD");
  client.send(head + get("/api/x"));
  const Answer a = client.answer(true);
  EXPECT_EQ(a.status, 200);
  EXPECT_TRUE(a.has("Content-Length: 11\r\n"));
  EXPECT_EQ(Json::parse(client.answer().body)["path"], "/api/x");
}

TEST_F(HttpServerTest, LetsNothingThrownThrough) {
  serve();
  Client client(server.port());
  for (const std::string path : {"/api/throw", "/api/odd", "/api/big"}) {
    client.send(get(path));
    const Answer a = client.answer();
    EXPECT_EQ(a.status, 500);
    const Json failed = Json::parse(a.body);
    EXPECT_EQ(failed["format"], "offtake.failed");
    EXPECT_EQ(failed["diagnostics"][0]["code"], "E1182");
  }
  client.send(get("/api/x"));
  EXPECT_EQ(client.answer().status, 200);
}

TEST_F(HttpServerTest, NamesAFileSoThatItIsOnlyAName) {
  serve();
  EXPECT_TRUE(ask(get("/api/file?name=report-3.html"))
                  .has("Content-Disposition: attachment; filename=\"report-3.html\"\r\n"));
  EXPECT_TRUE(ask(get("/api/file?name=..%2Fa%22%3B%20b%5C.csv"))
                  .has("attachment; filename=\"_._a___b_.csv\"\r\n"));
  EXPECT_TRUE(ask(get("/api/file?name=%ED%95%9C.xlsx"))
                  .has("filename=\"___.xlsx\"; filename*=UTF-8''%ED%95%9C.xlsx\r\n"));
}

TEST_F(HttpServerTest, StreamsEventsFromAnyThread) {
  serve();
  Client client(server.port());
  client.send(get("/api/events", "Last-Event-ID: 41\r\n"));
  EXPECT_TRUE(client.answer().has("Content-Type: text/event-stream\r\n"));
  const auto events = stream(0);
  EXPECT_EQ(last_seen, 41);
  std::vector<std::thread> senders;
  std::atomic<int> sent{0};
  for (int t = 0; t < 4; ++t) {
    senders.emplace_back([&, t] {
      for (int i = 0; i < 250; ++i) sent += events->send("job", fmt::format("[{},{}]", t, i), i);
    });
  }
  for (std::thread& s : senders) s.join();
  EXPECT_EQ(sent, 1000);
  EXPECT_TRUE(events->send("two", "lines\nhere", 9));
  events->close();
  EXPECT_FALSE(events->send("job", "{}", 1));
  ASSERT_NE(client.wait_for("id: 9\nevent: two\ndata: lines\ndata: here\n\n"), std::string::npos);
  const std::string all = client.unread();
  for (int t = 0; t < 4; ++t) {
    std::size_t at = 0;  // of one thread in its order
    for (int i = 0; i < 250; ++i) {
      at = all.find(fmt::format("id: {}\nevent: job\ndata: [{},{}]\n\n", i, t, i), at);
      ASSERT_NE(at, std::string::npos) << t << " " << i;
    }
  }
  EXPECT_EQ(client.wait_for("nothing more"), std::string::npos);  // it has ended
}

TEST_F(HttpServerTest, KeepsASilentStreamOpen) {
  HttpOptions options;
  options.heartbeat_seconds = options.idle_seconds = options.body_seconds = 1;
  serve(options);
  Client client(server.port());
  client.send(get("/api/events"));
  client.answer();
  EXPECT_NE(client.wait_for(": \n\n: \n\n: \n\n"), std::string::npos);
  EXPECT_TRUE(stream(0)->send("job", "{}", 1));
  EXPECT_NE(client.wait_for("data: {}\n\n"), std::string::npos);
}

TEST_F(HttpServerTest, NoticesThatAClientOfEventsHasGone) {
  serve();
  {
    Client client(server.port());
    client.send(get("/api/events"));
    client.answer();
    EXPECT_TRUE(stream(0)->send("job", "{}", 1));
  }
  EXPECT_TRUE(soon([&] { return server.counters().open == 0; }));
  EXPECT_FALSE(stream(0)->send("job", "{}", 2));
}

TEST_F(HttpServerTest, EndsAStreamThatIsLetGo) {
  serve();
  Client client(server.port());
  client.send(get("/api/events"));
  client.answer();
  stream(0)->send("job", "{}", 1);
  {
    const std::lock_guard lock(mutex);
    streams.clear();
  }
  EXPECT_EQ(client.wait_for("nothing more"), std::string::npos);
  EXPECT_NE(client.unread().find("data: {}\n\n"), std::string::npos);
}

TEST_F(HttpServerTest, ClosesAStreamThatIsNotRead) {
  serve();
  Client client(server.port());
  client.send(get("/api/events"));
  const auto events = stream(0);
  const std::string data(64 * 1024, 'x');
  int sent = 0;  // what the sockets hold, and a megabyte
  EXPECT_TRUE(events->send("job", std::string(20'000'000, 'x'), 1));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // for it to be stuck, or not yet
  while (sent < 1000 && events->send("job", data, sent)) ++sent;
  EXPECT_GE(sent, 15);
  EXPECT_LT(sent, 1000);
  EXPECT_TRUE(soon([&] { return server.counters().open == 0; }));
}

TEST_F(HttpServerTest, StopsWithOpenStreamsAndReaders) {
  serve();
  std::vector<Client> clients;
  for (std::size_t i = 0; i < 20; ++i) {
    clients.emplace_back(server.port()).send(get("/api/events"));
    clients.emplace_back(server.port()).send(get("/api/big?bytes=10000000"));
    clients.emplace_back(server.port()).send("GET / HT");
  }
  stream(19);
  const auto begin = TestClock::now();
  server.stop();
  EXPECT_LT(seconds_since(begin), 2);
  EXPECT_EQ(server.counters().open, 0u);
  for (const auto& s : streams) EXPECT_FALSE(s->send("job", "{}", 1));
  server = HttpServer();
  for (const auto& s : streams) EXPECT_FALSE(s->send("job", "{}", 1));
}

TEST_F(HttpServerTest, SaysThatThePortIsTaken) {
  serve();
  HttpOptions same;
  same.port = server.port();
  const auto second =
      HttpServer::start(same, [](const HttpRequest&) -> HttpResponse { return {}; });
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.errors().front().code, "E1180");
  server.stop();
  const auto third = HttpServer::start(same, [](const HttpRequest&) -> HttpResponse { return {}; });
  EXPECT_TRUE(third.ok());  // the connections that linger keep nobody out
}

}  // namespace
}  // namespace offtake
