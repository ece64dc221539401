#pragma once
#include <optional>
#include <string>

#include "core/engine/accounts/client_info.h"
#include "core/engine/accounts/exports.h"
#include "core/engine/accounts/rules.h"
#include "core/engine/interest/subscription.h"
#include "core/subject/transform.h"

namespace natsop::engine {

class Account;

/// One crossing of an account's border on a message's way, a link of Origin::imports. Lives on the
/// stack of the delivery.
struct ImportStep {
  const ServiceExport* service = nullptr;
  const ImportStep* before = nullptr;
  bool answer = false;  ///< on its way back
};

/// A service of another account under a local subject: a subscription in the importing account
/// whose messages go on into the exporting one, with a reply subject of that account's.
///
/// Made by Imports, and disposed of through the loop, since deliveries of the turn may be inside
/// it.
class ServiceImport final : public Sink, public Disposable {
 public:
  /// The rule's subjects are checked here: Invalid when one is none, or the two do not fit.
  [[nodiscard]] static Result<std::unique_ptr<ServiceImport>> make(Account& importer,
                                                                   const ImportRule& rule);

  /// For make(), which checked them: `transform` leads from `local` to the rule's subject.
  ServiceImport(Account& importer, const ImportRule& rule, std::string local,
                std::optional<subject::Transform> transform);

  /// The subject that is claimed here; may have wildcards.
  [[nodiscard]] const std::string& local() const { return subscription_.subject; }

  /// Begins to listen and to hand on to `service`, or changes to another one.
  void start(ServiceExport& service);
  void stop();
  [[nodiscard]] bool running() const { return subscription_.active; }

  bool deliver(Subscription& subscription, const Message& message, const Origin& origin) override;

 private:
  /// The body with Nats-Request-Info in front, built in `out`; the body as it is when there is
  /// nobody to tell of.
  [[nodiscard]] Message with_request_info(const Message& message, const Origin& origin,
                                          std::string& out);
  [[nodiscard]] bool describe_requestor(const Message& message, const Origin& origin,
                                        ClientInfo& info) const;

  Account& importer_;
  std::string target_;  ///< the exporter's subject
  bool share_ = false;
  std::optional<subject::Transform> transform_;  ///< nothing: subjects stay the same
  bool renamed_ = false;                         ///< without transform: to target_, literally
  ServiceExport* service_ = nullptr;
  Subscription subscription_;

  // What was told last, since the same client mostly asks again.
  ClientInfo told_;
  std::string told_text_;
};

}  // namespace natsop::engine
