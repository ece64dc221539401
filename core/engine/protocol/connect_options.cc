#include "core/engine/protocol/connect_options.h"

#include "core/json/doc.h"
#include "core/text/ascii.h"

namespace natsop::engine {

namespace {

/// Go's decoder takes keys in any case, keeps a field at null, and refuses other types.
class Field {
 public:
  Field(std::string_view key, const json::Doc& value) : key_(key), value_(value) {}

  void into(std::string_view name, bool& target) {
    if (take(name, json::Type::Bool)) target = value_.boolean();
  }
  void into(std::string_view name, std::string& target) {
    if (take(name, json::Type::Text)) target = value_.text();
  }
  void into(std::string_view name, int& target) {
    if (take(name, json::Type::Integer)) {
      const std::int64_t number = value_.integer(-1);
      target = number >= -1 && number <= 1000 ? static_cast<int>(number) : 1000;
    }
  }
  [[nodiscard]] std::string_view wrong() const { return wrong_; }

 private:
  bool take(std::string_view name, json::Type type) {
    if (value_.is_null() || !text::equal_fold(key_, name)) return false;
    if (value_.type() != type) {
      wrong_ = name;
      return false;
    }
    return true;
  }

  std::string_view key_;
  const json::Doc& value_;
  std::string_view wrong_;
};

}  // namespace

Result<ConnectOptions> ConnectOptions::parse(std::string_view json) {
  NATSOP_TRY(const json::Doc doc, json::Doc::parse(json));
  if (!doc.is_object()) {
    return Error(Code::Invalid, "CONNECT carries no JSON object");
  }
  ConnectOptions options;
  for (const auto& [key, value] : doc.members()) {
    Field field(key, value);
    field.into("verbose", options.verbose);
    field.into("pedantic", options.pedantic);
    field.into("echo", options.echo);
    field.into("tls_required", options.tls_required);
    field.into("headers", options.headers);
    field.into("no_responders", options.no_responders);
    field.into("protocol", options.protocol);
    field.into("auth_token", options.auth_token);
    field.into("user", options.user);
    field.into("pass", options.pass);
    field.into("name", options.name);
    field.into("lang", options.lang);
    field.into("version", options.version);
    field.into("sig", options.sig);
    field.into("jwt", options.jwt);
    field.into("nkey", options.nkey);
    field.into("account", options.account);
    field.into("new_account", options.new_account);
    if (!field.wrong().empty()) {
      return Error(Code::Invalid,
                   "CONNECT has a wrong type for \"" + std::string(field.wrong()) + "\"");
    }
  }
  return options;
}

}  // namespace natsop::engine
