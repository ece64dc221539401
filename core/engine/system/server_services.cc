#include "core/engine/system/server_services.h"

#include <fmt/format.h>

#include "core/engine/monitor/absent_parts.h"
#include "core/engine/monitor/accountz.h"
#include "core/engine/monitor/connz.h"
#include "core/engine/monitor/fields.h"
#include "core/engine/monitor/healthz.h"
#include "core/engine/monitor/subsz.h"
#include "core/engine/monitor/varz.h"
#include "core/engine/session/reason.h"
#include "core/engine/session/registry.h"
#include "core/engine/session/session.h"
#include "core/json/reader.h"

namespace natsop::engine {

namespace {

using json::Doc;

constexpr int kMalformed = 400;
constexpr int kFailed = 500;
constexpr int kNotHere = 501;

/// Decodes a document's options; the requestor hears it when they are malformed.
template <class Options, class Make>
void with_options(Responder& responder, const Message& request, const Doc& body, Make make) {
  const Result<Options> options = Options::parse(body);
  if (!options) {
    responder.error(request, kMalformed, options.error().message());
    return;
  }
  responder.result(request, make(responder.view(), *options));
}

}  // namespace

ServerServices::ServerServices(Responder& responder, ServerControl& control)
    : responder_(responder), control_(control) {
  using S = ServerServices;
  serve("IDZ", &S::on_idz);
  serve("STATSZ", &S::on_statsz);
  serve("VARZ", &S::on_varz);
  serve("SUBSZ", &S::on_subsz);
  serve("CONNZ", &S::on_connz);
  serve("ROUTEZ", &S::on_routez);
  serve("GATEWAYZ", &S::on_gatewayz);
  serve("LEAFZ", &S::on_leafz);
  serve("ACCOUNTZ", &S::on_accountz);
  serve("JSZ", &S::on_jsz);
  serve("HEALTHZ", &S::on_healthz);
  serve("IPQUEUESZ", &S::on_ipqueuesz);
  serve("RAFTZ", &S::on_raftz);
  serve("PROFILEZ", &S::on_profilez);
  serve("EXPVARZ", &S::on_expvarz);
  serve_control("RELOAD", &S::on_reload);
  serve_control("KICK", &S::on_kick);
  serve_control("LDM", &S::on_lame_duck);
  responder_.sink().subscribe("$SYS.REQ.SERVER.PING", [this](const Message& request) {
    if (const auto body = responder_.accept(request)) on_statsz(request, *body);
  });
}

void ServerServices::serve(std::string_view name, Answer answer) {
  const auto handle = [this, answer](const Message& request) {
    if (const auto body = responder_.accept(request)) (this->*answer)(request, *body);
  };
  responder_.sink().subscribe(fmt::format("$SYS.REQ.SERVER.PING.{}", name), handle);
  responder_.sink().subscribe(fmt::format("$SYS.REQ.SERVER.{}.{}", responder_.view().id(), name),
                              handle);
}

void ServerServices::serve_control(std::string_view name, Answer answer) {
  responder_.sink().subscribe(fmt::format("$SYS.REQ.SERVER.{}.{}", responder_.view().id(), name),
                              [this, answer](const Message& request) {
                                if (const auto body = responder_.accept(request))
                                  (this->*answer)(request, *body);
                              });
}

void ServerServices::on_idz(const Message& request, const Doc& /*body*/) {
  const ServerView& view = responder_.view();
  responder_.bare(
      request, Doc::object({{"name", view.name()}, {"host", view.info().host}, {"id", view.id()}}));
}

void ServerServices::on_statsz(const Message& request, const Doc& /*body*/) {
  responder_.data(request, statsz(responder_.view()), "statsz");
}

void ServerServices::on_varz(const Message& request, const Doc& /*body*/) {
  responder_.data(request, varz(responder_.view()));
}

void ServerServices::on_subsz(const Message& request, const Doc& body) {
  with_options<SubszOptions>(responder_, request, body, subsz);
}

void ServerServices::on_connz(const Message& request, const Doc& body) {
  with_options<ConnzOptions>(responder_, request, body, connz);
}

void ServerServices::on_routez(const Message& request, const Doc& /*body*/) {
  responder_.data(request, routez(responder_.view()));
}

void ServerServices::on_gatewayz(const Message& request, const Doc& /*body*/) {
  responder_.data(request, gatewayz(responder_.view()));
}

void ServerServices::on_leafz(const Message& request, const Doc& /*body*/) {
  responder_.data(request, leafz(responder_.view()));
}

void ServerServices::on_accountz(const Message& request, const Doc& body) {
  json::Reader reader(body, "");
  std::string account;
  reader.read("account", account);
  if (const auto read = reader.done(); !read) {
    responder_.error(request, kMalformed, read.error().message());
    return;
  }
  responder_.result(request, accountz(responder_.view(), account));
}

void ServerServices::on_jsz(const Message& request, const Doc& body) {
  // Asked of leaders alone, and without JetStream nobody is one.
  if (body.boolean_at("/leader_only")) return;
  responder_.data(request, jsz(responder_.view()));
}

void ServerServices::on_healthz(const Message& request, const Doc& body) {
  const auto options = HealthzOptions::parse(body);
  if (!options) {
    responder_.error(request, kMalformed, options.error().message());
    return;
  }
  Health health = healthz(*options, unready_listeners(responder_.view()));
  health.document.put("status_code", health.status);
  responder_.data(request, health.document);
}

void ServerServices::on_ipqueuesz(const Message& request, const Doc& /*body*/) {
  responder_.data(request, ipqueuesz());
}

void ServerServices::on_raftz(const Message& request, const Doc& /*body*/) {
  responder_.data(request, raftz());
}

void ServerServices::on_profilez(const Message& request, const Doc& /*body*/) {
  responder_.error(request, kNotHere, "this server is not written in Go and has no such profiles");
}

void ServerServices::on_expvarz(const Message& request, const Doc& /*body*/) {
  responder_.error(request, kNotHere,
                   "this server is not written in Go and has no runtime variables to show");
}

void ServerServices::on_reload(const Message& request, const Doc& /*body*/) {
  if (const auto reloaded = control_.reload(); !reloaded) {
    responder_.error(request, kFailed, reloaded.error().one_line());
  } else {
    responder_.done(request);
  }
}

Session* ServerServices::session_of(const Message& request, const Doc& body,
                                    std::string_view missing) {
  json::Reader reader(body, "");
  std::uint64_t cid = 0;
  reader.require("cid", cid);
  if (const auto read = reader.done(); !read) {
    responder_.error(request, kMalformed, read.error().message());
    return nullptr;
  }
  Session* session = responder_.view().environment.registry.find(cid);
  if (session == nullptr) responder_.error(request, kFailed, missing);
  return session;
}

void ServerServices::on_kick(const Message& request, const Doc& body) {
  if (Session* session = session_of(request, body, "no such client or leafnode id")) {
    session->close(reason::kKicked);
    responder_.done(request);
  }
}

void ServerServices::on_lame_duck(const Message& request, const Doc& body) {
  Session* session = session_of(request, body, "no such client id");
  if (session == nullptr) return;
  if (session->announce_lame_duck()) {
    responder_.done(request);
  } else {
    responder_.error(request, kFailed,
                     "client does not support Lame Duck Mode or is not ready to receive the "
                     "notification");
  }
}

}  // namespace natsop::engine
