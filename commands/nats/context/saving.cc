#include "commands/nats/context/saving.h"

#include "commands/nats/context/page.h"
#include "core/base/files.h"
#include "core/text/base64.h"

namespace natsop::commands::nats::context {
namespace {

constexpr std::size_t kCredentialsMax = 1U << 20;

void put(std::string& target, const std::string& flag) {
  if (!flag.empty()) target = flag;
}

void apply(const cli::NatsGlobals& g, natsop::context::Context& c) {
  put(c.url, g.server);
  put(c.token, g.token);
  put(c.password, g.password);
  if (!g.user.empty() && g.password.empty()) {
    c.token = g.user;  // natscli: a user without a password is a token
  } else {
    put(c.user, g.user);
  }
  put(c.creds, g.creds);
  put(c.nkey, g.nkey);
  put(c.user_jwt, g.jwt);
  put(c.user_seed, g.seed);
  put(c.cert, g.tls_cert);
  put(c.key, g.tls_key);
  put(c.ca, g.tls_ca);
  c.tls_first = c.tls_first || g.tls_first;
  if (g.socks_proxy == "none" || g.socks_proxy == "NONE" || g.socks_proxy == "-") {
    c.socks_proxy.clear();
  } else {
    put(c.socks_proxy, g.socks_proxy);
  }
  put(c.jetstream_domain, g.js_domain);
  put(c.jetstream_api_prefix, g.js_api_prefix);
  put(c.jetstream_event_prefix, g.js_event_prefix);
  put(c.inbox_prefix, g.inbox_prefix);
  put(c.color_scheme, g.colors);
}

/// Replaces the path of a credential by its content, so that the context needs no other file.
Result<void> embed(std::string& value) {
  using natsop::context::SecretKind;
  if (value.empty()) return {};
  const auto kind = natsop::context::secret_kind(value);
  if (kind != SecretKind::Bare && kind != SecretKind::File) return {};
  NATSOP_TRY(const auto path, natsop::context::file_of("embed", value));
  NATSOP_TRY(const auto content, read_file(path, kCredentialsMax));
  value = "data:;base64," + text::base64_encode(content);
  return {};
}

/// JWTs and seeds may stand in the context as they are; only a file among them has something to
/// embed.
Result<void> embed_if_file(std::string& value) {
  if (natsop::context::secret_kind(value) != natsop::context::SecretKind::File &&
      !path_exists(value))
    return {};
  return embed(value);
}

}  // namespace

void save_flags(cli::Command& c, SaveOptions& o) {
  c.flag("--description", o.description, "What the context is for");
  c.flag("--select", o.select, "Make it the selected context");
  c.flag("--embed", o.embed, "Store the content of credential files inside the context");
}

Result<void> save(natsop::context::Context context, const SaveOptions& o, cli::Context& ctx) {
  context.name = o.name;
  apply(ctx.nats(), context);
  put(context.description, o.description);
  if (o.embed) {
    NATSOP_CHECK(embed(context.creds));
    NATSOP_CHECK(embed(context.nkey));
    NATSOP_CHECK(embed_if_file(context.user_jwt));
    NATSOP_CHECK(embed_if_file(context.user_seed));
  }
  auto& store = ctx.contexts();
  NATSOP_CHECK(store.save(context));
  if (o.select) NATSOP_CHECK(store.select(o.name));
  NATSOP_TRY(const auto stored, store.load(o.name));
  return ctx.show(page(stored, {}, ctx));
}

}  // namespace natsop::commands::nats::context
