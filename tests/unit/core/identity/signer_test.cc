#include "core/identity/signer.h"

#include "tests/unit/core/identity/store_fixture.h"

namespace fs = std::filesystem;
using namespace natsop;
using namespace natsop::identity;

namespace {

struct SignerFixture : StoreFixture {
  SignerFixture() { add_account("A", a); }

  void add_operator_signer(bool strict) {
    auto claims = store.operator_claims().value();
    claims.signing_keys = {op_signer.public_text()};
    claims.strict_signing_key_usage = strict;
    put_operator(claims, op);
  }
  void add_account_signer(std::optional<jwt::UserScope> scope) {
    auto claims = store.account_claims("A").value();
    claims.signing_keys[a_signer.public_text()] = std::move(scope);
    put_account(claims, op);
  }
  [[nodiscard]] Result<std::string> resolved(const SignerRequest& request) const {
    NATSOP_TRY(const KeyPair key, resolver.resolve(request));
    CHECK(key.has_seed());
    return key.public_text();
  }

  SignerResolver resolver{
      store, keys, [this](std::string_view path) -> Result<fs::path> { return dir.path() / path; }};
};

}  // namespace

TEST_CASE_FIXTURE(SignerFixture, "the signer without -K") {
  SUBCASE("is the identity key") {
    CHECK(resolved({.kind = KeyKind::Operator}).value() == op.public_text());
    CHECK(resolved({.kind = KeyKind::Account, .account = "A"}).value() == a.public_text());
  }

  SUBCASE("is a signing key when the identity is not stored") {
    add_operator_signer(false);
    REQUIRE(keys.store(op_signer));
    CHECK(resolved({.kind = KeyKind::Operator}).value() == op.public_text());
    REQUIRE(keys.remove(op.public_text()));
    CHECK(resolved({.kind = KeyKind::Operator}).value() == op_signer.public_text());
  }

  SUBCASE("is never the identity of a strict operator") {
    add_operator_signer(true);
    const auto missing = resolved({.kind = KeyKind::Operator});
    REQUIRE(!missing);
    CHECK(missing.error().code() == Code::NotFound);
    CHECK(missing.error().message() ==
          "unable to resolve any of the following signing keys in the keystore: " +
              op_signer.public_text());
    REQUIRE(keys.store(op_signer));
    CHECK(resolved({.kind = KeyKind::Operator}).value() == op_signer.public_text());
    CHECK(!resolved({.kind = KeyKind::Account, .account = "A"}));
  }

  SUBCASE("is the preferred one if that is a candidate") {
    add_account_signer(std::nullopt);
    REQUIRE(keys.store(a_signer));
    const SignerRequest request{
        .kind = KeyKind::Account, .account = "A", .preferred = a_signer.public_text()};
    CHECK(resolver.candidates(request).value() ==
          std::vector<std::string>{a_signer.public_text(), a.public_text()});
    CHECK(resolved(request).value() == a_signer.public_text());
    CHECK(resolved({.kind = KeyKind::Account, .account = "A", .preferred = b.public_text()})
              .value() == a.public_text());
  }

  SUBCASE("may be the account's own in a managed store") {
    REQUIRE(keys.remove(op.public_text()));
    CHECK(!resolved({.kind = KeyKind::Operator, .account = "A"}));
    REQUIRE(
        write_file_atomic(store.dir() / ".nsc", StoreInfo{.managed = true, .name = "OP"}.text()));
    const Store managed = Store::open(store.dir()).value();
    const SignerResolver other(managed, keys, {});
    CHECK(other.resolve({.kind = KeyKind::Operator, .account = "A"})->public_text() ==
          a.public_text());
    CHECK(!other.resolve({.kind = KeyKind::Operator, .allow_managed = false, .account = "A"}));
  }
}

TEST_CASE_FIXTURE(SignerFixture, "the signer with -K") {
  add_account_signer(jwt::UserScope{"worker", jwt::UserPermissionLimits::unlimited(), ""});
  REQUIRE(keys.store(a_signer));

  SUBCASE("by role, public key, seed and file") {
    CHECK(resolved({.kind = KeyKind::Account, .account = "A", .value = "worker"}).value() ==
          a_signer.public_text());
    CHECK(resolved({.kind = KeyKind::Account, .account = "A", .value = a.public_text()}).value() ==
          a.public_text());
    CHECK(resolved({.kind = KeyKind::Account, .value = std::string(b.seed()->reveal())}).value() ==
          b.public_text());
    REQUIRE(write_file_atomic(dir.path() / "b.nk", b.seed()->reveal(), kPrivateFile));
    CHECK(resolved({.kind = KeyKind::Account, .value = "b.nk"}).value() == b.public_text());
  }

  SUBCASE("a path or role that is not there is an error, and lists what may sign") {
    const auto missing = resolved({.kind = KeyKind::Account, .account = "A", .value = "wroker"});
    REQUIRE(!missing);
    CHECK(missing.error().message() == "\"wroker\" is neither a key nor a key file");
    CHECK(missing.error().hint().find(a.public_text()) != std::string::npos);
  }

  SUBCASE("a mistyped seed does not show") {
    std::string seed(a.seed()->reveal());
    seed[20] = seed[20] == 'A' ? 'B' : 'A';
    const auto wrong = resolved({.kind = KeyKind::Account, .value = seed});
    REQUIRE(!wrong);
    CHECK(wrong.error().one_line().find(seed.substr(0, 10)) == std::string::npos);
  }

  SUBCASE("a key of another kind, and one without its seed") {
    CHECK(resolved({.kind = KeyKind::Account, .value = std::string(op.seed()->reveal())})
              .error()
              .message() == "unexpected resolved keytype type");
    CHECK(resolved({.kind = KeyKind::Account, .value = b.public_text()}).error().message() ==
          "unable to resolve any of the following signing keys in the keystore: " +
              b.public_text());
  }

  SUBCASE("a file without a key") {
    REQUIRE(write_file_atomic(dir.path() / "x", "nothing"));
    CHECK(resolved({.kind = KeyKind::Account, .value = "x"}).error().code() == Code::Corrupt);
  }
}

TEST_CASE_FIXTURE(SignerFixture, "the key for requests to resolvers") {
  CHECK(resolver.resolve_request_key("")->public_text() == op.public_text());
  REQUIRE(keys.remove(op.public_text()));
  CHECK(!resolver.resolve_request_key(""));
  CHECK(resolver.resolve_request_key(std::string(op.seed()->reveal()))->public_text() ==
        op.public_text());
  CHECK(!resolver.resolve_request_key(std::string(a.seed()->reveal())));
}
