#include "core/identity/keystore.h"

#include <doctest/doctest.h>

namespace fs = std::filesystem;
using namespace natsop;
using identity::KeyPair;
using identity::Keystore;
using identity::Secret;
using identity::Transaction;

namespace {

constexpr const char* kAccountSeed = "SAAAAAICAMCAKBQHBAEQUCYMBUHA6EARCIJRIFIWC4MBSGQ3DQOR4HYMHI";
constexpr const char* kAccount = "AAB2CB576PHBBPQ5ODORRZ2LYCMWPZGWGCN2KDK7DXOIMZASKUY3QPZV";
constexpr const char* kUserSeed = "SUAAAAICAMCAKBQHBAEQUCYMBUHA6EARCIJRIFIWC4MBSGQ3DQOR4H776Y";
constexpr const char* kUser = "UAB2CB576PHBBPQ5ODORRZ2LYCMWPZGWGCN2KDK7DXOIMZASKUY3RLKK";

struct KeystoreFixture {
  KeystoreFixture() : dir(TempDir::make().value()), keys(dir.path() / "keys") {}

  TempDir dir;
  Keystore keys;
  KeyPair account = KeyPair::from_seed(std::string_view(kAccountSeed)).value();
  KeyPair user = KeyPair::from_seed(std::string_view(kUserSeed)).value();
};

}  // namespace

TEST_CASE_FIXTURE(KeystoreFixture, "keystore") {
  const fs::path file = dir.path() / "keys/keys/A/AB" / (std::string(kAccount) + ".nk");

  SUBCASE("a key lies where nsc looks for it, as a bare seed, private") {
    CHECK(!path_exists(keys.root()));
    CHECK(keys.store(account).value() == file);
    CHECK(read_file(file).value() == kAccountSeed);
    CHECK(file_mode(file).value() == 0600);
    CHECK(file_mode(file.parent_path()).value() == 0700);
    CHECK(file_mode(keys.root()).value() == 0700);
    CHECK(is_dir(keys.root() / "creds"));
    CHECK(file_mode(keys.root() / ".gitignore").value() == 0600);
    CHECK(keys.load(kAccount)->seed()->reveal() == kAccountSeed);
    CHECK(keys.has_seed(kAccount));
    CHECK(keys.list().value() == std::vector<std::string>{kAccount});
  }

  SUBCASE("storing a key twice is fine, another content under its name is not replaced") {
    REQUIRE(keys.store(account));
    CHECK(keys.store(account).value() == file);
    REQUIRE(write_file_atomic(file, kUserSeed, kPrivateFile));
    const auto again = keys.store(account);
    REQUIRE(!again);
    CHECK(again.error().code() == Code::Exists);
    CHECK(read_file(file).value() == kUserSeed);
  }

  SUBCASE("no git ignore when it is not wanted, and an own one is kept") {
    const Keystore plain(dir.path() / "plain", false);
    REQUIRE(plain.store(account));
    CHECK(!path_exists(plain.root() / ".gitignore"));
    REQUIRE(make_dirs(keys.root()));
    REQUIRE(write_file_atomic(keys.root() / ".gitignore", "mine"));
    REQUIRE(keys.store(account));
    CHECK(read_file(keys.root() / ".gitignore").value() == "mine");
  }

  SUBCASE("removing takes the empty folder along") {
    REQUIRE(keys.store(account));
    REQUIRE(keys.remove(kAccount));
    CHECK(!path_exists(file.parent_path()));
    REQUIRE(keys.remove(kAccount));
    CHECK(keys.load(kAccount).error().code() == Code::NotFound);
    CHECK(!keys.has_seed(kAccount));
  }
}

TEST_CASE_FIXTURE(KeystoreFixture, "key files that are not as they should be") {
  const fs::path file = keys.key_path(kAccount);

  SUBCASE("damaged key files are named, their content is not") {
    REQUIRE(keys.store(account));
    REQUIRE(write_file_atomic(file, std::string_view(kAccountSeed).substr(0, 30), kPrivateFile));
    const auto cut = keys.load(kAccount);
    REQUIRE(!cut);
    CHECK(cut.error().code() == Code::Corrupt);
    CHECK(cut.error().message().find(file.string()) != std::string::npos);
    CHECK(cut.error().one_line().find("SAAAAAICAM") == std::string::npos);
    REQUIRE(write_file_atomic(file, kUserSeed, kPrivateFile));
    const auto other = keys.load(kAccount);
    REQUIRE(!other);
    CHECK(other.error().code() == Code::Corrupt);
    CHECK(other.error().message().find(kUser) != std::string::npos);
  }

  SUBCASE("a newline after the seed and a public key in the file are read") {
    REQUIRE(keys.store(account));
    REQUIRE(write_file_atomic(file, std::string(kAccountSeed) + "\n", kPrivateFile));
    CHECK(keys.has_seed(kAccount));
    REQUIRE(write_file_atomic(file, kAccount, kPrivateFile));
    CHECK(keys.load(kAccount));
    CHECK(!keys.has_seed(kAccount));
  }

  SUBCASE("texts that are no keys find nothing") {
    CHECK(keys.load("").error().code() == Code::Invalid);
    CHECK(keys.load("../../etc/passwd").error().code() == Code::Invalid);
    CHECK(!keys.has_seed("AB"));
    CHECK(keys.list().value().empty());
  }
}

