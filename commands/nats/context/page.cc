#include "commands/nats/context/page.h"

#include <fmt/format.h>

#include "core/base/files.h"

namespace natsop::commands::nats::context {
namespace {

using natsop::context::SecretKind;

/// Whether a field's value can be used, as the word that is shown behind it.
std::string standing(const std::string& value, bool literal, const cli::Context& ctx) {
  switch (natsop::context::secret_kind(value)) {
    case SecretKind::OnePassword:
      return "1Password";
    case SecretKind::Nsc:
      return "nsc";
    case SecretKind::Variable:
      return "runtime environment";
    case SecretKind::Data:
      return "embedded";
    case SecretKind::Bare:
      if (literal) return "embedded";
      break;
    default:
      break;
  }
  const auto path = natsop::context::file_of(
      "file", natsop::context::expand_path(
                  value, [&ctx](const std::string& name) { return ctx.environment()(name); }));
  return path && read_file(*path, 1U << 20) ? "OK" : "ERROR";
}

void file_row(render::Page& page, std::string label, const std::string& value,
              const cli::Context& ctx) {
  if (value.empty()) return;
  const auto word = standing(value, false, ctx);
  page.row(std::move(label),
           fmt::format("{} ({})", word == "embedded" ? "embedded data" : value, word));
}

/// JWTs and seeds: references are shown, what stands in the context itself is not.
void secret_row(render::Page& page, std::string label, const std::string& value,
                const cli::Context& ctx) {
  if (value.empty()) return;
  const auto word = standing(value, true, ctx);
  page.row(std::move(label),
           fmt::format("{} ({})", word == "embedded" ? "embedded data" : value, word));
}

std::string stars(const std::string& secret) { return std::string(secret.empty() ? 0 : 8, '*'); }

}  // namespace

render::Page page(const natsop::context::Context& c, const std::string& connection,
                  cli::Context& ctx) {
  render::Page page(fmt::format("NATS Configuration Context \"{}\"", c.name));
  page.row_if("Description", c.description);
  page.row_if("Server URLs", c.url);
  page.row_if("SOCKS5 Proxy", c.socks_proxy);
  page.row_if("Username", c.user);
  page.row_if("Password", stars(c.password));
  page.row_if("Token", stars(c.token));
  file_row(page, "Credentials", c.creds, ctx);
  secret_row(page, "User JWT", c.user_jwt, ctx);
  secret_row(page, "User Seed", c.user_seed, ctx);
  file_row(page, "NKey", c.nkey, ctx);
  file_row(page, "Certificate", c.cert, ctx);
  file_row(page, "Key", c.key, ctx);
  file_row(page, "CA", c.ca, ctx);
  if (c.tls_first) page.row("TLS First", true);
  page.row_if("JS API Prefix", c.jetstream_api_prefix);
  page.row_if("JS Event Prefix", c.jetstream_event_prefix);
  page.row_if("JS Domain", c.jetstream_domain);
  page.row_if("Inbox Prefix", c.inbox_prefix);
  page.row("Path", c.file.string());
  page.row_if("Color Scheme", c.color_scheme);
  page.row_if("Connection", connection);
  page.document(natsop::context::to_doc(c));
  page.name(c.name);
  for (const auto& name : natsop::context::overriding_variables(
           [&ctx](const std::string& v) { return ctx.environment()(v); })) {
    ctx.note(fmt::format("warning: ${} is set and overrides what contexts say", name));
  }
  return page;
}

std::vector<std::string> credential_problems(const natsop::context::Context& c, cli::Context& ctx) {
  std::vector<std::string> problems;
  const auto check = [&](std::string_view label, const std::string& value, bool literal) {
    if (!value.empty() && standing(value, literal, ctx) == "ERROR") {
      problems.push_back(fmt::format("{} \"{}\" cannot be read", label, value));
    }
  };
  check("credentials", c.creds, false);
  check("nkey", c.nkey, false);
  check("certificate", c.cert, false);
  check("key", c.key, false);
  check("CA", c.ca, false);
  check("user JWT", c.user_jwt, true);
  check("user seed", c.user_seed, true);
  return problems;
}

Result<std::string> try_connection(const natsop::context::Context& context, cli::Context& ctx) {
  NATSOP_TRY(const auto connection, ctx.connect_with(context));
  NATSOP_TRY(const auto rtt, connection->rtt());
  static_cast<void>(rtt);
  return std::string("OK");
}

}  // namespace natsop::commands::nats::context
