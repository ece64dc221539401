#include "tests/unit/core/engine/monitor/small_server.h"

#include <fmt/format.h>

#include "core/engine/session/reason.h"
#include "core/text/ascii.h"

namespace natsop::test {

void FakeAuthenticator::admit(const engine::Presented& presented,
                              std::function<void(Result<engine::Admission>)> done) {
  const std::string& user = presented.connect.user;
  const std::string name = text::ascii_upper(user.substr(0, user == "sys" ? 3 : 1));
  engine::Account* account = accounts_.find(name);
  if (account == nullptr) {
    done(Error(Code::Denied, "no such user"));
    return;
  }
  engine::Admission admission;
  admission.account = account;
  admission.user = user;
  admission.permissions = permissions;
  admission.expires = expires;
  done(std::move(admission));
}

SmallServer::SmallServer()
    : environment{.loop = loop,
                  .random = random,
                  .options = &options,
                  .accounts = accounts,
                  .authenticator = authenticator,
                  .registry = registry,
                  .events = nullptr,
                  .figures = figures,
                  .log = Logger(),
                  .info = &info} {
  info.server_id = "NSERVER";
  info.server_name = "small";
  info.host = options.host;
  info.port = 4222;
  facts.started = facts.configured = loop.clock().now();
  accounts.get("A");
  accounts.get("B");
  accounts.set_system(&accounts.get("SYS"));
  static_cast<void>(accounts.global());
}

SmallServer::~SmallServer() {
  environment.events = nullptr;
  registry.close_all(engine::reason::kServerShutdown);
  loop.settle();
}

std::shared_ptr<FarEnd> SmallServer::connect(std::string_view user, std::string_view name) {
  auto far = std::make_shared<FarEnd>();
  registry.accept(environment, std::make_unique<FakeTransport>(far, loop.clock()), {});
  loop.settle();
  far->say(fmt::format(R"(CONNECT {{"user":"{}","name":"{}","verbose":false,"pedantic":false,)"
                       R"("headers":true,"no_responders":true,"protocol":1,"lang":"test",)"
                       R"("version":"1.0"}})"
                       "\r\nPING\r\n",
                       user, name));
  loop.settle();
  return far;
}

std::string SmallServer::last_payload(FarEnd& peer) {
  loop.settle();
  const std::string sent = peer.take();
  std::string payload;
  std::size_t at = 0;
  while (at < sent.size()) {
    const std::size_t end = sent.find("\r\n", at);
    if (end == std::string::npos) break;
    const std::string_view line = std::string_view(sent).substr(at, end - at);
    at = end + 2;
    if (!line.starts_with("MSG") && !line.starts_with("HMSG")) continue;
    const auto words = text::fields(line);
    const std::size_t size = std::stoul(std::string(words.back()));
    const std::size_t headers =
        line.front() == 'H' ? std::stoul(std::string(words[words.size() - 2])) : 0;
    payload = sent.substr(at + headers, size - headers);
    at += size + 2;
  }
  return payload;
}

std::string SmallServer::ask(FarEnd& peer, std::string_view subject, std::string_view body) {
  peer.take();
  const int id = ++inboxes_;
  peer.say(fmt::format("SUB _INBOX.{0} i{0}\r\nPUB {1} _INBOX.{0} {2}\r\n{3}\r\n", id, subject,
                       body.size(), body));
  return last_payload(peer);
}

}  // namespace natsop::test
