#include "core/identity/transaction.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "core/json/doc.h"

namespace fs = std::filesystem;
using namespace natsop;
using identity::Secret;
using identity::Transaction;

namespace {

std::string content(const fs::path& path) { return read_file(path).value_or("(none)"); }

/// What a killed process leaves: staged files and one of the two journals.
void leave_journal(const fs::path& root, const char* name,
                   const std::vector<std::pair<std::string, std::string>>& moves,
                   const std::vector<std::string>& removes = {}) {
  json::Doc writes = json::Doc::array();
  for (const auto& [from, to] : moves) {
    writes.push(json::Doc::object({{"from", from}, {"to", to}}));
  }
  const json::Doc doc = json::Doc::object({{"version", 1},
                                           {"writes", writes},
                                           {"removes", json::Doc(removes)},
                                           {"trees", json::Doc::array()}});
  REQUIRE(write_file_atomic(root / name, doc.dump(), kPrivateFile));
}

}  // namespace

TEST_CASE("transaction") {
  auto dir = TempDir::make();
  REQUIRE(dir);
  const fs::path root = dir->path() / "stores";
  const fs::path keys = dir->path() / "keys";
  auto tx = Transaction::begin(root);
  REQUIRE(tx);

  SUBCASE("makes all changes, with private modes, and leaves nothing else behind") {
    REQUIRE(make_dirs(root / "old"));
    REQUIRE(write_file_atomic(root / "old/b.jwt", "b"));
    REQUIRE(write_file_atomic(root / "gone.jwt", "x"));
    REQUIRE(make_dirs(root / "tree/sub"));
    REQUIRE(write_file_atomic(root / "tree/sub/c.jwt", "c"));
    tx->write(keys / "K.nk", Secret(std::string_view("seed")));
    tx->write(root / "OP/accounts/A/A.jwt", "token");
    tx->write(root / "old/b.jwt", "b2");
    tx->make_dir(root / "OP/empty");
    tx->remove(root / "gone.jwt");
    tx->remove(root / "never there.jwt");
    tx->remove_tree(root / "tree");
    CHECK(!path_exists(root / "OP"));
    REQUIRE(tx->commit());
    CHECK(content(keys / "K.nk") == "seed");
    CHECK(content(root / "OP/accounts/A/A.jwt") == "token");
    CHECK(content(root / "old/b.jwt") == "b2");
    CHECK(is_dir(root / "OP/empty"));
    CHECK(!path_exists(root / "gone.jwt"));
    CHECK(!path_exists(root / "tree"));
    CHECK(file_mode(keys / "K.nk").value() == 0600);
    CHECK(file_mode(root / "OP/accounts/A/A.jwt").value() == 0600);
    CHECK(file_mode(root / "OP/accounts").value() == 0700);
    CHECK(list_dir(root).value() == std::vector<std::string>{".natsop.lock", "OP", "old"});
    CHECK(list_dir(keys).value() == std::vector<std::string>{"K.nk"});
  }

  SUBCASE("a change that cannot be made takes the others back, keys included") {
    REQUIRE(make_dirs(root / "OP/accounts/A/A.jwt"));
    REQUIRE(write_file_atomic(root / "kept.jwt", "kept"));
    tx->write(keys / "A/BC/ABC.nk", Secret(std::string_view("seed")));
    tx->write(root / "OP/accounts/B/B.jwt", "token");
    tx->write(root / "kept.jwt", "changed");
    tx->write(root / "OP/accounts/A/A.jwt", "token");
    const auto done = tx->commit();
    REQUIRE(!done);
    CHECK(done.error().code() == Code::Conflict);
    CHECK(!path_exists(keys));
    CHECK(!path_exists(root / "OP/accounts/B"));
    CHECK(content(root / "kept.jwt") == "kept");
    CHECK(list_dir(root).value() == std::vector<std::string>{".natsop.lock", "OP", "kept.jwt"});
  }

  SUBCASE("a single change that cannot be made leaves no folders behind") {
    REQUIRE(write_file_atomic(root / "OP", "a file"));
    tx->write(root / "OP/accounts/A.jwt", "token");
    CHECK(!tx->commit());
    CHECK(content(root / "OP") == "a file");
  }

  SUBCASE("the last change of a path wins") {
    tx->write(root / "a", "1");
    tx->write(root / "a", "2");
    CHECK(tx->queued(root / "a") == "2");
    tx->write(root / "b", "1");
    tx->remove(root / "b");
    CHECK(!tx->writes(root / "b"));
    tx->remove(root / "c");
    tx->write(root / "c", "3");
    REQUIRE(tx->commit());
    CHECK(content(root / "a") == "2");
    CHECK(!path_exists(root / "b"));
    CHECK(content(root / "c") == "3");
  }

  SUBCASE("dropped, it changes nothing") {
    {
      auto other = Transaction::begin(dir->path() / "other");
      REQUIRE(other);
      other->write(dir->path() / "other/a", "1");
    }
    CHECK(list_dir(dir->path() / "other").value() == std::vector<std::string>{".natsop.lock"});
  }

  SUBCASE("folders outside of the store are not removed") {
    tx->remove_tree(keys);
    tx->write(root / "a", "1");
    CHECK(!tx->commit());
    CHECK(!path_exists(root / "a"));
  }

  SUBCASE("nothing is written into a folder that goes") {
    REQUIRE(make_dirs(root / "A"));
    tx->remove_tree(root / "A");
    tx->write(root / "A/x", "1");
    CHECK(!tx->commit());
    CHECK(is_dir(root / "A"));
  }

  SUBCASE("a second one waits for the lock") {
    const auto other = Transaction::begin(root, std::chrono::milliseconds(20));
    REQUIRE(!other);
    CHECK(other.error().code() == Code::Timeout);
  }
}

