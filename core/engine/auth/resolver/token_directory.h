#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/engine/auth/resolver/account_resolver.h"

namespace natsop::engine {

/// Whether one token of an account replaces another: not when both have the same id, and not when
/// it was issued before. Tokens that cannot be read never do, and are always replaced.
[[nodiscard]] bool is_newer(std::string_view token, std::string_view than);

/// A folder of account tokens, `<account key>.jwt` each, as nats-server keeps them; the two read
/// each other's. Changes are on disk when they return, and after a crash a file is the old one or
/// the new one.
///
/// One thread at a time. Blocks on the disk.
class TokenDirectory {
 public:
  enum class Deletion : std::uint8_t {
    Refused,
    Renamed,  ///< to `<account key>.jwt.deleted`
    Final,
  };
  struct Settings {
    std::filesystem::path path;  ///< made when it is missing
    Deletion deletion = Deletion::Refused;
    std::size_t limit = 0;                 ///< tokens; 0: none
    bool evicts = false;                   ///< at the limit, the one used least recently goes
    std::chrono::nanoseconds lifetime{0};  ///< of a token after it was stored; 0: until it expires
  };

  /// Reads what is there. Files that are no account token are left alone, and named in
  /// `unreadable`. The clock must outlive it.
  [[nodiscard]] static Result<TokenDirectory> open(Settings settings, const Clock& clock,
                                                   std::vector<std::string>* unreadable = nullptr);

  /// Looks at the folder again: files may have been put there or taken away by hand.
  [[nodiscard]] Result<void> rescan(std::vector<std::string>* unreadable = nullptr);

  /// NotFound.
  [[nodiscard]] Result<std::string> load(const std::string& account);
  /// Invalid when `account` is not an account's key; Failed "jwt store is full".
  [[nodiscard]] Result<void> save(const std::string& account, const std::string& token);
  /// True: it was saved; see is_newer.
  [[nodiscard]] Result<bool> save_if_newer(const std::string& account, const std::string& token);
  [[nodiscard]] Result<void> remove(const std::string& account);

  /// Takes out what has expired; returns how many.
  std::size_t sweep();

  [[nodiscard]] std::vector<std::string> accounts() const;
  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] const StoreDigest& digest() const { return digest_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }

 private:
  struct Item {
    StoreDigest digest;
    Time expires;                           // Time::max(): never
    std::list<std::string>::iterator used;  // in recency_
  };

  TokenDirectory(Settings settings, const Clock& clock)
      : settings_(std::move(settings)), clock_(&clock) {}

  [[nodiscard]] std::filesystem::path file_of(const std::string& account) const;
  [[nodiscard]] Time expiry_of(std::string_view token) const;
  void track(const std::string& account, const std::string& token);
  void forget(const std::string& account);
  [[nodiscard]] Result<void> make_room(const std::string& account);

  Settings settings_;
  const Clock* clock_;
  std::map<std::string, Item> items_;
  std::list<std::string> recency_;  // used last at the end
  StoreDigest digest_{};
};

}  // namespace natsop::engine
