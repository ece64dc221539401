#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/engine/accounts/directory.h"
#include "core/engine/options/options.h"
#include "core/engine/protocol/server_info.h"
#include "core/engine/session/registry.h"
#include "tests/support/engine_link.h"
#include "tests/support/engine_loop.h"
#include "tests/support/seeded_random.h"

namespace natsop::test {

/// What an authenticator answers.
inline engine::Admission admission_to(
    engine::Account& account, std::string user = "",
    std::shared_ptr<const engine::Permissions> permissions = nullptr) {
  engine::Admission admission;
  admission.account = &account;
  admission.user = std::move(user);
  admission.permissions = std::move(permissions);
  return admission;
}

/// Lets in by name: a user of `users`, or anyone when there are none. `slow` answers only when
/// told.
class NameAuthenticator final : public engine::Authenticator {
 public:
  struct User {
    std::string pass;
    engine::Admission admission;
  };

  explicit NameAuthenticator(engine::AccountDirectory& accounts) : accounts_(accounts) {}

  std::map<std::string, User, std::less<>> users;
  std::string no_auth_user;
  bool nonce = false;
  bool slow = false;
  std::vector<std::function<void()>> waiting;
  std::string last_nonce;

  [[nodiscard]] bool required(engine::ConnectionType) const override {
    return !users.empty() && no_auth_user.empty();
  }
  [[nodiscard]] bool needs_nonce() const override { return nonce; }
  [[nodiscard]] std::optional<engine::Admission> without_connect(engine::ConnectionType) override {
    if (users.empty()) {
      return admission_to(accounts_.global());
    }
    const auto found = users.find(no_auth_user);
    return found == users.end() ? std::optional<engine::Admission>() : found->second.admission;
  }
  void admit(const engine::Presented& presented,
             std::function<void(Result<engine::Admission>)> done) override {
    last_nonce = presented.nonce;
    if (slow) {
      waiting.push_back([this, done = std::move(done), user = presented.connect.user,
                         pass = presented.connect.pass] { done(answer(user, pass)); });
      return;
    }
    done(answer(presented.connect.user, presented.connect.pass));
  }
  void answer_all() {
    for (auto& call : std::exchange(waiting, {})) {
      call();
    }
  }

 private:
  [[nodiscard]] Result<engine::Admission> answer(const std::string& user,
                                                 const std::string& pass) const {
    if (users.empty()) {
      return admission_to(accounts_.global());
    }
    const auto found = users.find(user);
    if (found == users.end() || found->second.pass != pass) {
      return Error(Code::Denied, "no such user");
    }
    return found->second.admission;
  }

  engine::AccountDirectory& accounts_;
};

struct EventLog final : engine::SessionEvents {
  std::vector<std::string> lines;
  void on_connect(const engine::Session& session) override {
    lines.push_back("connect " + std::to_string(session.id()));
  }
  void on_disconnect(const engine::Session& session, std::string_view reason) override {
    lines.push_back("disconnect " + std::to_string(session.id()) + " " + std::string(reason));
  }
  void on_auth_error(const engine::Session& session, std::string_view reason) override {
    lines.push_back("auth error " + std::to_string(session.id()) + " " + std::string(reason));
  }
};

/// One client of a SessionWorld.
class TestClient {
 public:
  TestClient(EngineLoop& loop, std::shared_ptr<FarEnd> far) : loop_(loop), far_(std::move(far)) {}

  /// Says it, lets the turn end and returns what came back.
  std::string say(std::string_view text) {
    far_->say(text);
    loop_.settle();
    return far_->take();
  }
  /// What came meanwhile.
  std::string heard() {
    loop_.settle();
    return far_->take();
  }
  [[nodiscard]] FarEnd& far() { return *far_; }
  [[nodiscard]] bool closed() const { return far_->closed; }

 private:
  EngineLoop& loop_;
  std::shared_ptr<FarEnd> far_;
};

/// A server's sessions with nothing around them: fake time, fake connections, real accounts.
struct SessionWorld {
  EngineLoop loop;
  SeededRandom random;
  engine::Options options;
  engine::AccountDirectory accounts{{.loop = loop, .random = random}};
  NameAuthenticator authenticator{accounts};
  engine::Registry registry;
  EventLog events;
  engine::ServerFigures figures;
  MemorySink sink;
  Log log{sink, loop.clock(), LogLevel::Info};
  engine::ServerInfo info;
  engine::Environment environment{.loop = loop,
                                  .random = random,
                                  .options = &options,
                                  .accounts = accounts,
                                  .authenticator = authenticator,
                                  .registry = registry,
                                  .events = &events,
                                  .figures = figures,
                                  .log = Logger(log),
                                  .info = &info};

  SessionWorld() {
    info.server_id = "NID";
    info.server_name = "s1";
    info.host = "0.0.0.0";
    info.port = 4222;
  }
  ~SessionWorld() {
    registry.close_all(engine::reason::kServerShutdown);
    loop.settle();
  }

  /// A connection that has just been accepted; INFO is still to be heard.
  TestClient dial(engine::Entrance entrance = {}, bool websocket = false) {
    auto far = std::make_shared<FarEnd>();
    far->websocket = websocket;
    auto transport = std::make_unique<FakeTransport>(far, loop.clock());
    registry.accept(environment, std::move(transport), std::move(entrance));
    loop.settle();
    return {loop, far};
  }

  /// One that has connected: `more` goes into the object of CONNECT, after quiet settings.
  TestClient connect(std::string_view more = "") {
    TestClient client = dial();
    (void)client.heard();
    (void)client.say("CONNECT {\"verbose\":false,\"pedantic\":false" + std::string(more) + "}\r\n");
    return client;
  }

  /// The last connection that was accepted and is open.
  [[nodiscard]] engine::Session& newest() {
    engine::Session* last = nullptr;
    registry.each([&](engine::Session& session) { last = &session; });
    return *last;
  }
};

}  // namespace natsop::test
