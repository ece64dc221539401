#include "tests/unit/commands/nsc/nsc_world.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>

#include "core/identity/nkey.h"
#include "core/json/doc.h"

namespace natsop::test {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kKeyLength = 56;

bool is_key_character(char c) { return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7'); }

}  // namespace

std::string without_keys(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_key_character(text[end])) ++end;
    if (end - i == kKeyLength &&
        identity::is_public(std::string_view(text).substr(i, kKeyLength))) {
      out += fmt::format("<{}>", text[i]);
    } else {
      if (end == i) ++end;
      out += text.substr(i, end - i);
    }
    i = end;
  }
  return out;
}

Outcome NscWorld::nsc(const std::vector<std::string>& args) {
  std::vector<std::string> line{"nsc"};
  line.insert(line.end(), args.begin(), args.end());
  return run(line);
}

std::string NscWorld::ok(const std::vector<std::string>& args) {
  const auto ran = nsc(args);
  CAPTURE(args.size() > 1 ? args[0] + " " + args[1] : "");
  CHECK(ran.err == "");
  REQUIRE(ran.status == 0);
  return without_keys(ran.out);
}

std::string NscWorld::fails(const std::vector<std::string>& args) {
  const auto before = files();
  const auto ran = nsc(args);
  CHECK(ran.out == "");
  CHECK(ran.status == 1);
  CHECK((files() == before));
  return without_keys(ran.err);
}

void NscWorld::operator_with(const std::vector<std::string>& accounts) {
  ok({"add", "operator", "OP"});
  for (const auto& name : accounts) ok({"add", "account", name});
}

fs::path NscWorld::data() const { return home() / ".local/share/nats/nsc"; }

identity::Store NscWorld::store(const std::string& name) const {
  auto store = identity::Store::open(data() / "stores" / name);
  REQUIRE(store);
  return *store;
}

identity::Keystore NscWorld::keystore() const { return identity::Keystore(data() / "keys"); }

identity::jwt::OperatorClaims NscWorld::op(const std::string& name) const {
  auto claims = store(name).operator_claims();
  REQUIRE(claims);
  return *claims;
}

identity::jwt::AccountClaims NscWorld::account(const std::string& name) const {
  auto claims = store().account_claims(name);
  REQUIRE(claims);
  return *claims;
}

identity::jwt::UserClaims NscWorld::user(const std::string& account,
                                         const std::string& name) const {
  auto claims = store().user_claims(account, name);
  REQUIRE(claims);
  return *claims;
}

std::string NscWorld::selected() const {
  const auto text = read_file(home() / ".config/nats/nsc/nsc.json");
  REQUIRE(text);
  const auto doc = json::Doc::parse(*text);
  REQUIRE(doc);
  return doc->text_at("/operator") + "/" + doc->text_at("/account");
}

std::map<std::string, std::string> NscWorld::files() const {
  std::map<std::string, std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(home())) {
    if (!entry.is_regular_file() || entry.path().filename() == ".natsop.lock") continue;
    found[entry.path().lexically_relative(home()).string()] =
        read_file(entry.path()).value_or("unreadable");
  }
  return found;
}

}  // namespace natsop::test