TEST_CASE_FIXTURE(KeystoreFixture, "keystore in a transaction") {
  auto tx = Transaction::begin(dir.path() / "stores");
  REQUIRE(tx);

  SUBCASE("keys and creds come with the rest, or not at all") {
    REQUIRE(keys.store(*tx, user));
    const auto creds =
        keys.store_creds(*tx, "OP", "A", "u", kUser, Secret(std::string_view("creds")));
    REQUIRE(creds);
    CHECK(!path_exists(keys.root()));
    REQUIRE(tx->commit());
    CHECK(*creds == keys.root() / "creds/OP/A/u.creds");
    CHECK(read_file(*creds).value() == "creds");
    CHECK(file_mode(*creds).value() == 0600);
    CHECK(file_mode(creds->parent_path()).value() == 0700);
    CHECK(keys.has_seed(kUser));
    CHECK(keys.has_creds("OP", "A", "u"));
    keys.remove(*tx, kUser);
    tx->remove(*creds);
    REQUIRE(tx->commit());
    CHECK(!keys.has_seed(kUser));
    CHECK(!keys.has_creds("OP", "A", "u"));
    CHECK(!path_exists(keys.creds_dir("OP", "A")));
    CHECK(!path_exists(keys.key_path(kUser).parent_path()));
  }

  SUBCASE("creds need the user's key") {
    const auto creds =
        keys.store_creds(*tx, "OP", "A", "u", kUser, Secret(std::string_view("creds")));
    REQUIRE(!creds);
    CHECK(creds.error().message() ==
          "unable to store creds file - user's seed file is not in the keystore");
    REQUIRE(keys.store(user));
    CHECK(keys.store_creds(*tx, "OP", "A", "u", kUser, Secret(std::string_view("creds"))));
    CHECK(keys.store_creds(*tx, "OP", "A", "../u", kUser, Secret(std::string_view("creds")))
              .error()
              .code() == Code::Invalid);
  }
}

TEST_CASE_FIXTURE(KeystoreFixture, "legacy key rings") {
  const fs::path old_key = keys.root() / "OP/accounts/A" / (std::string(kAccount) + ".nk");
  const fs::path old_creds = keys.root() / "OP/accounts/A/users/u.creds";
  SystemRandom random;

  SUBCASE("there is nothing to do without a ring, and with a current one") {
    CHECK(keys.needs_migration().value() == false);
    REQUIRE(keys.store(account));
    CHECK(keys.needs_migration().value() == false);
    CHECK(keys.require_current_layout());
  }

  SUBCASE("an old one is recognised and migrated; the old files stay") {
    REQUIRE(make_dirs(old_creds.parent_path()));
    REQUIRE(write_file_atomic(old_key, kAccountSeed, 0644));
    REQUIRE(write_file_atomic(old_creds, "creds", 0644));
    CHECK(keys.needs_migration().value() == true);
    const auto refused = keys.require_current_layout();
    REQUIRE(!refused);
    CHECK(refused.error().message().find("needs migration") != std::string::npos);
    const auto done = keys.migrate(random);
    REQUIRE(done);
    CHECK(done->keys == 1);
    CHECK(done->creds == 1);
    CHECK(keys.has_seed(kAccount));
    CHECK(file_mode(keys.key_path(kAccount)).value() == 0600);
    CHECK(read_file(keys.creds_path("OP", "A", "u")).value() == "creds");
    CHECK(keys.needs_migration().value() == false);
    CHECK(path_exists(done->old_dir / "OP/accounts/A/users/u.creds"));
  }

  SUBCASE("a damaged key stops the migration and nothing has changed") {
    REQUIRE(make_dirs(old_key.parent_path()));
    REQUIRE(write_file_atomic(old_key, "SA", kPrivateFile));
    const auto done = keys.migrate(random);
    REQUIRE(!done);
    CHECK(done.error().one_line().find(old_key.string()) != std::string::npos);
    CHECK(list_dir(dir.path()).value() == std::vector<std::string>{"keys"});
  }
}
