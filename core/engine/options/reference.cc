#include "core/engine/options/reference.h"

#include <fmt/format.h>

#include "core/engine/options/blocks.h"
#include "core/text/ascii.h"

namespace natsop::engine {
namespace {

std::string_view status_of(Effect effect) {
  switch (effect) {
    case Effect::Real:
      return "works";
    case Effect::Ignored:
      return "accepted, with a warning";
    case Effect::Refused:
      return "refused";
    case Effect::Later:
      return "checked; not yet";
  }
  return {};
}

std::string names_of(const OptionNote& option) {
  std::string out;
  for (const auto name : option.names) out += fmt::format("{}`{}`", out.empty() ? "" : ", ", name);
  return out;
}

}  // namespace

std::vector<BlockNote> option_notes() {
  return {
      {"", notes_of(top_fields())},
      {"tls", notes_of(tls_fields())},
      {"websocket", notes_of(websocket_fields())},
      {"authorization", notes_of(authorization_fields())},
      {"authorization.users, accounts.NAME.users", notes_of(user_fields())},
      {"permissions, default_permissions", notes_of(permission_fields())},
      {"accounts.NAME", notes_of(account_fields())},
      {"accounts.NAME.limits", notes_of(account_limit_fields())},
      {"accounts.NAME.exports", notes_of(export_fields())},
      {"accounts.NAME.imports", notes_of(import_fields())},
      {"mappings.SUBJECT", notes_of(mapping_fields())},
      {"resolver", notes_of(resolver_fields())},
      {"accounts.NAME.jetstream", account_jetstream_notes()},
      {"jetstream", notes_of(jetstream_fields())},
      {"jetstream.limits", jetstream_limit_notes()},
      {"leafnodes", notes_of(leafnode_fields())},
      {"leafnodes.remotes", notes_of(leafnode_remote_fields())},
      {"leafnodes.authorization", notes_of(leafnode_authorization_fields())},
      {"cluster", notes_of(cluster_fields())},
      {"gateway", notes_of(gateway_fields())},
      {"mqtt", notes_of(mqtt_fields())},
      {"websocket.authorization, cluster.authorization, gateway.authorization, mqtt.authorization",
       notes_of(listener_authorization_fields())},
  };
}

std::string option_tables() {
  std::string out;
  for (const auto& block : option_notes()) {
    out += fmt::format(
        "\n## {}\n\n| option | what it says | here |\n|---|---|---|\n",
        block.title.empty() ? "Outside of all blocks" : fmt::format("`{}`", block.title));
    for (const auto& option : block.options) {
      out += fmt::format("| {} | {} | {} |\n", names_of(option),
                         text::replace_all(option.about, "|", "\\|"), status_of(option.effect));
    }
  }
  return out;
}

}  // namespace natsop::engine
