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
/// before. Loop thread only.
class Passwords {
 public:
  /// Says whether the password is right; Denied when too many are waiting.
  using Done = std::function<void(Result<bool>)>;

  /// References must outlive it.
  Passwords(Worker& worker, Random& random);

  /// Calls `done` once: now, unless the configured one is a hash that must be computed.
  void check(const std::string& configured, const std::string& presented, Done done);

  /// Forgets what was right: after a change of users.
  void forget() { right_.clear(); }

 private:
  void finish(const std::string& digest, bool right);

  Worker& worker_;
  std::string key_;                        // of the digests below
  std::unordered_set<std::string> right_;  // digests of what was right, never passwords
  std::map<std::string, std::vector<Done>> waiting_;
};

}  // namespace natsop::engine
