// Requests spoilt at random (seeded): never a crash, never served unless they are still right.
#include <gtest/gtest.h>

#include <map>

#include "offtake/base/random.h"
#include "offtake/serve/http_client_for_test.h"
#include "offtake/serve/http_message.h"
#include "offtake/serve/request_check.h"

namespace offtake {
namespace {

class HttpRandom : public ServedTest {
 protected:
  std::uint32_t below(std::uint32_t n) { return philox({2026, 1}, 0, step++)[0] % n; }
  char odd_byte() {
    static constexpr std::string_view kOdd("\0\r\n\t :;,/.%\\?#\x7f\x80\xff-0159afGTx", 28);
    return kOdd[below(static_cast<std::uint32_t>(kOdd.size()))];
  }
  std::string spoilt(std::string text) {
    for (std::uint32_t edits = 1 + below(4); edits > 0; --edits) {
      const std::size_t at = below(static_cast<std::uint32_t>(text.size()));
      const std::size_t length = 1 + below(12);
      switch (below(5)) {
        case 0:
          text[at] = odd_byte();
          break;
        case 1:
          text.insert(at, 1 + below(3), odd_byte());
          break;
        case 2:
          text.erase(at, length);
          break;
        case 3:
          text.insert(at, text.substr(below(static_cast<std::uint32_t>(at + 1)), length));
          break;
        default:
          text[at] = static_cast<char>(below(256));
      }
      if (text.empty()) text = "x";
    }
    return text;
  }
  std::uint32_t step = 0;
};

// Over the socket, with what remains behind the answer read to its end.
TEST_F(HttpRandom, TwentyThousandSpoiltRequests) {
  serve();
  const std::string own = fmt::format("Origin: http://{}\r\nAccept: */*\r\n", host());
  const std::string chunked = fmt::format(
      "PUT /api/x HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n4;a=b\r\n1234\r\n0\r\nt: r\r\n\r\n",
      host(), cookie);
  const std::vector<std::string> right = {get("/api/%ED%95%9C/x?a=b%20c&d=", own),
                                          post("/api/x", R"({"a":[1,2]})", own), chunked,
                                          "GET / HTTP/1.1\r\nHost: " + host() + "\r\n\r\n"};
  for (const std::string& r : right) ASSERT_EQ(ask(r).status, 200) << r;
  std::map<int, int> answers;
  for (int i = 0; i < 20'000; ++i) {
    const std::string bytes = spoilt(right[below(static_cast<std::uint32_t>(right.size()))]);
    Client client(server.port());
    const int handled_before = handled;
    client.send(bytes);
    client.end_sending();
    for (;;) {
      const Answer a = client.answer();
      if (a.status == 0) break;
      ++answers[a.status];
      ASSERT_TRUE(a.status == 200 || (a.status >= 400 && a.status < 500)) << a.status << bytes;
      // Whatever was served must have been asked for by a head that we can read another way.
      if (a.status == 200) {
        ASSERT_GT(handled, handled_before);
        ASSERT_NE(bytes.find(" HTTP/1.1\r\n"), bytes.npos) << bytes;
        ASSERT_NE(bytes.find("\r\n\r\n"), bytes.npos) << bytes;
        ASSERT_NE(bytes.find(host()), bytes.npos) << bytes;
        const bool root = bytes.compare(0, 6, "GET / ") == 0 || bytes.compare(0, 6, "GET /?") == 0;
        ASSERT_TRUE(root || bytes.find(cookie) != bytes.npos) << bytes;
      }
    }
  }
  for (const auto& [status, count] : answers) std::printf("%d: %d\n", status, count);
  EXPECT_GT(answers[400], 5000);
  EXPECT_GT(answers[200], 100);  // edits that do no harm
  EXPECT_EQ(ask(right[0]).status, 200);
  EXPECT_TRUE(soon([&] { return server.counters().open == 0; }));
}

// Without a socket, in pieces: where a head ends does not depend on how it came.
TEST_F(HttpRandom, AHeadReadsTheSameInPieces) {
  const std::string right =
      "POST /api/x?a=b HTTP/1.1\r\nHost: localhost:1\r\nContent-Length: 4\r\nA: b\r\n\r\n{  }";
  const SiteRules rules{1, "secret"};
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = spoilt(right);
    RequestReader whole(200, 100), pieces(200, 100);
    std::string in = text, arriving;
    const Reading at_once = whole.read_head(in);
    Reading bit_by_bit = Reading::more;
    std::size_t given = 0;
    while (given < text.size() && bit_by_bit == Reading::more) {
      const std::size_t length = std::min<std::size_t>(1 + below(9), text.size() - given);
      arriving += text.substr(given, length);
      given += length;
      bit_by_bit = pieces.read_head(arriving);
    }
    ASSERT_EQ(at_once, bit_by_bit) << text;
    ASSERT_EQ(whole.refusal().status, pieces.refusal().status) << text;
    if (at_once != Reading::done) continue;
    ASSERT_EQ(in, arriving + text.substr(given)) << text;
    HttpRequest request;
    const HttpRefusal refusal = check_request(whole.head(), rules, request);
    ASSERT_GE(refusal.status, 400) << text;  // it has no cookie
    ASSERT_LT(refusal.status, 418) << text;
  }
}

}  // namespace
}  // namespace offtake
