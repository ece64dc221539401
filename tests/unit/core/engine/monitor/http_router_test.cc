#include "core/engine/monitor/http_router.h"

#include <doctest/doctest.h>

#include "core/json/doc.h"
#include "tests/unit/core/engine/monitor/small_server.h"

using namespace natsop::engine;
using natsop::json::Doc;
using natsop::test::SmallServer;

TEST_CASE("documents by path, pretty, for any origin") {
  SmallServer server;
  HttpRouter router(server.view, server.facts);
  for (const std::string_view path :
       {"/varz", "/connz", "/routez", "/gatewayz", "/leafz", "/subsz", "/subscriptionsz",
        "/accountz", "/accstatz", "/jsz", "/healthz", "/ipqueuesz"}) {
    CAPTURE(path);
    const HttpAnswer answer = router.answer(path);
    CHECK(answer.status == 200);
    CHECK(answer.content_type == "application/json");
    CHECK(answer.any_origin);
    CHECK(Doc::parse(answer.body).has_value());
  }
  CHECK(router.answer("/routez").body.starts_with("{\n  \"server_id\": \"NSERVER\",\n"));
  CHECK(router.answer("/healthz").body == R"({"status":"ok"})");
  CHECK(server.facts.http_requests["/subsz"] == 2);
  CHECK(server.facts.http_requests["/routez"] == 2);
}

TEST_CASE("what there is not, and what is asked wrongly") {
  SmallServer server;
  HttpRouter router(server.view, server.facts);
  CHECK(router.answer("/nope").status == 404);
  CHECK(router.answer("/varz/").status == 404);
  CHECK(router.answer("").status == 200);
  CHECK(router.answer("/raftz").status == 404);
  CHECK(router.answer("/stacksz").status == 501);
  CHECK(router.answer("/debug/vars").status == 501);
  const HttpAnswer bad = router.answer("/connz?sort=foo");
  CHECK(bad.status == 400);
  CHECK(bad.body == "invalid sorting option: foo");
  CHECK(bad.content_type == "text/plain; charset=utf-8");
  CHECK(router.answer("/subsz?limit=x").status == 400);
  CHECK(router.answer("/jsz?offset=x").status == 400);
  CHECK(router.answer("/gatewayz?accs=x").status == 400);
  CHECK(router.answer("/accountz?acc=x").body == "Account x does not exist");
  CHECK(router.answer("/healthz?stream=x").status == 400);
  CHECK(server.facts.http_requests.count("/nope") == 0);
}

TEST_CASE("JSONP, for names of functions only") {
  SmallServer server;
  HttpRouter router(server.view, server.facts);
  const HttpAnswer answer = router.answer("/healthz?callback=my.fn");
  CHECK(answer.content_type == "application/javascript");
  CHECK(answer.body == R"(my.fn({"status":"ok"}))");
  CHECK(router.answer("/varz?callback=alert(1)//").status == 400);
}

TEST_CASE("below a base path, and the index") {
  SmallServer server;
  server.info.server_name = "<s>";
  HttpRouter router(server.view, server.facts);
  const HttpAnswer index = router.answer("/");
  CHECK(index.content_type == "text/html; charset=utf-8");
  CHECK(index.body.find("href=\"/connz\"") != std::string::npos);
  CHECK(index.body.find("<s>") == std::string::npos);
  server.options.http_base_path = "/base";
  CHECK(router.answer("/base/healthz").status == 200);
  CHECK(router.answer("/base").body.find("href=\"/base/varz\"") != std::string::npos);
  CHECK(router.answer("/base/").status == 200);
  CHECK(router.answer("/healthz").status == 404);
  CHECK(router.answer("/").status == 404);
}
