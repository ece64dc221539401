#pragma once
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace natsop::jetstream {

/// The default API prefix.
inline constexpr std::string_view kApiPrefix = "$JS.API";

/// The API prefix of a domain: "hub" is "$JS.hub.API".
[[nodiscard]] std::string domain_api_prefix(std::string_view domain);
/// The domain of such a prefix; empty for any other.
[[nodiscard]] std::string domain_of_api_prefix(std::string_view prefix);

/// The subjects of JetStream API calls below one prefix. A value type.
///
/// Names must have passed check_stream_name or check_consumer_name.
class ApiSubjects {
 public:
  ApiSubjects() : prefix_(kApiPrefix) {}
  /// Below a prefix ("JS.acme"; a dot at its end is ignored); empty is the default one. Errors:
  /// Invalid.
  [[nodiscard]] static Result<ApiSubjects> with_prefix(std::string_view prefix);
  /// In a domain; empty is the default prefix. Errors: Invalid.
  [[nodiscard]] static Result<ApiSubjects> in_domain(std::string_view domain);

  [[nodiscard]] const std::string& prefix() const { return prefix_; }

  [[nodiscard]] std::string account_info() const { return at("INFO"); }

  [[nodiscard]] std::string stream_names() const { return at("STREAM.NAMES"); }
  [[nodiscard]] std::string stream_list() const { return at("STREAM.LIST"); }
  [[nodiscard]] std::string stream_create(std::string_view s) const {
    return of("STREAM.CREATE", s);
  }
  [[nodiscard]] std::string stream_update(std::string_view s) const {
    return of("STREAM.UPDATE", s);
  }
  [[nodiscard]] std::string stream_info(std::string_view s) const { return of("STREAM.INFO", s); }
  [[nodiscard]] std::string stream_delete(std::string_view s) const {
    return of("STREAM.DELETE", s);
  }
  [[nodiscard]] std::string stream_purge(std::string_view s) const { return of("STREAM.PURGE", s); }
  [[nodiscard]] std::string stream_snapshot(std::string_view s) const {
    return of("STREAM.SNAPSHOT", s);
  }
  [[nodiscard]] std::string stream_restore(std::string_view s) const {
    return of("STREAM.RESTORE", s);
  }
  [[nodiscard]] std::string message_get(std::string_view s) const {
    return of("STREAM.MSG.GET", s);
  }
  [[nodiscard]] std::string message_delete(std::string_view s) const {
    return of("STREAM.MSG.DELETE", s);
  }
  [[nodiscard]] std::string stream_step_down(std::string_view s) const {
    return of("STREAM.LEADER.STEPDOWN", s);
  }
  [[nodiscard]] std::string stream_peer_remove(std::string_view s) const {
    return of("STREAM.PEER.REMOVE", s);
  }
  [[nodiscard]] std::string direct_get(std::string_view s) const { return of("DIRECT.GET", s); }
  /// The last message on a literal subject.
  [[nodiscard]] std::string direct_get(std::string_view s, std::string_view subject) const {
    return of("DIRECT.GET", s, subject);
  }

  [[nodiscard]] std::string consumer_names(std::string_view s) const {
    return of("CONSUMER.NAMES", s);
  }
  [[nodiscard]] std::string consumer_list(std::string_view s) const {
    return of("CONSUMER.LIST", s);
  }
  /// For a consumer that the server names.
  [[nodiscard]] std::string consumer_create(std::string_view s) const {
    return of("CONSUMER.CREATE", s);
  }
  [[nodiscard]] std::string consumer_create(std::string_view s, std::string_view c) const {
    return of("CONSUMER.CREATE", s, c);
  }
  /// With one filter subject in the subject, so that permissions can tell.
  [[nodiscard]] std::string consumer_create(std::string_view s, std::string_view c,
                                            std::string_view filter) const;
  /// What servers before 2.9 need for a durable consumer.
  [[nodiscard]] std::string consumer_create_durable(std::string_view s, std::string_view c) const {
    return of("CONSUMER.DURABLE.CREATE", s, c);
  }
  [[nodiscard]] std::string consumer_info(std::string_view s, std::string_view c) const {
    return of("CONSUMER.INFO", s, c);
  }
  [[nodiscard]] std::string consumer_delete(std::string_view s, std::string_view c) const {
    return of("CONSUMER.DELETE", s, c);
  }
  [[nodiscard]] std::string consumer_pause(std::string_view s, std::string_view c) const {
    return of("CONSUMER.PAUSE", s, c);
  }
  [[nodiscard]] std::string consumer_unpin(std::string_view s, std::string_view c) const {
    return of("CONSUMER.UNPIN", s, c);
  }
  [[nodiscard]] std::string consumer_reset(std::string_view s, std::string_view c) const {
    return of("CONSUMER.RESET", s, c);
  }
  [[nodiscard]] std::string consumer_step_down(std::string_view s, std::string_view c) const {
    return of("CONSUMER.LEADER.STEPDOWN", s, c);
  }
  [[nodiscard]] std::string consumer_next(std::string_view s, std::string_view c) const {
    return of("CONSUMER.MSG.NEXT", s, c);
  }

  // For the system account.
  [[nodiscard]] std::string meta_step_down() const { return at("META.LEADER.STEPDOWN"); }
  [[nodiscard]] std::string server_remove() const { return at("SERVER.REMOVE"); }
  [[nodiscard]] std::string account_purge(std::string_view account) const {
    return of("ACCOUNT.PURGE", account);
  }
  [[nodiscard]] std::string stream_move(std::string_view account, std::string_view s) const {
    return of("ACCOUNT.STREAM.MOVE", account, s);
  }
  [[nodiscard]] std::string stream_cancel_move(std::string_view account, std::string_view s) const {
    return of("ACCOUNT.STREAM.CANCEL_MOVE", account, s);
  }

 private:
  [[nodiscard]] std::string at(std::string_view call) const;
  [[nodiscard]] std::string of(std::string_view call, std::string_view name) const;
  [[nodiscard]] std::string of(std::string_view call, std::string_view a, std::string_view b) const;

  std::string prefix_;
};

}  // namespace natsop::jetstream
