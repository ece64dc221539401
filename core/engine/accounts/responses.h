#pragma once
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/clock.h"
#include "core/engine/accounts/latency.h"
#include "core/engine/interest/subscription.h"

namespace natsop::engine {

class Account;
class ServiceExport;
struct Response;

/// Requests that wait for an answer, by the reply subject that the requestor hears: kept by the
/// account of the requestor.
using Awaited = std::multimap<std::string_view, Response*, std::less<>>;

/// A reply subject of one account that stands for one of another.
struct Response {
  std::uint64_t key = 0;
  std::string
      subject;  ///< "_R_.AAAAAA.BBBBBB", where the answer is published; measured: and ".<node>.T"
  Account* account = nullptr;    ///< there
  Account* requestor = nullptr;  ///< where the answer goes
  std::string reply;             ///< as what
  ServiceExport* service = nullptr;
  bool single = true;  ///< one answer ends it; as the rule was when it was asked
  SteadyTime touched{};
  std::unique_ptr<Tracking> tracking;  ///< null: latency is not measured
  std::list<Response*>::iterator waiting{};
  Awaited::iterator awaited{};
};

/// The reply subjects that an account lends to requests that came from other accounts, all under
/// one wildcard subscription: `_R_.` and six characters of its own. Answers that arrive there go
/// back to who asked, under the reply subject that was asked for, and the other way round it stays
/// unknown. Loop thread only.
class Responses final : public Sink {
 public:
  enum class End : std::uint8_t {
    Answered,
    NotTaken,      ///< the request met nobody
    InterestLost,  ///< nobody listens to the answer any longer
    Expired,
    Withdrawn,  ///< the export, or one of the accounts, is gone
  };

  explicit Responses(Account& account);
  Responses(const Responses&) = delete;
  Responses& operator=(const Responses&) = delete;
  ~Responses();

  /// A reply subject of this account for `reply` of `requestor`.
  Response& open(ServiceExport& service, Account& requestor, std::string_view reply,
                 std::unique_ptr<Tracking> tracking);

  /// Nothing happens when it is closed already.
  void close(std::uint64_t key, End end);

  [[nodiscard]] std::size_t size() const { return open_.size(); }

  /// An answer.
  bool deliver(Subscription& subscription, const Message& message, const Origin& origin) override;

  void close_all();

 private:
  [[nodiscard]] Response* find(std::string_view subject) const;
  [[nodiscard]] std::unique_ptr<Response> take(std::uint64_t key);
  bool pass_on(const Message& message, const Origin& origin, ServiceExport& service,
               Account& requestor, std::string_view reply);
  void begin();

  Account& account_;
  std::string prefix_;  ///< "_R_.AAAAAA."; empty: not in use yet
  Subscription subscription_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Response>> open_;
};

}  // namespace natsop::engine
