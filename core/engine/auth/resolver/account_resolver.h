#pragma once
#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/engine/options/options.h"

namespace natsop::engine {

/// SHA-256 of all tokens of a store, combined by exclusive or: two stores with the same tokens have
/// the same. All zero when there are none.
using StoreDigest = std::array<unsigned char, 32>;

/// An account's key and its token.
using AccountToken = std::pair<std::string, std::string>;

/// Where tokens of accounts come from and are kept: the configuration, an account server, or a
/// folder. Loop thread only; callbacks come once, now or in a later turn, and not after
/// destruction.
class AccountResolver {
 public:
  template <class T>
  using Done = std::function<void(Result<T>)>;

  AccountResolver() = default;
  AccountResolver(const AccountResolver&) = delete;
  AccountResolver& operator=(const AccountResolver&) = delete;
  virtual ~AccountResolver() = default;

  [[nodiscard]] virtual ResolverOptions::Type type() const = 0;
  /// Whether tokens can be stored, and all of them listed.
  [[nodiscard]] bool is_writable() const { return type() != ResolverOptions::Type::Url; }
  /// Whether it is a folder that outlives the server.
  [[nodiscard]] bool is_directory() const {
    return type() == ResolverOptions::Type::Full || type() == ResolverOptions::Type::Cache;
  }

  /// The token of an account as it is stored; nothing about it is checked. NotFound, Timeout, and
  /// whatever the network or disk say.
  virtual void fetch(const std::string& account, Done<std::string> done) = 0;

  /// Keeps a token, instead of one that is there. Unsupported when it is not writable.
  virtual void save(const std::string& account, const std::string& token, Done<void> done);

  /// As save, unless the token that is there is the same or was issued later. True: it was kept.
  virtual void save_if_newer(const std::string& account, const std::string& token, Done<bool> done);

  /// The keys of all accounts that it has a token of, sorted.
  virtual void list(Done<std::vector<std::string>> done);

  /// Takes a token out. NotFound; Unsupported when deletion is not enabled.
  virtual void remove(const std::string& account, Done<void> done);

  /// The digest of what it has.
  virtual void digest(Done<StoreDigest> done);

  /// All tokens.
  virtual void all(Done<std::vector<AccountToken>> done);
};

}  // namespace natsop::engine
