// The monitoring port and the $SYS services, asked anything: `/…` is a request's target, anything
// else the body of a request over the system account.
#include <array>
#include <string_view>

#include "core/engine/monitor/accstatz.h"
#include "core/engine/monitor/connz.h"
#include "core/engine/monitor/healthz.h"
#include "core/engine/monitor/http_router.h"
#include "core/engine/monitor/subsz.h"
#include "core/engine/system/request.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/core/engine/monitor/small_server.h"

namespace natsop::fuzz {
namespace {

void check_answer(const engine::HttpAnswer& answer) {
  constexpr std::array kStatuses = {200, 400, 404, 501};
  require(std::ranges::find(kStatuses, answer.status) != kStatuses.end(), "a status that is meant");
  if (answer.content_type == "application/json") {
    require(json::Doc::parse(answer.body).has_value(), "JSON where it says so");
  }
  require(answer.content_type != "application/javascript" || answer.body.ends_with(')'),
          "one call and nothing after it");
}

void check_body(const engine::ServerView& view, std::string_view input) {
  const auto body = engine::parse_body(input);
  if (!body) return;
  if (const auto filter = engine::ServerFilter::parse(*body)) {
    static_cast<void>(filter->admits(view));
  }
  if (const auto options = engine::ConnzOptions::parse(*body)) {
    if (const auto made = engine::connz(view, *options)) {
      require(made->at("/connections").size() <= 2, "no more connections than there are");
    }
  }
  if (const auto options = engine::SubszOptions::parse(*body)) {
    static_cast<void>(engine::subsz(view, *options));
  }
  if (const auto options = engine::AccstatzOptions::parse(*body)) {
    static_cast<void>(engine::accstatz(view, *options));
  }
  if (const auto options = engine::HealthzOptions::parse(*body)) {
    static_cast<void>(engine::healthz(*options, engine::unready_listeners(view)));
  }
}

}  // namespace

void one(std::string_view input) {
  test::SmallServer server;
  const auto a = server.connect("a");
  const auto b = server.connect("b");
  a->say("SUB foo.* q 1\r\nSUB bar 2\r\n");
  server.loop.settle();
  if (input.starts_with('/')) {
    engine::HttpRouter router(server.view, server.facts);
    check_answer(router.answer(input));
  } else {
    check_body(server.view, input);
  }
}

}  // namespace natsop::fuzz
