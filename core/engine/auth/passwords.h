#pragma once
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/engine/auth/worker.h"

namespace natsop::engine {

/// Whether a configured password is a bcrypt hash ("$2a$11$…") rather than the password itself.
[[nodiscard]] bool is_bcrypt(std::string_view configured);

/// Whether two texts are equal, in a time that depends on their lengths alone.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

/// Whether a password is the one that was hashed. Takes tens to hundreds of milliseconds, as the
/// hash wants it; safe from any thread. Like other implementations of bcrypt, looks at the first 72
/// bytes.
[[nodiscard]] bool matches_bcrypt(const std::string& hash, const std::string& password);

/// Compares what connections show with what is configured, without holding up the loop: hashing is
/// done by the worker, once for all who wait for the same answer, and not again for what was right
/// before. Addresses take turns, so that guesses at speed from one do not keep others out. Loop
/// thread only.
class Passwords {
 public:
  /// Says whether the password is right; Denied when too many are waiting.
  using Done = std::function<void(Result<bool>)>;

  /// References must outlive it.
  Passwords(Worker& worker, Random& random);

  /// Calls `done` once: now, unless the configured one is a hash that must be computed. `source` is
  /// the address that shows the password.
  void check(const std::string& configured, const std::string& presented, std::string_view source,
             Done done);

 private:
  struct Question {
    std::string digest;
    std::string configured;
    std::string presented;
  };

  void go_on();
  void ask(Question question);
  void finish(const std::string& digest, bool right);

  Worker& worker_;
  std::string key_;                        // of the digests below
  std::unordered_set<std::string> right_;  // digests of what was right, never passwords
  std::map<std::string, std::vector<Done>> waiting_;
  std::map<std::string, std::deque<Question>, std::less<>> queues_;  // by source, none empty
  std::deque<std::string> turns_;                                    // sources
  std::size_t running_ = 0;
};

}  // namespace natsop::engine
