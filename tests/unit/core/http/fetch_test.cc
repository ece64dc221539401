#include "core/http/fetch.h"

#include <doctest/doctest.h>

#include "core/http/message.h"
#include "core/http/url.h"
#include "tests/support/web_server.h"

namespace {

using namespace natsop;
using test::web_answer;
using test::WebServer;

TEST_CASE("url: parts") {
  const auto url = http::Url::parse("HTTPS://example.com:8443/jwt/v1?x=1#part");
  REQUIRE(url);
  CHECK(url->tls);
  CHECK(url->host == "example.com");
  CHECK(url->port == "8443");
  CHECK(url->authority == "example.com:8443");
  CHECK(url->target == "/jwt/v1?x=1");
  CHECK(http::Url::parse("http://[::1]:80/a")->host == "::1");
  CHECK(http::Url::parse("http://h")->target == "/");
  CHECK(http::Url::parse("http://h?q")->target == "/?q");
  CHECK(http::Url::parse("https://h")->port == "443");
}

TEST_CASE("url: what is none") {
  for (const char* bad : {"", "h", "nats://h", "http://", "http://a b", "http://u:p@h",
                          "http://h:x", "http://h:123456", "http://:80"}) {
    CAPTURE(bad);
    const auto url = http::Url::parse(bad);
    REQUIRE_FALSE(url);
    CHECK(url.error().code() == Code::Invalid);
  }
}

TEST_CASE("url: joining and redirects") {
  CHECK(http::join_url("http://h/jwt/v1", "accounts/A") == "http://h/jwt/v1/accounts/A");
  CHECK(http::join_url("http://h/", "accounts/A") == "http://h/accounts/A");
  CHECK(http::join_url("http://h", "a") == "http://h/a");
  CHECK(http::join_url("http://h/b?q=1", "a") == "http://h/b/a?q=1");
  CHECK(http::resolve_url("http://h/a/b", "https://o/c") == "https://o/c");
  CHECK(http::resolve_url("http://h/a/b", "/c") == "http://h/c");
  CHECK(http::resolve_url("http://h/a/b", "c") == "http://h/a/c");
  CHECK(http::resolve_url("https://h/a/b", "//o/c") == "https://o/c");
}

TEST_CASE("answers: framing") {
  CHECK(http::read_answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi!")->response.body ==
        "hi");
  CHECK(http::read_answer("HTTP/1.1 404 Not Found\r\n\r\nrest")->response.body == "rest");
  const auto chunked = http::read_answer(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n");
  REQUIRE(chunked);
  CHECK(chunked->response.body == "abcde");
  CHECK(http::read_answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n\r\n")
            ->response.status == 201);
}

TEST_CASE("answers: malformed or cut short") {
  for (const char* bad :
       {"", "HTTP/1.1 200 OK\r\n", "SSH-2.0\r\n\r\n", "HTTP/1.1 xxx\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhi",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n"}) {
    CAPTURE(bad);
    const auto answer = http::read_answer(bad);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code() == Code::Invalid);
  }
}

TEST_CASE("fetch: get and post") {
  WebServer server({web_answer("token"), web_answer("stored", "202 Accepted")});
  const auto got = http::fetch({.url = server.url("/a?b")});
  REQUIRE(got);
  CHECK(got->status == 200);
  CHECK(got->body == "token");
  const auto posted = http::fetch({.method = "POST",
                                   .url = server.url("/x"),
                                   .content_type = "application/jwt",
                                   .body = "eyJ"});
  REQUIRE(posted);
  CHECK(posted->status == 202);
  const auto requests = server.requests();
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].starts_with("GET /a?b HTTP/1.1\r\nHost: 127.0.0.1:"));
  CHECK(requests[1].find("Content-Type: application/jwt\r\nContent-Length: 3\r\n") !=
        std::string::npos);
  CHECK(requests[1].ends_with("\r\n\r\neyJ"));
}

TEST_CASE("fetch: redirects are followed, not for ever") {
  const std::string to_b = "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n";
  {
    WebServer server({to_b, web_answer("there")});
    CHECK(http::fetch({.url = server.url("/a")})->body == "there");
    CHECK(server.requests()[1].starts_with("GET /b "));
  }
  WebServer endless(std::vector<std::string>(6, to_b));
  const auto lost = http::fetch({.url = endless.url("/a")});
  REQUIRE_FALSE(lost);
  CHECK(lost.error().message().starts_with("too many redirects"));
}

TEST_CASE("fetch: nobody listens, nobody answers, no host") {
  std::string closed;
  {
    const WebServer gone({});
    closed = gone.url("/");
  }
  const auto refused = http::fetch({.url = closed});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == Code::Unreachable);
  CHECK(refused.error().one_line().find(closed) != std::string::npos);

  // An answer of no bytes at all is malformed, not empty.
  WebServer rude({""});
  CHECK(http::fetch({.url = rude.url()}).error().code() == Code::Invalid);

  WebServer silent({});
  const auto late = http::fetch({.url = silent.url(), .timeout = std::chrono::milliseconds(50)});
  REQUIRE_FALSE(late);
  CHECK(late.error().code() == Code::Timeout);

  CHECK(http::fetch({.url = "ftp://h/"}).error().code() == Code::Invalid);
}

}  // namespace
