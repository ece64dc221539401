#pragma once
#include <memory>
#include <string>

#include "cli/command.h"
#include "commands/nsc/session/session.h"
#include "core/client/connection.h"
#include "core/identity/push.h"

namespace natsop::commands::nsc {

/// How to reach the resolvers of running servers: --system-account and the TLS flags of push and
/// pull.
struct SystemOptions {
  std::string account;
  std::string user;
  std::string ca;
  std::string certificate;
  std::string key;
  std::string curves;
  bool tls_first = false;
};

void system_flags(cli::Command& c, SystemOptions& o);

/// Refuses TLS flags with an account server: they are for connections to NATS.
[[nodiscard]] Result<void> check_no_tls(const SystemOptions& o, const std::string& url);

/// Asks for account and user (-i).
[[nodiscard]] Result<void> ask_system_user(const Session& session, SystemOptions& o);

/// A connection to the system account. The account's name is empty without a connection.
struct SystemConnection {
  std::string account;
  std::unique_ptr<client::Connection> connection;
};

/// Connects as a user of the system account, by default one that lives for two minutes, in memory
/// alone. `login` is push_login() or pull_login(); `name` is the connection's. Errors of
/// identity::system_login start with "error obtaining system account user: ", those of the
/// connection with "failed to connect: ".
[[nodiscard]] Result<SystemConnection> connect_system(const Session& session,
                                                      const SystemOptions& o,
                                                      const std::string& urls,
                                                      const std::string& name,
                                                      identity::SystemLoginOptions login);

}  // namespace natsop::commands::nsc
