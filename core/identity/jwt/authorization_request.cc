#include "core/identity/jwt/authorization_request.h"

#include "core/identity/jwt/codec.h"

namespace natsop::identity::jwt {
namespace {

json::Doc to_doc(const ServerId& server) {
  json::Doc doc =
      json::Doc::object({{"name", server.name}, {"host", server.host}, {"id", server.id}});
  put_set(doc, "version", server.version);
  put_set(doc, "cluster", server.cluster);
  put_set(doc, "tags", server.tags);
  put_set(doc, "xkey", server.xkey);
  return doc;
}

json::Doc to_doc(const ClientInfo& client) {
  json::Doc doc = json::Doc::object();
  put_set(doc, "host", client.host);
  put_set(doc, "id", client.id);
  put_set(doc, "user", client.user);
  put_set(doc, "name", client.name);
  put_set(doc, "tags", client.tags);
  put_set(doc, "name_tag", client.name_tag);
  put_set(doc, "kind", client.kind);
  put_set(doc, "type", client.type);
  put_set(doc, "mqtt_id", client.mqtt_id);
  put_set(doc, "nonce", client.nonce);
  return doc;
}

json::Doc to_doc(const ConnectOptions& connect) {
  json::Doc doc = json::Doc::object();
  put_set(doc, "jwt", connect.jwt);
  put_set(doc, "nkey", connect.nkey);
  put_set(doc, "sig", connect.signature);
  put_set(doc, "auth_token", connect.auth_token);
  put_set(doc, "user", connect.user);
  put_set(doc, "pass", connect.password);
  put_set(doc, "name", connect.name);
  put_set(doc, "lang", connect.lang);
  put_set(doc, "version", connect.version);
  doc.put("protocol", connect.protocol);
  return doc;
}

json::Doc to_doc(const ClientTls& tls) {
  json::Doc doc = json::Doc::object();
  put_set(doc, "version", tls.version);
  put_set(doc, "cipher", tls.cipher);
  put_set(doc, "certs", tls.certs);
  if (!tls.verified_chains.empty()) {
    json::Doc chains = json::Doc::array();
    for (const auto& chain : tls.verified_chains) chains.push(chain);
    doc.put("verified_chains", chains);
  }
  return doc;
}

void read(json::Reader& reader, ServerId& server) {
  reader.read("name", server.name);
  reader.read("host", server.host);
  reader.read("id", server.id);
  reader.read("version", server.version);
  reader.read("cluster", server.cluster);
  reader.read("tags", server.tags);
  reader.read("xkey", server.xkey);
}

void read(json::Reader& reader, ClientInfo& client) {
  reader.read("host", client.host);
  reader.read("id", client.id);
  reader.read("user", client.user);
  reader.read("name", client.name);
  reader.read("tags", client.tags);
  reader.read("name_tag", client.name_tag);
  reader.read("kind", client.kind);
  reader.read("type", client.type);
  reader.read("mqtt_id", client.mqtt_id);
  reader.read("nonce", client.nonce);
}

void read(json::Reader& reader, ConnectOptions& connect) {
  reader.read("jwt", connect.jwt);
  reader.read("nkey", connect.nkey);
  reader.read("sig", connect.signature);
  reader.read("auth_token", connect.auth_token);
  reader.read("user", connect.user);
  reader.read("pass", connect.password);
  reader.read("name", connect.name);
  reader.read("lang", connect.lang);
  reader.read("version", connect.version);
  reader.read("protocol", connect.protocol);
}

Result<std::vector<std::string>> read_chain(const json::Doc& doc, const std::string& path) {
  if (!doc.is_array() || doc.texts().size() != doc.size()) {
    return Error(Code::Invalid, path + ": expected a list of texts");
  }
  return doc.texts();
}

void read(json::Reader& reader, ClientTls& tls) {
  reader.read("version", tls.version);
  reader.read("cipher", tls.cipher);
  reader.read("certs", tls.certs);
  read_list(reader, "verified_chains", tls.verified_chains, read_chain);
}

template <class T>
void read_object(json::Reader& reader, std::string_view key, T& target) {
  const auto doc = reader.object(key);
  if (doc.is_null()) return;
  auto inner = fields(doc, reader.path_of(key));
  read(inner, target);
  // What it got may be a password, so the error names the place alone.
  if (!inner.ok()) reader.fail(key, "has a member of the wrong type");
}

}  // namespace

AuthorizationRequestClaims AuthorizationRequestClaims::create(std::string subject) {
  AuthorizationRequestClaims claims;
  claims.subject = std::move(subject);
  return claims;
}

void validate(const AuthorizationRequestClaims& claims, Time now, ValidationResults& results) {
  if (claims.user_nkey.empty()) {
    results.error("User nkey is required");
  } else if (!is_user_key(claims.user_nkey)) {
    results.error("User nkey " + quoted(claims.user_nkey) + " is not a valid user public key");
  }
  validate_times(claims, now, results);
}

json::Doc body_of(const AuthorizationRequestClaims& claims) {
  json::Doc doc = json::Doc::object({{"server_id", to_doc(claims.server)},
                                     {"user_nkey", claims.user_nkey},
                                     {"client_info", to_doc(claims.client)},
                                     {"connect_opts", to_doc(claims.connect)}});
  if (claims.tls) doc.put("client_tls", to_doc(*claims.tls));
  put_set(doc, "request_nonce", claims.request_nonce);
  put_trailer(doc, claims, ClaimType::AuthorizationRequest);
  return doc;
}

Result<void> read_body(const json::Doc& nats, AuthorizationRequestClaims& claims) {
  auto reader = fields(nats, "nats");
  read_object(reader, "server_id", claims.server);
  reader.read("user_nkey", claims.user_nkey);
  read_object(reader, "client_info", claims.client);
  read_object(reader, "connect_opts", claims.connect);
  if (reader.has("client_tls")) read_object(reader, "client_tls", claims.tls.emplace());
  reader.read("request_nonce", claims.request_nonce);
  return reader.done();
}

}  // namespace natsop::identity::jwt
