#include "core/identity/server_config.h"

#include "tests/unit/core/identity/store_fixture.h"

using namespace natsop;
using namespace natsop::identity;

namespace {

/// The lines without comments.
std::string without_comments(const std::string& text) {
  std::string kept;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);
    if (line.find_first_not_of(' ') == std::string::npos ||
        line[line.find_first_not_of(' ')] != '#') {
      kept += line + "\n";
    }
    at = end + 1;
  }
  return kept;
}

struct ConfigStore : StoreFixture {
  ConfigStore() {
    add_account("A", a);
    add_account("B", b);
  }
  void set_system_account(const std::string& key) {
    auto claims = store.operator_claims().value();
    claims.system_account = key;
    put_operator(claims, op);
  }
};

}  // namespace

TEST_CASE_FIXTURE(ConfigStore, "memory resolver configuration") {
  const std::string first = std::min(a.public_text(), b.public_text());
  REQUIRE(first == a.public_text());
  const std::string op_token = store.operator_token().value();
  const std::string accounts = "resolver: MEMORY\n\nresolver_preload: {\n  // Account \"A\"\n  " +
                               a.public_text() + ": " + store.account_token("A").value() +
                               "\n\n  // Account \"B\"\n  " + b.public_text() + ": " +
                               store.account_token("B").value() + "\n\n}\n";
  CHECK(memory_resolver_config(store, "").value() ==
        "// Operator \"OP\"\noperator: " + op_token + "\n\n" + accounts);
  CHECK(memory_resolver_config(store, b.public_text()).value() ==
        "// Operator \"OP\"\noperator: " + op_token + "\n\nsystem_account: " + b.public_text() +
            "\n\n" + accounts);

  const auto files = memory_resolver_files(store, "");
  REQUIRE(files);
  REQUIRE(files->size() == 4);
  CHECK((*files)[0] == std::pair<std::string, std::string>("OP.jwt", op_token));
  CHECK((*files)[1].first == "A.jwt");
  CHECK((*files)[3].first == "resolver.conf");
  CHECK((*files)[3].second.starts_with(
      "// Operator \"OP\"\noperator: \"OP.jwt\"\n\nresolver: MEMORY\n"));
  CHECK((*files)[3].second.find("  " + a.public_text() + ": \"A.jwt\"\n\n") != std::string::npos);
}

TEST_CASE_FIXTURE(ConfigStore, "resolver configuration") {
  const auto unset = nats_resolver_config(store, "", ResolverKind::Full);
  REQUIRE(!unset);
  CHECK(unset.error().message() == "system account is not set");
  CHECK(!nats_resolver_config(store, test_key(KeyKind::Account, 77).public_text(),
                              ResolverKind::Full));

  const std::string head = "operator: " + store.operator_token().value() +
                           "\nsystem_account: " + a.public_text() + "\n\n";
  const std::string preload = "\n\nresolver_preload: {\n\t" + a.public_text() + ": " +
                              store.account_token("A").value() + ",\n}\n\n";
  const auto full = nats_resolver_config(store, a.public_text(), ResolverKind::Full);
  REQUIRE(full);
  CHECK(without_comments(*full) ==
        head +
            "resolver {\n    type: full\n    dir: './jwt'\n    allow_delete: false\n"
            "    interval: \"2m\"\n    timeout: \"1.9s\"\n}\n" +
            preload);
  CHECK(full->starts_with("# Operator named OP\n"));
  CHECK(full->find("\n# System Account named A\n") != std::string::npos);
  const auto cache = nats_resolver_config(store, a.public_text(), ResolverKind::Cache);
  REQUIRE(cache);
  CHECK(without_comments(*cache) == head +
                                        "resolver {\n    type: cache\n    dir: './jwt'\n    ttl: "
                                        "\"1h\"\n    timeout: \"1.9s\"\n}\n" +
                                        preload);
}

TEST_CASE_FIXTURE(ConfigStore, "the system account of a configuration") {
  CHECK(system_account_key(store, "").value().empty());
  CHECK(system_account_key(store, "B").value() == b.public_text());
  CHECK(system_account_key(store, a.public_text()).value() == a.public_text());
  CHECK(system_account_key(store, "nobody").error().code() == Code::NotFound);
  set_system_account(a.public_text());
  CHECK(system_account_key(store, "").value() == a.public_text());
}

TEST_CASE_FIXTURE(StoreFixture, "configurations of a store without accounts") {
  CHECK(memory_resolver_config(store, "").error().message() == "operator \"OP\" has no accounts");
}

TEST_CASE_FIXTURE(ConfigStore, "nkey configuration") {
  add_user("A", "u", user, a);
  auto exporter = store.account_claims("A").value();
  jwt::Export stream;
  stream.subject = "events.>";
  stream.type = jwt::ExportType::Stream;
  jwt::Export service;
  service.subject = "$JS.API.>";
  service.type = jwt::ExportType::Service;
  service.token_required = true;
  exporter.exports = {stream, service};
  put_account(exporter, op);
  auto importer = store.account_claims("B").value();
  jwt::Import events;
  events.subject = "events.x";
  events.account = a.public_text();
  events.type = jwt::ExportType::Stream;
  events.local_subject = "in.x";
  jwt::Import api;
  api.subject = "$JS.API.INFO";
  api.account = a.public_text();
  api.type = jwt::ExportType::Service;
  api.token = "an activation";
  importer.imports = {events, api};
  put_account(importer, op);

  CHECK(nkey_config(store).value() ==
        "accounts: {\n"
        "  A: {\n"
        "    users: [\n"
        "      { nkey: " +
            user.public_text() +
            " }\n"
            "    ]\n"
            "    exports: [\n"
            "      { service: \"$JS.API.>\", accounts: [B] }\n"
            "      { stream: events.> }\n"
            "    ]\n"
            "  }\n"
            "  B: {\n"
            "    imports: [\n"
            "      { service: { account: A, subject: \"$JS.API.INFO\" }}\n"
            "      { stream: { account: A, subject: events.x }, to: in.x}\n"
            "    ]\n"
            "  }\n"
            "}\n");

  importer.imports[0].account = test_key(KeyKind::Account, 77).public_text();
  put_account(importer, op);
  CHECK(nkey_config(store).error().message().starts_with("unable to resolve account \"A"));
  set_system_account(a.public_text());
  CHECK(nkey_config(store).error().message() == "nkey configurations don't support system account");
}
