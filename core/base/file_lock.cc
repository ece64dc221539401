#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "core/base/files.h"

namespace natsop {

namespace fs = std::filesystem;

Result<FileLock> FileLock::acquire(const fs::path& path, std::chrono::milliseconds timeout) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kPrivateFile);
  if (fd < 0) {
    return file_error(errno, "lock", path);
  }
  FileLock lock(fd);
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return file_error(errno, "lock", path);
    }
    if (std::chrono::steady_clock::now() >= deadline) {
      return Error(Code::Timeout, fmt::format("lock {}: held by another process", path.string()))
          .hint("wait for the other command to end, then try again");
    }
    // flock has no timeout of its own and an alarm would belong to the whole process, so look again
    // in a moment.
    constexpr int kPollMs = 5;
    ::poll(nullptr, 0, kPollMs);
  }
  return lock;
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileLock::~FileLock() {
  if (fd_ >= 0) {
    ::close(fd_);
  }
}

Result<TempDir> TempDir::make(std::string_view prefix, const fs::path& parent) {
  std::error_code ec;
  const fs::path base = parent.empty() ? fs::temp_directory_path(ec) : parent;
  if (ec) {
    return file_error(ec.value(), "make a temporary folder in", "$TMPDIR");
  }
  std::string name = (base / fmt::format("{}.XXXXXX", prefix)).string();
  if (::mkdtemp(name.data()) == nullptr) {
    return file_error(errno, "make a temporary folder in", base);
  }
  return TempDir(fs::path(name));
}

TempDir::TempDir(TempDir&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TempDir& TempDir::operator=(TempDir&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

TempDir::~TempDir() {
  if (!path_.empty()) {
    std::error_code ec;  // nobody is left to tell
    fs::remove_all(path_, ec);
  }
}

fs::path TempDir::keep() { return std::exchange(path_, {}); }

}  // namespace natsop
