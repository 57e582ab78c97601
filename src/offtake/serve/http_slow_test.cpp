// Clients that take their time, on purpose or not: nobody else has to wait for them.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "offtake/serve/http_client_for_test.h"

namespace offtake {
namespace {

using HttpSlow = ServedTest;

std::size_t resident_bytes() {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

TEST_F(HttpSlow, ThreeHundredThatDripAndOneThatAsks) {
  serve();
  std::vector<Client> slow;
  for (int i = 0; i < 300; ++i) {
    slow.emplace_back(server.port()).send(i % 2 ? "GET / HTTP/1.1\r\nHost: 127" : "");
  }
  double longest = 0;
  for (int i = 0; i < 50; ++i) {
    const auto begin = TestClock::now();
    EXPECT_EQ(ask(get("/api/x")).status, 200) << i;
    longest = std::max(longest, seconds_since(begin));
    for (Client& s : slow) s.send("x");
  }
  RecordProperty("longest_ms", static_cast<int>(longest * 1000));
  std::printf("beside 300 slow clients the slowest of 50 answers took %.1f ms\n", longest * 1e3);
  EXPECT_LT(longest, 1.0);
  EXPECT_LE(server.counters().open, 256u);
}

TEST_F(HttpSlow, BodiesAndReadersThatDripGiveWayToo) {
  HttpOptions options;
  options.most_connections = 8;
  serve(options);
  std::vector<Client> slow;
  for (int i = 0; i < 4; ++i) {
    slow.emplace_back(server.port()).send(get("/api/big?bytes=50000000"));
    slow.emplace_back(server.port())
        .send(fmt::format("POST /api/session HTTP/1.1\r\nHost: {}\r\nContent-Type: "
                          "application/json\r\nContent-Length: 100\r\n\r\n{{",
                          host()));
  }
  EXPECT_TRUE(soon([&] { return handled == 4; }));
  EXPECT_TRUE(soon([&] { return ask(get("/api/x")).status == 200; }, 3));
}

TEST_F(HttpSlow, EveryDeadlineIsKept) {
  HttpOptions options;
  options.header_seconds = options.body_seconds = options.idle_seconds = 1;
  serve(options);
  ASSERT_TRUE(soon([&] { return server.counters().open == 0; }));
  const auto cut_after = [&](const std::string& bytes) {
    Client client(server.port());
    client.send(bytes);
    const auto begin = TestClock::now();
    std::thread drip([&] {
      while (seconds_since(begin) < 3 && client.send(" ")) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
      }
    });
    EXPECT_TRUE(client.closed());
    drip.join();
    return seconds_since(begin);
  };
  const auto in_time = [](double seconds) { return seconds > 0.8 && seconds < 2.5; };
  EXPECT_TRUE(in_time(cut_after("GET / HTTP/1.1\r\nHost: x")));
  EXPECT_EQ(server.counters().refused, 1u);
  std::string body = post("/api/x", std::string(1000, ' '));
  body.resize(body.size() - 500);
  EXPECT_TRUE(in_time(cut_after(body)));
  EXPECT_EQ(server.counters().refused, 2u);
  std::string chunks = fmt::format(
      "POST /api/x HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n4\n1234\n",
      host(), cookie);
  EXPECT_TRUE(in_time(cut_after(chunks)));
  EXPECT_EQ(server.counters().refused, 3u);
  for (const std::string& asked : {std::string(), get("/api/x")}) {
    Client silent(server.port());
    const auto begin = TestClock::now();
    silent.send(asked);
    EXPECT_TRUE(asked.empty() || silent.answer().status == 200);
    EXPECT_TRUE(silent.closed());  // it asked for nothing more: that is no refusal
    EXPECT_TRUE(in_time(seconds_since(begin)));
  }
  EXPECT_EQ(server.counters().refused, 3u);
}

TEST_F(HttpSlow, AReaderThatTakesNothingIsCut) {
  HttpOptions options;
  options.body_seconds = 1;
  options.slowest_bytes_per_second = 100'000'000;
  serve(options);
  ASSERT_TRUE(soon([&] { return server.counters().open == 0; }));
  Client of_a_file(server.port()), of_events(server.port());
  of_events.send(get("/api/events"));
  stream(0);
  of_a_file.send(get("/api/big?bytes=15000000"));
  const auto begin = TestClock::now();
  EXPECT_TRUE(stream(0)->send("x", std::string(15'000'000, 'x'), 1));
  EXPECT_TRUE(soon([&] { return server.counters().refused == 2; }));
  EXPECT_GT(seconds_since(begin), 1);
  EXPECT_LT(seconds_since(begin), 5);
  EXPECT_TRUE(soon([&] { return server.counters().open == 0; }));
  EXPECT_FALSE(stream(0)->send("x", "{}", 2));
}

TEST_F(HttpSlow, TwoHundredMegabytesWithoutALineBreak) {
  serve();
  ask(get("/api/x"));
  const std::size_t before = resident_bytes();
  Client client(server.port());
  const std::string block(1024 * 1024, 'x');
  int sent = 0;
  client.send("GET /api/x HTTP/1.1\r\nA: ");
  while (sent < 200 && client.send(block)) ++sent;
  EXPECT_LT(sent, 200);  // it has hung up long before
  EXPECT_EQ(server.counters().refused, 1u);
  EXPECT_LT(resident_bytes(), before + 16 * 1024 * 1024);
}

TEST_F(HttpSlow, FiftyReadWhileAHandlerIsBusy) {
  serve();
  Client busy(server.port());
  busy.send(get("/api/wait"));
  ASSERT_TRUE(soon([&] { return handled == 1; }));
  std::vector<std::thread> readers;
  std::atomic<int> right{0};
  for (int t = 0; t < 50; ++t) {
    readers.emplace_back([&, t] {
      Client client(server.port());
      for (int i = 0; i < 40; ++i) {
        const std::string path = fmt::format("/api/{}-{}", t, i);
        client.send(i % 10 ? get(path) : get("/api/big?bytes=300000"));
        const Answer a = client.answer();
        right += a.status == 200 &&
                 (i % 10 ? Json::parse(a.body)["path"] == path : a.body.size() == 300000);
      }
    });
  }
  for (std::thread& r : readers) r.join();
  EXPECT_EQ(right, 2000);
  let_go();
  EXPECT_EQ(busy.answer().status, 200);
  EXPECT_EQ(server.counters().refused, 0u);
}

}  // namespace
}  // namespace offtake
