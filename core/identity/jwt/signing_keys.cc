#include "core/identity/jwt/signing_keys.h"

#include "core/identity/jwt/codec.h"
#include "core/identity/nkey.h"

namespace natsop::identity::jwt {
namespace {

constexpr std::string_view kUserScope = "user_scope";

Result<void> read_scope(const json::Doc& doc, const std::string& path, SigningKeys& keys) {
  auto reader = fields(doc, path);
  std::string kind;
  std::string key;
  UserScope scope;
  reader.read("kind", kind);
  reader.read("key", key);
  reader.read("role", scope.role);
  reader.read("description", scope.description);
  if (kind != kUserScope) reader.fail("kind", "unknown scope " + quoted(kind));
  if (const auto limits = reader.object("template"); !limits.is_null()) {
    auto inner = fields(limits, reader.path_of("template"));
    read(inner, scope.limits);
    NATSOP_CHECK(inner.done());
  }
  NATSOP_CHECK(reader.done());
  keys[key] = std::move(scope);
  return {};
}

}  // namespace

std::string key_of_role(const SigningKeys& keys, std::string_view role) {
  for (const auto& [key, scope] : keys) {
    if (scope && scope->role == role) return key;
  }
  return {};
}

void validate(const SigningKeys& keys, ValidationResults& results) {
  for (const auto& [key, scope] : keys) {
    if (is_account_key(key)) continue;
    results.error(scope ? key + " is not an account public key"
                        : quoted(key) + " is not a valid account signing key");
  }
}

json::Doc to_doc(const SigningKeys& keys) {
  std::vector<json::Doc> list;
  for (const auto& [key, scope] : keys) {
    if (!scope) {
      list.emplace_back(key);
      continue;
    }
    json::Doc limits = json::Doc::object();
    put(limits, scope->limits);
    list.push_back(json::Doc::object({{"kind", kUserScope},
                                      {"key", key},
                                      {"role", scope->role},
                                      {"template", limits},
                                      {"description", scope->description}}));
  }
  return json::Doc::array(std::move(list));
}

void read(json::Reader& reader, std::string_view key, SigningKeys& keys) {
  const auto elements = reader.array(key).elements();
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (elements[i].is_text()) {
      keys[elements[i].text()] = std::nullopt;
    } else if (const auto read =
                   read_scope(elements[i], reader.path_of(key) + "." + std::to_string(i), keys);
               !read) {
      return reader.absorb(read.error());
    }
  }
}

}  // namespace natsop::identity::jwt
