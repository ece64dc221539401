#include "commands/nats-server/flag_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "core/text/ascii.h"
#include "core/text/number.h"

namespace natsop::commands::nats_server {

using engine::Options;
using engine::TlsOptions;

namespace {

using Names = std::vector<std::string_view>;
using Kind = GoFlag::Kind;

constexpr std::int64_t kPortMax = 65535;

/// Makes flags that write to one FlagValues.
class Maker {
 public:
  explicit Maker(FlagValues& values) : values_(values) {}

  /// A switch that changes options: `change(options, on)`.
  template <class Change>
  GoFlag turn(Names names, std::string_view about, Change change) {
    return {std::move(names), Kind::Switch, "", about,
            [&values = values_, change](const std::string& value) {
              return add(values, [change, on = value == "true"](Options& options) -> Result<void> {
                change(options, on);
                return {};
              });
            }};
  }

  template <class Change>
  GoFlag text(Names names, std::string_view argument, std::string_view about, Change change) {
    return {std::move(names), Kind::Text, argument, about,
            [&values = values_, change](const std::string& value) {
              return add(values, [change, value](Options& options) -> Result<void> {
                change(options, value);
                return {};
              });
            }};
  }

  /// As text, for values that may be wrong.
  template <class Change>
  GoFlag checked(Names names, std::string_view argument, std::string_view about, Change change) {
    return {std::move(names), Kind::Text, argument, about,
            [&values = values_, change](const std::string& value) {
              return add(values,
                         [change, value](Options& options) { return change(options, value); });
            }};
  }

  template <class Change>
  GoFlag number(Names names, std::string_view argument, std::string_view about, Change change) {
    return {std::move(names), Kind::Number, argument, about,
            [&values = values_, change](const std::string& value) {
              const auto number = natsop::text::parse_decimal(value).value_or(0);
              return add(values, [change, number](Options& options) -> Result<void> {
                change(options, number);
                return {};
              });
            }};
  }

  template <class Change>
  GoFlag port(Names names, std::string_view about, Change change) {
    const auto name = std::string(names.front());
    return {std::move(names), Kind::Number, "port", about,
            [&values = values_, name, change](const std::string& value) -> Result<void> {
              const auto port = natsop::text::parse_decimal(value).value_or(0);
              if (port < -1 || port > kPortMax) {
                return Error(
                    Code::Usage,
                    fmt::format("invalid value \"{}\" for flag -{}: no port (0 to {}, or -1 "
                                "for any free one)",
                                value, name, kPortMax));
              }
              return add(values, [change, port](Options& options) -> Result<void> {
                change(options, static_cast<int>(port));
                return {};
              });
            }};
  }

  /// A switch of the process itself.
  GoFlag own(Names names, std::string_view about, bool FlagValues::* field) {
    return {std::move(names), Kind::Switch, "", about,
            [&values = values_, field](const std::string& value) -> Result<void> {
              values.*field = value == "true";
              return {};
            }};
  }

  FlagValues& values() { return values_; }

 private:
  static Result<void> add(FlagValues& values, std::function<Result<void>(Options&)> change) {
    values.changes.push_back(std::move(change));
    return {};
  }

