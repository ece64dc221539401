#include "core/base/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace natsop {

namespace fs = std::filesystem;

namespace {

/// Closes its descriptor on every way out.
class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool valid() const { return fd_ >= 0; }

 private:
  int fd_;
};

Code code_of(int err) {
  switch (err) {
    case ENOENT:
      return Code::NotFound;
    case EACCES:
    case EPERM:
    case EROFS:
      return Code::Denied;
    case EEXIST:
      return Code::Exists;
    case ENOTDIR:
    case EISDIR:
    case ENAMETOOLONG:
    case ELOOP:
    case EINVAL:
      return Code::Invalid;
    case ENOTEMPTY:
    case EBUSY:
    case EXDEV:
      return Code::Conflict;
    default:
      return Code::Failed;
  }
}

int open_retrying(const fs::path& path, int flags, mode_t mode = 0) {
  int fd = -1;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

Result<void> write_all(int fd, std::string_view data, const fs::path& path) {
  while (!data.empty()) {
    const ssize_t wrote = ::write(fd, data.data(), data.size());
    if (wrote < 0) {
      if (errno == EINTR) {
        continue;
      }
      return file_error(errno, "write", path);
    }
    data.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return {};
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// Makes a rename or a new name in `folder` survive a power failure.
Result<void> sync_folder(const fs::path& folder) {
  const Fd fd(open_retrying(folder, O_RDONLY | O_DIRECTORY));
  if (!fd.valid()) {
    // A folder that may be written but not read cannot be synced; the data itself is safe.
    return errno == EACCES ? Result<void>() : file_error(errno, "open", folder);
  }
  if (::fsync(fd.get()) != 0 && errno != EINVAL && errno != ENOTSUP) {
    return file_error(errno, "sync", folder);
  }
  return {};
}

/// A temporary file beside its destination, with the data synced; removes itself unless released.
class Draft {
 public:
  Draft() = default;
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    if (!path_.empty()) {
      ::unlink(path_.c_str());
    }
  }

  Result<void> write(const fs::path& destination, std::string_view data, mode_t mode) {
    std::string name =
        (folder_of(destination) / fmt::format(".{}.XXXXXX", destination.filename().string()))
            .string();
    const Fd fd(::mkostemp(name.data(), O_CLOEXEC));
    if (!fd.valid()) {
      return file_error(errno, "write", destination);
    }
    path_ = name;
    NATSOP_CHECK(write_all(fd.get(), data, destination));
    if (::fchmod(fd.get(), mode) != 0) {
      return file_error(errno, "set the mode of", destination);
    }
    if (::fsync(fd.get()) != 0) {
      return file_error(errno, "sync", destination);
    }
    return {};
  }

  [[nodiscard]] const std::string& path() const { return path_; }
  void release() { path_.clear(); }

 private:
  std::string path_;
};

/// Where a write through `path` lands: the end of a chain of links, which may not exist yet.
Result<fs::path> follow_links(const fs::path& path) {
  fs::path at = path;
  constexpr int kLinksMax = 40;  // as the kernel
  for (int i = 0; i < kLinksMax; ++i) {
    std::error_code ec;
    const auto target = fs::read_symlink(at, ec);
    if (ec) {
      return at;
    }
    at = target.is_absolute() ? target : folder_of(at) / target;
  }
  return file_error(ELOOP, "write", path);
}

}  // namespace

Error file_error(int err, std::string_view doing, const fs::path& path) {
  std::string reason = std::generic_category().message(err);
  if (reason.size() > 1 && std::islower(static_cast<unsigned char>(reason[1])) != 0) {
    reason[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(reason[0])));
  }
  return Error(code_of(err), fmt::format("{} {}: {}", doing, path.string(), reason));
}

Result<std::string> read_fd(int fd, std::string_view name, std::size_t max_bytes) {
  constexpr std::size_t kChunk = 64 * 1024;
  std::string data;
  struct stat info{};
  if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0) {
    data.reserve(std::min(static_cast<std::size_t>(info.st_size), max_bytes) + 1);
  }
  std::size_t used = 0;
  while (true) {
    const std::size_t want = data.capacity() > used ? data.capacity() - used : kChunk;
    data.resize(used + want);
    const ssize_t got = ::read(fd, data.data() + used, want);
    if (got < 0) {
      if (errno == EINTR) {
        continue;
      }
      return file_error(errno, "read", fs::path(name));
    }
    used += static_cast<std::size_t>(got);
    if (used > max_bytes) {
      return Error(Code::Invalid, fmt::format("read {}: larger than {} bytes", name, max_bytes));
    }
    if (got == 0) {
      data.resize(used);
      return data;
    }
  }
}

