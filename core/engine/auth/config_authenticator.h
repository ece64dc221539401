#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/log.h"
#include "core/base/random.h"
#include "core/engine/accounts/directory.h"
#include "core/engine/auth/authenticator.h"
#include "core/engine/auth/passwords.h"
#include "core/engine/options/options.h"

namespace natsop::engine {

/// Lets in who the configuration names: everyone without `authorization` and users, otherwise by
/// token, name and password, nkey, or certificate. Not for operator mode.
class ConfigAuthenticator final : public Authenticator {
 public:
  /// References must outlive the authenticator.
  struct Services {
    Random& random;
    AccountDirectory& accounts;
    Worker& worker;  ///< for bcrypt
    Logger log;
  };

  ConfigAuthenticator(const Options& options, Services services);

  /// Takes over changed options: Admission::renew of those connected then answers by them.
  void reload(const Options& options);

  [[nodiscard]] bool required(ConnectionType type) const override;
  [[nodiscard]] bool needs_nonce() const override { return rules_.needs_nonce; }
  [[nodiscard]] std::optional<Admission> without_connect(ConnectionType type) override;
  void admit(const Presented& presented, std::function<void(Result<Admission>)> done) override;

 private:
  /// How somebody was let in: enough to look again after a reload.
  struct Way;
  struct User {
    std::string name;  // or the public key
    std::string password;
    std::string account;
    std::shared_ptr<const Permissions> permissions;
    std::vector<std::string> types;
  };
  using Users = std::map<std::string, User, std::less<>>;
  /// What a listener without users of its own asks for.
  struct Door {
    std::string user;
    std::string password;
    std::string token;
    std::string no_auth_user;
    bool map_certificates = false;

    [[nodiscard]] bool has_login() const { return !user.empty() || !token.empty(); }
  };
  struct Rules {
    Users users;
    Users nkeys;
    Door standard;
    Door websocket;
    bool required = false;
    bool websocket_required = false;
    bool websocket_overrides = false;
    bool needs_nonce = false;
  };

  [[nodiscard]] Rules make_rules(const Options& options);
  void add_users(Rules& rules, const std::vector<UserOptions>& users, const std::string& account,
                 const std::optional<PermissionRules>& defaults);
  void add_generated_user(Rules& rules, const Options& options);

  [[nodiscard]] bool required_of(ConnectionType type) const;
  [[nodiscard]] const Door& door(ConnectionType type) const;
  [[nodiscard]] const User* find_by_certificate(const TlsPeer& tls, ConnectionType type) const;
  [[nodiscard]] const User* find_by_subject(const std::string& subject, ConnectionType type) const;
  [[nodiscard]] Result<const User*> find_nkey(const Presented& presented) const;
  [[nodiscard]] Result<const User*> find_user(const Presented& presented,
                                              std::string& password) const;

  [[nodiscard]] Admission open_admission(const ConnectOptions& connect, ConnectionType type) const;
  [[nodiscard]] Admission admission_of(const User& user, Way way) const;
  [[nodiscard]] Renewal renew(const Way& way) const;
  void check_password(const std::string& configured, const std::string& presented,
                      std::string_view source, std::function<void(Result<void>)> done);

  Services services_;
  Passwords passwords_;
  std::string generated_user_;  // kept over reloads, so that its connections may stay
  Rules rules_;
};

}  // namespace natsop::engine
