#pragma once
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/log.h"
#include "core/base/random.h"
#include "core/engine/accounts/directory.h"
#include "core/engine/auth/operator_accounts.h"
#include "core/engine/auth/resolver/directory_resolver.h"
#include "core/engine/interest/subscription.h"
#include "core/json/doc.h"

namespace natsop::engine {

/// What the system account can ask of the account resolver: server.md 3.5. Updates, lookups,
/// listing, deletion, and the exchange of whole stores between servers. Loop thread only.
class ClaimsServices final : public Sink {
 public:
  /// References must outlive it. `server` gives the ServerInfo of one more message that this server
  /// sends (server.md 4.1).
  struct Services {
    Loop& loop;
    Random& random;
    AccountDirectory& directory;
    OperatorAccounts& accounts;
    AccountResolver& resolver;
    std::function<json::Doc()> server;
    Logger log;
  };

  explicit ClaimsServices(Services services);
  ~ClaimsServices();

  /// Begins to listen in the system account, which must be there, and in a full resolver to
  /// exchange with others. Does nothing without a system account.
  void start();

  bool deliver(Subscription& subscription, const Message& message, const Origin& origin) override;

 private:
  enum class Service { UpdateOf, Update, Lookup, List, Delete, Pack, PackReply, LookupReply };
  struct Listener final : Subscription {
    Service service = Service::Update;
  };
  struct Holder final : Disposable {
    Listener listener;
  };
  /// A question to other servers.
  struct Question {
    std::string account;
    Listener* inbox = nullptr;
    AccountResolver::Done<std::string> done;
    std::unique_ptr<Timer> timeout;
  };

  /// What came with a request.
  struct Request {
    std::string account;  // of the subject
    std::string reply;
    std::string payload;
  };
  /// An update that goes its way.
  struct Update {
    std::string account;  // for the answer
    std::string reply;
    std::string token;
    std::string success;
    std::string failure;
  };

  Listener& listen(std::string subject, Service service, std::string queue = {});
  void stop(Listener& listener);

  void on_update(const Request& request, bool by_subject);
  [[nodiscard]] Result<void> check_update(const Update& update,
                                          const identity::jwt::AccountClaims& claims,
                                          bool by_subject) const;
  void keep(Update update, const identity::jwt::AccountClaims& claims);
  void finish(const Update& update, const identity::jwt::AccountClaims& claims);
  void on_lookup(const Request& request);
  void on_list(const Request& request);
  void on_delete(const Request& request);
  [[nodiscard]] Result<std::vector<std::string>> accounts_to_delete(const std::string& token,
                                                                    std::string& subject) const;
  void delete_next(std::string reply, std::vector<std::string> accounts, std::size_t deleted,
                   std::vector<std::string> failures);
  void on_pack(const Request& request);
  void on_pack_reply(const Request& request);
  void exchange_later();
  void ask_peers(const std::string& account, AccountResolver::Done<std::string> done);
  void answer_question(Subscription& subscription, const std::string& token);
  void end_question(Question& question, Result<std::string> outcome);

  void send(std::string_view subject, std::string_view reply, std::string_view payload);
  void respond(const std::string& reply, const std::string& account, const std::string& text);
  void refuse(const std::string& reply, const std::string& account, const std::string& text,
              const Error& error);

  Services services_;
  Account* system_ = nullptr;
  std::list<std::unique_ptr<Holder>> listeners_;
  std::list<std::unique_ptr<Question>> questions_;
  std::string pack_inbox_;
  std::unique_ptr<Timer> exchange_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace natsop::engine
