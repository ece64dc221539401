#include <doctest/doctest.h>

#include "core/engine/io/http_listener.h"
#include "core/engine/io/tcp_transport.h"
#include "core/engine/io/tls_context.h"
#include "core/engine/options/options.h"
#include "tests/unit/core/engine/io/certificates.h"
#include "tests/unit/core/engine/io/peer.h"

namespace natsop::engine {
namespace {

TEST_CASE("http request") {
  SUBCASE("its parts") {
    const auto request = parse_head(
        "GET /accountz?acc=A%20B&subs=1&empty&x=a+b#end HTTP/1.1\r\nHost: a\r\nAccept: text/html, "
        "TEXT/plain\r\n\r\n");
    REQUIRE(request);
    CHECK(request->method == "GET");
    CHECK(request->target == "/accountz?acc=A%20B&subs=1&empty&x=a+b#end");
    CHECK(request->path == "/accountz");
    CHECK(request->query ==
          HttpRequest::Fields{{"acc", "A B"}, {"subs", "1"}, {"empty", ""}, {"x", "a b"}});
    CHECK(request->parameter("subs") == "1");
    CHECK(!request->parameter("none"));
    CHECK(request->header("HOST") == "a");
    CHECK(request->lists("accept", "text/plain"));
    CHECK(!request->lists("accept", "text"));
    CHECK(request->keep_alive);
    CHECK(!request->has_body);
  }
  SUBCASE("a proxy's form, old versions, bodies") {
    CHECK(parse_head("GET http://host:8222/varz?a=1 HTTP/1.1\r\n\r\n")->path == "/varz");
    CHECK(!parse_head("GET / HTTP/1.0\r\n\r\n")->keep_alive);
    CHECK(!parse_head("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")->keep_alive);
    CHECK(parse_head("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n")->has_body);
    CHECK(parse_head("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")->has_body);
  }
  SUBCASE("nonsense") {
    for (const char* head :
         {"\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/2.0\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
          "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n"}) {
      CHECK(!parse_head(head));
    }
  }
  SUBCASE("the end of a head, in pieces") {
    const std::string bytes = "GET / HTTP/1.1\r\n\r\nrest";
    for (std::size_t seen = 0; seen < 18; ++seen) {
      CHECK(end_of_head(bytes, seen) == 18);
      CHECK(end_of_head(std::string_view(bytes).substr(0, seen)) == std::string::npos);
    }
  }
}

TEST_CASE("http listener") {
  EventLoop loop;
  int asked = 0;
  const auto answer = [&](const HttpRequest& request) {
    ++asked;
    HttpResponse response;
    if (request.path == "/large") {
      response.body = std::string(std::size_t{8} << 20, 'x');
    } else if (request.path != "/varz") {
      response.status = 404;
    } else {
      response.content_type = "application/json";
      response.body = "{\"n\":" + std::to_string(asked) + "}";
      response.headers = {{"Access-Control-Allow-Origin", "*"}};
    }
    return response;
  };
  HttpListener::Limits limits;
  limits.idle = std::chrono::milliseconds(50);
  limits.connections = 3;
  auto opened = HttpListener::open(loop, "127.0.0.1", 0, nullptr, answer, {}, limits);
  REQUIRE(opened);
  HttpListener& listener = **opened;
  const std::string get = "GET /varz HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string ok =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n"
      "Access-Control-Allow-Origin: *\r\n";

  SUBCASE("one request after the other, also sent together") {
    Peer peer(loop, listener.port());
    peer.send(get);
    CHECK(peer.read_to("}") == ok + "\r\n{\"n\":1}");
    peer.send(get + get + "GET /no");
    CHECK(peer.read_to("}") == ok + "\r\n{\"n\":2}");
    CHECK(peer.read_to("}") == ok + "\r\n{\"n\":3}");
    peer.send("thing HTTP/1.1\r\nConnection: close\r\n\r\n");
    CHECK(peer.read_to_end() ==
          "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\n"
          "Content-Length: 0\r\nConnection: close\r\n\r\n");
  }
  SUBCASE("HEAD has no body, a request's own body ends the connection") {
    Peer peer(loop, listener.port());
    peer.send("HEAD /varz HTTP/1.1\r\n\r\n");
    CHECK(peer.read_to("\r\n\r\n") == ok + "\r\n");
    peer.send("POST /varz HTTP/1.1\r\nContent-Length: 500000\r\n\r\n" + std::string(500000, 'x'));
    CHECK(peer.read_to_end() == ok + "Connection: close\r\n\r\n{\"n\":2}");
  }
  SUBCASE("large answers to a slow reader") {
    Peer peer(loop, listener.port());
    peer.send("GET /large HTTP/1.1\r\n\r\n" + get);
    peer.read_to("\r\n\r\n");
    CHECK(peer.read(std::size_t{8} << 20) == std::string(std::size_t{8} << 20, 'x'));
    CHECK(peer.read_to("}").starts_with(ok));
    peer.send("GET /large HTTP/1.0\r\n\r\n");
    CHECK(peer.read_to_end().size() > std::size_t{8} << 20);
  }
  SUBCASE("nonsense and heads that are too long") {
    Peer peer(loop, listener.port());
    peer.send("nonsense\r\n\r\n");
    CHECK(peer.read_to_end().starts_with("HTTP/1.1 400 Bad Request\r\n"));
    Peer endless(loop, listener.port());
    endless.send("GET / HTTP/1.1\r\nX: " + std::string(20000, 'x'));
    CHECK(endless.read_to_end().starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n"));
    CHECK(asked == 0);
  }
  SUBCASE("the idle go, sooner when there are too many") {
    Peer idle(loop, listener.port());
    CHECK(idle.read_to_end().empty());
    Peer first(loop, listener.port());
    Peer second(loop, listener.port());
    Peer third(loop, listener.port());
    third.send(get);
    third.read_to("}");
    first.send(get);
    first.read_to("}");
    Peer fourth(loop, listener.port());
    CHECK(second.read_to_end().empty());
    fourth.send(get);
    CHECK(fourth.read_to("}").starts_with(ok));
  }
  SUBCASE("closing it ends connections") {
    Peer peer(loop, listener.port());
    peer.send(get);
    peer.read_to("}");
    listener.close();
    CHECK(peer.read_to_end().empty());
  }
}

TEST_CASE("https") {
  EventLoop loop;
  Certificates certificates;
  certificates.make({.name = "server",
                     .issuer = "",
                     .common_name = "localhost",
                     .alternatives = "DNS:localhost"});
  TlsOptions options;
  options.cert_file = certificates.certificate("server");
  options.key_file = certificates.key("server");
  options.verify = true;
  const auto server_context = TlsContext::for_monitoring(options);
  REQUIRE(server_context);
  const auto opened =
      HttpListener::open(loop, "127.0.0.1", 0, *server_context, [](const HttpRequest&) {
        HttpResponse response;
        response.body = std::string(1000000, 'x');
        return response;
      });
  REQUIRE(opened);
  CHECK((*opened)->secure());
  TlsOptions client_options;
  client_options.ca_file = certificates.certificate("server");
  const auto client_context = TlsContext::for_client(client_options, "localhost");
  REQUIRE(client_context);
  Peer peer(loop, (*opened)->port());
  auto client = make_tcp_transport(loop, peer.take(), {});
  Recorder user;
  client->start(user);
  client->start_tls(*client_context, false, "", [](Result<void> done) { CHECK(done); });
  client->output().append("GET / HTTP/1.0\r\n\r\n");
  client->flush();
  CHECK(loop.run_until([&] { return user.closed; }, kPatience));
  CHECK(user.data.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(user.data.ends_with("xxx"));
  CHECK(user.data.size() > 1000000);
  loop.dispose(std::move(client));
}

}  // namespace
}  // namespace natsop::engine
