#pragma once
#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace natsop {

/// Modes for what others may read and for what they must not.
inline constexpr mode_t kPublicFile = 0644;
inline constexpr mode_t kPrivateFile = 0600;
inline constexpr mode_t kPublicDir = 0755;
inline constexpr mode_t kPrivateDir = 0700;

/// What read_file takes at most unless told otherwise: larger than any file a person edits.
inline constexpr std::size_t kReadLimit = std::size_t{64} << 20;

/// The whole content of a file. More than `max_bytes` is Invalid and nothing is returned; works for
/// pipes and /proc too. Errors name the path: NotFound, Denied, Invalid (a directory, too large),
/// Failed.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path,
                                            std::size_t max_bytes = kReadLimit);

/// Everything a descriptor still has to give (stdin); `name` stands for it in errors.
[[nodiscard]] Result<std::string> read_fd(int fd, std::string_view name,
                                          std::size_t max_bytes = kReadLimit);

/// Puts `data` at `path` so that after a crash there is the old content or the new, never a part: a
/// temporary file in the same folder, fsync, rename, fsync of the folder. The file gets exactly
/// `mode`. A symbolic link is followed and its target replaced. The folder must exist.
[[nodiscard]] Result<void> write_file_atomic(const std::filesystem::path& path,
                                             std::string_view data, mode_t mode = kPublicFile);

/// As write_file_atomic, but an existing file is Exists and stays as it is, even when two processes
/// race.
[[nodiscard]] Result<void> write_new_file(const std::filesystem::path& path, std::string_view data,
                                          mode_t mode = kPublicFile);

/// Adds `data` at the end, making the file with `mode` when it is missing. Not atomic.
[[nodiscard]] Result<void> append_file(const std::filesystem::path& path, std::string_view data,
                                       mode_t mode = kPublicFile);

/// Makes the folder and its missing parents with `mode`; existing ones keep theirs. A file in the
/// way is Exists.
[[nodiscard]] Result<void> make_dirs(const std::filesystem::path& path, mode_t mode = kPublicDir);

/// Removes one file, link or empty folder; NotFound when there is none.
[[nodiscard]] Result<void> remove_file(const std::filesystem::path& path);

/// Removes a folder and all below it, not following links; a missing one is success.
[[nodiscard]] Result<void> remove_tree(const std::filesystem::path& path);

/// Moves a file or folder within one file system, replacing a file at `to`, and makes the move
/// durable.
[[nodiscard]] Result<void> rename_path(const std::filesystem::path& from,
                                       const std::filesystem::path& to);

/// Copies a regular file's bytes atomically to `to`, with `from`'s mode.
[[nodiscard]] Result<void> copy_file_atomic(const std::filesystem::path& from,
                                            const std::filesystem::path& to);

/// Whether something is there, following links. False also when its folder may not be searched.
/// (Not called exists: argument-dependent lookup would find std::filesystem's too.)
[[nodiscard]] bool path_exists(const std::filesystem::path& path);
[[nodiscard]] bool is_dir(const std::filesystem::path& path);
[[nodiscard]] bool is_file(const std::filesystem::path& path);

/// The names in a folder without "." and "..", sorted bytewise.
[[nodiscard]] Result<std::vector<std::string>> list_dir(const std::filesystem::path& path);

/// The permission bits of what is at `path` (0600), following links.
[[nodiscard]] Result<mode_t> file_mode(const std::filesystem::path& path);

/// The Error for errno value `err`: "open /x/y: permission denied", with the Code that fits.
[[nodiscard]] Error file_error(int err, std::string_view doing, const std::filesystem::path& path);

/// An exclusive advisory lock (flock) on a lock file, held until destruction. Move-only.
///
/// Excludes other processes and other FileLocks of this process. The kernel drops it when the
/// process dies. The lock file stays behind: removing it would let two holders in.
class FileLock {
 public:
  /// Waits up to `timeout` for the lock, making the file (0600) when missing. Timeout names the
  /// path; 0 tries once.
  [[nodiscard]] static Result<FileLock> acquire(const std::filesystem::path& path,
                                                std::chrono::milliseconds timeout);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_;
};

/// A fresh private folder (0700) below $TMPDIR or /tmp, removed with its content on destruction.
/// Move-only.
class TempDir {
 public:
  /// `parent` empty means the system's folder for temporary files.
  [[nodiscard]] static Result<TempDir> make(std::string_view prefix = "natsop",
                                            const std::filesystem::path& parent = {});

  TempDir(TempDir&& other) noexcept;
  TempDir& operator=(TempDir&& other) noexcept;
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Leaves the folder in place and returns its path.
  std::filesystem::path keep();

 private:
  explicit TempDir(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace natsop
