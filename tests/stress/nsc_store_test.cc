#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <set>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/identity/keystore.h"
#include "core/identity/store.h"
#include "core/identity/validation.h"
#include "tests/support/process.h"
#include "tests/support/seeded_random.h"

/// The stores of nsc under processes that get into each other's way, and under kill -9.
namespace {

using namespace natsop;
namespace fs = std::filesystem;

constexpr int kLoops = 8;
// A process under the sanitizer takes twenty times as long to start.
#ifdef __SANITIZE_ADDRESS__
constexpr int kAccountsPerLoop = 20;
constexpr int kKills = 20;
#else
constexpr int kAccountsPerLoop = 200;
constexpr int kKills = 100;
#endif

/// A home with an operator; every command is a process of its own.
class Home {
 public:
  Home() : dir_(*TempDir::make("natsop-stress")) {
    REQUIRE(start({"nsc", "add", "operator", "OP"}).wait() == 0);
  }

  test::Process start(std::vector<std::string> args) {
    args.insert(args.begin(), NATSOP_PROGRAM);
    auto process = test::Process::start(args, log(), dir_.path());
    REQUIRE(process);
    return *std::move(process);
  }
  /// A shell line, in which $NATSOP is the program.
  test::Process shell(const std::string& line) {
    auto process = test::Process::start(
        {"/bin/sh", "-c", fmt::format("NATSOP={}; {}", NATSOP_PROGRAM, line)}, log(), dir_.path());
    REQUIRE(process);
    return *std::move(process);
  }

  [[nodiscard]] fs::path data() const { return dir_.path() / ".local/share/nats/nsc"; }
  [[nodiscard]] fs::path log() const { return dir_.path() / "log"; }
  [[nodiscard]] std::string logged() const { return read_file(log()).value_or(""); }
  [[nodiscard]] identity::Store store() const {
    auto store = identity::Store::open(data() / "stores/OP");
    REQUIRE(store);
    return *store;
  }

  /// Everything in the store is whole and signed, and the keystore has the keys of what is in it,
  /// no more and no less. Returns the accounts.
  [[nodiscard]] std::vector<std::string> checked_accounts() const {
    const auto at = store();
    const auto accounts = at.accounts();
    REQUIRE(accounts);
    CHECK_FALSE(identity::validate_store(at, *accounts, SystemClock().now()).has_errors());
    std::set<std::string> expected{at.operator_claims()->subject};
    for (const auto& name : *accounts) expected.insert(at.account_claims(name)->subject);
    const auto keys = identity::Keystore(data() / "keys").list();
    REQUIRE(keys);
    CHECK((std::set<std::string>(keys->begin(), keys->end()) == expected));
    for (const auto& entry : fs::recursive_directory_iterator(data())) {
      const auto name = entry.path().filename().string();
      CHECK_MESSAGE((!name.starts_with(".natsop") || name == identity::kStoreLockFile),
                    entry.path().string());
    }
    return *accounts;
  }

 private:
  TempDir dir_;
};

/// True as long as the child has not ended; leaves it for wait().
bool running(pid_t pid) {
  siginfo_t info = {};
  return ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == 0;
}

TEST_CASE("eight loops of add account at once lose nothing") {
  Home home;
  std::vector<test::Process> loops;
  for (int i = 0; i < kLoops; ++i) {
    loops.push_back(home.shell(
        fmt::format("for n in $(seq {}); do $NATSOP nsc add account loop{}_$n || exit 1; done",
                    kAccountsPerLoop, i)));
  }
  for (auto& loop : loops) CHECK(loop.wait() == 0);
  CHECK(home.checked_accounts().size() == kLoops * kAccountsPerLoop);
  CHECK(home.logged().find("rror") == std::string::npos);
}

TEST_CASE("loops that change one account, users and all, lose nothing") {
  Home home;
  constexpr int kRounds = 25;
  REQUIRE(home.start({"nsc", "add", "account", "A"}).wait() == 0);
  std::vector<test::Process> loops;
  for (const char* line :
       {"$NATSOP nsc add export -a A -s e1.$n", "$NATSOP nsc add export -a A -s e2.$n",
        "$NATSOP nsc add user -a A u$n", "$NATSOP nsc edit account A --tag t$n"}) {
    loops.push_back(
        home.shell(fmt::format("for n in $(seq {}); do {} || exit 1; done", kRounds, line)));
  }
  for (auto& loop : loops) CHECK(loop.wait() == 0);
  const auto claims = home.store().account_claims("A");
  REQUIRE(claims);
  CHECK(claims->exports.size() == 2 * kRounds);
  CHECK(claims->tags.size() == kRounds);
  CHECK(home.store().users("A")->size() == kRounds);
}

TEST_CASE("kill -9 in the middle of a store write leaves the store whole") {
  Home home;
  test::SeededRandom random(7);
  const auto root = home.data() / "stores";
  std::vector<std::string> finished;
  int killed = 0;
  for (int round = 0; killed < kKills && round < 10 * kKills; ++round) {
    const auto name = fmt::format("k{}", round);
    auto child = home.start({"nsc", "add", "account", name});
    // When to kill: while files are staged, while they are put in place, or after some looks.
    const int when = round % 3;
    auto looks = static_cast<int>(random.number(when == 2 ? 20'000 : 30));
    bool seen = when == 2;
    while (running(child.pid()) && looks > 0) {
      seen =
          seen || path_exists(root / (when == 0 ? identity::kStagingFile : identity::kJournalFile));
      if (seen) --looks;
    }
    child.signal(SIGKILL);
    if (child.wait() == 0) {
      finished.push_back(name);
    } else {
      ++killed;
    }
  }
  CHECK(killed == kKills);
  CHECK_MESSAGE(home.start({"nsc", "add", "account", "last"}).wait() == 0, home.logged());
  const auto accounts = home.checked_accounts();
  for (const auto& name : finished) CHECK(std::ranges::find(accounts, name) != accounts.end());
  MESSAGE(killed, " killed, ", finished.size(), " finished, ", accounts.size(), " accounts");
}

}  // namespace
