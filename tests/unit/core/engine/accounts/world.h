#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/engine/accounts/account.h"
#include "core/engine/accounts/directory.h"
#include "core/engine/accounts/exports.h"
#include "core/engine/accounts/imports.h"
#include "tests/support/engine_loop.h"
#include "tests/support/seeded_random.h"

namespace natsop::engine::test {

/// What one delivery looked like.
struct Got {
  std::string subject;
  std::string reply;
  std::string headers;
  std::string payload;
  std::string pattern;  ///< of the subscription
};

/// A connection without a connection: keeps what it gets, and says what it is told to say.
class FakeMember final : public Member {
 public:
  FakeMember(Account& account, std::uint64_t id, Party party = Party::Client)
      : Member(party), account_(&account), id_(id) {
    account.add_member(*this);
  }
  ~FakeMember() {
    while (!subscriptions_.empty()) {
      unsubscribe(*subscriptions_.back());
    }
    account_->remove_member(*this);
  }

  Subscription& subscribe(std::string subject, std::string queue = "");
  void unsubscribe(Subscription& subscription);

  std::size_t publish(std::string_view subject, std::string_view payload,
                      std::string_view reply = {}, std::string_view headers = {});

  bool deliver(Subscription& subscription, const Message& message, const Origin& origin) override;
  [[nodiscard]] std::uint64_t id() const override { return id_; }
  void on_account_changed() override { ++changes; }
  void expel(std::string_view error_text, std::string_view /*reason*/) override {
    expelled = error_text;
    account_->remove_member(*this);
  }
  void describe(ClientInfo& info, bool share) const override;

  /// Subjects of all that it got.
  [[nodiscard]] std::vector<std::string> subjects() const;

  std::vector<Got> got;
  bool takes = true;
  bool echo = true;
  int changes = 0;
  std::string expelled;
  std::chrono::nanoseconds rtt{1000};
  /// Called for each delivery, as a service would answer.
  std::function<void(const Got&)> answer;

 private:
  Account* account_;
  std::uint64_t id_;
  std::vector<std::unique_ptr<Subscription>> subscriptions_;
  std::vector<std::unique_ptr<Subscription>> gone_;  // deliveries of the turn may look at them
};

/// Accounts, time and chance for a test.
struct World {
  natsop::test::EngineLoop loop;
  natsop::test::SeededRandom random;
  AccountDirectory accounts{{.loop = loop, .random = random}};

  Account& account(std::string_view name) { return accounts.get(name); }
  std::unique_ptr<FakeMember> member(std::string_view account, Party party = Party::Client) {
    return std::make_unique<FakeMember>(accounts.get(account), ++last_id, party);
  }

  std::uint64_t last_id = 0;
};

[[nodiscard]] ExportRule stream_export(std::string subject);
[[nodiscard]] ExportRule service_export(std::string subject,
                                        ResponseType response = ResponseType::Single);
[[nodiscard]] ImportRule stream_import(std::string account, std::string subject,
                                       std::string to = "", std::string prefix = "");
[[nodiscard]] ImportRule service_import(std::string account, std::string subject,
                                        std::string to = "", bool share = false);

/// Everything that an account's tree holds.
[[nodiscard]] std::vector<std::string> interest_of(Account& account);

}  // namespace natsop::engine::test
