#include "core/engine/monitor/http_router.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/engine/monitor/absent_parts.h"
#include "core/engine/monitor/accountz.h"
#include "core/engine/monitor/accstatz.h"
#include "core/engine/monitor/connz.h"
#include "core/engine/monitor/healthz.h"
#include "core/engine/monitor/index_page.h"
#include "core/engine/monitor/query.h"
#include "core/engine/monitor/subsz.h"
#include "core/engine/monitor/varz.h"

namespace natsop::engine {

namespace {

using json::Doc;

constexpr std::string_view kPlain = "text/plain; charset=utf-8";

HttpAnswer plain(int status, std::string text) {
  return {.status = status, .content_type = std::string(kPlain), .body = std::move(text)};
}

/// A page of this origin's scripts may ask for JSONP; anything that is not a name of JavaScript
/// would let a link put a script of its own into the answer.
bool is_callback(std::string_view name) {
  return std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '$' || c == '.';
  });
}

HttpAnswer document(const Query& query, int status, std::string text) {
  const std::string callback = query.text("callback");
  if (!callback.empty()) {
    if (!is_callback(callback)) {
      return plain(400, fmt::format("invalid callback: {}", callback));
    }
    return {.status = status,
            .content_type = "application/javascript",
            .body = fmt::format("{}({})", callback, text),
            .any_origin = true};
  }
  return {.status = status,
          .content_type = "application/json",
          .body = std::move(text),
          .any_origin = true};
}

HttpAnswer shown(const Query& query, const Result<Doc>& made) {
  if (!made) return plain(400, made.error().message());
  return document(query, 200, made->dump_go(2));
}

/// Parses the options of a document that has some, then makes it.
template <class Options, class Make>
HttpAnswer with_options(const ServerView& view, const Query& query, Make make) {
  const Result<Options> options = Options::parse(query);
  if (!options) return plain(400, options.error().message());
  return shown(query, make(view, *options));
}

/// Options that have no effect here are still checked as nats-server does.
HttpAnswer with_flag(const Query& query, std::string_view flag, const Doc& made) {
  const Result<bool> asked = query.boolean(flag);
  return asked ? shown(query, made) : plain(400, asked.error().message());
}

using Handler = HttpAnswer (*)(const ServerView&, const Query&);

HttpAnswer on_healthz(const ServerView& view, const Query& query) {
  const auto options = HealthzOptions::parse(query);
  if (!options) return plain(400, options.error().message());
  const Health health = healthz(*options, unready_listeners(view));
  return document(query, health.status, health.document.dump_go());
}

HttpAnswer on_jsz(const ServerView& view, const Query& query) {
  for (const std::string_view flag : {"accounts", "streams", "consumers", "direct-consumers",
                                      "config", "leader-only", "raft", "stream-leader-only"}) {
    const auto asked = query.boolean(flag);
    if (!asked) return plain(400, asked.error().message());
  }
  for (const std::string_view number : {"offset", "limit"}) {
    const auto asked = query.integer(number);
    if (!asked) return plain(400, asked.error().message());
  }
  return shown(query, jsz(view));
}

struct Route {
  std::string_view path;
  std::string_view counted_as;
  Handler handle;
};

constexpr std::array<Route, 16> kRoutes = {{
    {"/varz", "/varz", [](const ServerView& v, const Query& q) { return shown(q, varz(v)); }},
    {"/connz", "/connz",
     [](const ServerView& v, const Query& q) { return with_options<ConnzOptions>(v, q, connz); }},
    {"/routez", "/routez",
     [](const ServerView& v, const Query& q) { return with_flag(q, "subs", routez(v)); }},
    {"/gatewayz", "/gatewayz",
     [](const ServerView& v, const Query& q) { return with_flag(q, "accs", gatewayz(v)); }},
    {"/leafz", "/leafz",
     [](const ServerView& v, const Query& q) { return with_flag(q, "subs", leafz(v)); }},
    {"/subsz", "/subsz",
     [](const ServerView& v, const Query& q) { return with_options<SubszOptions>(v, q, subsz); }},
    {"/subscriptionsz", "/subsz",
     [](const ServerView& v, const Query& q) { return with_options<SubszOptions>(v, q, subsz); }},
    {"/accountz", "/accountz",
     [](const ServerView& v, const Query& q) { return shown(q, accountz(v, q.text("acc"))); }},
    {"/accstatz", "/accstatz",
     [](const ServerView& v, const Query& q) {
       return with_options<AccstatzOptions>(v, q, accstatz);
     }},
    {"/jsz", "/jsz", on_jsz},
    {"/healthz", "/healthz", on_healthz},
    {"/ipqueuesz", "/ipqueuesz",
     [](const ServerView&, const Query& q) { return with_flag(q, "all", ipqueuesz()); }},
    {"/raftz", "/raftz",
     [](const ServerView&, const Query&) { return plain(404, "No Raft nodes registered"); }},
    {"/stacksz", "/stacksz",
     [](const ServerView&, const Query&) {
       return plain(501, "this server is not written in Go and has no goroutine stacks to show");
     }},
    {"/debug/vars", "/debug/vars",
     [](const ServerView&, const Query&) {
       return plain(501, "this server is not written in Go and has no runtime variables to show");
     }},
    {"/", "/",
     [](const ServerView& v, const Query&) {
       return HttpAnswer{.content_type = "text/html; charset=utf-8", .body = index_page(v)};
     }},
}};

}  // namespace

HttpAnswer HttpRouter::answer(std::string_view target) {
  const auto mark = std::min(target.find('?'), target.size());
  std::string path = percent_decode(target.substr(0, mark));
  const Query query(mark == target.size() ? std::string_view() : target.substr(mark + 1));
  const std::string& base = view_.options().http_base_path;
  const bool below = path.starts_with(base);
  if (below) path.erase(0, base.size());
  if (path.empty()) path = "/";
  const auto* route = std::ranges::find(kRoutes, std::string_view(path), &Route::path);
  if (!below || route == kRoutes.end()) return plain(404, "404 page not found\n");
  ++facts_.http_requests.try_emplace(std::string(route->counted_as)).first->second;
  return route->handle(view_, query);
}

}  // namespace natsop::engine
