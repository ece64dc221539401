#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/identity/nkey.h"
#include "core/identity/secret.h"
#include "core/identity/transaction.h"

namespace natsop::identity {

/// What a migration of an old key ring did.
struct KeystoreMigration {
  std::filesystem::path old_dir;  ///< where the old ring was moved to
  std::size_t keys = 0;
  std::size_t creds = 0;
};

/// The folder with seeds and credentials files, as nsc keeps it (docs/formats/store.md):
/// `keys/A/BC/ABC….nk` and `creds/OPERATOR/ACCOUNT/user.creds`, folders 0700, files 0600.
///
/// A value. Nothing is made on disk before the first key is stored. Seeds are read into guarded
/// memory.
class Keystore {
 public:
  /// `git_ignore`: whether a `.gitignore` that covers keys and creds is put in with the first key.
  explicit Keystore(std::filesystem::path root, bool git_ignore = true)
      : root_(std::move(root)), git_ignore_(git_ignore) {}

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }

  /// Where the key of this public key lies. The key must be at least three characters long.
  [[nodiscard]] std::filesystem::path key_path(std::string_view public_key) const;
  [[nodiscard]] std::filesystem::path creds_dir(std::string_view operator_name,
                                                std::string_view account) const;
  [[nodiscard]] std::filesystem::path creds_path(std::string_view operator_name,
                                                 std::string_view account,
                                                 std::string_view user) const;

  /// The key pair: with its seed, or the public half when the file holds only that. NotFound when
  /// there is no file; Corrupt when it is no key, or not this one.
  [[nodiscard]] Result<KeyPair> load(std::string_view public_key) const;
  /// True when the seed is here and readable.
  [[nodiscard]] bool has_seed(std::string_view public_key) const;
  /// True when there is a file for this key, whatever it holds.
  [[nodiscard]] bool has_file(std::string_view public_key) const;
  /// The public keys by their file names, sorted; files elsewhere below the root (a legacy ring)
  /// included.
  [[nodiscard]] Result<std::vector<std::string>> list() const;

  /// Stores a key now. The same key again is fine; a different one under its name is Exists.
  /// Returns the path.
  [[nodiscard]] Result<std::filesystem::path> store(const KeyPair& key) const;
  /// Queues a key to be stored with everything else of `tx`.
  [[nodiscard]] Result<std::filesystem::path> store(Transaction& tx, const KeyPair& key) const;

  /// Removes a key and its folder when that becomes empty; a missing one is fine.
  [[nodiscard]] Result<void> remove(std::string_view public_key) const;
  /// Queues the removal of a key.
  void remove(Transaction& tx, std::string_view public_key) const;

  /// Queues a credentials file and returns its path. NotFound "unable to store creds file - user's
  /// seed file is not in the keystore" unless the user's key is stored, or queued in `tx`.
  [[nodiscard]] Result<std::filesystem::path> store_creds(
      Transaction& tx, std::string_view operator_name, std::string_view account,
      std::string_view user, std::string_view user_key, Secret creds) const;
  [[nodiscard]] bool has_creds(std::string_view operator_name, std::string_view account,
                               std::string_view user) const;

  /// True when keys or creds lie outside of `keys/` and `creds/`: the layout before 2019.
  [[nodiscard]] Result<bool> needs_migration() const;
  /// An error that says how to go on when `needs_migration`; nsc refuses to work on such a ring.
  [[nodiscard]] Result<void> require_current_layout() const;
  /// Copies an old ring into a new one beside it, then swaps them; the old one stays under another
  /// name.
  [[nodiscard]] Result<KeystoreMigration> migrate(Random& random) const;

 private:
  [[nodiscard]] Result<void> prepare() const;

  std::filesystem::path root_;
  bool git_ignore_;
};

}  // namespace natsop::identity
