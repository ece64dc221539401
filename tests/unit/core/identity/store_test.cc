#include "core/identity/store.h"

#include <doctest/doctest.h>

namespace fs = std::filesystem;
using namespace natsop;
using identity::Store;
using identity::Transaction;

TEST_CASE("store layout") {
  auto dir = TempDir::make();
  REQUIRE(dir);
  const fs::path root = dir->path() / "stores";
  auto tx = Transaction::begin(root);
  REQUIRE(tx);

  SUBCASE("is nsc's, to the byte") {
    const auto store = Store::create(*tx, " OP ", false);
    REQUIRE(store);
    store->put_operator(*tx, "op token");
    REQUIRE(store->put_account(*tx, "A", "a token"));
    REQUIRE(store->put_account(*tx, "my.account", "dots"));
    REQUIRE(store->put_user(*tx, "A", "u", "u token"));
    REQUIRE(store->put_user(*tx, "A", "u-1", "u1 token"));
    REQUIRE(tx->commit());
    CHECK(read_file(root / "OP/.nsc").value() ==
          R"({"managed":false,"name":"OP","kind":"operator","version":"1"})");
    CHECK(read_file(root / "OP/OP.jwt").value() == "op token");
    CHECK(read_file(root / "OP/accounts/A/A.jwt").value() == "a token");
    CHECK(read_file(root / "OP/accounts/A/users/u.jwt").value() == "u token");
    CHECK(file_mode(root / "OP/.nsc").value() == 0600);
    CHECK(file_mode(root / "OP/accounts/A/users").value() == 0700);
    CHECK(identity::list_operators(root) == std::vector<std::string>{"OP"});
    const auto opened = Store::open(root / "OP");
    REQUIRE(opened);
    CHECK(opened->name() == "OP");
    CHECK(opened->root() == root);
    CHECK(!opened->managed());
    CHECK(opened->accounts().value() == std::vector<std::string>{"A", "my.account"});
    CHECK(opened->users("A").value() == std::vector<std::string>{"u", "u-1"});
    CHECK(opened->users("my.account").value().empty());
    CHECK(opened->has_user("A", "u-1"));
    CHECK(!opened->has_user("A", "x"));
    CHECK(opened->user_token("A", "u").value() == "u token");
    opened->remove_user(*tx, "A", "u");
    opened->remove_account(*tx, "my.account");
    REQUIRE(tx->commit());
    CHECK(opened->accounts().value() == std::vector<std::string>{"A"});
    CHECK(opened->users("A").value() == std::vector<std::string>{"u-1"});
  }

  SUBCASE("managed stores say so, and an empty one has its accounts folder") {
    REQUIRE(Store::create(*tx, "M", true));
    REQUIRE(tx->commit());
    CHECK(Store::open(root / "M")->managed());
    CHECK(is_dir(root / "M/accounts"));
    CHECK(Store::open(root / "M")->accounts().value().empty());
  }

  SUBCASE("a second store of the same name is refused") {
    REQUIRE(Store::create(*tx, "OP", false));
    REQUIRE(tx->commit());
    const auto again = Store::create(*tx, "OP", false);
    REQUIRE(!again);
    CHECK(again.error().message() == "operator \"OP\" already exists in `" + root.string() + "`");
  }

  SUBCASE("names that are no file names are refused") {
    for (const char* name : {"", "  ", ".", "..", "a/b", "a\nb", "../x"}) {
      CAPTURE(name);
      CHECK(Store::create(*tx, name, false).error().code() == Code::Invalid);
    }
    CHECK(identity::check_entity_name("user name", std::string(300, 'a')).error().code() ==
          Code::Invalid);
    CHECK(identity::check_entity_name("user name", "Ünïcode with blanks"));
  }
}

TEST_CASE("stores written half") {
  auto dir = TempDir::make();
  REQUIRE(dir);
  const fs::path op = dir->path() / "OP";
  REQUIRE(make_dirs(op / "accounts/A/users"));

  SUBCASE("no .nsc") {
    CHECK(identity::list_operators(dir->path()).empty());
    const auto store = Store::open(op);
    REQUIRE(!store);
    CHECK(store.error().code() == Code::NotFound);
    CHECK(store.error().message() == "`" + op.string() + "` is not a valid data directory");
  }

  SUBCASE("a .nsc that is empty, cut off or of something else") {
    for (const char* text :
         {"", "{\"managed\":false,\"na", "[]", "{}", R"({"name":"OP","kind":"account"})",
          R"({"name":7,"kind":"operator"})"}) {
      CAPTURE(text);
      REQUIRE(write_file_atomic(op / ".nsc", text));
      const auto store = Store::open(op);
      REQUIRE(!store);
      CHECK(store.error().code() == Code::Corrupt);
      CHECK(store.error().message().find((op / ".nsc").string()) != std::string::npos);
      CHECK(store.error().hint().find(R"("name":"OP")") != std::string::npos);
    }
  }

  SUBCASE("files that are missing or empty") {
    REQUIRE(write_file_atomic(op / ".nsc",
                              R"({"managed":false,"name":"OP","kind":"operator","version":"1"})"));
    const auto store = Store::open(op);
    REQUIRE(store);
    CHECK(store->operator_token().error().message() == "operator OP does not exist");
    CHECK(store->account_token("A").error().message() ==
          "account A does not exist in the current operator");
    CHECK(store->user_token("A", "u").error().message() ==
          "user u does not exist in the current account");
    CHECK(store->accounts().value().empty());
    REQUIRE(write_file_atomic(op / "accounts/A/A.jwt", ""));
    const auto empty = store->account_token("A");
    REQUIRE(!empty);
    CHECK(empty.error().code() == Code::Corrupt);
    CHECK(empty.error().message().find("accounts/A/A.jwt") != std::string::npos);
  }
}
