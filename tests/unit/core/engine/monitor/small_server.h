#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/accounts/directory.h"
#include "core/engine/monitor/server_view.h"
#include "core/engine/session/registry.h"
#include "tests/support/engine_link.h"
#include "tests/support/engine_loop.h"
#include "tests/support/seeded_random.h"

namespace natsop::test {

/// Lets in whoever names a user, into the account called as the user in upper case ("b2" into "B").
class FakeAuthenticator final : public engine::Authenticator {
 public:
  explicit FakeAuthenticator(engine::AccountDirectory& accounts) : accounts_(accounts) {}

  [[nodiscard]] bool required(engine::ConnectionType /*type*/) const override { return true; }
  [[nodiscard]] bool needs_nonce() const override { return false; }
  [[nodiscard]] std::optional<engine::Admission> without_connect(
      engine::ConnectionType /*type*/) override {
    return std::nullopt;
  }
  void admit(const engine::Presented& presented,
             std::function<void(Result<engine::Admission>)> done) override;

  std::shared_ptr<const engine::Permissions> permissions;  ///< of everyone who comes in
  std::optional<Time> expires;

 private:
  engine::AccountDirectory& accounts_;
};

class FakeProcess final : public engine::ProcessSource {
 public:
  [[nodiscard]] std::uint64_t memory() const override { return 7 << 20; }
  [[nodiscard]] std::optional<std::chrono::nanoseconds> processor_time() const override {
    return std::chrono::nanoseconds(0);
  }
  [[nodiscard]] int cores() const override { return 2; }
};

/// The parts of a server that monitoring looks at, with virtual time and no sockets: accounts A, B,
/// $G and the system account SYS.
class SmallServer {
 public:
  SmallServer();
  ~SmallServer();

  /// A connection that has said CONNECT and PING; its own end.
  std::shared_ptr<FarEnd> connect(std::string_view user, std::string_view name = "me");
  /// The payload of the last MSG or HMSG that the peer got, after one turn; empty when none came.
  [[nodiscard]] std::string last_payload(FarEnd& peer);
  /// Sends a request with its own inbox and returns the answer's payload.
  std::string ask(FarEnd& peer, std::string_view subject, std::string_view body = {});

  EngineLoop loop;
  SeededRandom random;
  engine::Options options;
  engine::ServerInfo info;
  engine::AccountDirectory accounts{{.loop = loop, .random = random}};
  FakeAuthenticator authenticator{accounts};
  engine::Registry registry;
  engine::ServerFigures figures;
  engine::Environment environment;
  engine::ServerFacts facts;
  FakeProcess process;
  engine::ProcessMeter meter{process, loop.clock()};
  engine::ServerView view{environment, facts, registry, meter};

 private:
  int inboxes_ = 0;
};

}  // namespace natsop::test
