#include "core/engine/system/user_info.h"

#include "core/engine/accounts/directory.h"
#include "core/engine/monitor/fields.h"
#include "core/engine/session/registry.h"
#include "core/engine/session/session.h"

namespace natsop::engine {

namespace {

using json::Doc;

Doc side(const PermissionRules::Side& side) {
  Fields fields;
  if (side.allow) fields.put("allow", *side.allow);
  return fields.some("deny", side.deny).done();
}

}  // namespace

Doc permissions_doc(const PermissionRules& rules) {
  Fields fields;
  fields.some("publish", side(rules.publish)).some("subscribe", side(rules.subscribe));
  if (rules.responses) {
    Fields responses;
    responses.put("max", rules.responses->max).put("ttl", rules.responses->ttl.count());
    fields.put("responses", responses.done());
  }
  return fields.done();
}

std::optional<Doc> user_info(const ServerView& view, const ClientInfo& who,
                             std::string_view account) {
  // Other servers have connections of the same number.
  const bool ours = who.server.empty() || who.server == view.name() || who.server == view.id();
  const Session* session = ours ? view.environment.registry.find(who.id) : nullptr;
  if (session == nullptr || session->account() == nullptr) return std::nullopt;
  if (session->account()->name() != account) return std::nullopt;
  const Admission& admission = session->admission();
  Fields fields;
  fields.put("user", admission.user).put("account", session->account()->name());
  fields.some("account_name", session->account()->display_name());
  fields.some("user_name", admission.name_tag);
  if (session->permissions() != nullptr) {
    fields.some("permissions", permissions_doc(session->permissions()->rules()));
  }
  if (admission.expires) {
    fields.some("expires", std::chrono::nanoseconds(*admission.expires - view.now()).count());
  }
  return fields.done();
}

}  // namespace natsop::engine
