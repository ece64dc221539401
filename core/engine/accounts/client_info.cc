#include "core/engine/accounts/client_info.h"

#include "core/json/reader.h"
#include "core/text/time.h"

namespace natsop::engine {

namespace {

/// An object that takes only what is there to say.
class Sparse {
 public:
  void add(std::string_view key, const std::string& value) {
    if (!value.empty()) {
      members_.emplace_back(key, value);
    }
  }
  void add(std::string_view key, const std::vector<std::string>& values) {
    if (!values.empty()) {
      members_.emplace_back(key, values);
    }
  }
  void add(std::string_view key, const std::optional<Time>& time) {
    if (time) {
      members_.emplace_back(key, text::rfc3339_nano(*time));
    }
  }
  template <std::integral Number>
  void add(std::string_view key, Number number) {
    if (number != 0) {
      members_.emplace_back(key, number);
    }
  }
  [[nodiscard]] json::Doc done() { return json::Doc::object(std::move(members_)); }

 private:
  std::vector<std::pair<std::string, json::Doc>> members_;
};

void read_time(json::Reader& reader, std::string_view key, std::optional<Time>& time) {
  std::string text;
  reader.read(key, text);
  if (text.empty()) {
    return;
  }
  if (auto parsed = text::parse_rfc3339(text)) {
    time = *parsed;
  } else {
    reader.fail(key, parsed.error().message());
  }
}

}  // namespace

json::Doc ClientInfo::to_json() const {
  Sparse members;
  members.add("start", start);
  members.add("host", host);
  members.add("id", id);
  members.add("acc", account);
  members.add("svc", service);
  members.add("user", user);
  members.add("name", name);
  members.add("lang", lang);
  members.add("ver", version);
  members.add("rtt", rtt.count());
  members.add("server", server);
  members.add("cluster", cluster);
  members.add("alts", alternates);
  members.add("stop", stop);
  members.add("jwt", jwt);
  members.add("issuer_key", issuer_key);
  members.add("name_tag", name_tag);
  members.add("tags", tags);
  members.add("kind", kind);
  members.add("client_type", client_type);
  members.add("client_id", client_id);
  members.add("nonce", nonce);
  return members.done();
}

Result<ClientInfo> ClientInfo::parse(std::string_view text) {
  NATSOP_TRY(json::Doc doc, json::Doc::parse(text));
  ClientInfo info;
  json::Reader reader(std::move(doc), "client");
  read_time(reader, "start", info.start);
  read_time(reader, "stop", info.stop);
  reader.read("host", info.host);
  reader.read("id", info.id);
  reader.read("acc", info.account);
  reader.read("svc", info.service);
  reader.read("user", info.user);
  reader.read("name", info.name);
  reader.read("lang", info.lang);
  reader.read("ver", info.version);
  reader.read("rtt", info.rtt);
  reader.read("server", info.server);
  reader.read("cluster", info.cluster);
  reader.read("alts", info.alternates);
  reader.read("jwt", info.jwt);
  reader.read("issuer_key", info.issuer_key);
  reader.read("name_tag", info.name_tag);
  reader.read("tags", info.tags);
  reader.read("kind", info.kind);
  reader.read("client_type", info.client_type);
  reader.read("client_id", info.client_id);
  reader.read("nonce", info.nonce);
  NATSOP_CHECK(reader.done());
  return info;
}

}  // namespace natsop::engine
