#pragma once
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/files.h"
#include "core/base/result.h"
#include "core/identity/secret.h"
#include "core/json/doc.h"

namespace natsop::identity {

/// The lock file and the two journals of a store root (docs/formats/store.md).
inline constexpr const char* kStoreLockFile = ".natsop.lock";
inline constexpr const char* kStagingFile = ".natsop.staging";
inline constexpr const char* kJournalFile = ".natsop.journal";

/// How long a command waits for another one that is changing the same stores.
inline constexpr std::chrono::milliseconds kStoreLockTimeout{30'000};

/// Several file changes below one store root and its keystore that happen together or not at all,
/// also when the process is killed or the power fails in the middle.
///
/// Holds the store root's lock from `begin` to its end, so what is read after `begin` cannot change
/// before `commit`. Nothing touches the disk before `commit`; a transaction that is dropped changes
/// nothing. One thread at a time.
class Transaction {
 public:
  /// Takes the lock of `store_root` (made when missing, 0700) and finishes or undoes what a killed
  /// process left there. Timeout when another process holds the lock for longer than `timeout`.
  [[nodiscard]] static Result<Transaction> begin(
      const std::filesystem::path& store_root,
      std::chrono::milliseconds timeout = kStoreLockTimeout);

  Transaction(Transaction&&) noexcept = default;
  Transaction& operator=(Transaction&&) noexcept = default;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() = default;

  /// Puts `content` at `path`, replacing what is there; missing folders are made (0700). A later
  /// change of the same path replaces an earlier one.
  void write(const std::filesystem::path& path, std::string content, mode_t mode = kPrivateFile);
  /// The same for a seed or a credentials file.
  void write(const std::filesystem::path& path, Secret content, mode_t mode = kPrivateFile);

  /// Makes a folder (0700) with its parents.
  void make_dir(const std::filesystem::path& path);

  /// Removes the file at `path`; a missing one is fine. Files outside the store root (keys, creds)
  /// are removed after the rest is committed: a crash may leave them behind, never take them away
  /// too early.
  void remove(const std::filesystem::path& path);

  /// Removes a folder below the store root with all it holds. Nothing can be written into it in the
  /// same transaction.
  void remove_tree(const std::filesystem::path& path);

  /// True when `path` is queued to be written.
  [[nodiscard]] bool writes(const std::filesystem::path& path) const;
  /// What is queued for `path`; nothing when it is not. Valid until the next change.
  [[nodiscard]] std::optional<std::string_view> queued(const std::filesystem::path& path) const;

  /// Makes all changes. After an error none was made, unless the error is Corrupt: then the next
  /// `begin` goes on. The transaction is empty afterwards and may be used again; the lock stays.
  [[nodiscard]] Result<void> commit();

  [[nodiscard]] const std::filesystem::path& store_root() const { return root_; }

 private:
  struct Write {
    std::filesystem::path staged;
    std::string text;
    Secret secret;  // used when text is empty
    mode_t mode;

    [[nodiscard]] std::string_view content() const {
      return text.empty() ? secret.reveal() : std::string_view(text);
    }
  };

  Transaction(std::filesystem::path root, FileLock lock)
      : root_(std::move(root)), lock_(std::move(lock)) {}
  void queue(const std::filesystem::path& path, std::string text, Secret secret, mode_t mode);
  [[nodiscard]] Result<json::Doc> plan();
  [[nodiscard]] Result<void> stage();
  [[nodiscard]] Result<void> decide();
  [[nodiscard]] Result<void> commit_one();
  void undo();
  void clear();

  std::filesystem::path root_;
  FileLock lock_;
  std::map<std::filesystem::path, Write> writes_;  // by destination
  std::set<std::filesystem::path> dirs_;
  std::set<std::filesystem::path> removes_;
  std::set<std::filesystem::path> trees_;
  std::set<std::filesystem::path> made_dirs_;
};

/// For readers: waits for a commit that is under way in `store_root`, and finishes one whose
/// process died. Cheap when there is none.
[[nodiscard]] Result<void> settle(const std::filesystem::path& store_root);

}  // namespace natsop::identity
