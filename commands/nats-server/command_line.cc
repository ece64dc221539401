#include "commands/nats-server/command_line.h"

#include <fmt/format.h>

#include <utility>

#include "commands/nats-server/flag_table.h"
#include "core/engine/options/validation.h"
#include "core/text/quote.h"

namespace natsop::commands::nats_server {
namespace {

Result<void> check_tls_flags(const engine::Options& options) {
  if (!options.tls) return {};
  // From the file they would have been refused; from flags they may be half there.
  if (options.tls->cert_file.empty()) {
    return Error(Code::Invalid, "TLS Server certificate must be present and valid")
        .hint("name it with --tlscert, and its key with --tlskey");
  }
  if (options.tls->key_file.empty()) {
    return Error(Code::Invalid, "TLS Server private key must be present and valid")
        .hint("name it with --tlskey");
  }
  return {};
}

Result<void> check_routes(const engine::Options& options) {
  if (options.cluster.routes.empty() || options.cluster.port != 0) return {};
  return Error(Code::Invalid, "solicited routes require cluster capabilities, e.g. --cluster");
}

}  // namespace

Result<CommandLine> CommandLine::parse(const std::vector<std::string>& args) {
  CommandLine out;
  FlagValues values;
  const auto groups = flag_groups(values);
  std::vector<GoFlag> flags;
  for (const auto& group : groups) {
    flags.insert(flags.end(), group.flags.begin(), group.flags.end());
  }
  NATSOP_TRY(const auto rest, parse_go_flags(args, flags));
  out.config_file_ = values.config_file;
  out.signal_ = values.signal;
  out.changes_ = std::move(values.changes);
  if (values.version) {
    out.action_ = Action::Version;
  } else if (values.help) {
    out.action_ = Action::Help;
  } else if (values.tls_help) {
    out.action_ = Action::TlsHelp;
  } else if (!rest.empty() && rest.front() == "version") {
    out.action_ = Action::Version;
  } else if (!rest.empty() && rest.front() == "help") {
    out.action_ = Action::Help;
  } else if (!rest.empty()) {
    return Error(Code::Invalid, "unrecognized command: " + text::go_quote(rest.front()));
  } else if (!values.signal.empty()) {
    out.action_ = Action::Signal;
  } else if (values.check) {
    out.action_ = Action::Check;
  }
  if (out.action_ == Action::Check && out.config_file_.empty()) {
    return Error(Code::Invalid,
                 "must specify [-c, --config] option to check configuration file syntax");
  }
  return out;
}

Result<engine::ParsedOptions> CommandLine::load(const config::Sources& sources) const {
  engine::ParsedOptions out;
  if (!config_file_.empty()) {
    NATSOP_TRY(out, engine::load_options(config_file_, sources));
  }
  for (const auto& change : changes_) NATSOP_CHECK(change(out.options));
  engine::complete(out.options);
  NATSOP_CHECK(engine::validate(out.options));
  NATSOP_CHECK(check_tls_flags(out.options));
  NATSOP_CHECK(check_routes(out.options));
  return out;
}

std::string CommandLine::help() {
  FlagValues unused;
  std::string out = "\nUsage: nats-server [options]\n";
  for (const auto& group : flag_groups(unused)) {
    out += fmt::format("\n{}:\n", group.title);
    for (const auto& flag : group.flags) {
      std::string names;
      for (const auto name : flag.names) {
        names +=
            fmt::format("{}{}{}", names.empty() ? "" : ", ", name.size() > 2 ? "--" : "-", name);
      }
      if (!flag.argument.empty()) names += fmt::format(" <{}>", flag.argument);
      constexpr std::size_t kColumn = 34;
      if (names.size() > kColumn) {
        out += fmt::format("    {}\n    {:{}} {}\n", names, "", kColumn, flag.about);
      } else {
        out += fmt::format("    {:{}} {}\n", names, kColumn, flag.about);
      }
    }
  }
  return out + "\n";
}

std::string tls_help() {
  return R"(
TLS for clients is set up in the tls block of a configuration file:

    tls {
        cert_file:  "./certs/server.pem"   # the chain to show
        key_file:   "./certs/server.key"   # its private key
        ca_file:    "./certs/ca.pem"       # who signs clients' certificates
        verify:     true                   # demand one of each client
        timeout:    2                      # seconds for a handshake
        min_version: "1.3"
    }

More options are verify_and_map, pinned_certs, handshake_first, cipher_suites and
curve_preferences, with these names:

    TLS_AES_128_GCM_SHA256                    TLS_AES_256_GCM_SHA384
    TLS_CHACHA20_POLY1305_SHA256
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256     TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256   TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305      TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305

    X25519   CurveP256   CurveP384   CurveP521

)";
}

}  // namespace natsop::commands::nats_server
