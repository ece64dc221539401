#include "core/identity/jwt/permissions.h"

#include "core/identity/jwt/codec.h"
#include "core/identity/jwt/subject_rules.h"

namespace natsop::identity::jwt {
namespace {

void validate(const Permission& permission, bool permit_queue, ValidationResults& results) {
  for (const auto& subject : permission.allow) validate_permission(subject, permit_queue, results);
  for (const auto& subject : permission.deny) validate_permission(subject, permit_queue, results);
}

json::Doc to_doc(const Permission& permission) {
  json::Doc doc = json::Doc::object();
  put_set(doc, "allow", permission.allow);
  put_set(doc, "deny", permission.deny);
  return doc;
}

void read_permission(json::Reader& reader, std::string_view key, Permission& permission) {
  const auto doc = reader.object(key);
  if (doc.is_null()) return;
  auto inner = fields(doc, reader.path_of(key));
  inner.read("allow", permission.allow);
  inner.read("deny", permission.deny);
  if (const auto done = inner.done(); !done) reader.absorb(done.error());
}

}  // namespace

void validate(const Permissions& permissions, ValidationResults& results) {
  validate(permissions.subscribe, true, results);
  validate(permissions.publish, false, results);
}

void put(json::Doc& doc, const Permissions& permissions) {
  doc.put("pub", to_doc(permissions.publish));
  doc.put("sub", to_doc(permissions.subscribe));
  if (!permissions.responses) return;
  doc.put("resp", json::Doc::object({{"max", permissions.responses->max},
                                     {"ttl", permissions.responses->ttl.count()}}));
}

void read(json::Reader& reader, Permissions& permissions) {
  read_permission(reader, "pub", permissions.publish);
  read_permission(reader, "sub", permissions.subscribe);
  const auto doc = reader.object("resp");
  if (doc.is_null()) return;
  auto inner = fields(doc, reader.path_of("resp"));
  ResponsePermission responses;
  inner.read("max", responses.max);
  inner.read("ttl", responses.ttl);
  if (const auto done = inner.done(); !done) return reader.absorb(done.error());
  permissions.responses = responses;
}

}  // namespace natsop::identity::jwt