Result<std::string> read_file(const fs::path& path, std::size_t max_bytes) {
  const Fd fd(open_retrying(path, O_RDONLY));
  if (!fd.valid()) {
    return file_error(errno, "open", path);
  }
  return read_fd(fd.get(), path.string(), max_bytes);
}

Result<void> write_file_atomic(const fs::path& path, std::string_view data, mode_t mode) {
  NATSOP_TRY(const fs::path target, follow_links(path));
  if (is_dir(target)) {
    return file_error(EISDIR, "write", path);
  }
  Draft draft;
  NATSOP_CHECK(draft.write(target, data, mode));
  if (::rename(draft.path().c_str(), target.c_str()) != 0) {
    return file_error(errno, "write", path);
  }
  draft.release();
  return sync_folder(folder_of(target));
}

Result<void> write_new_file(const fs::path& path, std::string_view data, mode_t mode) {
  Draft draft;
  NATSOP_CHECK(draft.write(path, data, mode));
  // link, unlike rename, refuses to replace.
  if (::link(draft.path().c_str(), path.c_str()) != 0) {
    return file_error(errno, "write", path);
  }
  return sync_folder(folder_of(path));
}

Result<void> append_file(const fs::path& path, std::string_view data, mode_t mode) {
  const Fd fd(open_retrying(path, O_WRONLY | O_APPEND | O_CREAT, mode));
  if (!fd.valid()) {
    return file_error(errno, "open", path);
  }
  return write_all(fd.get(), data, path);
}

Result<void> make_dirs(const fs::path& path, mode_t mode) {
  fs::path made;
  for (const auto& part : path) {
    made /= part;
    if (::mkdir(made.c_str(), mode) == 0) {
      // mkdir's mode passes the umask, which may only be meant for files.
      if (::chmod(made.c_str(), mode) != 0) {
        return file_error(errno, "set the mode of", made);
      }
      continue;
    }
    const int err = errno;
    // Read-only and unsearchable parents answer other things than EEXIST for a folder that is
    // there.
    if (is_dir(made)) {
      continue;
    }
    return file_error(err, "make folder", made);
  }
  return {};
}

Result<void> remove_file(const fs::path& path) {
  if (::remove(path.c_str()) != 0) {
    return file_error(errno, "remove", path);
  }
  return {};
}

Result<void> remove_tree(const fs::path& path) {
  std::error_code ec;
  fs::remove_all(path, ec);
  if (ec) {
    return file_error(ec.value(), "remove", path);
  }
  return {};
}

Result<void> rename_path(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) {
    const int err = errno;
    if (err == ENOENT && path_exists(from)) {
      return file_error(err, "move to", to);
    }
    return file_error(err, "move", from);
  }
  NATSOP_CHECK(sync_folder(folder_of(to)));
  return sync_folder(folder_of(from));
}

Result<void> copy_file_atomic(const fs::path& from, const fs::path& to) {
  NATSOP_TRY(const mode_t mode, file_mode(from));
  constexpr std::size_t kNoLimit = static_cast<std::size_t>(PTRDIFF_MAX);
  NATSOP_TRY(const std::string data, read_file(from, kNoLimit));
  return write_file_atomic(to, data, mode);
}

bool path_exists(const fs::path& path) {
  std::error_code ec;
  return fs::exists(path, ec);
}

bool is_dir(const fs::path& path) {
  std::error_code ec;
  return fs::is_directory(path, ec);
}

bool is_file(const fs::path& path) {
  std::error_code ec;
  return fs::is_regular_file(path, ec);
}

Result<std::vector<std::string>> list_dir(const fs::path& path) {
  std::error_code ec;
  fs::directory_iterator it(path, ec);
  std::vector<std::string> names;
  for (; !ec && it != fs::directory_iterator(); it.increment(ec)) {
    names.push_back(it->path().filename().string());
  }
  if (ec) {
    return file_error(ec.value(), "list", path);
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<mode_t> file_mode(const fs::path& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) {
    return file_error(errno, "open", path);
  }
  return info.st_mode & 07777;
}

}  // namespace natsop
