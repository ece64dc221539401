#include "cli/globals.h"

namespace natsop::cli {
namespace {

void connection_flags(Command& root, NatsGlobals& g) {
  constexpr std::string_view kHeading = "Connection";
  root.flag("--server,-s", g.server, "URLs of the NATS servers, separated by commas")
      .env("NATS_URL")
      .placeholder("URL")
      .category(kHeading);
  root.flag("--user", g.user, "User name, or a token when there is no password")
      .env("NATS_USER")
      .placeholder("USER")
      .category(kHeading);
  root.flag("--password", g.password, "Password")
      .env("NATS_PASSWORD")
      .placeholder("PASSWORD")
      .category(kHeading);
  root.flag("--token", g.token, "Token").env("NATS_TOKEN").placeholder("TOKEN").category(kHeading);
  root.flag("--connection-name", g.connection_name, "Name of the connection that the server shows")
      .placeholder("NAME")
      .category(kHeading);
  root.flag("--creds", g.creds,
            "User credentials: a file, or a reference such as env:NAME or op://vault/item")
      .env("NATS_CREDS")
      .placeholder("LOCATION")
      .category(kHeading);
  root.flag("--nkey", g.nkey, "User nkey seed: a file or a reference")
      .env("NATS_NKEY")
      .placeholder("LOCATION")
      .category(kHeading);
  root.flag("--jwt", g.jwt, "User JWT: the token itself or a reference (file://…)")
      .env("NATS_JWT")
      .placeholder("LOCATION")
      .category(kHeading);
  root.flag("--seed", g.seed, "Seed that goes with --jwt: the seed itself or a reference")
      .env("NATS_SEED")
      .placeholder("LOCATION")
      .category(kHeading);
  root.flag("--tlscert", g.tls_cert, "TLS client certificate")
      .env("NATS_CERT")
      .placeholder("FILE")
      .existing_file()
      .category(kHeading);
  root.flag("--tlskey", g.tls_key, "Key of the TLS client certificate")
      .env("NATS_KEY")
      .placeholder("FILE")
      .existing_file()
      .category(kHeading);
  root.flag("--tlsca", g.tls_ca, "TLS certificate authorities to trust")
      .env("NATS_CA")
      .placeholder("FILE")
      .existing_file()
      .category(kHeading);
  root.flag("--tlsfirst", g.tls_first, "Do the TLS handshake before the server's INFO")
      .negatable()
      .also("tls-first")
      .category(kHeading);
  root.flag("--timeout", g.timeout, "How long to wait for an answer")
      .env("NATS_TIMEOUT")
      .fallback("5s")
      .placeholder("DURATION")
      .category(kHeading);
  root.flag("--socks-proxy", g.socks_proxy, "SOCKS5 proxy; none clears the context's")
      .env("NATS_SOCKS_PROXY")
      .placeholder("PROXY")
      .category(kHeading);
  root.flag("--inbox-prefix", g.inbox_prefix, "Prefix of reply subjects")
      .placeholder("PREFIX")
      .category(kHeading);
}

}  // namespace

void nats_flags(Command& root, NatsGlobals& g) {
  constexpr std::string_view kContext = "Context";
  constexpr std::string_view kJetStream = "JetStream";
  constexpr std::string_view kOther = "General";
  root.flag("--context", g.context, "Name of the context to use, or a context file")
      .env("NATS_CONTEXT")
      .placeholder("NAME")
      .category(kContext);
  root.flag("--no-context", g.no_context, "Use no context").category(kContext);
  connection_flags(root, g);
  root.flag("--js-domain", g.js_domain, "JetStream domain")
      .placeholder("DOMAIN")
      .also("domain")
      .category(kJetStream);
  root.flag("--js-api-prefix", g.js_api_prefix, "Prefix of the JetStream API")
      .placeholder("PREFIX")
      .category(kJetStream);
  root.flag("--js-event-prefix", g.js_event_prefix, "Prefix of JetStream events")
      .placeholder("PREFIX")
      .category(kJetStream);
  root.flag("--colors", g.colors, "Colour scheme of tables and prompts")
      .env("NATS_COLOR")
      .placeholder("SCHEME")
      .category(kOther)
      .choices({"blue", "cyan", "double", "green", "magenta", "red", "rounded", "yellow"});
  root.flag("--trace", g.trace, "Show the traffic with the server on standard error")
      .category(kOther);
  root.flag("--no-input", g.no_input, "Never ask anything").category(kOther);
  root.flag("--help,-h", g.help, "Show help").category(kOther);
  root.flag("--version", g.version, "Show the version").category(kOther);
}

void nsc_flags(Command& root, NscGlobals& g) {
  root.flag("--all-dirs,-H", g.all_dirs, "One folder for configuration, stores and keys")
      .placeholder("DIR");
  root.flag("--config-dir", g.config_dir, "Folder of nsc.json").placeholder("DIR");
  root.flag("--data-dir", g.data_dir, "Folder of the stores").placeholder("DIR");
  root.flag("--keystore-dir", g.keystore_dir, "Folder of keys and credentials").placeholder("DIR");
  root.flag("--private-key,-K", g.private_key,
            "Key to sign with: a role, a public key, a seed or a file")
      .placeholder("KEY");
  root.flag("--interactive,-i", g.interactive, "Ask for what is missing");
  root.flag("--no-input", g.no_input, "Never ask anything");
  root.flag("--help,-h", g.help, "Show help");
  root.flag("--version,-v", g.version, "Show the version");
}

}  // namespace natsop::cli
