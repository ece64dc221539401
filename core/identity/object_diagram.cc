#include <fmt/format.h>

#include <functional>
#include <utility>

#include "core/identity/diagram.h"
#include "core/identity/diagram_text.h"
#include "core/text/duration.h"
#include "core/text/time.h"

namespace natsop::identity {

namespace {

bool unlimited(const jwt::AccountLimits& limits) {
  const auto none = jwt::AccountLimits::unlimited();
  return limits.exports == none.exports && limits.imports == none.imports &&
         limits.wildcard_exports == none.wildcard_exports &&
         limits.disallow_bearer == none.disallow_bearer && limits.connections == none.connections &&
         limits.leaf_connections == none.leaf_connections;
}

/// The three limits that accounts and users have in common.
struct TrafficLimits {
  std::int64_t payload;
  std::int64_t subscriptions;
  std::int64_t data;
};

/// Writes one diagram, line by line.
class ObjectDiagram {
 public:
  ObjectDiagram(const Keystore& keystore, const ObjectDiagramOptions& options,
                const DiagramTime& time)
      : keystore_(keystore), options_(options), time_(time) {}

  void begin(const jwt::OperatorClaims& op);
  void account(const jwt::OperatorClaims& op, const jwt::AccountClaims& account);
  void user(const jwt::AccountClaims& account, const jwt::UserClaims& user);
  [[nodiscard]] std::string finish(const Store& store) {
    return text_ + diagram_footer(store.dir().string(), time_);
  }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    text_ += fmt::format(format, std::forward<Args>(args)...);
    text_ += '\n';
  }
  void value(std::string_view name, std::string_view text);
  void flag(std::string_view name, bool on) { value(name, on ? "true" : "false"); }
  void time_value(std::string_view name, std::int64_t seconds);
  void limit(std::string_view name, std::int64_t limit);
  [[nodiscard]] bool section(std::string_view name, bool is_unlimited);
  void claims(const jwt::ClaimsData& data);
  void issues(const jwt::ValidationResults& results);
  void account_limits(const jwt::AccountLimits& limits);
  void traffic_limits(const TrafficLimits& limits);
  void jetstream_limits(const jwt::JetStreamLimits& limits);
  void user_limits(const jwt::UserPermissionLimits& limits);
  void signing_keys(const jwt::ClaimsData& owner, std::string_view kind,
                    const std::vector<std::string>& keys);
  [[nodiscard]] std::string permissions(const jwt::ClaimsData& owner, std::string_view kind,
                                        const jwt::Permissions& permissions);
  void signature(const jwt::ClaimsData& signer, const jwt::ClaimsData& signee);