  FlagValues& values_;
};

std::vector<GoFlag> server_flags(Maker& make) {
  auto& values = make.values();
  return {
      make.text({"a", "addr", "net"}, "host", "Address to listen at (default: 0.0.0.0)",
                [](Options& options, const std::string& host) { options.host = host; }),
      make.port({"p", "port"}, "Port for clients; -1 takes any free one (default: 4222)",
                [](Options& options, int port) { options.port = port; }),
      make.text({"n", "name", "server_name"}, "name", "Name of this server (default: its key)",
                [](Options& options, const std::string& name) { options.server_name = name; }),
      make.text({"P", "pid"}, "file", "File to write the process id to",
                [](Options& options, const std::string& file) { options.pid_file = file; }),
      make.port({"m", "http_port"}, "Port for monitoring",
                [](Options& options, int port) { options.http_port = port; }),
      make.port({"ms", "https_port"}, "Port for monitoring with TLS",
                [](Options& options, int port) { options.https_port = port; }),
      {{"c", "config"},
       Kind::Text,
       "file",
       "Configuration file",
       [&values](const std::string& file) -> Result<void> {
         values.config_file = file;
         return {};
       }},
      make.own({"t"}, "Check the configuration and exit", &FlagValues::check),
      {{"sl", "signal"},
       Kind::Text,
       "signal[=pid]",
       "Tell a server to stop, quit, term, reopen, reload or ldm;\n"
       "                                       by its pid, a pid file, or 12* for all pids that "
       "begin so",
       [&values](const std::string& signal) -> Result<void> {
         values.signal = signal;
         return {};
       }},
      make.text({"client_advertise"}, "host:port", "Address that clients are told of instead",
                [](Options& options, const std::string& url) { options.client_advertise = url; }),
      make.text({"ports_file_dir"}, "dir",
                "Folder for a file with the ports, nats-server_<pid>.ports",
                [](Options& options, const std::string& dir) { options.ports_file_dir = dir; }),
  };
}

std::vector<GoFlag> log_flags(Maker& make) {
  const auto debug = [](Options& options, bool on) { options.log.debug = on; };
  const auto trace = [](Options& options, bool on) { options.log.trace = on; };
  const auto verbose = [](Options& options, bool on) {
    options.log.trace_verbose = on;
    options.log.trace = on;
  };
  return {
      make.text({"l", "log"}, "file", "File for the log instead of standard error",
                [](Options& options, const std::string& file) { options.log.file = file; }),
      make.turn({"T", "logtime"}, "Put the time in front of lines (default: true)",
                [](Options& options, bool on) { options.log.logtime = on; }),
      make.turn({"logtime_utc"}, "In UTC instead of local time",
                [](Options& options, bool on) { options.log.logtime_utc = on; }),
      make.turn({"s", "syslog"}, "Log to the machine's syslog",
                [](Options& options, bool on) { options.log.syslog = on; }),
      make.checked({"r", "remote_syslog"}, "addr",
                   "Not supported: log to a file or the machine's syslog",
                   [](Options&, const std::string&) -> Result<void> {
                     return Error(Code::Unsupported, "a remote syslog is not supported")
                         .hint("log to a file (-l) or to the machine's own syslog (-s)");
                   }),
      make.turn({"D", "debug"}, "Log more", debug),
      make.turn({"V", "trace"}, "Log the protocol", trace),
      make.turn({"VV"}, "Log the system account's protocol too", verbose),
      make.turn(
          {"DV"}, "Both -D and -V",
          [debug, trace](Options& options, bool on) { debug(options, on), trace(options, on); }),
      make.turn({"DVV"}, "Both -D and -VV",
                [debug, verbose](Options& options, bool on) {
                  debug(options, on), verbose(options, on);
                }),
      make.number({"log_size_limit"}, "bytes", "Begin a new log file after so much",
                  [](Options& options, std::int64_t size) { options.log.size_limit = size; }),
      make.number(
          {"max_traced_msg_len"}, "bytes", "Show so much of a payload (default: all)",
          [](Options& options, std::int64_t size) { options.log.max_traced_msg_len = size; }),
  };
}

std::vector<GoFlag> access_flags(Maker& make) {
  // A user and a token exclude each other: the flag that comes last is meant, also over the file's.
  return {
      make.text({"user"}, "user", "User that clients must log in as",
                [](Options& options, const std::string& user) {
                  options.authorization.user = user;
                  options.authorization.token.clear();
                }),
      make.text({"pass"}, "password", "and its password",
                [](Options& options, const std::string& password) {
                  options.authorization.password = password;
                  options.authorization.token.clear();
                }),
      make.text({"auth"}, "token", "Token that clients must show",
                [](Options& options, const std::string& token) {
                  options.authorization.user.clear();
                  options.authorization.password.clear();
                  options.authorization.token = token;
                }),
  };
}

/// A tls flag turns TLS on, except one that turns it off.
TlsOptions& tls_of(Options& options) {
  if (!options.tls) options.tls.emplace();
  return *options.tls;
}

std::vector<GoFlag> tls_flags(Maker& make) {
  return {
      make.turn({"tls"}, "TLS for clients",
                [](Options& options, bool on) {
                  if (on) {
                    tls_of(options);
                  } else {
                    options.tls.reset();
                  }
                }),
      make.turn({"tlsverify"}, "TLS, and a certificate of each client",
                [](Options& options, bool on) {
                  if (on || options.tls) tls_of(options).verify = on;
                }),
      make.text(
          {"tlscert"}, "file", "The server's certificate",
          [](Options& options, const std::string& file) { tls_of(options).cert_file = file; }),
      make.text({"tlskey"}, "file", "its private key",
                [](Options& options, const std::string& file) { tls_of(options).key_file = file; }),
      make.text({"tlscacert"}, "file", "Who signs clients' certificates",
                [](Options& options, const std::string& file) { tls_of(options).ca_file = file; }),
  };
}

std::vector<GoFlag> jetstream_flags(Maker& make) {
  return {
      make.turn({"js", "jetstream"}, "Streams; not part of this version, and off",
                [](Options& options, bool on) { options.jetstream.enabled = on; }),
      make.text(
          {"sd", "store_dir"}, "dir", "Folder for streams",
          [](Options& options, const std::string& dir) { options.jetstream.store_dir = dir; }),
  };
}

/// "nats://user:pass@host:port"
Result<void> set_cluster(Options& options, const std::string& url) {
  auto& cluster = options.cluster;
  if (url.empty()) {
    cluster = {};
    return {};
  }
  std::string_view rest(url);
  if (const auto scheme = rest.find("://"); scheme != std::string_view::npos) {
    rest.remove_prefix(scheme + 3);
  }
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
    const auto login = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    const auto colon = login.find(':');
    cluster.authorization.user = login.substr(0, colon);
    cluster.authorization.password =
        colon == std::string_view::npos ? "" : std::string(login.substr(colon + 1));
  }
  while (rest.ends_with('/')) rest.remove_suffix(1);
  const auto colon = rest.rfind(':');
  if (colon == std::string_view::npos) {
    return Error(Code::Invalid, fmt::format("address {}: missing port in address", rest));
  }
  const auto port = text::parse_decimal(rest.substr(colon + 1));
  if (!port || *port < -1 || *port > kPortMax) {
    return Error(Code::Invalid, fmt::format("address {}: no port", rest));
  }
  cluster.present = true;
  cluster.host = rest.substr(0, colon);
  cluster.port = static_cast<int>(*port);
  return {};
}

std::vector<GoFlag> cluster_flags(Maker& make) {
  return {
      make.checked({"cluster", "cluster_listen"}, "url",
                   "Where servers meet; not part of this version, and off", set_cluster),
      make.text({"routes"}, "url,url", "Servers of the cluster to connect to",
                [](Options& options, const std::string& urls) {
                  options.cluster.present = true;
                  options.cluster.routes.clear();
                  for (const auto url : text::split_list(urls)) {
                    options.cluster.routes.emplace_back(url);
                  }
                }),
      make.text({"cluster_name"}, "name", "Name of the cluster",
                [](Options& options, const std::string& name) {
                  options.cluster.name = name;
                  options.cluster_name = name;
                }),
      make.turn({"no_advertise"}, "Do not tell clients of the cluster's servers",
                [](Options& options, bool on) { options.cluster.no_advertise = on; }),
      make.text({"cluster_advertise"}, "host:port", "Address that servers are told of instead",
                [](Options& options, const std::string& url) { options.cluster.advertise = url; }),
      make.number({"connect_retries"}, "number", "How often a route is tried again",
                  [](Options& options, std::int64_t count) {
                    options.cluster.connect_retries = static_cast<int>(
                        std::min<std::int64_t>(count, std::numeric_limits<int>::max()));
                  }),
  };
}

std::vector<GoFlag> common_flags(Maker& make) {
  return {
      make.number({"profile"}, "port", "A Go profile; without effect here",
                  [](Options& options, std::int64_t) {
                    options.warnings.emplace_back("accepted without effect: profile");
                  }),
      make.own({"h", "help"}, "This help", &FlagValues::help),
      make.own({"v", "version"}, "The version", &FlagValues::version),
      make.own({"help_tls"}, "How TLS is set up", &FlagValues::tls_help),
  };
}

}  // namespace

std::vector<FlagGroup> flag_groups(FlagValues& values) {
  Maker make(values);
  return {
      {"Server", server_flags(make)},        {"Logging", log_flags(make)},
      {"Authorization", access_flags(make)}, {"TLS", tls_flags(make)},
      {"JetStream", jetstream_flags(make)},  {"Cluster", cluster_flags(make)},
      {"Common", common_flags(make)},
  };
}

}  // namespace natsop::commands::nats_server