TEST_CASE("transaction after a kill") {
  auto dir = TempDir::make();
  REQUIRE(dir);
  const fs::path root = dir->path();
  REQUIRE(make_dirs(root / "OP"));
  REQUIRE(write_file_atomic(root / "OP/.natsop-1-0", "new a"));
  REQUIRE(write_file_atomic(root / "OP/.natsop-1-1", "new b"));
  REQUIRE(write_file_atomic(root / "OP/a.jwt", "old a"));
  REQUIRE(write_file_atomic(root / "OP/gone.jwt", "old"));
  const std::vector<std::pair<std::string, std::string>> moves = {{"OP/.natsop-1-0", "OP/a.jwt"},
                                                                  {"OP/.natsop-1-1", "OP/b.jwt"}};

  SUBCASE("before the commit: everything is taken back") {
    leave_journal(root, identity::kStagingFile, moves, {"OP/gone.jwt"});
    REQUIRE(Transaction::begin(root));
    CHECK(list_dir(root / "OP").value() == std::vector<std::string>{"a.jwt", "gone.jwt"});
    CHECK(content(root / "OP/a.jwt") == "old a");
    CHECK(list_dir(root).value() == std::vector<std::string>{".natsop.lock", "OP"});
  }

  SUBCASE("after the commit: a reader finishes it") {
    leave_journal(root, identity::kJournalFile, moves, {"OP/gone.jwt"});
    REQUIRE(identity::settle(root));
    CHECK(list_dir(root / "OP").value() == std::vector<std::string>{"a.jwt", "b.jwt"});
    CHECK(content(root / "OP/a.jwt") == "new a");
    CHECK(content(root / "OP/b.jwt") == "new b");
    CHECK(!path_exists(root / identity::kJournalFile));
  }

  SUBCASE("in the middle of the renames: the rest is done") {
    REQUIRE(rename_path(root / "OP/.natsop-1-0", root / "OP/a.jwt"));
    leave_journal(root, identity::kJournalFile, moves, {"OP/gone.jwt"});
    REQUIRE(identity::settle(root));
    CHECK(content(root / "OP/a.jwt") == "new a");
    CHECK(content(root / "OP/b.jwt") == "new b");
    CHECK(!path_exists(root / "OP/gone.jwt"));
  }

  SUBCASE("a journal that reaches out of the store is refused, and does nothing") {
    REQUIRE(write_file_atomic(root / "secret.nk", "seed"));
    REQUIRE(make_dirs(root / "stores"));
    const fs::path stores = root / "stores";
    leave_journal(stores, identity::kJournalFile, {}, {"../secret.nk"});
    const auto settled = identity::settle(stores);
    REQUIRE(!settled);
    CHECK(settled.error().code() == Code::Corrupt);
    CHECK(content(root / "secret.nk") == "seed");
    leave_journal(stores, identity::kJournalFile, {{"../secret.nk", "../other.nk"}});
    CHECK(!identity::settle(stores));
    CHECK(content(root / "secret.nk") == "seed");
  }

  SUBCASE("a broken journal is an error, a broken list of staged files is not") {
    REQUIRE(write_file_atomic(root / identity::kStagingFile, "{"));
    REQUIRE(Transaction::begin(root));
    REQUIRE(write_file_atomic(root / identity::kJournalFile, "{\"writes\":"));
    const auto settled = identity::settle(root);
    REQUIRE(!settled);
    CHECK(settled.error().code() == Code::Corrupt);
    CHECK(settled.error().message().find(identity::kJournalFile) != std::string::npos);
  }
}

TEST_CASE("eight writers at once lose nothing") {
  auto dir = TempDir::make();
  REQUIRE(dir);
  const fs::path root = dir->path();
  REQUIRE(write_file_atomic(root / "counter", "0"));
  constexpr int kWriters = 8;
  constexpr int kRounds = 12;
  std::atomic<int> failures{0};
  {
    std::vector<std::jthread> writers;
    for (int w = 0; w < kWriters; ++w) {
      writers.emplace_back([&, w] {
        for (int i = 0; i < kRounds; ++i) {
          auto tx = Transaction::begin(root);
          if (!tx) {
            ++failures;
            continue;
          }
          const int count = std::stoi(read_file(root / "counter").value());
          tx->write(root / "counter", std::to_string(count + 1));
          tx->write(root / std::to_string(w) / std::to_string(i), "x");
          failures += tx->commit() ? 0 : 1;
        }
      });
    }
  }
  CHECK(failures == 0);
  CHECK(content(root / "counter") == std::to_string(kWriters * kRounds));
  for (int w = 0; w < kWriters; ++w) {
    CHECK(list_dir(root / std::to_string(w))->size() == kRounds);
  }
}
