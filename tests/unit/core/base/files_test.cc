#include "core/base/files.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>

using namespace natsop;
namespace fs = std::filesystem;

namespace {

TempDir fresh() {
  auto dir = TempDir::make("natsop-files-test");
  REQUIRE(dir);
  return std::move(*dir);
}

}  // namespace

TEST_CASE("a file is written whole, with its mode, leaving nothing beside it") {
  const TempDir dir = fresh();
  const fs::path path = dir.path() / "a.jwt";
  REQUIRE(write_file_atomic(path, "one", kPrivateFile));
  CHECK(read_file(path).value() == "one");
  CHECK(file_mode(path).value() == 0600);
  REQUIRE(write_file_atomic(path, std::string(200'000, 'x'), 0666));
  CHECK(read_file(path).value().size() == 200'000);
  CHECK(file_mode(path).value() == 0666);
  CHECK(list_dir(dir.path()).value() == std::vector<std::string>{"a.jwt"});
}

TEST_CASE("writing through a link replaces what it points to") {
  const TempDir dir = fresh();
  fs::create_directory(dir.path() / "real");
  fs::create_symlink("real/target", dir.path() / "link");
  REQUIRE(write_file_atomic(dir.path() / "link", "x"));
  CHECK(fs::is_symlink(dir.path() / "link"));
  CHECK(read_file(dir.path() / "real/target").value() == "x");
  fs::create_symlink("loop", dir.path() / "loop");
  CHECK(!write_file_atomic(dir.path() / "loop", "x"));
}

TEST_CASE("a new file never replaces an old one") {
  const TempDir dir = fresh();
  const fs::path path = dir.path() / "key";
  REQUIRE(write_new_file(path, "first", kPrivateFile));
  const auto second = write_new_file(path, "second", kPrivateFile);
  REQUIRE(!second);
  CHECK(second.error().code() == Code::Exists);
  CHECK(read_file(path).value() == "first");
  CHECK(list_dir(dir.path()).value().size() == 1);
}

TEST_CASE("errors name the path, the reason and the kind") {
  const TempDir dir = fresh();
  const std::string base = dir.path().string();
  const auto missing = read_file(base + "/none");
  REQUIRE(!missing);
  CHECK(missing.error().code() == Code::NotFound);
  CHECK(missing.error().message() == "open " + base + "/none: no such file or directory");

  const auto folder = read_file(base);
  REQUIRE(!folder);
  CHECK(folder.error().code() == Code::Invalid);
  CHECK(folder.error().message() == "read " + base + ": is a directory");
  CHECK(write_file_atomic(base, "x").error().message() == "write " + base + ": is a directory");
  CHECK(write_file_atomic(base + "/no/such", "x").error().code() == Code::NotFound);

  REQUIRE(write_file_atomic(base + "/f", "12345"));
  CHECK(read_file(base + "/f", 5).value() == "12345");
  const auto large = read_file(base + "/f", 4);
  REQUIRE(!large);
  CHECK(large.error().message() == "read " + base + "/f: larger than 4 bytes");
  CHECK(read_file(base + "/f/g").error().code() == Code::Invalid);
  CHECK(make_dirs(base + "/f").error().code() == Code::Exists);
  CHECK(make_dirs(base + "/f/g").error().message() == "make folder " + base + "/f: file exists");
  CHECK(remove_file(base + "/none").error().code() == Code::NotFound);
  CHECK(list_dir(base + "/none").error().code() == Code::NotFound);
  CHECK(file_error(EACCES, "open", "/x").code() == Code::Denied);
  CHECK(file_error(EACCES, "open", "/x").message() == "open /x: permission denied");

  if (::geteuid() != 0) {
    REQUIRE(write_file_atomic(base + "/secret", "x", 0));
    CHECK(read_file(base + "/secret").error().code() == Code::Denied);
  }
}

TEST_CASE("files without a size are read to the end") {
  CHECK(!read_file("/proc/self/status").value().empty());
  CHECK(!read_file("/dev/zero", 100'000));
}

TEST_CASE("folders are made with their parents and the mode asked for") {
  const TempDir dir = fresh();
  CHECK(file_mode(dir.path()).value() == 0700);
  const mode_t before = ::umask(077);
  CHECK(make_dirs(dir.path() / "a/b/c", kPublicDir));
  ::umask(before);
  CHECK(file_mode(dir.path() / "a").value() == 0755);
  CHECK(file_mode(dir.path() / "a/b/c").value() == 0755);
  CHECK(make_dirs(dir.path() / "a/b/d", kPrivateDir));
  CHECK(file_mode(dir.path() / "a/b").value() == 0755);
  CHECK(file_mode(dir.path() / "a/b/d").value() == 0700);
  CHECK(make_dirs(dir.path() / "a/b/c/"));
  CHECK(list_dir(dir.path() / "a/b").value() == std::vector<std::string>{"c", "d"});
  CHECK(is_dir(dir.path() / "a"));
  CHECK(!is_file(dir.path() / "a"));
  REQUIRE(remove_tree(dir.path() / "a"));
  CHECK(!path_exists(dir.path() / "a"));
  CHECK(remove_tree(dir.path() / "a"));
}

TEST_CASE("copy, move and append") {
  const TempDir dir = fresh();
  const fs::path a = dir.path() / "a";
  const fs::path b = dir.path() / "b";
  REQUIRE(append_file(a, "one\n", kPrivateFile));
  REQUIRE(append_file(a, "two\n", kPrivateFile));
  REQUIRE(copy_file_atomic(a, b));
  CHECK(read_file(b).value() == "one\ntwo\n");
  CHECK(file_mode(b).value() == 0600);
  REQUIRE(rename_path(b, dir.path() / "c"));
  CHECK(!path_exists(b));
  CHECK(is_file(dir.path() / "c"));
  CHECK(rename_path(b, a).error().message() ==
        "move " + b.string() + ": no such file or directory");
  CHECK(copy_file_atomic(b, a).error().code() == Code::NotFound);
}

TEST_CASE("a temporary folder goes away unless kept") {
  fs::path gone;
  fs::path kept;
  {
    TempDir one = fresh();
    gone = one.path();
    REQUIRE(make_dirs(gone / "x/y"));
    TempDir two = fresh();
    kept = two.keep();
    TempDir moved = std::move(one);
    CHECK(path_exists(gone));
  }
  CHECK(!path_exists(gone));
  CHECK(path_exists(kept));
  REQUIRE(remove_tree(kept));
}

TEST_CASE("one holder of a lock at a time") {
  const TempDir dir = fresh();
  const fs::path path = dir.path() / "lock";
  auto held = FileLock::acquire(path, std::chrono::milliseconds(0));
  REQUIRE(held);
  const auto refused = FileLock::acquire(path, std::chrono::milliseconds(10));
  REQUIRE(!refused);
  CHECK(refused.error().code() == Code::Timeout);

  std::atomic<bool> released{false};
  std::atomic<bool> order_held{false};
  std::thread waiter([&] {
    const auto lock = FileLock::acquire(path, std::chrono::seconds(30));
    order_held = lock && released.load();
  });
  {
    const FileLock moved = std::move(*held);
    released = true;
  }
  waiter.join();
  CHECK(order_held);
  CHECK(FileLock::acquire(path, std::chrono::milliseconds(0)));
  CHECK(FileLock::acquire(dir.path() / "no/lock", std::chrono::milliseconds(0)).error().code() ==
        Code::NotFound);
}
