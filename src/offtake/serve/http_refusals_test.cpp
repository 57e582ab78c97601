// Everything that http_server.h refuses: it never comes to the handler, is counted, and closes.
#include <gtest/gtest.h>

#include "offtake/serve/http_client_for_test.h"

namespace offtake {
namespace {

class HttpRefusals : public ServedTest {
 protected:
  // What the server says to it; afterwards it must have closed.
  void expect(int status, const std::string& bytes) {
    SCOPED_TRACE(bytes.substr(0, 300));
    const auto before = server.counters().refused;
    const int handled_before = handled;
    Client client(server.port());
    client.send(bytes);
    const Answer a = client.answer();
    EXPECT_EQ(a.status, status);
    EXPECT_TRUE(a.has("Connection: close\r\n"));
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(server.counters().refused, before + 1);
    EXPECT_EQ(handled, handled_before);
    const Json failed = Json::parse(a.body);
    EXPECT_EQ(failed["format"], "offtake.failed");
    EXPECT_EQ(failed["diagnostics"][0]["code"], "E1181");
  }
  std::string with_host(const std::string& lines) const {
    return fmt::format("GET / HTTP/1.1\r\n{}Cookie: {}\r\n\r\n", lines, cookie);
  }
  std::string sent(const std::string& fields, const std::string& body) const {
    return fmt::format(
        "POST /api/x HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n"
        "Content-Type: application/json\r\n{}\r\n{}",
        host(), cookie, fields, body);
  }
};

TEST_F(HttpRefusals, OtherHosts) {
  serve();
  const auto port = server.port();
  for (const std::string name :
       {"evil.example", "127.0.0.1", "localhost", "127.0.0.1.evil:{0}", "localhost:1",
        "localhost.:{0}", "127.0.0.1.:{0}", "[::ffff:127.0.0.1]:{0}", "2130706433:{0}", "127.1:{0}",
        "0.0.0.0:{0}", "localhost:0{0}", "a@localhost:{0}", "localhost:{0}/", "",
        "localhost:{0}, evil", "\xff\xfe:{0}"}) {
    expect(403, with_host("Host: " + fmt::format(fmt::runtime(name), port) + "\r\n"));
  }
  expect(400, with_host(""));
  expect(400, with_host(fmt::format("Host: {0}\r\nHost: {0}\r\n", host())));
  expect(400, with_host(fmt::format("Host: {}\r\nhost: evil\r\n", host())));
  expect(400, fmt::format("GET http://{0}/ HTTP/1.1\r\nHost: {0}\r\n\r\n", host()));
  expect(400, fmt::format("GET http://evil/ HTTP/1.1\r\nHost: {}\r\n\r\n", host()));
}

TEST_F(HttpRefusals, OtherSites) {
  serve();
  for (const std::string origin :
       {"null", "http://evil.example", "http://localhost:1", "http://127.0.0.1",
        "https://127.0.0.1:{0}", "http://localhost:{0}", "http://127.0.0.1:{0}/", ""}) {
    const std::string line = "Origin: " + fmt::format(fmt::runtime(origin), server.port()) + "\r\n";
    expect(403, get("/api/x", line));
    expect(403, get("/api/events", line));
    expect(403, post("/api/x", "{}", line));
    expect(403, post("/api/session", Json{{"token", token}}.dump(), line));
    expect(403, get("/", line));
  }
  for (const std::string site : {"cross-site", "same-site", "odd"}) {
    const std::string line = "Sec-Fetch-Site: " + site + "\r\n";
    expect(403, get("/api/x", line));
    expect(403, post("/api/x", "{}", line));
    expect(403, get("/", line + "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n"));
    expect(403, get("/", line + "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n"));
    expect(403, get("/api/x", line + "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"));
  }
  const std::string own = fmt::format("Origin: http://{}\r\n", host());
  expect(400, get("/api/x", own + own));
}

TEST_F(HttpRefusals, ThoseWithoutTheCookie) {
  serve();
  const std::string good = cookie, name = good.substr(0, good.find('=') + 1);
  for (const std::string& wrong :
       {std::string(), name, name + token, good.substr(0, good.size() - 1), good + "0", "x" + good,
        "offtake-1" + good.substr(good.find('=')), std::string("offtake")}) {
    cookie = wrong;
    expect(401, get("/api/x"));
    expect(401, get("/api/events"));
    expect(401, get("/api/session"));
    expect(401, get("/api/x?token=" + token));
    expect(401, post("/api/x", "{}"));
  }
  for (const std::string& body :
       {std::string(), std::string("{}"), std::string("[]"), "\"" + token + "\"",
        Json{{"token", token.substr(1)}}.dump(), Json{{"token", token + "0"}}.dump(),
        Json{{"token", ""}}.dump(), Json{{"token", 7}}.dump(), Json{{"token", {token}}}.dump(),
        std::string(4000, '[')}) {
    expect(401, post("/api/session", body));
  }
  expect(413, post("/api/session", std::string(4097, ' ')));
  cookie = good;
  EXPECT_EQ(ask(get("/api/x")).status, 200);
}

TEST_F(HttpRefusals, PathsThatLeadElsewhere) {
  serve();
  for (const std::string path : {"/..",
                                 "/../etc/passwd",
                                 "/api/../x",
                                 "/api/..",
                                 "/.",
                                 "/api/./x",
                                 "/%2e%2e/x",
                                 "/.%2E/x",
                                 "/api/%2e%2e%2fx",
                                 "/..%2f..%2fetc",
                                 "//",
                                 "//evil",
                                 "/api//x",
                                 "/api/%2Fx",
                                 "/a\\b",
                                 "/a%5cb",
                                 "/..%5c",
                                 "/a%00b",
                                 "/%00",
                                 "/a%0ab",
                                 "/a%0d%0ab",
                                 "/a%7f",
                                 "/%c0%ae%c0%ae/x",
                                 "/%e0%80%ae/x",
                                 "/%f0%80%80%ae",
                                 "/%c0%af",
                                 "/%ff",
                                 "/%ed%a0%80",
                                 "/%f5%80%80%80",
                                 "/%",
                                 "/%2",
                                 "/%zz",
                                 "/%u002e",
                                 "/a#b",
                                 "*",
                                 "x",
                                 "api/x",
                                 "?x",
                                 "/x?a=%00",
                                 "/x?%ff=1",
                                 "/x?a=%0a",
                                 "/x?a=%",
                                 "/\xed\x95\x9c",
                                 "\x01",
                                 "/a%c2"}) {
    expect(400, get(path));
  }
  // Decoded once, and only once.
  EXPECT_EQ(Json::parse(ask(get("/%252e%252e/x")).body)["path"], "/%2e%2e/x");
  EXPECT_EQ(Json::parse(ask(get("/...")).body)["path"], "/...");
}

TEST_F(HttpRefusals, WhatIsNoHttp) {
  serve();
  const std::string rest = fmt::format("\r\nHost: {}\r\nCookie: {}\r\n\r\n", host(), cookie);
  for (const std::string line :
       {"GET / HTTP/1.0", "GET / HTTP/9.9", "GET / HTTP/2.0", "GET / HTTP/1.2", "GET /", "GET",
        "PRI * HTTP/2.0", "GET  / HTTP/1.1", "GET /  HTTP/1.1", " GET / HTTP/1.1",
        "GET / HTTP/1.1 ", "GET\t/ HTTP/1.1", "GET / http/1.1", "G@T / HTTP/1.1", "", "\r\n"}) {
    expect(400, line + rest);
  }
  for (const std::string more :
       {" folded: x\r\n", "\tfolded\r\n", "Name : x\r\n", "Name\r\n", ": x\r\n", "a\x01: x\r\n",
        "a: \x7f\r\n", "a: x\rb: y\r\n", "a: x\nb: y\r\n", "a: b\r\r\n", "na me: x\r\n"}) {
    expect(400, get("/", more));
  }
  expect(400, get("/", std::string("a: \0b\r\n", 7)));
  expect(400, std::string("\x16\x03\x01\x02", 4));  // TLS says hello
  expect(400, "GET / HTTP/1.1\n");                  // at once, without an end
  expect(405, "PATCH / HTTP/1.1" + rest);
  expect(405, "get / HTTP/1.1" + rest);
  expect(405, "OPTIONS / HTTP/1.1" + rest);
  expect(405, "TRACE / HTTP/1.1" + rest);
  expect(400, "CONNECT localhost:80 HTTP/1.1" + rest);
}

TEST_F(HttpRefusals, BodiesWhoseEndIsNotSure) {
  serve();
  for (const std::string fields : {"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                                   "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
                                   "Content-Length: 4\r\nContent-Length: 4\r\n",
                                   "Content-Length: 4\r\nContent-Length: 5\r\n",
                                   "Content-Length: 4, 4\r\n",
                                   "Content-Length: +4\r\n",
                                   "Content-Length: -4\r\n",
                                   "Content-Length: 0x4\r\n",
                                   "Content-Length: 4 4\r\n",
                                   "Content-Length: \r\n",
                                   "Content-Length: 4.\r\n",
                                   "Content-Length: 99999999999999999999999\r\n",
                                   "Content-Length: 18446744073709551620\r\n",
                                   "Transfer-Encoding: gzip\r\n",
                                   "Transfer-Encoding: gzip, chunked\r\n",
                                   "Transfer-Encoding: chunked, chunked\r\n",
                                   "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                                   "Transfer-Encoding: chunked, identity\r\n",
                                   "Transfer-Encoding: xchunked\r\n",
                                   "Transfer-Encoding: \r\n",
                                   "Transfer-Encoding: \"chunked\"\r\n"}) {
    expect(400, sent(fields, "4\r\n1234\r\n0\r\n\r\n"));
  }
  for (const std::string body :
       {"-2\r\n", "+4\r\n1234\r\n0\r\n\r\n", "0x4\r\n1234\r\n0\r\n\r\n", " 4\r\n1234\r\n0\r\n\r\n",
        "g\r\n", "\r\n\r\n", "4\r\n12345\r\n0\r\n\r\n", "4\r\n1234XX0\r\n\r\n",
        "10000000000000004\r\n1234\r\n0\r\n\r\n", "0\r\nContent-Length: 3\r\n\r\n",
        "0\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\nno field\r\n\r\n"}) {
    expect(400, sent("Transfer-Encoding: chunked\r\n", body));
  }
  expect(400, sent("Transfer-Encoding: chunked\r\n", "4;" + std::string(40'000, 'x')));
  expect(400, sent("Transfer-Encoding: chunked\r\n", "0\r\na: " + std::string(40'000, 'x')));
  expect(400, get("/api/x", "Content-Length: 2\r\n") + "{}");
  expect(400, get("/api/x", "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n");
  expect(417, sent("Content-Length: 2\r\nExpect: 100-continue\r\n", "{}"));
}

TEST_F(HttpRefusals, OtherKindsOfBody) {
  serve();
  for (const std::string type :
       {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/jsonp", "application/json; charset=euc-kr", "application/json, text/plain"}) {
    expect(415, post("/api/x", "{}", "", type));
  }
  expect(415, post("/api/x", "{}", "Content-Type: application/json\r\n"));
  expect(415,
         fmt::format("POST /api/x HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\r\n", host(), cookie));
  for (const std::string bytes : {"\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xc2"}) {
    expect(400, post("/api/x", bytes));
    expect(400, post("/api/session", bytes));
  }
  EXPECT_EQ(ask(post("/api/x", "{}", "", "Application/JSON; charset=UTF-8")).status, 200);
}

TEST_F(HttpRefusals, WhatIsOverTheLimits) {
  HttpOptions options;
  options.body_bytes = 1000;
  serve(options);
  EXPECT_EQ(ask(post("/api/x", std::string(1000, ' '))).status, 200);
  expect(413, post("/api/x", std::string(1001, ' ')));
  expect(413, sent("Content-Length: 18446744073709551615\r\n", ""));  // before it is sent
  expect(413, sent("Transfer-Encoding: chunked\r\n", "3e9\r\n"));
  expect(413, sent("Transfer-Encoding: chunked\r\n", "ffffffffffffffff\r\n"));
  expect(413, sent("Transfer-Encoding: chunked\r\n",
                   "3e8\r\n" + std::string(1000, ' ') + "\r\n1\r\n \r\n0\r\n\r\n"));
  expect(431, get("/", "a: " + std::string(16 * 1024, 'x') + "\r\n"));
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "a:b\r\n";
  expect(431, get("/", many));
  expect(414, get("/" + std::string(9000, 'x')));
  EXPECT_EQ(ask(get("/" + std::string(7000, 'x'))).status, 200);
}

// A head of exactly the limit is read, one byte more is not.
TEST_F(HttpRefusals, OneByteOverTheLimit) {
  HttpOptions options;
  options.header_bytes = 1000;
  serve(options);
  const std::size_t rest = get("/", "a: \r\n").size();
  EXPECT_EQ(ask(get("/", "a: " + std::string(1000 - rest, 'x') + "\r\n")).status, 200);
  expect(431, get("/", "a: " + std::string(1001 - rest, 'x') + "\r\n"));
}

TEST_F(HttpRefusals, MoreConnectionsThanTheLimit) {
  HttpOptions options;
  options.most_connections = 4;
  serve(options);
  ASSERT_TRUE(soon([&] { return server.counters().open == 0; }));
  std::vector<Client> readers;
  for (std::size_t i = 0; i < 4; ++i) {
    readers.emplace_back(server.port()).send(get("/api/events"));
    stream(i);
  }
  Client client(server.port());
  client.send(get("/api/x"));
  const Answer a = client.answer();
  EXPECT_EQ(a.status, 503);
  EXPECT_EQ(Json::parse(a.body)["diagnostics"][0]["code"], "E1183");
  EXPECT_EQ(server.counters().refused, 1u);
  readers.pop_back();
  EXPECT_TRUE(soon([&] { return ask(get("/api/x")).status == 200; }));
}

}  // namespace
}  // namespace offtake