  const Keystore& keystore_;
  const ObjectDiagramOptions& options_;
  const DiagramTime& time_;
  std::string text_;
  std::string default_permissions_;  // of the account at hand; empty when it has none
};

void ObjectDiagram::value(std::string_view name, std::string_view text) {
  if (!text.empty() || options_.detail) {
    line("{} = {}", name, text);
  }
}

void ObjectDiagram::time_value(std::string_view name, std::int64_t seconds) {
  if (seconds != 0) {
    line("{} = {}", name,
         text::date_time(text::Seconds(std::chrono::seconds(seconds)), time_.zone));
  } else if (options_.detail) {
    line("{} = not set", name);
  }
}

void ObjectDiagram::limit(std::string_view name, std::int64_t limit) {
  if (limit == jwt::kNoLimit) {
    value(name, "-1 (unlimited)");
  } else if (limit == 0) {
    value(name, "0 (disabled)");
  } else {
    value(name, fmt::to_string(limit));
  }
}

/// The heading of some limits; false when there is nothing to show below it.
bool ObjectDiagram::section(std::string_view name, bool is_unlimited) {
  if (is_unlimited && !options_.detail) {
    return false;
  }
  line("--- {} {}---", name, is_unlimited ? "(unlimited)" : "");
  return true;
}

void ObjectDiagram::claims(const jwt::ClaimsData& data) {
  if (options_.show_keys) {
    value("Identity Key", data.subject);
    flag("Identity Key Present", keystore_.has_seed(data.subject));
  }
  value("Tags", quoted_list(data.tags));
  time_value("Issued At", data.issued_at);
  time_value("Valid From", data.not_before);
  time_value("Expires", data.expires);
}

void ObjectDiagram::issues(const jwt::ValidationResults& results) {
  if (results.empty()) {
    if (!options_.detail) {
      return;
    }
    line("--- Validation (no issues) ---");
  } else {
    line("==**<color:red>Validation</color>**==");
  }
  std::vector<std::string> warnings;
  for (const auto& issue : results.issues()) {
    if (!issue.blocking()) {
      warnings.push_back(issue.text);
    }
  }
  value("Errors", quoted_list(results.texts(jwt::Severity::Error)));
  value("Warnings", quoted_list(warnings));
}

void ObjectDiagram::account_limits(const jwt::AccountLimits& limits) {
  if (!section("Account Limits", unlimited(limits))) {
    return;
  }
  limit("Max Exports", limits.exports);
  limit("Max Imports", limits.imports);
  limit("Max Client Connections", limits.connections);
  limit("Max Leaf Node Connections", limits.leaf_connections);
  flag("Allow Wildcard Exports", limits.wildcard_exports);
  flag("Disallow bearer token", limits.disallow_bearer);
}

void ObjectDiagram::traffic_limits(const TrafficLimits& limits) {
  const bool none = limits.payload == jwt::kNoLimit && limits.subscriptions == jwt::kNoLimit &&
                    limits.data == jwt::kNoLimit;
  if (!section("Nats Limits", none)) {
    return;
  }
  limit("Max Payload", limits.payload);
  limit("Max Subscriber", limits.subscriptions);
  limit("Max Number of bytes", limits.data);
}

void ObjectDiagram::jetstream_limits(const jwt::JetStreamLimits& limits) {
  if (limits.unlimited()) {
    line("--- Jetstream Limits (unlimited) ---");
  } else if (!limits.enabled()) {
    if (!options_.detail) {
      return;
    }
    line("--- Jetstream Limits (disabled) ---");
  } else {
    line("--- Jetstream Limits ---");
  }
  limit("Max Memory Storage", limits.memory_storage);
  limit("Max Disk Storage", limits.disk_storage);
  limit("Max Streams", limits.streams);
  limit("Max Consumer", limits.consumers);
}

void ObjectDiagram::user_limits(const jwt::UserPermissionLimits& limits) {
  if (!section("User Limits", limits.sources.empty() && limits.times.empty())) {
    return;
  }
  value("Permitted CIDR blocks", quoted_list(limits.sources));
  std::string times = limits.times_location;
  for (const auto& range : limits.times) {
    times += fmt::format(" [{}-{}]", range.start, range.end);
  }
  value("Permitted Times to Connect", times);
}

void ObjectDiagram::signing_keys(const jwt::ClaimsData& owner, std::string_view kind,
                                 const std::vector<std::string>& keys) {
  if (!options_.show_keys || keys.empty()) {
    return;
  }
  line("map \"{}\" as {}_sk << {} signing keys >> {{", owner.name, owner.subject, kind);
  line("key => stored");
  for (const auto& key : keys) {
    line("{} => {}", key, keystore_.has_seed(key));
  }
  line("}}");
  line("{} *-- {}_sk ", owner.subject, owner.subject);
}

/// Draws permissions as an object of their own and returns its name.
std::string ObjectDiagram::permissions(const jwt::ClaimsData& owner, std::string_view kind,
                                       const jwt::Permissions& permissions) {
  const auto subjects = [&](std::string_view name, const std::vector<std::string>& list) {
    if (list.empty() && !options_.detail) {
      return;
    }
    line("--- {} ---", name);
    for (const auto& subject : list) {
      line(" \"\"{}\"\"", subject);
    }
  };
  std::string id = fmt::format("{}_permissions", owner.subject);
  line("object \"{}\" as {} << {} permissions >> {{", owner.name, id, kind);
  subjects("Publish Deny", permissions.publish.deny);
  subjects("Publish Allow", permissions.publish.allow);
  subjects("Subscribe Deny", permissions.subscribe.deny);
  subjects("Subscribe Allow", permissions.subscribe.allow);
  if (permissions.responses) {
    line("--- Response Permissions ---");
    value("Expiration", text::print_go_duration(permissions.responses->ttl));
    limit("Max Messages", permissions.responses->max);
  } else if (options_.detail) {
    line("--- Response Permissions (server default)---");
  }
  line("}}");
  return id;
}

void ObjectDiagram::signature(const jwt::ClaimsData& signer, const jwt::ClaimsData& signee) {
  if (signee.issuer == signee.subject) {
    line("{} -- {} : \"self signed >\"", signee.issuer, signee.subject);
  } else if (!options_.show_keys || signee.issuer == signer.subject) {
    line("{} -- {} : \"signed >\"", signer.subject, signee.subject);
  } else {
    line("{}_sk::{} -- {} : \"signed >\"", signer.subject, signee.issuer, signee.subject);
  }
}

void ObjectDiagram::begin(const jwt::OperatorClaims& op) {
  line("@startuml");
  line("title Object Diagram");
  line("object \"{}\" as {} << operator >> {{", op.name, op.subject);
  claims(op);
  value("JWT Version", fmt::to_string(op.version));
  value("account server", op.account_server_url);
  flag("Strict signing key usage", op.strict_signing_key_usage);
  jwt::ValidationResults results;
  jwt::validate(op, time_.now, results);
  issues(results);
  line("}}");
  signing_keys(op, "operator", op.signing_keys);
}

void ObjectDiagram::account(const jwt::OperatorClaims& op, const jwt::AccountClaims& account) {
  line("object \"{}\" as {} << {}account >> {{", account.name, account.subject,
       account.subject == op.system_account ? "system " : "");
  claims(account);
  account_limits(account.limits);
  traffic_limits({account.limits.payload, account.limits.subscriptions, account.limits.data});
  jetstream_limits(account.limits.jetstream);
  jwt::ValidationResults results;
  jwt::AccountClaims checked = account;  // checking completes what was left out
  jwt::validate(checked, time_.now, results);
  issues(results);
  line("}}");
  default_permissions_.clear();
  if (!account.default_permissions.empty()) {
    default_permissions_ = permissions(account, "default", account.default_permissions);
    line("{} *-- {}", account.subject, default_permissions_);
  }
  std::vector<std::string> keys;
  for (const auto& [key, scope] : account.signing_keys) {
    keys.push_back(key);
  }
  signing_keys(account, "account", keys);
  signature(op, account);
  text_ += info_note(account.subject, account.description, account.info_url);
}

void ObjectDiagram::user(const jwt::AccountClaims& account, const jwt::UserClaims& user) {
  line("object \"{}\" as {} << user >> {{", user.name, user.subject);
  claims(user);
  flag("Bearer Token", user.limits.bearer_token);
  value("Allowed Connection Types", quoted_list(user.limits.allowed_connection_types));
  traffic_limits({user.limits.payload, user.limits.subscriptions, user.limits.data});
  user_limits(user.limits);
  jwt::ValidationResults results;
  jwt::validate(user, time_.now, results);
  issues(results);
  line("}}");
  if (!user.limits.permissions.empty()) {
    const std::string id = permissions(user, "user", user.limits.permissions);
    line("{} *-- {} : \"API restricted by >\"", user.subject, id);
  } else if (!default_permissions_.empty()) {
    line("{} -- {} : \"API restricted by >\"", user.subject, default_permissions_);
  }
  signature(account, user);
}

}  // namespace

Result<std::string> object_diagram(const Store& store, const Keystore& keystore,
                                   const ObjectDiagramOptions& options, const DiagramTime& time) {
  NATSOP_TRY(const auto op, store.operator_claims());
  NATSOP_TRY(const auto names, store.accounts());
  ObjectDiagram diagram(keystore, options, time);
  diagram.begin(op);
  for (const auto& name : names) {
    NATSOP_TRY(const auto account, store.account_claims(name));
    diagram.account(op, account);
    if (!options.users) {
      continue;
    }
    NATSOP_TRY(const auto users, store.users(name));
    for (const auto& user_name : users) {
      NATSOP_TRY(const auto user, store.user_claims(name, user_name));
      diagram.user(account, user);
    }
  }
  return diagram.finish(store);
}

}  // namespace natsop::identity
